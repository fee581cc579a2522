/**
 * Claims as a forest plot: each estimate with its interval, as a multiple of
 * its bound, so that claims of different units stand on one axis.
 *
 * @module
 */
import type { ClaimResult, Overhead, Run } from '../../run-store/run-format.ts'
import { significant } from '../../units/significant.ts'
import { describeMetric, isLatency, nothing, plural } from '../figures.ts'
import { claimText, verdictMarks } from '../overview.ts'
import { printable } from '../text.ts'
import type { Chart, ChartMaker, Datum } from './chart.ts'
import { claimsSpec, highRows, joined, type ClaimRow } from './claims-spec.ts'

const rowsMax = 40
/** Smaller ones say no more. */
const probabilityLeast = 0.0001
/** More that meet their bounds are counted, not named. */
const namedMost = 3

/** Claims are what the run answers: whatever is chosen, all of them are drawn. */
export const claimsChart: ChartMaker = ({ run }) => {
  const drawable = run.claims.filter(
    ({ estimate, bound }) => estimate !== null && bound.value > 0 && Number.isFinite(estimate / bound.value),
  )
  if (drawable.length === 0) return []
  const shown = drawable.toSorted((one, other) => severity(other) - severity(one)).slice(0, rowsMax)
  const chosen = drawable.filter((claim) => shown.includes(claim))
  const rows = chosen.map((claim, order) => rowOf(run, claim, order))
  return [
    {
      id: 'claims',
      title: 'The claims against what was measured',
      howToRead:
        'Each claim is one row. The mark is the estimate and the bar its 95 % interval, both divided by the ' +
        'bound that was claimed, so the line at 1 is the bound whatever the unit; a bar may be narrower than its mark. The grey band is the noise floor: how far two ' +
        'identical arms differ on this machine (A/A). A whole bar on the claimed side of the bound, beyond the band, is a verdict. Noise above the bound is told with its claim.' +
        (rows.length > highRows ? ' Where there is less room than rows, the picture scrolls.' : ''),
      finding: finding(
        rows.filter((_, index) => isAimedAt(chosen[index]!)),
        drawable.length - chosen.length,
        metText(rows),
      ),
      spec: (width) => claimsSpec(rows, width),
      table: tableOf(run),
      data: chosen.map(datumOf),
    },
  ]
}

function datumOf({
  id,
  cellId,
  metric,
  statistic,
  unit,
  verdict,
  estimate,
  ci95,
  bound,
}: ClaimResult): Datum {
  return {
    claim: id,
    cell: cellId,
    metric,
    statistic,
    unit,
    verdict,
    estimate,
    low: ci95?.[0] ?? null,
    high: ci95?.[1] ?? null,
    bound: bound.value,
  }
}

function severity({ verdict, estimate, bound }: ClaimResult): number {
  const rank = { refuted: 3, invalid: 2, inconclusive: 1, holds: 0 } as const
  return rank[verdict] * 1e6 + Math.min(1e5, (estimate ?? 0) / bound.value)
}

function rowOf(run: Run, claim: ClaimResult, order: number): ClaimRow {
  const text = claimText(run, claim)
  const scale = (value: number) => value / claim.bound.value
  const noise = noiseOf(run, claim)
  // A claim without `where` is judged in every cell, each in a row of its own.
  const isRepeated = run.claims.filter(({ id }) => id === claim.id).length > 1
  const name = isRepeated ? `${claim.id} in ${claim.cellId}` : claim.id
  const heading = printable(`${name} · ${text.subject}`)
  const outcome = printable(`${claim.verdict}: ${text.estimate}, claimed ${text.bound}`)
  const noiseNote = noise === undefined ? '' : noiseText(scale(noise))
  return {
    name,
    order,
    heading,
    outcome,
    noiseNote,
    description: printable(
      `${heading}: ${joined(outcome, noiseNote)}; 95 % interval ${text.interval}; ${text.cell}`,
    ),
    verdict: claim.verdict,
    estimate: scale(claim.estimate!),
    low: claim.ci95 === null ? null : scale(claim.ci95[0]),
    high: claim.ci95 === null ? null : scale(claim.ci95[1]),
    bandLow: noise === undefined ? null : 1 - scale(noise),
    bandHigh: noise === undefined ? null : 1 + scale(noise),
  }
}

/** Of a band that hides the bound itself. `times` is the noise as a multiple of the bound. */
function noiseText(times: number): string {
  return times > 1 ? `noise is ${Number(times.toPrecision(3))} times the bound` : ''
}

/** The largest difference that the claim's statistic shows between two identical arms. */
export function noiseOf(run: Run, { metric, statistic, unit, cellId }: ClaimResult): number | undefined {
  const cell = run.cells.find(({ id }) => id === cellId)
  if (cell === undefined || statistic === null || unit === 'call' || !isLatency(metric)) return undefined
  const floor: Partial<Overhead> = cell[metric.startsWith('get.') ? 'get' : 'put'].noiseFloor
  const estimate = floor[statistic as keyof Overhead]
  if (estimate === undefined) return undefined
  return Math.max(...[estimate.estimateNs, ...(estimate.ci95Ns ?? [])].map(Math.abs))
}

function finding(rows: readonly ClaimRow[], left: number, met: string): string {
  const rest = left > 0 ? ` The picture leaves out the ${plural(left, 'least severe claim')}.` : ''
  if (rows.length === 0) return `Every claim asks for an exact figure or meets its bound exactly.${rest}`
  const byDistance = rows.toSorted((one, other) => distance(one) - distance(other))
  const [nearest, farthest] = [byDistance[0]!, byDistance.at(-1)!]
  const places = [...new Set([nearest, farthest])].map(describePlace)
  const sentence =
    places.length === 1
      ? `${places[0]}.`
      : `Nearest to its bound${met === '' ? '' : ' of the others'}: ${places[0]}. Farthest from it: ${places[1]}.`
  return (met === '' ? '' : `${met} `) + sentence + rest
}

/** Counts that stand on their bounds, by name where they are few. */
function metText(rows: readonly ClaimRow[]): string {
  const met = rows.filter(({ estimate }) => estimate === 1)
  if (met.length === 0) return ''
  const names = met.length <= namedMost ? met.map(({ name }) => name).join(', ') : plural(met.length, 'claim')
  return met.length === 1 ? `${names} meets its bound exactly.` : `${names} meet their bounds exactly.`
}

/** Of a bound that is an exact figure, or that a count meets exactly, no distance tells anything. */
function isAimedAt({ bound, estimate }: ClaimResult): boolean {
  return bound.op !== '==' && estimate !== bound.value
}

/** `put-overhead stands at 0.07 times its bound (holds)`. */
function describePlace({ name, estimate, verdict }: ClaimRow): string {
  const times = Number(estimate.toPrecision(3))
  return `${name} stands at ${times === 1 ? 'its bound, to three digits' : `${times} times its bound`} (${verdict})`
}

/** In orders of magnitude where that is possible. */
function distance({ estimate }: ClaimRow): number {
  return estimate > 0 ? Math.abs(Math.log(estimate)) : Infinity
}

function tableOf(run: Run): Chart['table'] {
  return {
    columns: [
      { label: 'claim' },
      { label: 'what' },
      { label: 'cell' },
      { label: 'verdict' },
      { label: 'estimate', isNumber: true },
      { label: '95 % interval', isNumber: true },
      { label: 'adjusted p', isNumber: true },
      { label: 'detectable', isNumber: true },
      { label: 'claimed', isNumber: true },
      { label: 'noise floor', isNumber: true },
      { label: 'holds', isNumber: true },
    ],
    rows: run.claims.map((claim) => {
      const text = claimText(run, claim)
      const noise = noiseOf(run, claim)
      return [
        text.id,
        text.subject,
        text.cell,
        `${verdictMarks[text.verdict]} ${text.verdict}`,
        text.estimate,
        text.interval,
        probabilityText(claim.pAdjusted),
        claim.detectable === undefined ? nothing : describeMetric(claim.metric, claim.detectable),
        text.bound,
        noise === undefined ? nothing : describeMetric(claim.metric, noise),
        text.holdsUpTo,
      ]
    }),
  }
}

/** Of what was not measured there is none. */
function probabilityText(p: number | undefined): string {
  if (p === undefined) return nothing
  return p < probabilityLeast ? `below ${probabilityLeast}` : String(significant(p, 2))
}
