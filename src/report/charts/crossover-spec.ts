/**
 * Draws what sealing adds along a swept quantity, with bounds and crossings.
 *
 * @module
 */
import type { Operation } from '../../measure/series.ts'
import type { Crossing } from '../../run-store/run-format.ts'
import type { View } from '../data/view.ts'
import { colours } from '../theme.ts'
import type { ChartSpec } from '../vega.ts'
import { durationLabel, logAxis, narrow } from './chart.ts'
import { dimmed } from './shown-sweep.ts'

export interface CrossoverPoint {
  readonly cell: string
  readonly operation: Operation
  /** In the base unit of the parameter. */
  readonly at: number
  readonly estimateNs: number
  readonly ci95Ns: readonly [number, number] | null
  readonly description: string
}

/** What the picture is drawn from. */
export interface Crossover {
  readonly parameter: string
  readonly points: readonly CrossoverPoint[]
  readonly bounds: readonly { readonly ns: number; readonly text: string }[]
  readonly crossings: readonly Crossing[]
  readonly describe: (value: number) => string
  readonly view: View
}

const styles = [
  { operation: 'put', colour: colours.sealed, shape: 'circle', dash: [1, 0] },
  { operation: 'get', colour: colours.plain, shape: 'square', dash: [5, 3] },
] as const
const axisWidth = 96

interface Axes {
  readonly x: object
  readonly y: object
  readonly span: readonly [number, number]
  /** Below this a logarithmic axis has no place. */
  readonly floor: number
}

export function crossoverSpec(crossover: Crossover, width: number): ChartSpec {
  const isNarrow = width < narrow
  const axes = axesOf(crossover, isNarrow)
  return {
    width: width - axisWidth,
    height: isNarrow ? 260 : 320,
    layer: [
      ...crossingLayers(crossover, axes),
      ...boundLayers(crossover, axes),
      ...lineLayers(crossover, axes),
    ] as never[],
  }
}

function axesOf({ parameter, points, describe, bounds, view }: Crossover, isNarrow: boolean): Axes {
  const places = [...new Set(points.map(({ at }) => at))].toSorted((one, other) => one - other)
  const { domain } = logAxis(places[0]!, places.at(-1)!)
  const names = Object.fromEntries(places.map((place) => [String(place), describe(place)]))
  const estimates = points.map(({ estimateNs }) => estimateNs)
  const isLog = view.scale === 'log' && estimates.every((value) => value > 0)
  const floor = isLog ? Math.min(...estimates) / 3 : -Infinity
  const ends = points.flatMap(({ estimateNs, ci95Ns }) => [estimateNs, ...(ci95Ns ?? [])])
  const heights = [...ends, ...bounds.map(({ ns }) => ns)].map((height) => Math.max(height, floor))
  const [low, high] = [Math.min(...heights), Math.max(...heights)]
  const log = isLog ? logAxis(low, high) : undefined
  return {
    span: domain,
    floor,
    x: {
      type: 'quantitative',
      title: parameter,
      scale: { type: 'log', domain, nice: false },
      axis: {
        values: places,
        labelExpr: `(${JSON.stringify(names)})['' + datum.value]`,
        labelAngle: isNarrow ? -90 : 0,
        labelOverlap: true,
        grid: false,
      },
    },
    y: {
      type: 'quantitative',
      title: 'added by sealing',
      scale: {
        type: isLog ? 'log' : 'linear',
        domain: log?.domain ?? [Math.min(0, 1.08 * low), 1.08 * high],
        nice: false,
      },
      axis: { ...(log && { values: log.ticks }), labelExpr: durationLabel, labelOverlap: true },
    },
  }
}

/** Band and line of each place where a bound stops holding; what lies outside of what was swept ends at the edge. */
function crossingLayers({ crossings, describe }: Crossover, { x, span }: Axes) {
  const values = crossings.map(({ estimate, ci95, metric }, index) => ({
    low: Math.max(span[0], ci95[0] ?? span[0]),
    high: Math.min(span[1], ci95[1] ?? span[1]),
    estimate,
    row: index,
    text: `${metric.split('.')[0]} crosses at ${describe(estimate)}`,
    isRight: Math.log(estimate) > (Math.log(span[0]) + Math.log(span[1])) / 2,
  }))
  if (values.length === 0) return []
  return [
    {
      data: { values },
      mark: { type: 'rect', color: colours.band, opacity: 0.6, aria: false },
      encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' } },
    },
    {
      data: { values },
      mark: { type: 'rule', color: colours.refuted, strokeWidth: 1.5, aria: false },
      encoding: { x: { ...x, field: 'estimate' } },
    },
    ...values.map(({ estimate, row, text, isRight }) => ({
      data: { values: [{ estimate }] },
      mark: {
        type: 'text',
        text,
        align: isRight ? 'right' : 'left',
        dx: isRight ? -5 : 5,
        y: 4 + 15 * row,
        baseline: 'top',
        color: colours.refuted,
        aria: false,
      },
      encoding: { x: { ...x, field: 'estimate' } },
    })),
  ]
}

function boundLayers({ bounds }: Crossover, { y }: Axes) {
  return bounds.flatMap(({ ns, text }) => [
    {
      data: { values: [{ ns }] },
      mark: { type: 'rule', color: colours.ink, strokeDash: [6, 4], strokeWidth: 1.5, aria: false },
      encoding: { y: { ...y, field: 'ns' } },
    },
    {
      data: { values: [{ ns }] },
      mark: {
        type: 'text',
        text: `claimed: ${text}`,
        x: 4,
        dy: -4,
        align: 'left',
        baseline: 'bottom',
        aria: false,
      },
      encoding: { y: { ...y, field: 'ns' } },
    },
  ])
}

function lineLayers({ points, view }: Crossover, { x, y, floor }: Axes) {
  const values = points.map((point) => ({
    ...valueOf(point, floor),
    presence: view.cells.length === 0 || view.cells.includes(point.cell) ? 1 : dimmed,
  }))
  const shown = styles.filter(({ operation }) => values.some((value) => value.operation === operation))
  const domain = shown.map(({ operation }) => operation)
  const color = styleOf(
    domain,
    shown.map(({ colour }) => colour),
  )
  const opacity = { field: 'presence', type: 'quantitative', scale: null }
  const place = { x: { ...x, field: 'at' }, y: { ...y, field: 'estimateNs' }, color }
  return [
    {
      data: { values },
      mark: { type: 'line', strokeWidth: 1.5, aria: false },
      encoding: {
        ...place,
        strokeDash: styleOf(
          domain,
          shown.map(({ dash }) => dash),
          null,
        ),
      },
    },
    {
      data: { values: values.filter(({ low }) => low !== null) },
      mark: { type: 'rule', strokeWidth: 2.5, aria: false },
      encoding: { x: place.x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color, opacity },
    },
    {
      data: { values },
      mark: { type: 'point', filled: true, size: 70, opacity: 1 },
      encoding: {
        ...place,
        opacity,
        shape: styleOf(
          domain,
          shown.map(({ shape }) => shape),
        ),
        description: { field: 'description', type: 'nominal' },
      },
    },
  ]
}

/** A channel that tells operations apart. */
function styleOf(
  domain: readonly string[],
  range: readonly unknown[],
  legend: object | null = { title: null },
) {
  return { field: 'operation', type: 'nominal', legend, scale: { domain, range } }
}

function valueOf({ cell, operation, at, estimateNs, ci95Ns, description }: CrossoverPoint, floor: number) {
  const [low, high] = ci95Ns === null ? [null, null] : ci95Ns.map((end) => Math.max(end, floor))
  return { cell, operation, at, estimateNs, low, high, description }
}
