/**
 * What the panels of a picture of percentiles share, and the axis of time that
 * has room for all that they draw.
 *
 * @module
 */
import type { ClaimResult } from '../../run-store/run-format.ts'
import type { ViewScale } from '../data/view.ts'
import { durationLabel, logAxis } from './chart.ts'
import type { CurvePoint, ShownCurve } from './shown-curves.ts'

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
  /** Records of the longest curve. */
  readonly count: number
  readonly y: TimeAxis
}

export type TimeAxis = ReturnType<typeof timeAxis>

/** An interval that reaches further below the lowest point than this factor leaves a logarithmic picture at its foot. */
const reachBelow = 10

/** A linear axis, or a logarithmic one that leaves out what is not above 0. */
export function timeAxis(panels: readonly Panel[], scale: ViewScale, words: string) {
  const curves = panels.flatMap((panel) => panel.curves)
  const points = curves.flatMap((curve) => drawnPoints(curve, scale))
  const bounds = panels.flatMap(({ claims }) => claims.map(({ bound }) => bound.value))
  const heights = [...points.map(({ ns }) => ns), ...bounds]
  const highest = Math.max(...heights, ...points.map(({ high }) => high ?? -Infinity))
  const ends = points.flatMap(({ low }) => low ?? [])
  const common = { type: 'quantitative' as const, title: words }
  if (scale === 'linear') {
    const domain: [number, number] = [Math.min(0, ...heights, ...ends) * 1.05, highest * 1.05]
    return { ...common, scale: { domain, nice: false }, axis: { labelExpr: durationLabel, tickCount: 7 } }
  }
  const floor = Math.min(...heights)
  const { domain, ticks } = logAxis(Math.max(Math.min(floor, ...ends), floor / reachBelow), highest)
  return {
    ...common,
    scale: { type: 'log' as const, domain, nice: false },
    axis: { values: ticks, labelExpr: durationLabel, labelOverlap: 'greedy' as const },
  }
}

/** The minimum has no place on an axis of percentiles, and what is not above 0 none on a logarithmic one. */
export function drawnPoints({ points }: ShownCurve, scale: ViewScale): readonly CurvePoint[] {
  return points.filter(({ q, ns }) => q > 0 && (scale === 'linear' || ns > 0))
}
