/**
 * Changes as amounts: the share by which a figure has changed times its base,
 * in its base unit. That is how far the candidate lies from the base.
 *
 * @module
 */
import type { Change } from '../../run-store/comparison-format.ts'
import { numberLabel } from '../charts/amount-axis.ts'
import { durationLabel } from '../charts/chart.ts'
import type { ViewScale } from '../data/view.ts'
import { describeInterval, describeMetric } from '../figures.ts'

type Dimension = Change['dimension']

export interface IntervalOfChange extends Pick<Change, 'base'> {
  /** Relative. */
  readonly change: number
  readonly ci95: readonly [number, number]
}

/** Below this, in ns, a logarithmic axis of time is linear. */
const timeLinearBelow = 1000
/** A logarithmic axis of anything else is linear below its largest over so much. */
const span = 1000
/** Of bytes, dollars or anything counted: what is less is nothing. */
const leastAmount = 1e-12

/** In the order in which they are drawn. */
export const dimensionWords: Readonly<Record<Dimension, string>> = {
  duration: 'as time',
  size: 'in bytes',
  count: 'in number',
  rate: 'in number per second',
  money: 'in USD',
}

export const dimensions = Object.keys(dimensionWords) as readonly Dimension[]

/** `+3.6 us`, `−10 us`: `describe` tells amounts that are not negative. */
export function describeSigned(amount: number, describe: (amount: number) => string): string {
  const sign = amount > 0 ? '+' : amount < 0 ? '−' : ''
  return `${sign}${describe(Math.abs(amount))}`
}

/** Of a change that has an interval, in the base unit of its figure. */
export function amountsOf({ base, change, ci95: [low, high] }: IntervalOfChange) {
  const whole = Math.abs(base)
  return { value: whole * change, low: whole * low, high: whole * high }
}

/** Of a figure in its base unit. */
export function amountOf({ base, change }: Pick<IntervalOfChange, 'base' | 'change'>): number {
  return Math.abs(base) * change
}

/** `+3.6 us`. */
export function describeAmount(
  of: Pick<IntervalOfChange, 'base' | 'change'> & Pick<Change, 'metric'>,
): string {
  return describeSigned(amountOf(of), (amount) => describeMetric(of.metric, amount))
}

/** `+3.6 us (+2.6 to +4.6 us)`. */
export function describeAmounts(of: IntervalOfChange & Pick<Change, 'metric'>): string {
  const describe = (amount: number) => describeSigned(amount, (size) => describeMetric(of.metric, size))
  const { value, low, high } = amountsOf(of)
  return `${describe(value)} (${describeInterval([low, high], describe)})`
}

/** For the channel of a change that has room for all of `ends` and for 0. Logarithmic ones are linear around 0. */
export function amountOfChangeAxis(dimension: Dimension, ends: readonly number[], scale: ViewScale) {
  const label = dimension === 'duration' ? durationLabel : numberLabel
  const common = { type: 'quantitative', title: `change, ${dimensionWords[dimension]}` }
  const axis = { labelExpr: label, labelOverlap: true }
  if (scale === 'linear') return { ...common, axis: { ...axis, tickCount: 5 } }
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)]
  const constant = linearBelow(dimension, Math.max(high, -low))
  const least = 10 ** Math.ceil(Math.log10(constant))
  const powers = Array.from({ length: 8 }, (_, power) => least * 10 ** power)
  const ticks = [...powers.map((power) => -power).toReversed(), 0, ...powers]
  return {
    ...common,
    scale: {
      type: 'symlog',
      constant,
      domain: [low * 1.2, Math.max(high * 1.2, constant / 1000)],
      nice: false,
    },
    axis: { ...axis, values: ticks.filter((tick) => tick >= low * 1.2 && tick <= high * 1.2) },
  }
}

function linearBelow(dimension: Dimension, largest: number): number {
  if (dimension === 'duration') return timeLinearBelow
  if (largest < leastAmount) return 1
  return dimension === 'count' ? Math.max(1, largest / span) : largest / span
}
