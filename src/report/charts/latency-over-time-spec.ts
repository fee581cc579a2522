/**
 * Draws latencies over time as squares, with bars of KMS calls above them on
 * the same axis.
 *
 * @module
 */
import type { KmsResult } from '../../run-store/run-format.ts'
import { describeDuration } from '../../units/quantity.ts'
import type { TimeMap } from '../data/cell-detail.ts'
import { plural } from '../figures.ts'
import { colours } from '../theme.ts'
import type { ChartSpec } from '../vega.ts'
import { durationLabel, logAxis, narrow } from './chart.ts'
import { clockAxis, describeSpan } from './clock-axis.ts'

/** One stretch of time, with the edges below which its latencies lie. In ns. */
export interface Column {
  readonly fromNs: number
  readonly toNs: number
  readonly records: number
  readonly medianNs: number
  readonly p99Ns: number
  readonly maxNs: number
  /** Of the slices of the count of calls that begin within it. */
  readonly calls: number
}

export interface ShownMap {
  readonly map: TimeMap
  readonly columns: readonly Column[]
  readonly timeline: KmsResult['timeline']
}

/** Room for the labels of the vertical axis, in pixels. */
const left = 70
/** That the one slow record of a column can be seen. */
const faintest = 0.16
const legendHeight = 16
/** Of a share in the legend, in pixels. */
const legendStep = { wide: 62, narrow: 54 } as const
/** As many as the eye tells apart. */
const steps = 6

export function mapSpec(shown: ShownMap, width: number): ChartSpec {
  const isNarrow = width < narrow
  const endNs = Math.max(shown.map.times.at(-1)!, shown.timeline.sliceNs * callsOf(shown.timeline).length)
  const x = { field: 'fromNs', ...clockAxis(endNs, isNarrow) }
  const plotWidth = width - left - 28
  return {
    vconcat: [
      // Where no axis is: bounds are those of the plots alone.
      { width: plotWidth, height: legendHeight, ...legend(shown, isNarrow) },
      { width: plotWidth, height: 46, ...fills(shown, x) },
      { width: plotWidth, height: isNarrow ? 210 : 270, layer: [...squares(shown, x)] },
    ] as never[],
    spacing: 6,
    bounds: 'flush',
  }
}

type Horizontal = ReturnType<typeof clockAxis> & { readonly field: string }

function fills({ timeline }: ShownMap, x: Horizontal) {
  const values = callsOf(timeline).flatMap((calls, slice) =>
    calls === 0 ? [] : [{ fromNs: slice * timeline.sliceNs, toNs: (slice + 1) * timeline.sliceNs, calls }],
  )
  return {
    data: { values },
    mark: { type: 'rect', color: colours.sealed, stroke: colours.card, strokeWidth: 0.5, aria: false },
    encoding: {
      x: { ...x, title: null, axis: { ...x.axis, labels: false } },
      x2: { field: 'toNs' },
      y: {
        field: 'calls',
        type: 'quantitative',
        title: 'KMS',
        axis: { tickCount: 2, tickMinStep: 1, format: '~s', minExtent: left - 22, maxExtent: left - 22 },
      },
      y2: { datum: 0 },
    },
  }
}

function squares(shown: ShownMap, x: Horizontal) {
  const { edges } = shown.map
  const { domain, ticks } = logAxis(edges[0]!, edges.at(-1)!)
  const y = {
    field: 'low',
    type: 'quantitative',
    title: 'response time',
    scale: { type: 'log', domain, nice: false },
    axis: {
      values: ticks,
      labelExpr: durationLabel,
      minExtent: left - 22,
      maxExtent: left - 22,
      grid: false,
    },
  } as const
  const span = { x, x2: { field: 'toNs' } }
  return [
    {
      data: { values: blocksOf(shown) },
      mark: { type: 'rect', color: colours.plain, aria: false },
      encoding: {
        ...span,
        y,
        y2: { field: 'high' },
        fillOpacity: { field: 'strength', type: 'quantitative', scale: null },
      },
    },
    {
      data: { values: shown.columns.filter(({ records }) => records > 0) },
      mark: { type: 'rule', color: colours.ink, strokeWidth: 1.5, aria: false },
      encoding: { ...span, y: { ...y, field: 'p99Ns' } },
    },
    {
      data: { values: pointedAt(shown.columns, domain) },
      mark: { type: 'rect', fill: colours.ink, fillOpacity: 0 },
      encoding: {
        ...span,
        y,
        y2: { field: 'high' },
        description: { field: 'description', type: 'nominal' },
      },
    },
  ]
}

/** Shades of some shares of a column’s records, as far as there are so many. */
function legend({ columns }: ShownMap, isNarrow: boolean) {
  const most = Math.max(...columns.map(({ records }) => records))
  const values = [1, 0.1, 0.01, 0.001]
    .filter((share) => share === 1 || share * most >= 1)
    .map((share) => ({
      label: `${100 * share} %${share === 1 && !isNarrow ? ' of a column’s records' : ''}`,
      strength: strengthOf(share * most, most),
    }))
    .toReversed()
    .map((value, at) => ({ ...value, x: 8 + at * legendStep[isNarrow ? 'narrow' : 'wide'] }))
  const x = { field: 'x', type: 'quantitative', scale: null, axis: null } as const
  const y = { value: legendHeight / 2 }
  return {
    data: { values },
    layer: [
      {
        mark: { type: 'square', size: 120, color: colours.plain, stroke: colours.muted, aria: false },
        encoding: { x, y, fillOpacity: { field: 'strength', type: 'quantitative', scale: null } },
      },
      {
        mark: { type: 'text', align: 'left', dx: 10, aria: false },
        encoding: { x, y, text: { field: 'label', type: 'nominal' } },
      },
    ],
  }
}

/** Whole columns, to be pointed at: there are too many squares. */
function pointedAt(columns: readonly Column[], [low, high]: readonly [number, number]) {
  return columns.map((column) => ({ ...column, low, high, description: describeColumn(column) }))
}

/** Neighbouring rows of a column that are as strong as each other are one block, so that pictures stay small. */
function blocksOf({ map: { times, edges, counts }, columns }: ShownMap) {
  return counts.flatMap((rows, at) => {
    const strengths = rows.map((count) => (count === 0 ? 0 : strengthOf(count, columns[at]!.records)))
    const begins = strengths.flatMap((strength, row) => (strength === strengths[row - 1] ? [] : [row]))
    return begins.flatMap((row, index) => {
      const end = begins[index + 1] ?? rows.length
      const strength = strengths[row]!
      const block = { fromNs: times[at], toNs: times[at + 1], low: edges[row], high: edges[end], strength }
      return strength === 0 ? [] : [block]
    })
  })
}

/** By orders of magnitude, in steps: one in a thousand is still seen. */
function strengthOf(count: number, of: number): number {
  const decades = Math.max(1, Math.log10(of))
  const share = 1 + Math.log10(count / of) / decades
  return Number((faintest + (1 - faintest) * (Math.round(share * steps) / steps)).toFixed(2))
}

/** Calls of all operations in each slice. */
export function callsOf({ GenerateDataKey, Decrypt, Encrypt = [] }: KmsResult['timeline']): number[] {
  return GenerateDataKey.map((calls, at) => calls + (Decrypt[at] ?? 0) + (Encrypt[at] ?? 0))
}

/** What a column says. */
export function describeColumn(column: Column): string {
  const { fromNs, toNs, records, medianNs, p99Ns, maxNs, calls } = column
  return `${describeSpan(fromNs, toNs)}: ${plural(records, 'record')}, half below ${describeDuration(medianNs)}, 99 % below ${describeDuration(p99Ns)}, all below ${describeDuration(maxNs)}; ${plural(calls, 'KMS call')}`
}
