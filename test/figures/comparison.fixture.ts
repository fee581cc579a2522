/**
 * The tables of a page of a comparison as they should be: each heading with
 * the place in comparison.json whose figure stands there.
 *
 * @module
 */
import type { Change, Comparison, QuantileShift } from '../../src/run-store/comparison-format.ts'
import { count, interval, none, percentile, share, signed, size, time, usd } from './shown.fixture.ts'
import { tableOf, type PageTable } from './tables.fixture.ts'

/** `hasAmounts`: the picture of changes tells them as amounts. */
export function comparisonTables(
  { changes, shifts, tolerance }: Comparison,
  hasAmounts = false,
): readonly PageTable[] {
  return [
    changesTable('Changes', changes, tolerance),
    changesTable(
      'changes',
      changes.filter(({ change, ci95 }) => change !== null && ci95 !== null),
      tolerance,
      hasAmounts,
    ),
    ...shifts.map((shift, index) => shiftTable(`shift-${index + 1}-${shift.operation}`, shift)),
  ]
}

const verdicts: Readonly<Record<Change['verdict'] | 'untold', string>> = {
  regression: '✘ regression',
  improvement: '✔ improvement',
  untold: '? cannot tell',
  'no-difference': '= no difference found',
  withheld: '▢ withheld',
}

/** Its interval reaches beyond what is tolerated, and so does what would have been found. */
function isUntold({ verdict, ci95, detectable }: Change, tolerance: number): boolean {
  return (
    verdict === 'no-difference' &&
    ci95 !== null &&
    Math.max(-ci95[0], ci95[1]) > tolerance &&
    (detectable === null || detectable > tolerance)
  )
}

function figure({ dimension }: Change, value: number): string {
  if (dimension === 'count') return count(value)
  return { duration: time, size, money: usd }[dimension as 'duration' | 'size' | 'money'](value)
}

/** What is counted has neither an interval nor what runs of equal code tell. */
function changesTable(
  id: string,
  changes: readonly Change[],
  tolerance: number,
  hasAmounts = false,
): PageTable {
  const params = [...new Set(changes.flatMap((change) => Object.keys(change.params)))]
  const columns: Record<string, (change: Change) => string> = {
    cell: ({ cellId }) => cellId,
    ...Object.fromEntries(params.map((name) => [name, (change: Change) => String(change.params[name])])),
    figure: ({ metric, statistic }) =>
      statistic === null ? metric : `${metric.replace('.serviceTime', '').replace('.', ' ')} ${statistic}`,
    base: (change) => figure(change, change.base),
    candidate: (change) => figure(change, change.candidate),
    'change (95 %)': ({ change, ci95, runToRun }) =>
      runToRun === null ? share(change!) : `${share(change!)} (${interval(ci95, share)})`,
    ...(hasAmounts && { 'as an amount (95 %)': amounts }),
    ...(changes.some(({ control }) => control !== null) && {
      'plain arm': ({ control }: Change) => (control === null ? none : share(control)),
    }),
    'run to run': ({ runToRun, isRunToRunMeasured }) =>
      runToRun === null ? none : `${share(runToRun).slice(1)}${isRunToRunMeasured ? '' : ' assumed'}`,
    'would find': ({ runToRun, detectable }) =>
      runToRun === null || detectable === null ? none : share(detectable),
    verdict: (change) => verdicts[isUntold(change, tolerance) ? 'untold' : change.verdict],
  }
  const { cell, figure: named, 'change (95 %)': change, verdict, ...others } = columns
  const answersFirst = { cell: cell!, figure: named!, 'change (95 %)': change!, verdict: verdict!, ...others }
  return tableOf(id, changes, id === 'Changes' ? answersFirst : columns)
}

/** The share of the base. */
function amounts(change: Change): string {
  const { base, ci95, runToRun } = change
  const signedFigure = (value: number): string => {
    const text = figure(change, Math.abs(value))
    return value > 0 ? `+${text}` : value < 0 ? `−${text}` : text
  }
  const amount = signedFigure(base * change.change!)
  if (runToRun === null) return amount
  return `${amount} (${interval([base * ci95![0], base * ci95![1]], signedFigure)})`
}

const signedTime = (ns: number): string => (ns > 0 ? `+${time(ns)}` : signed(time(ns)))

function shiftTable(id: string, { points }: QuantileShift): PageTable {
  return tableOf(id, points, {
    quantile: ({ q }) => percentile(100 * q),
    base: ({ baseNs }) => time(baseNs),
    candidate: ({ candidateNs }) => time(candidateNs),
    'change (95 %)': ({ change, ci95 }) => `${share(change)} (${interval(ci95, share)})`,
    'change, as time (95 %)': ({ baseNs, change, ci95: [low, high] }) =>
      `${signedTime(baseNs * change)} (${interval([baseNs * low, baseNs * high], signedTime)})`,
  })
}
