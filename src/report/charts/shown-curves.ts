/**
 * The curves of one cell and operation that a view asks for: which arms, by
 * which time, with the interval of each percentile.
 *
 * @module
 */
import type { Operation } from '../../measure/series.ts'
import { describeDuration } from '../../units/quantity.ts'
import { overheadValues, type CellDetail, type ComparedTime } from '../data/cell-detail.ts'
import { gridIndexOf, isToldAt, percentileGrid } from '../data/percentile-grid.ts'
import type { View, ViewArm } from '../data/view.ts'
import { describeInterval, describePercentile } from '../figures.ts'
import { colours } from '../theme.ts'

export interface ShownCurve {
  readonly arm: ViewArm
  /** As the legend names it. */
  readonly name: string
  /** No line is told by colour alone. */
  readonly colour: string
  readonly dash: readonly number[]
  /** Records, or calls, of the smaller arm. */
  readonly count: number
  readonly points: readonly CurvePoint[]
}

/** Of the grid; times in ns. */
export interface CurvePoint {
  readonly q: number
  readonly ns: number
  readonly low: number | null
  readonly high: number | null
  /** Whether people can point at it. */
  readonly isTold: boolean
}

export interface ShownTime {
  readonly time: ComparedTime
  /** `service time of a put`. */
  readonly words: string
  readonly unit: 'record' | 'call'
}

/** Calls have service time alone; where they are not told apart from records, a call is its record. */
export function shownTime({ curves }: CellDetail, operation: Operation, view: View): ShownTime {
  if (view.unit === 'call')
    return {
      time: curves[`${operation}.sealed.callTime`] === undefined ? 'serviceTime' : 'callTime',
      words: `service time of a call of ${operation}`,
      unit: 'call',
    }
  const words = view.time === 'serviceTime' ? 'service time' : 'response time'
  return { time: view.time, words: `${words} of a ${operation}`, unit: 'record' }
}

const styles = {
  plain: { colour: colours.plain, dash: [1, 0] },
  sealed: { colour: colours.sealed, dash: [10, 2] },
  overhead: { colour: colours.overhead, dash: [6, 3] },
  delta: { colour: colours.delta, dash: [2, 2] },
}

/** In the order of the view; none of what was not measured. */
export function shownCurves(detail: CellDetail, operation: Operation, view: View): readonly ShownCurve[] {
  const { time, unit } = shownTime(detail, operation, view)
  return view.arms.flatMap((arm) => {
    const curve =
      arm === 'overhead' ? overheadOf(detail, operation, time) : armOf(detail, operation, arm, time)
    return curve === undefined ? [] : [{ arm, name: curveName(arm, unit), ...styles[arm], ...curve }]
  })
}

export function curveName(arm: ViewArm, unit: 'record' | 'call'): string {
  return arm === 'delta' ? `delta per ${unit}` : arm
}

/** Response and service time of an arm as two curves, response time first; none of what was not measured. */
export function timesOfArm(
  detail: CellDetail,
  operation: Operation,
  arm: 'plain' | 'sealed',
): readonly ShownCurve[] {
  return (['responseTime', 'serviceTime'] as const).flatMap((time) => {
    const curve = armOf(detail, operation, arm, time)
    const [word, dash] =
      time === 'responseTime' ? (['response', [1, 0]] as const) : (['service', [5, 3]] as const)
    return curve === undefined
      ? []
      : [{ arm, name: `${arm}: ${word}`, colour: styles[arm].colour, dash, ...curve }]
  })
}

type Measured = Pick<ShownCurve, 'count' | 'points'>

function armOf(
  { curves }: CellDetail,
  operation: Operation,
  arm: Exclude<ViewArm, 'overhead'>,
  time: ComparedTime,
): Measured | undefined {
  const curve = curves[`${operation}.${arm}.${time}`]
  if (curve === undefined) return undefined
  const { count, values, low, high } = curve
  return { count, points: values.map((ns, at) => pointAt(at, ns, low?.[at], high?.[at])) }
}

/** The difference of the quantiles. */
function overheadOf(
  { curves, overheads }: CellDetail,
  operation: Operation,
  time: ComparedTime,
): Measured | undefined {
  const [plain, sealed] = [curves[`${operation}.plain.${time}`], curves[`${operation}.sealed.${time}`]]
  if (plain === undefined || sealed === undefined) return undefined
  const name = `${operation}.${time}` as const
  const band = overheads[name]
  return {
    count: Math.min(plain.count, sealed.count),
    points: overheadValues(curves, name).map((ns, at) => pointAt(at, ns, band?.low[at], band?.high[at])),
  }
}

function pointAt(
  at: number,
  ns: number,
  low: number | null | undefined,
  high: number | null | undefined,
): CurvePoint {
  const q = percentileGrid[at]!
  return { q, ns, low: low ?? null, high: high ?? null, isTold: isToldAt(at) }
}

/** Undefined beyond the end of the curve. */
export function pointOf({ points }: ShownCurve, q: number): CurvePoint | undefined {
  return points[gridIndexOf(q)]
}

/** `p99: 40 us (38 to 42.5 us)`. */
export function describePoint(point: CurvePoint): string {
  return `${describePercentile(100 * point.q)}: ${describeTime(point)}`
}

/** `40 us (38 to 42.5 us)`; without the interval where there is none. */
export function describeTime({ ns, low, high }: Pick<CurvePoint, 'ns' | 'low' | 'high'>): string {
  const interval =
    low === null || high === null ? '' : ` (${describeInterval([low, high], describeDuration)})`
  return `${describeDuration(ns)}${interval}`
}
