/**
 * Which partition key a generated record has.
 *
 * @module
 */
import type { Random } from '../../random.ts'
import type { PartitionKeysSpec } from '../workload-spec.ts'

/** Draws partition keys `key-000000`, `key-000001` … ; under Zipf `key-000000` is the most frequent. */
export function partitionKeySampler(spec: PartitionKeysSpec, random: Random): () => string {
  switch (spec.distribution) {
    case 'uniform':
      return () => keyName(random.below(spec.count))
    case 'zipf': {
      const cumulative = cumulativeZipfWeights(spec.count, spec.exponent)
      const total = cumulative.at(-1)!
      return () => keyName(firstAbove(cumulative, random.uniform() * total))
    }
    default:
      return spec satisfies never
  }
}

/** Shared by all workloads of the process and filled in as keys are drawn. */
const names: string[] = []

function keyName(index: number): string {
  return (names[index] ??= `key-${String(index).padStart(6, '0')}`)
}

/** The key of rank k, from 1, has weight k^-exponent. */
function cumulativeZipfWeights(count: number, exponent: number): Float64Array {
  const cumulative = new Float64Array(count)
  let sum = 0
  for (let rank = 1; rank <= count; rank += 1) {
    // exp and log are computed in software alike everywhere; pow need not be.
    sum += Math.exp(-exponent * Math.log(rank))
    cumulative[rank - 1] = sum
  }
  return cumulative
}

/** Index of the first entry above `target`, which is below the last one. */
function firstAbove(cumulative: Float64Array, target: number): number {
  let low = 0
  let high = cumulative.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (cumulative[middle]! > target) high = middle
    else low = middle + 1
  }
  return low
}
