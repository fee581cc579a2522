/**
 * What histograms hold, counted another way than by the code that draws:
 * values in a list, ranks in whole numbers.
 *
 * @module
 */
import type { Buckets } from '../../src/statistics/buckets.ts'

export interface Samples {
  /** Value and how often, ascending. */
  readonly entries: readonly (readonly [number, number])[]
  readonly count: number
}

/** Of all segments together. */
export function samplesIn(segments: readonly Buckets[] = []): Samples {
  const counts = new Map<number, number>()
  for (const segment of segments)
    segment.values.forEach((value, at) => counts.set(value, (counts.get(value) ?? 0) + segment.counts[at]!))
  const entries = [...counts].toSorted(([one], [other]) => one - other)
  return { entries, count: entries.reduce((sum, [, count]) => sum + count, 0) }
}

/** By nearest rank: the smallest value that `percent` percent of all samples are at most. */
export function ranked({ entries, count }: Samples, percent: number): number {
  // Millionths of a percent are whole numbers, and so is what is compared.
  const share = BigInt(Math.round(percent * 1e6))
  let seen = 0n
  const found = entries.find(([, times]) => {
    seen += BigInt(times)
    return seen * 100_000_000n >= share * BigInt(count)
  })
  return found![0]
}

/** How many lie from `low` on, and below `high`, or up to it where it `ends` the range. */
export function within({ entries }: Samples, low: number, high: number, ends: boolean): number {
  let found = 0
  for (const [value, count] of entries)
    if (value >= low && (value < high || (ends && value === high))) found += count
  return found
}
