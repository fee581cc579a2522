/**
 * What `sealbench capacity` says: a line for each try, the table of them and
 * the answer in a sentence.
 *
 * @module
 */
import { describeInterval, describeMetric, nothing } from '../report/figures.ts'
import { textTable } from '../report/text-table.ts'
import type { Capacity, CapacityTry } from '../runner/find-capacity.ts'
import { printable } from '../scenario/printable.ts'
import type { PlannedClaim } from '../scenario/loaded.ts'
import { describeDuration } from '../units/quantity.ts'

const words = { met: 'kept', broken: 'broken', unclear: 'unclear' } as const

/** `8,100 /s for 20 s: kept, 3.2 ms (3 to 3.5 ms)`. */
export function describeTry(claim: PlannedClaim, tried: CapacityTry): string {
  const why = tried.reason === '' ? '' : `; ${printable(tried.reason)}`
  const figure = `${describeFigure(claim, tried)}${why}`
  return `${describeRate(tried.rate)} for ${describeDuration(tried.durationNs)}: ${words[tried.finding]}, ${figure}`
}

/** By rate; what was tried longer comes later. */
export function capacityTable(claim: PlannedClaim, tries: readonly CapacityTry[]): string {
  const columns = [
    { label: 'rate', isNumber: true },
    { label: 'for', isNumber: true },
    { label: 'records', isNumber: true },
    { label: `${subjectOf(claim)} (95 %)`, isNumber: true },
    { label: claim.bound.text },
    { label: 'why' },
  ]
  const rows = tries
    .toSorted((one, other) => one.rate - other.rate)
    .map((tried) => [
      describeRate(tried.rate),
      describeDuration(tried.durationNs),
      tried.records.toLocaleString('en-US'),
      describeFigure(claim, tried),
      words[tried.finding],
      tried.reason === '' ? '' : printable(tried.reason),
    ])
  return textTable(columns, rows, { isCompact: true })
}

/** `p99 of put.sealed.responseTime <= 5 ms is kept up to 8,100 /s and broken from 8,700 /s on.` */
export function capacityAnswer({ meetsUpTo, breaksFrom, tries, end }: Capacity, claim: PlannedClaim): string {
  const bound = `${subjectOf(claim)} ${claim.bound.text}`
  const sentences = [`${bound} is ${edges(meetsUpTo, breaksFrom)}.`]
  const hasUnclear = tries.some(
    ({ rate, finding }) =>
      finding === 'unclear' && rate > (meetsUpTo ?? 0) && rate < (breaksFrom ?? Infinity),
  )
  if (hasUnclear)
    sentences.push(
      'Of some rates between nobody can tell, for the reason given with each: where the interval is too wide, a longer ' +
        'load.duration tells more.',
    )
  if (end === 'time-spent')
    sentences.push('The time is spent: --max-time ended the search before its edges were as near as wanted.')
  if (end === 'interrupted') sentences.push('The search was interrupted.')
  return sentences.join(' ')
}

function edges(meetsUpTo: number | null, breaksFrom: number | null): string {
  if (meetsUpTo !== null && breaksFrom !== null)
    return `kept up to ${describeRate(meetsUpTo)} and broken from ${describeRate(breaksFrom)} on`
  if (meetsUpTo !== null) return `kept up to ${describeRate(meetsUpTo)}, and at no rate tried surely broken`
  if (breaksFrom !== null)
    return `at no rate tried surely kept, and broken from ${describeRate(breaksFrom)} on`
  return 'at no rate tried surely kept or broken'
}

function subjectOf({ metric, statistic }: PlannedClaim): string {
  return statistic === null ? metric.name : `${statistic} of ${metric.name}`
}

function describeRate(rate: number): string {
  return `${rate.toLocaleString('en-US', { maximumSignificantDigits: 6 })} /s`
}

function describeFigure({ metric }: PlannedClaim, { estimate, ci95 }: CapacityTry): string {
  if (estimate === null) return nothing
  const describe = (value: number) => describeMetric(metric.name, value)
  return ci95 === null ? describe(estimate) : `${describe(estimate)} (${describeInterval(ci95, describe)})`
}
