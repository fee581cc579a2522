/**
 * How the difference that sealing makes to a record is distributed (A/B), above
 * that of two plain arms (A/A): what stands clear of noise, and how widely.
 *
 * @module
 */
import type { Operation } from '../../measure/series.ts'
import type { CellResult, ClaimResult, Run } from '../../run-store/run-format.ts'
import { describeDuration } from '../../units/quantity.ts'
import { describePercent } from '../../units/share.ts'
import type { CellDetail, Density } from '../data/cell-detail.ts'
import type { View } from '../data/view.ts'
import { describeCount } from '../figures.ts'
import type { Table } from '../overview.ts'
import { cellLabel } from '../parameters.ts'
import type { Chart, ChartInput, ChartMaker } from './chart.ts'
import { comparisons, differencesSpec, type Bin } from './differences-spec.ts'
import { describeTime, pointOf, shownCurves, shownTime, type CurvePoint } from './shown-curves.ts'

/** Of either comparison, this share may lie beyond each side of the picture. */
const shareBeyond = 0.002

export const differencesChart: ChartMaker = (input) =>
  input.view.arms.includes('delta')
    ? input.view.operations.flatMap((operation) => chartOf(operation, input) ?? [])
    : []

function chartOf(operation: Operation, { run, view, focus, detailOf }: ChartInput): Chart | undefined {
  const detail = detailOf(focus.id)
  const { time, words, unit } = shownTime(detail, operation, view)
  const delta = detail.densities[`${operation}.delta.${time}`]
  const noise = time === 'callTime' ? undefined : detail.densities[`${operation}.noise.${time}`]
  const median = medianOf(detail, operation, view)
  if (delta === undefined || median === undefined) return undefined
  const all = [...binsOf('delta', delta), ...(noise === undefined ? [] : binsOf('noise', noise))]
  const bins = withinReach(all)
  const claims = run.claims.filter((claim) => claim.cellId === focus.id && isDrawn(claim, operation, view))
  return {
    id: `differences-${operation}`,
    title: `What sealing adds to the ${words}, ${unit} by ${unit}`,
    howToRead:
      `Upwards: the same ${unit} sealed minus plain (A/B). Downwards: plain minus plain again (A/A), which is noise. Areas are shares of ` +
      `${unit}s: high where many differ by that much. The solid rule is the median of A/B with its 95 % interval as a band, and a dashed one a ` +
      `claimed bound. A hill above that stands clear of the one below is an effect. The axis is linear near 0 and logarithmic further out, whatever the view. ` +
      'Bins are narrow where many lie; what lies furthest out is left to the percentile curves.',
    finding: finding(run, focus, { all, bins, median, unit }),
    spec: (width) => differencesSpec(bins, { median, claims, width, cellId: focus.id, unit }),
    table: tableOf(all, unit),
    data: bins.map(({ kind, from, to, records, share }) => ({
      cell: focus.id,
      comparison: comparisons[kind],
      fromNs: from,
      toNs: to,
      records,
      share,
    })),
  }
}

function medianOf(detail: CellDetail, operation: Operation, view: View): CurvePoint | undefined {
  const curve = shownCurves(detail, operation, view).find(({ arm }) => arm === 'delta')
  return curve && pointOf(curve, 0.5)
}

function isDrawn({ metric, unit, bound }: ClaimResult, operation: Operation, view: View): boolean {
  const [of, arm, time = 'serviceTime'] = metric.split('.')
  const isOfDifference = arm === 'overhead' || arm === 'delta'
  const isOfUnit = (unit ?? 'record') === view.unit && (view.unit === 'call' || time === view.time)
  return of === operation && isOfDifference && isOfUnit && Number.isFinite(bound.value)
}

function binsOf(kind: Bin['kind'], { edges, counts }: Density): Bin[] {
  const all = counts.reduce((sum, count) => sum + count, 0)
  return counts.map((records, at) => ({
    kind,
    from: edges[at]!,
    to: edges[at + 1]!,
    records,
    share: records / all,
  }))
}

/** Those with records, from where hardly any of either comparison lie below to where hardly any lie above. */
function withinReach(all: readonly Bin[]): readonly Bin[] {
  const kinds = [...Map.groupBy(all, ({ kind }) => kind).values()]
  const reaches = kinds.map((bins) => {
    let share = 0
    const inside = bins.filter((bin) => {
      const before = share
      share += bin.share
      return share > shareBeyond && before < 1 - shareBeyond
    })
    return [inside[0]!.from, inside.at(-1)!.to] as const
  })
  const [low, high] = [Math.min(...reaches.map(([from]) => from)), Math.max(...reaches.map(([, to]) => to))]
  return all.filter(({ from, to, records }) => records > 0 && from >= low && to <= high)
}

interface Facts {
  readonly all: readonly Bin[]
  readonly bins: readonly Bin[]
  readonly median: CurvePoint
  readonly unit: string
}

function finding(run: Run, cell: CellResult, { all, bins, median, unit }: Facts): string {
  const delta = all.filter(({ kind }) => kind === 'delta')
  const records = countOf(delta)
  const below = countOf(delta.filter(({ to, from }) => from < 0 && to <= 0))
  const beyond = records - countOf(bins.filter(({ kind }) => kind === 'delta'))
  return (
    `In ${cellLabel(run, cell)}, sealing adds ${describeTime(median)} to half of the ${unit}s or more. ` +
    (below === 0
      ? `None of ${describeCount(records)} ${unit}s took less time sealed than plain.`
      : `${describePercent(below / records)} of ${describeCount(records)} ${unit}s took less time sealed than plain, as chance has it.`) +
    (beyond === 0 ? '' : ` ${describeCount(beyond)} ${beyond === 1 ? 'lies' : 'lie'} beyond the picture.`)
  )
}

function countOf(bins: readonly Bin[]): number {
  return bins.reduce((sum, { records }) => sum + records, 0)
}

function tableOf(all: readonly Bin[], unit: string): Table {
  return {
    columns: [
      { label: 'comparison' },
      { label: 'from', isNumber: true },
      { label: 'to', isNumber: true },
      { label: `${unit}s`, isNumber: true },
      { label: 'share', isNumber: true },
    ],
    rows: all
      .filter(({ records }) => records > 0)
      .map(({ kind, from, to, records, share }) => [
        comparisons[kind],
        describeDuration(from),
        describeDuration(to),
        describeCount(records),
        describePercent(share),
      ]),
  }
}
