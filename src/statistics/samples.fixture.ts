/**
 * Buckets from plain samples, for tests.
 *
 * @module
 */
import type { Buckets } from './buckets.ts'

export function bucketsOf(samples: Iterable<number>): Buckets {
  const counts = new Map<number, number>()
  for (const sample of samples) counts.set(sample, (counts.get(sample) ?? 0) + 1)
  const values = Float64Array.from(counts.keys()).toSorted()
  return { values, counts: Float64Array.from(values, (value) => counts.get(value)!) }
}
