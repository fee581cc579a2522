/**
 * How often one consumer decrypts one EDK again while it is still being read.
 *
 * The first poll that finds the EDK comes v after its first record, v uniform
 * over the poll interval. Its entry expires a TTL after KMS's answer; the first
 * poll from then on that finds a record under this EDK decrypts again, and so
 * on while the EDK seals.
 *
 * @module
 */
import type { CacheArrivals } from './cache-arrivals.ts'
import type { Latency } from './latency.ts'
import type { Count } from './renewals.ts'

export interface ReaderModel {
  readonly arrivals: CacheArrivals
  readonly latency: Latency
  /** Seconds; more than 0. */
  readonly ttl: number
  readonly pollInterval: number
}

export interface RepeatedDecrypts {
  /** Of an EDK that seals for `span` seconds; `phase` is v in seconds, uniform if left out. */
  count(span: number, phase?: number): Count
  /** Whether v makes a difference to EDKs that seal for `span`. */
  dependsOnPhase(span: number): boolean
  readonly pollInterval: number
}

/** Values of v that stand for all. */
export const phases = 32
const none: Count = { mean: 0, variance: 0 }
/** Polls that may be looked at in all: beyond it the curve has fewer points, not more work. */
const pollBudget = 8e6

export const neverRepeated: RepeatedDecrypts = {
  count: () => none,
  dependsOnPhase: () => false,
  pollInterval: Infinity,
}

/**
 * With v uniform the curve is smooth and tabulated once, as every EDK that the
 * end of the run cuts short asks for its own span; with a known v it is not,
 * and is computed at each point.
 */
export function repeatedDecrypts(reader: ReaderModel, spanMax: number): RepeatedDecrypts {
  const { pollInterval, ttl, latency } = reader
  // An EDK that seals no longer than an entry lives is never decrypted twice.
  if (spanMax + pollInterval <= ttl + latency.values[0]!) return neverRepeated
  const ways = lives(reader)
  const countAt = (span: number, phase: number): Count =>
    mix(ways.map(({ life, weight }) => ({ ...countFrom(reader, span, phase, life), weight })))
  const columns = Array.from({ length: phases }, (_, index) => ((index + 0.5) / phases) * pollInterval)
  const polls = spanMax / pollInterval + 1
  const points = Math.max(2, Math.min(129, Math.floor(pollBudget / (polls * phases))))
  const table = Array.from({ length: points }, (_, point) =>
    mix(columns.map((phase) => countAt((spanMax * point) / (points - 1), phase))),
  )
  return {
    pollInterval,
    count: (span, phase) => {
      if (phase !== undefined) return countAt(span, phase)
      const row = (Math.min(Math.max(span, 0), spanMax) / spanMax) * (points - 1)
      return interpolate(table[Math.floor(row)]!, table[Math.ceil(row)]!, row - Math.floor(row))
    },
    dependsOnPhase: (span) => {
      const counts = columns.map((phase) => countAt(span, phase).mean)
      return Math.max(...counts) - Math.min(...counts) > 1e-6
    },
  }
}

/** One of `counts` at random, equally likely unless they have weights that sum to 1. */
export function mix(counts: readonly (Count & { readonly weight?: number })[]): Count {
  let mean = 0
  let square = 0
  for (const { mean: each, variance, weight = 1 / counts.length } of counts) {
    mean += weight * each
    square += weight * (variance + each ** 2)
  }
  return { mean, variance: Math.max(0, square - mean ** 2) }
}

function interpolate(lower: Count, upper: Count, share: number): Count {
  return {
    mean: lower.mean + share * (upper.mean - lower.mean),
    variance: lower.variance + share * (upper.variance - lower.variance),
  }
}

/** How many polls an entry lives, and how likely: latency decides whether it sees one poll more. */
function lives({ latency, ttl, pollInterval }: ReaderModel): { life: number; weight: number }[] {
  const weights = new Map<number, number>()
  for (const value of latency.values) {
    const life = Math.max(1, Math.ceil((value + ttl) / pollInterval - 1e-7))
    weights.set(life, (weights.get(life) ?? 0) + 1 / latency.values.length)
  }
  return [...weights].map(([life, weight]) => ({ life, weight }))
}

/** Backwards over the polls: what is still to come from a poll at which the entry has expired. */
function countFrom(
  { arrivals, pollInterval }: ReaderModel,
  span: number,
  first: number,
  life: number,
): Count {
  const polls = Math.ceil((span - first) / pollInterval - 1e-7) + 1
  if (polls <= life) return none
  const mean = new Float64Array(polls + life + 1)
  const square = new Float64Array(polls + life + 1)
  const inFull = arrivals.someWithin(pollInterval)
  for (let poll = polls - 1; poll >= life; poll -= 1) {
    const windowEnd = Math.min(span, first + poll * pollInterval)
    const length = windowEnd - (first + (poll - 1) * pollInterval)
    const finds = length >= pollInterval ? inFull : arrivals.someWithin(length)
    const after = mean[poll + life]!
    mean[poll] = finds * (1 + after) + (1 - finds) * mean[poll + 1]!
    square[poll] = finds * (1 + 2 * after + square[poll + life]!) + (1 - finds) * square[poll + 1]!
  }
  return { mean: mean[life]!, variance: Math.max(0, square[life]! - mean[life]! ** 2) }
}
