/**
 * Percentile curves, a panel for each cell: lines with their intervals, the
 * claimed bounds as rules, and where each bound stops holding.
 *
 * @module
 */
import { textWidth } from '../text-width.ts'
import { printable } from '../text.ts'
import { vegaConfig } from '../theme.ts'
import type { ChartSpec } from '../vega.ts'
import { narrow, type Datum } from './chart.ts'
import { panelLayout, panelSpacing } from './panel-cells.ts'
import { oddsOf, percentileAxis } from './percentile-axis.ts'
import { boundLayers, crossingsOf } from './percentile-bounds.ts'
import { drawnPoints, type Frame, type Panel } from './percentile-frame.ts'
import { intervalLayers } from './percentile-intervals.ts'
import type { Plot } from './percentile-labels.ts'
import { describePoint, type CurvePoint, type ShownCurve } from './shown-curves.ts'

/** The points of the panel that are described, and the crossings: one row for each. */
export function panelRows(panel: Panel, { scale, unit }: Pick<Frame, 'scale' | 'unit'>) {
  const points = panel.curves.flatMap((curve) =>
    toldPoints(curve, scale).map((point) => rowOf(panel.cellId, curve, point, unit)),
  )
  return { points, crossings: crossingsOf(panel) }
}

function toldPoints(curve: ShownCurve, scale: Frame['scale']): readonly CurvePoint[] {
  return drawnPoints(curve, scale).filter(({ isTold }) => isTold)
}

function rowOf(cell: string, { name, count }: ShownCurve, point: CurvePoint, unit: string) {
  return {
    cell,
    curve: name,
    unit,
    records: count,
    percentile: 100 * point.q,
    ns: point.ns,
    lowNs: point.low,
    highNs: point.high,
  } satisfies Datum
}

/** What the axis of time takes, in pixels. */
const beside = 74

/** One panel alone takes the whole width. */
export function panelsSpec(panels: readonly Panel[], frame: Frame, width: number): ChartSpec {
  const isNarrow = width < narrow
  const [only] = panels
  if (panels.length === 1)
    return {
      width,
      autosize: { type: 'fit', contains: 'padding' },
      height: isNarrow ? 380 : 440,
      layer: panelLayers(only!, frame, { width: width - beside - 16, height: isNarrow ? 276 : 354 }),
      config: { legend: { columns: legendColumns(panels, width) } },
    } as ChartSpec
  const layout = panelLayout(panels.length, width, beside)
  return {
    concat: panels.map((panel) => ({
      title: { text: panel.title, limit: layout.width },
      width: layout.width,
      height: 240,
      layer: panelLayers(panel, frame, { width: layout.width, height: 240 }),
    })),
    columns: layout.columns,
    spacing: panelSpacing,
    resolve: { scale: { color: 'shared', strokeDash: 'shared' } },
    config: { legend: { columns: legendColumns(panels, width) } },
  } as ChartSpec
}

/** Of the symbol and the spaces around an entry of the legend, in pixels. */
const besideEntry = 34

/** As many as fit above the plot. */
function legendColumns(panels: readonly Panel[], width: number): number {
  const names = [...new Set(panels.flatMap(({ curves }) => curves.map(({ name }) => name)))]
  const lengths = names.map((name) => besideEntry + textWidth(name, vegaConfig.legend.labelFontSize))
  const needed = (columns: number) =>
    [...Map.groupBy(lengths.keys(), (at) => at % columns).values()]
      .map((column) => Math.max(...column.map((at) => lengths[at]!)))
      .reduce((sum, length) => sum + length, 0)
  return [4, 3, 2].find((columns) => needed(columns) <= width - beside) ?? 1
}

function panelLayers(panel: Panel, frame: Frame, plot: Plot): object[] {
  const { curves } = panel
  const { scale, unit, y, count } = frame
  const x = percentileAxis(count, unit)
  const lines = curves.flatMap((curve) =>
    drawnPoints(curve, scale).map(({ q, ns }) => ({ curve: curve.name, odds: oddsOf(q), ns })),
  )
  const style = curveEncoding(curves)
  return [
    ...intervalLayers(curves, frame, x, plot),
    {
      data: { values: lines },
      mark: { type: 'line', strokeWidth: 2.5, aria: false, clip: true },
      encoding: { x, y: { ...y, field: 'ns' }, ...style },
    },
    pointLayer(panel, frame, x),
    ...boundLayers(panel, frame, x, plot),
  ]
}

function curveEncoding(curves: readonly ShownCurve[]) {
  const domain = curves.map(({ name }) => name)
  const legend = { title: null, symbolType: 'stroke', symbolSize: 400, symbolOpacity: 1, labelLimit: 150 }
  const channel = (range: readonly unknown[]) => ({
    field: 'curve',
    type: 'nominal' as const,
    legend,
    scale: { domain, range },
  })
  return {
    color: channel(curves.map(({ colour }) => colour)),
    strokeDash: channel(curves.map(({ dash }) => dash)),
  }
}

/** Named percentiles are dots; those between are there for whoever points at them. */
function pointLayer({ cellId, curves }: Panel, { scale, unit, y }: Frame, x: object) {
  const values = curves.flatMap((curve) =>
    toldPoints(curve, scale).map((point) => ({
      ...rowOf(cellId, curve, point, unit),
      odds: oddsOf(point.q),
      size: isNamed(point.q) ? 46 : 0,
      description: printable(`${cellId}, ${curve.name}, ${describePoint(point)}`),
    })),
  )
  return {
    data: { values },
    mark: { type: 'point', filled: true, size: 46, clip: true },
    encoding: {
      x,
      y: { ...y, field: 'ns' },
      color: { field: 'curve', type: 'nominal' },
      opacity: { condition: { test: 'datum.size > 0', value: 1 }, value: 0 },
      description: { field: 'description', type: 'nominal' },
    },
  }
}

function isNamed(q: number): boolean {
  return [0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999].includes(q)
}
