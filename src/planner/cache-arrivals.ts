/**
 * The calls that one cache sees: a Poisson process, or the constant arrivals of
 * the stream of which each comes here with the same probability.
 *
 * Both forget the past, so that after any pause the wait for the next call has
 * one distribution. All that the oracle computes rests on that.
 *
 * @module
 */
import { gammaCdf, negativeBinomialCdf } from '../statistics/special-functions.ts'
import { cachesOf, type FleetModel } from './fleet-model.ts'
import { average, type Latency } from './latency.ts'

/** Mean and variance of some length of time, in s and s². */
export interface Moments {
  readonly mean: number
  readonly variance: number
}

/** All times in seconds. */
export interface CacheArrivals {
  readonly rate: number
  /** From any moment when nothing is known to the next call. */
  readonly wait: Moments
  /** Between a fill's call and the first moment when a call can come too late for what it brought. */
  pause(life: number, latency: Latency): Latency
  /** P(`waits` waits one after the other and `pauses` of rest in all end before `limit`). */
  reach(waits: number, pauses: number, limit: number): number
  /** P(at least one call in a window of `length`). */
  someWithin(length: number): number
  /** Calls until the answer to a call that came at 0, if `answer` is when it comes; itself not counted. */
  meanDuring(answer: number): number
}

export function cacheArrivalsOf(model: FleetModel): CacheArrivals {
  const caches = cachesOf(model)
  return model.arrivals === 'constant'
    ? thinnedLattice(1 / model.callsPerSecond, 1 / caches)
    : poisson(model.callsPerSecond / caches)
}

function poisson(rate: number): CacheArrivals {
  return {
    rate,
    wait: { mean: 1 / rate, variance: 1 / rate ** 2 },
    pause: (life, latency) => ({
      mean: life + latency.mean,
      variance: latency.variance,
      values: latency.values.map((value) => life + value),
    }),
    reach: (waits, pauses, limit) => gammaCdf(waits, rate * (limit - pauses)),
    someWithin: (length) => -Math.expm1(-rate * Math.max(0, length)),
    meanDuring: (answer) => rate * answer,
  }
}

/** Calls at multiples of `step`, from 0 on; each is for this cache with probability `share`. */
function thinnedLattice(step: number, share: number): CacheArrivals {
  return {
    rate: share / step,
    wait: { mean: (step * (1 - share)) / share, variance: (step ** 2 * (1 - share)) / share ** 2 },
    pause: (life, latency) => {
      const pauses = latency.values.map((value) => stepsBefore((life + value) / step) * step)
      const mean = average(pauses)
      return { mean, variance: average(pauses.map((pause) => (pause - mean) ** 2)), values: pauses }
    },
    reach: (waits, pauses, limit) =>
      negativeBinomialCdf(waits, share, stepsBefore((limit - pauses) / step) - 1),
    someWithin: (length) => {
      const steps = Math.max(0, length / step)
      const whole = Math.floor(steps + rounding(steps))
      const misses = (1 - share) ** whole
      return 1 - misses * (1 - share * Math.max(0, steps - whole))
    },
    meanDuring: (answer) => share * Math.max(0, stepsBefore(answer / step) - 1),
  }
}

/** Whole steps from 0 on that are strictly before `steps`; rounding errors of doubles do not count. */
export function stepsBefore(steps: number): number {
  return Math.ceil(steps - rounding(steps))
}

function rounding(steps: number): number {
  return 1e-9 + Math.abs(steps) * 1e-14
}
