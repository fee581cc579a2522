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

/** As a function of how long the EDK seals records, in seconds, up to `spanMax`. */
export type RepeatedDecrypts = (span: number) => Count

const phases = 16
const none: Count = { mean: 0, variance: 0 }
/** Polls that may be looked at in all: beyond it the curve has fewer points, not more work. */
const pollBudget = 4e6

/** Tabulates the curve once, as every EDK that the end of the run cuts short asks for its own span. */
export function repeatedDecrypts(reader: ReaderModel, spanMax: number): RepeatedDecrypts {
  // An EDK that seals no longer than an entry lives is never decrypted twice.
  const lifeMin = reader.ttl + reader.latency.values[0]!
  if (spanMax + reader.pollInterval <= lifeMin) return () => none
  const polls = spanMax / reader.pollInterval + 1
  const points = Math.max(2, Math.min(129, Math.floor(pollBudget / (polls * phases))))
  const table = Array.from({ length: points }, (_, point) =>
    countFor(reader, (spanMax * point) / (points - 1)),
  )
  return (span) => {
    const position = (Math.min(Math.max(span, 0), spanMax) / spanMax) * (points - 1)
    const lower = table[Math.floor(position)]!
    const upper = table[Math.ceil(position)]!
    const share = position - Math.floor(position)
    return {
      mean: lower.mean + share * (upper.mean - lower.mean),
      variance: lower.variance + share * (upper.variance - lower.variance),
    }
  }
}

function countFor(reader: ReaderModel, span: number): Count {
  let mean = 0
  let square = 0
  let weights = 0
  for (const { life, weight } of lives(reader)) {
    for (let phase = 0; phase < phases; phase += 1) {
      const found = countFrom(reader, span, ((phase + 0.5) / phases) * reader.pollInterval, life)
      mean += weight * found.mean
      square += weight * (found.variance + found.mean ** 2)
      weights += weight
    }
  }
  mean /= weights
  return { mean, variance: Math.max(0, square / weights - mean ** 2) }
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
