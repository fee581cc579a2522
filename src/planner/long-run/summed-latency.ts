/**
 * Waits of records whose KMS calls are made one after the other: sums of
 * latencies.
 *
 * @module
 */
import { normalCdf } from '../../statistics/special-functions.ts'
import type { Latency } from '../latency.ts'

/** Of calls per second, which need not be whole: what of each waits. */
export interface SummedWaits {
  /** Per second, longer than `waitS`. */
  longerThan(waitS: number): number
  /** Seconds per second. */
  readonly waitedPerSecond: number
}

/**
 * `atDepth`: by how many calls come one after the other, what waits for their
 * sum, per second. A single latency is what `shareAbove` says; a sum is taken as
 * lognormal with its own mean and variance (Fenton, IRE Trans. CS-8, 1960).
 */
export function summedWaits(
  latency: Latency,
  shareAbove: (waitS: number) => number,
  atDepth: readonly number[],
): SummedWaits {
  const [first = 0] = atDepth
  const sums = sumsOf(latency, atDepth)
  return {
    longerThan: (waitS) =>
      sums.reduce((total, sum) => total + sum.weight * above(sum, waitS), first * shareAbove(waitS)),
    waitedPerSecond: latency.mean * atDepth.reduce((total, weight, index) => total + (index + 1) * weight, 0),
  }
}

/** A lognormal variable, by mean and standard deviation of its logarithm, in s. */
interface Sum {
  readonly weight: number
  readonly location: number
  readonly scale: number
}

const sumsMax = 64

/** Of two latencies and more; neighbours stand together where there are many. */
function sumsOf(latency: Latency, atDepth: readonly number[]): Sum[] {
  const together = Math.max(1, Math.ceil((atDepth.length - 1) / sumsMax))
  const sums: Sum[] = []
  for (let from = 1; from < atDepth.length; from += together) {
    const weights = atDepth.slice(from, from + together)
    const depth = from + (weights.length + 1) / 2
    const mean = depth * latency.mean
    const spread = ((weights.length ** 2 - 1) / 12) * latency.mean ** 2
    const scale = Math.sqrt(Math.log1p((depth * latency.variance + spread) / mean ** 2))
    sums.push({
      weight: weights.reduce((total, weight) => total + weight, 0),
      location: Math.log(mean) - scale ** 2 / 2,
      scale,
    })
  }
  return sums
}

function above({ location, scale }: Sum, waitS: number): number {
  if (waitS <= 0) return 1
  const distance = Math.log(waitS) - location
  return scale === 0 ? Number(distance < 0) : 1 - normalCdf(distance / scale)
}
