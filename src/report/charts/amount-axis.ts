/**
 * Axes of amounts: logarithmic ones on which 0 has its place at
 * the edge, times in seconds, and numbers from thousandths to billions.
 *
 * @module
 */
import { logAxis } from './chart.ts'

export interface PlanAxis {
  /** Logarithmic if left out. */
  readonly isLinear?: boolean
  readonly domain: readonly [number, number]
  readonly ticks: readonly number[]
  /** Where a value stands: 0 has no logarithm, and stands at the edge. */
  readonly at: (value: number) => number
  /** A vega expression for the label of a tick. */
  readonly labelExpr: string
}

const ticksMax = 7
/** What is less than this is 0: logarithms of numbers that double precision holds by halves go astray. */
const least = 1e-290
/** From the edge, where 0 stands, to the least value. */
const zeroGap = 3
const roundTimes = [
  0.001, 0.01, 0.1, 1, 10, 60, 300, 900, 3600, 21_600, 86_400, 604_800, 2_592_000, 31_536_000,
]

/** A label such as `0.02`, `300`, `10k`, `2M`. */
export const numberLabel = 'format(datum.value, abs(datum.value) >= 1000 ? "~s" : "~g")'

/** A label such as `15 min` of `datum.value` seconds. */
export const secondsLabel = [
  'datum.value == 0 ? "0" :',
  'datum.value >= 86400 ? format(datum.value / 86400, "~g") + " d" :',
  'datum.value >= 3600 ? format(datum.value / 3600, "~g") + " h" :',
  'datum.value >= 60 ? format(datum.value / 60, "~g") + " min" :',
  'datum.value >= 1 ? format(datum.value, "~g") + " s" :',
  'datum.value >= 1e-3 ? format(datum.value * 1e3, "~g") + " ms" :',
  'datum.value >= 1e-6 ? format(datum.value * 1e6, "~g") + " us" : format(datum.value * 1e9, "~g") + " ns"',
].join(' ')

/** Whether a logarithmic axis has something to show of `values`. */
export function isDrawable(values: readonly number[]): boolean {
  return values.some((value) => value > least)
}

/** A logarithmic axis for `values`, none of them negative, that is drawable. */
export function amountAxis(values: readonly number[], label = numberLabel): PlanAxis {
  const positive = values.filter((value) => value > least)
  const [low, high] = [Math.min(...positive), Math.max(...positive)]
  const edge = values.some((value) => value <= least) ? low / zeroGap : low
  const { domain, ticks } = logAxis(edge, high)
  const shown = thinned(ticks.filter((tick) => edge === low || tick > edge * 1.5))
  const own = shown.length === 0 ? [high] : shown
  return {
    domain,
    ticks: edge === low ? own : [edge, ...own],
    at: (value) => (value > least ? value : edge),
    labelExpr: edge === low ? label : `datum.value < ${edge * 1.01} ? "0" : ${label}`,
  }
}

/** A logarithmic axis for times in seconds, with the round times of a clock. */
export function timeAxis(values: readonly number[]): PlanAxis {
  const axis = amountAxis(values, secondsLabel)
  const edge = values.some((value) => value <= least) ? axis.ticks.slice(0, 1) : []
  const round = thinned(
    roundTimes.filter(
      (time) => time >= Math.max(axis.domain[0], ...edge.map((at) => 1.5 * at)) && time <= axis.domain[1],
    ),
    9,
  )
  return round.length < 2 ? axis : { ...axis, ticks: [...edge, ...round] }
}

/** An axis from 0 for `values`, none of them negative, of which one is positive. */
export function linearAxis(values: readonly number[], label = numberLabel): PlanAxis {
  const high = Math.max(...values)
  return { isLinear: true, domain: [0, high * 1.05], ticks: [], at: (value) => value, labelExpr: label }
}

/** What an encoding needs of an axis. */
export function encodedAxis({ isLinear = false, domain, ticks, labelExpr }: PlanAxis, title: string) {
  return {
    type: 'quantitative' as const,
    title,
    scale: { type: isLinear ? ('linear' as const) : ('log' as const), domain: [...domain], nice: false },
    axis: { ...(isLinear ? { tickCount: 5 } : { values: [...ticks] }), labelExpr, labelOverlap: true },
  }
}

function thinned(ticks: readonly number[], most = ticksMax): number[] {
  const step = Math.ceil(ticks.length / most)
  return ticks.filter((_, index) => index % step === 0)
}
