/**
 * `GenerateDataKey` calls of a cache whose key material is used up before it is
 * too old: `maxRecords` or `maxBytes` decides.
 *
 * @module
 */
import { gammaCdf } from '../statistics/special-functions.ts'
import type { Count } from './renewals.ts'

export interface LimitedUse {
  /** Calls per second at this cache. */
  readonly rate: number
  /** Seconds from a fill to the moment when age retires its key material, latency included. */
  readonly life: number
  readonly duration: number
  /** Calls that one key material lasts for, mean and variance; the mean need not be whole. */
  readonly callsPerKey: Count
}

/** Renewals in the long run, corrected for the start (the second-order renewal theorem). */
export function countLimited({ rate, life, duration, callsPerKey }: LimitedUse): Count {
  const cycle = cycleOf(rate, life, callsPerKey)
  const time = duration - 1 / rate
  if (time <= 0) return { mean: rate * duration, variance: rate * duration }
  const squared = cycle.mean ** 2
  return {
    mean: time / cycle.mean + (cycle.variance + squared) / (2 * squared),
    variance: (time * cycle.variance) / cycle.mean ** 3 + 0.25,
  }
}

/** Time from one fill to the next: until the last use, or until the first call after its life. */
export function cycleOf(rate: number, life: number, callsPerKey: Count): Count {
  const uses = callsPerKey.mean
  const aged = 1 - gammaCdf(uses, rate * life)
  const usedUp = (uses / rate) * gammaCdf(uses + 1, rate * life)
  const mean = usedUp + aged * (life + 1 / rate)
  const square =
    ((uses * (uses + 1)) / rate ** 2) * gammaCdf(uses + 2, rate * life) +
    aged * ((life + 1 / rate) ** 2 + 1 / rate ** 2) +
    ((1 - aged) * callsPerKey.variance) / rate ** 2
  return { mean, variance: Math.max(0, square - mean ** 2) }
}
