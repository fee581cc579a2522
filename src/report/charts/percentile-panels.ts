/**
 * Percentile curves, a panel for each cell: lines with their bands, the claimed
 * bounds as rules, and where each bound stops holding.
 *
 * @module
 */
import type { ClaimResult } from '../../run-store/run-format.ts'
import { describeDuration } from '../../units/quantity.ts'
import type { ViewScale } from '../data/view.ts'
import { describeReach } from '../overview.ts'
import { printable } from '../text.ts'
import { colours } from '../theme.ts'
import type { ChartSpec } from '../vega.ts'
import { durationLabel, logAxis, narrow, type Datum } from './chart.ts'
import { panelLayout, panelSpacing } from './panel-cells.ts'
import { oddsMost, oddsOf, percentileAxis } from './percentile-axis.ts'
import { describePoint, type CurvePoint, type ShownCurve } from './shown-curves.ts'

export interface Panel {
  readonly cellId: string
  /** Above the panel where there are several; empty for one alone. */
  readonly title: string
  readonly curves: readonly ShownCurve[]
  readonly claims: readonly ClaimResult[]
}

/** What all panels of a picture have in common. */
export interface Frame {
  readonly unit: 'record' | 'call'
  /** What the values are: `service time of a put`. */
  readonly words: string
  readonly scale: ViewScale
  readonly isBand: boolean
  /** Records of the longest curve. */
  readonly count: number
  readonly y: object
}

/** A linear axis, or a logarithmic one that leaves out what is not above 0. */
export function timeAxis(panels: readonly Panel[], scale: ViewScale, words: string) {
  const isDrawn = isDrawnOn(scale)
  const values = panels.flatMap(({ curves, claims }) => [
    ...curves.flatMap(({ points }) => points.flatMap(({ ns, high }) => [ns, high ?? ns])),
    ...claims.map(({ bound }) => bound.value),
  ])
  const heights = values.filter(isDrawn)
  const common = { type: 'quantitative' as const, title: words }
  const [low, high] = [Math.min(...heights, scale === 'linear' ? 0 : Infinity), Math.max(...heights)]
  if (scale === 'linear') {
    const domain = [low * 1.05, high * 1.05]
    return { ...common, scale: { domain, nice: false }, axis: { labelExpr: durationLabel, tickCount: 7 } }
  }
  const { domain, ticks } = logAxis(low, high)
  return {
    ...common,
    scale: { type: 'log' as const, domain, nice: false },
    axis: { values: ticks, labelExpr: durationLabel, labelOverlap: 'greedy' as const },
  }
}

function isDrawnOn(scale: ViewScale): (ns: number) => boolean {
  return scale === 'linear' ? () => true : (ns) => ns > 0
}

/** The points of the panel that are described, and the crossings: one row for each. */
export function panelRows({ cellId, curves, claims }: Panel, { scale, unit }: Pick<Frame, 'scale' | 'unit'>) {
  const points = curves.flatMap((curve) =>
    toldPoints(curve, scale).map((point) => rowOf(cellId, curve, point, unit)),
  )
  return { points, crossings: crossingsOf(cellId, curves, claims) }
}

function toldPoints({ points }: ShownCurve, scale: ViewScale): readonly CurvePoint[] {
  return points.filter(({ ns, isTold }) => isTold && isDrawnOn(scale)(ns))
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

function crossingsOf(cell: string, curves: readonly ShownCurve[], claims: readonly ClaimResult[]) {
  const end = oddsMost(Math.max(...curves.map(({ count }) => count)))
  return claims.flatMap(({ id, bound, holdsUpToPercentile: percentile }) =>
    percentile === null || percentile <= 2 || oddsOf(percentile / 100) > end
      ? []
      : [{ cell, claim: id, percentile, ns: bound.value } satisfies Datum],
  )
}

/** One panel alone takes the whole width. */
export function panelsSpec(panels: readonly Panel[], frame: Frame, width: number): ChartSpec {
  const isNarrow = width < narrow
  const [only] = panels
  if (panels.length === 1)
    return {
      width,
      autosize: { type: 'fit', contains: 'padding' },
      height: isNarrow ? 380 : 440,
      layer: panelLayers(only!, frame),
      config: { legend: { columns: isNarrow ? 2 : 4 } },
    } as ChartSpec
  const layout = panelLayout(panels.length, width, 74)
  return {
    concat: panels.map((panel) => ({
      title: { text: panel.title, limit: layout.width },
      width: layout.width,
      height: 240,
      layer: panelLayers(panel, frame),
    })),
    columns: layout.columns,
    spacing: panelSpacing,
    resolve: { scale: { color: 'shared', strokeDash: 'shared' } },
    config: { legend: { columns: isNarrow ? 2 : 4 } },
  } as ChartSpec
}

function panelLayers(panel: Panel, frame: Frame): object[] {
  const { curves, claims } = panel
  const { scale, unit, y, count } = frame
  const x = percentileAxis(count, unit)
  const isDrawn = isDrawnOn(scale)
  const lines = curves.flatMap(({ name, points }) =>
    points
      .filter(({ q, ns }) => q > 0 && isDrawn(ns))
      .map(({ q, ns }) => ({ curve: name, odds: oddsOf(q), ns })),
  )
  const style = curveEncoding(curves)
  return [
    ...intervalLayers(curves, frame, x),
    {
      data: { values: lines },
      mark: { type: 'line', strokeWidth: 2.5, aria: false, clip: true },
      encoding: { x, y: { ...y, field: 'ns' }, ...style },
    },
    ...boundRules(claims, y),
    pointLayer(panel, frame, x),
    ...crossingLayers(panel, frame, x),
  ]
}

/** Bands, or bars at single percentiles where there are intervals of these alone. */
function intervalLayers(curves: readonly ShownCurve[], { scale, y, isBand }: Frame, x: object): object[] {
  const values = curves.flatMap(({ name, points }) =>
    points
      .filter(({ low, high, ns }) => low !== null && high !== null && high > 0 && isDrawnOn(scale)(ns))
      .map(({ q, ns, low, high }) => ({
        curve: name,
        odds: oddsOf(q),
        // A log axis cannot reach 0: the band then ends below the picture.
        low: scale === 'log' ? Math.max(low!, ns / 1e4) : low,
        high,
      })),
  )
  if (values.length === 0) return []
  const encoding = {
    x,
    y: { ...y, field: 'low' },
    y2: { field: 'high' },
    color: curveEncoding(curves).color,
  }
  const mark = isBand
    ? { type: 'area', opacity: 0.2, clip: true, aria: false }
    : { type: 'rule', strokeWidth: 2, clip: true, aria: false }
  return [{ data: { values }, mark, encoding }]
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

/** Claimed bounds, those at the same height as one, with their names above the left end. */
function boundRules(claims: readonly ClaimResult[], y: object): object[] {
  const rules = Map.groupBy(claims, ({ bound }) => bound.value)
  return [...rules].flatMap(([bound, same]) => {
    const text = `${same.map(({ id }) => id).join(', ')}: ${same[0]!.bound.text}`
    const position = { y: { ...y, datum: bound } }
    const data = { values: [{}] }
    const label = { type: 'text', align: 'left', dx: 6, dy: -7, aria: false }
    const encoding = { ...position, x: { value: 0 }, text: { value: printable(text) } }
    return [
      {
        data,
        mark: { type: 'rule', strokeDash: [5, 3], strokeWidth: 1.5, color: colours.ink, aria: false },
        encoding: position,
      },
      { data, mark: { ...label, stroke: colours.card, strokeWidth: 4 }, encoding },
      { data, mark: { ...label, color: colours.ink }, encoding },
    ]
  })
}

/** Where each bound stops holding, marked on its rule. */
function crossingLayers({ cellId, curves, claims }: Panel, { y, count }: Frame, x: object): object[] {
  const values = crossingsOf(cellId, curves, claims).map(({ claim, percentile, ns, cell }) => {
    const odds = oddsOf(percentile / 100)
    const reach = describeReach(percentile)
    return {
      odds,
      ns,
      label: reach,
      isRight: Math.log(odds) > 0.6 * Math.log(oddsMost(count)),
      description: printable(`${cell}, ${claim}: ${describeDuration(ns)} holds ${reach}`),
    }
  })
  if (values.length === 0) return []
  const position = { x, y: { ...y, field: 'ns' } }
  const text = {
    type: 'text',
    dy: 14,
    dx: { expr: 'datum.isRight ? -4 : 4' },
    align: { expr: 'datum.isRight ? "right" : "left"' },
    fontWeight: 'bold',
    aria: false,
  }
  const label = { ...position, text: { field: 'label', type: 'nominal' } }
  return [
    { data: { values }, mark: { ...text, stroke: colours.card, strokeWidth: 4 }, encoding: label },
    { data: { values }, mark: { ...text, color: colours.ink }, encoding: label },
    {
      data: { values },
      mark: { type: 'point', shape: 'diamond', filled: true, size: 110, color: colours.ink, opacity: 1 },
      encoding: { ...position, description: { field: 'description', type: 'nominal' } },
    },
  ]
}
