/**
 * The KMS calls that one cache of the sealing side causes in a run: its own
 * fills, and what one consumer asks for its EDKs.
 *
 * @module
 */
import { poissonTail } from '../statistics/special-functions.ts'
import type { CacheArrivals } from './cache-arrivals.ts'
import type { Fill } from './fill.ts'
import { countRenewals, lastRenewals, type Count } from './renewals.ts'
import type { RepeatedDecrypts } from './reader-calls.ts'

export interface CacheModel {
  readonly arrivals: CacheArrivals
  readonly fill: Fill
  /** Seconds. */
  readonly ttl: number
  readonly rotation: number
  readonly duration: number
  readonly repeated: RepeatedDecrypts
}

export interface CacheCalls {
  /** `GenerateDataKey`: as many EDKs. */
  readonly generated: Count
  /** `Decrypt` of the sealing side, where TTL is shorter than rotation. */
  readonly refilled: Count
  /** By one consumer with a cache: `Decrypt` of EDKs that it has decrypted before. */
  readonly repeated: Count
}

const zero: Count = { mean: 0, variance: 0 }

/** TTL more than 0, and no limit by use is met. */
export function callsOfCache(model: CacheModel): CacheCalls {
  const { arrivals, fill, rotation, duration, repeated } = model
  const pause = arrivals.pause(rotation, fill.answer)
  const process = { arrivals, pause, end: duration }
  const generations = countRenewals(process)
  const refillsOf = refillsIn(model)
  const whole = { refills: refillsOf(Infinity), repeats: repeated(rotation) }
  const isPlain = whole.refills.mean === 0 && whole.repeats.mean === 0
  // Only what happens inside a rotation needs to know where the run cuts the last one short.
  const last = isPlain ? [] : lastRenewals(process)
  const afterAnswer = (age: number): number => Math.min(rotation, age - fill.answer.mean)
  return {
    generated: multiply(generations, fill.calls),
    refilled: multiply(
      compound(last, whole.refills, (age) => refillsOf(age)),
      fill.calls,
    ),
    repeated: compound(last, whole.repeats, (age) => repeated(afterAnswer(age))),
  }
}

/**
 * The number of fills by `Decrypt` in one rotation, by the seconds that the run
 * still has: the k-th needs k TTLs, k answers and k waits before rotation is due.
 */
function refillsIn({ arrivals, fill, ttl, rotation }: CacheModel): (age: number) => Count {
  if (ttl >= rotation) return () => zero
  const pause = arrivals.pause(ttl, fill.answer).mean
  const due = rotation + fill.answer.mean
  const within = (limit: number): Count => {
    let mean = 0
    let square = 0
    for (let ordinal = 1; ; ordinal += 1) {
      const probability = arrivals.reach(ordinal, ordinal * pause, limit)
      if (probability < 1e-12) break
      mean += probability
      square += (2 * ordinal - 1) * probability
    }
    return { mean, variance: Math.max(0, square - mean ** 2) }
  }
  const known = new Map<number, Count>()
  return (age) => {
    // Ages are midpoints of bins; more points than this make no difference to an expected value.
    const limit = age >= due ? due : (Math.round((age / due) * 4096) / 4096) * due
    const count = known.get(limit) ?? within(limit)
    known.set(limit, count)
    return count
  }
}

/** Sum over all rotations but the last, which are alike, and the last, which the end of the run cuts short. */
function compound(
  last: readonly { readonly ordinal: number; readonly age: number; readonly probability: number }[],
  whole: Count,
  cutShort: (age: number) => Count,
): Count {
  let mean = 0
  let square = 0
  for (const { ordinal, age, probability } of last) {
    const rest = cutShort(age)
    const sum = (ordinal - 1) * whole.mean + rest.mean
    mean += probability * sum
    square += probability * (sum ** 2 + (ordinal - 1) * whole.variance + rest.variance)
  }
  return { mean, variance: Math.max(0, square - mean ** 2) }
}

/** The sum of as many independent `each` as `number` says. */
export function multiply(number: Count, each: Count): Count {
  return {
    mean: number.mean * each.mean,
    variance: number.mean * each.variance + number.variance * each.mean ** 2,
  }
}

/** Whether key material may be used up before it is rotated: more likely than once in a million. */
export function limitMatters(callsPerSecond: number, rotation: number, callsPerKey: number): boolean {
  return poissonTail(Math.max(1, Math.floor(callsPerKey)), callsPerSecond * rotation) > 1e-6
}
