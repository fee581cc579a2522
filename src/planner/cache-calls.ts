/**
 * The KMS calls that one cache of the sealing side causes in a run: its own
 * fills, and what one consumer asks for its EDKs.
 *
 * @module
 */
import { poissonTail } from '../statistics/special-functions.ts'
import type { CacheArrivals } from './cache-arrivals.ts'
import type { Fill } from './fill.ts'
import type { Cycle } from './generation-cycle.ts'
import { phaseAt, phaseWeights } from './poll-phase.ts'
import { mix, type RepeatedDecrypts } from './reader-calls.ts'
import { countRenewals, lastRenewals, timeOf, type Count, type RenewalProcess } from './renewals.ts'

export interface CacheModel {
  readonly arrivals: CacheArrivals
  readonly fill: Fill
  /** Seconds. */
  readonly ttl: number
  readonly rotation: number
  readonly duration: number
  readonly repeated: RepeatedDecrypts
  readonly cycle: Cycle
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
  const { arrivals, fill, rotation, duration, repeated, cycle } = model
  const process = { arrivals, ...cycle, end: duration }
  const generations = countRenewals(process)
  const refillsOf = refillsIn(model)
  const whole = refillsOf(Infinity)
  const repeats = repeatsOfWhole(model, process)
  const isPlain = whole.mean === 0 && repeated.count(rotation).mean === 0
  // Only what happens inside a rotation needs to know where the run cuts the last one short.
  const last = isPlain ? [] : lastRenewals(process)
  const isExact =
    last.length > 0 && timeOf(process, last[0]!.ordinal).variance < (repeated.pollInterval / 2) ** 2
  const repeatsOfLast = (age: number): Count => {
    const answeredAt = duration - age + fill.answer.mean
    const span = Math.min(rotation, duration - answeredAt)
    return repeated.count(span, isExact ? phaseAt(answeredAt, repeated.pollInterval) : undefined)
  }
  return {
    generated: multiply(generations, fill.calls),
    refilled: multiply(
      compound(last, (ordinals) => repeat(whole, ordinals), refillsOf),
      fill.calls,
    ),
    repeated: compound(last, repeats, repeatsOfLast),
  }
}

/** Sum of `count` independent ones alike. */
function repeat({ mean, variance }: Count, count: number): Count {
  return { mean: count * mean, variance: count * variance }
}

/** Repeated decrypts of the first EDKs of a cache, all sealing for the whole rotation, by how many. */
function repeatsOfWhole({ repeated, rotation, fill }: CacheModel, process: RenewalProcess) {
  const uniform = repeated.count(rotation)
  if (!repeated.dependsOnPhase(rotation)) return (ordinals: number) => repeat(uniform, ordinals)
  const sums: Count[] = [zero]
  const known = new Map<number, Count>()
  const countAt = (phase: number): Count => {
    const count = known.get(phase) ?? repeated.count(rotation, phase)
    known.set(phase, count)
    return count
  }
  return (ordinals: number): Count => {
    while (sums.length <= ordinals) {
      const before = sums.at(-1)!
      const weights = phaseWeights(process, sums.length, fill.answer, repeated.pollInterval)
      const each =
        weights === undefined
          ? uniform
          : mix(weights.map(({ phase, weight }) => ({ ...countAt(phase), weight })))
      sums.push({ mean: before.mean + each.mean, variance: before.variance + each.variance })
    }
    return sums[ordinals]!
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
  whole: (ordinals: number) => Count,
  cutShort: (age: number) => Count,
): Count {
  let mean = 0
  let square = 0
  for (const { ordinal, age, probability } of last) {
    const rest = cutShort(age)
    const before = whole(ordinal - 1)
    const sum = before.mean + rest.mean
    mean += probability * sum
    square += probability * (sum ** 2 + before.variance + rest.variance)
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
