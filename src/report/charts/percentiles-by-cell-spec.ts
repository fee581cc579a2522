/**
 * How the percentiles of cells are drawn: a row for each cell, a line for each
 * arm, a shape for each percentile.
 *
 * @module
 */
import type { View, ViewPercentile } from '../data/view.ts'
import { describePercentile } from '../figures.ts'
import { colours } from '../theme.ts'
import type { ChartSpec } from '../vega.ts'
import { durationLabel, logAxis, narrow } from './chart.ts'
import { describeTime } from './shown-curves.ts'

const shapeOf: Readonly<Record<ViewPercentile, string>> = {
  50: 'circle',
  90: 'square',
  99: 'triangle-up',
  99.9: 'diamond',
  99.99: 'cross',
}

export interface PercentileRow {
  readonly cell: string
  readonly label: string
  readonly arm: 'plain' | 'sealed'
  readonly percentile: string
  readonly ns: number
  readonly lowNs: number | null
  readonly highNs: number | null
}

interface Look {
  readonly view: View
  readonly words: string
  readonly width: number
}

export function percentilesByCellSpec(rows: readonly PercentileRow[], look: Look): ChartSpec {
  const { width } = look
  const isNarrow = width < narrow
  const arms = [...new Set(rows.map(({ arm }) => arm))]
  const labels = [...new Set(rows.map(({ label }) => label))]
  const values = rows.map(({ cell, label, arm, percentile, ns, lowNs: low, highNs: high }) => ({
    cell,
    label,
    arm,
    percentile,
    ns,
    low,
    high,
    description: `${cell}, ${arm}, ${percentile}: ${describeTime({ ns, low, high })}`,
  }))
  const rowHeight = arms.length * 14 + 8 + (isNarrow ? labelHeight : 0)
  const y = {
    field: 'label',
    type: 'nominal',
    sort: labels,
    title: null,
    axis: isNarrow ? null : { ticks: false, domain: false, labelLimit: 240, grid: true },
    scale: isNarrow
      ? { paddingInner: labelHeight / rowHeight, paddingOuter: labelHeight / rowHeight }
      : { paddingInner: 0.25 },
  }
  return {
    width,
    autosize: { type: 'fit', contains: 'padding' },
    height: labels.length * rowHeight + (isNarrow ? 130 : 90),
    data: { values },
    // Two legends stand in a row.
    config: { legend: { layout: { top: { margin: 20, anchor: 'start', direction: 'horizontal' } } } },
    encoding: {
      color: {
        field: 'arm',
        type: 'nominal',
        legend: { title: null, symbolType: 'stroke', symbolSize: 144, symbolOpacity: 1, labelOffset: 7 },
        scale: { domain: arms, range: arms.map((arm) => colours[arm]) },
      },
    },
    layer: [
      ...layersOf(rows, look).map(({ mark, encoding, ...rest }) => ({
        ...rest,
        mark,
        encoding: { ...encoding, y, yOffset: { field: 'arm', type: 'nominal', scale: { domain: arms } } },
      })),
      ...(isNarrow ? [labelLayer(labels, y, width)] : []),
    ],
  } as ChartSpec
}

/** In pixels, of a label above its row. */
const labelHeight = 18

/** Where there is no room for labels beside the rows. */
function labelLayer(labels: readonly string[], y: object, width: number): object {
  return {
    data: { values: labels.map((label) => ({ label })) },
    mark: {
      type: 'text',
      align: 'left',
      baseline: 'bottom',
      dy: -2,
      limit: width - 24,
      color: colours.ink,
      aria: false,
    },
    encoding: {
      y: { ...y, bandPosition: 0 },
      x: { value: 0 },
      text: { field: 'label', type: 'nominal' },
      color: { value: colours.ink },
    },
  }
}

interface Layer {
  readonly transform?: readonly object[]
  readonly mark: object
  readonly encoding: object
}

function layersOf(rows: readonly PercentileRow[], { view, words, width }: Look): readonly Layer[] {
  const x = { ...axisOf(rows, view, words), field: 'ns' }
  const shown = view.percentiles.filter((percent) =>
    rows.some(({ percentile }) => percentile === describePercentile(percent)),
  )
  // Two legends in a row would not fit.
  const legend = {
    title: null,
    symbolFillColor: colours.ink,
    symbolStrokeColor: colours.ink,
    ...(width < narrow && { orient: 'bottom', columns: shown.length }),
  }
  const shape = {
    field: 'percentile',
    type: 'nominal',
    legend,
    scale: {
      domain: shown.map((percent) => describePercentile(percent)),
      range: shown.map((percent) => shapeOf[percent]),
    },
  }
  return [
    {
      mark: { type: 'line', strokeWidth: 1, opacity: 0.6, aria: false },
      encoding: { x, detail: [{ field: 'cell' }] },
    },
    {
      transform: [{ filter: 'isValid(datum.low)' }],
      mark: { type: 'rule', strokeWidth: 3, opacity: 0.45, clip: true, aria: false },
      encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' } },
    },
    {
      mark: { type: 'point', filled: true, size: 42, opacity: 1 },
      encoding: { x, shape, description: { field: 'description', type: 'nominal' } },
    },
  ]
}

function axisOf(rows: readonly PercentileRow[], { scale }: View, words: string) {
  const common = { type: 'quantitative' as const, title: words }
  if (scale === 'linear')
    return { ...common, scale: { zero: true }, axis: { labelExpr: durationLabel, tickCount: 6 } }
  const values = rows.flatMap(({ ns, highNs }) => [ns, highNs ?? ns])
  const { domain, ticks } = logAxis(Math.min(...values), Math.max(...values))
  return {
    ...common,
    scale: { type: 'log' as const, domain, nice: false },
    axis: { values: ticks, labelExpr: durationLabel, labelOverlap: 'greedy' as const },
  }
}
