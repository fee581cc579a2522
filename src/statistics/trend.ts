/**
 * Whether a series rises or falls, told apart from noise without supposing
 * how the noise is distributed: a single wild value moves neither the test nor
 * the slope.
 *
 * The test is Mann's (1945) and Kendall's (1975), by the normal approximation
 * with its correction for ties and for continuity, good from 8 values on. The
 * slope is the median of those of all pairs (Theil 1950, Sen 1968).
 *
 * @module
 */
import { normalCdf } from './special-functions.ts'

export interface Trend {
  /** Of the values, from one to the next; 0 where there are fewer than two. */
  readonly slope: number
  /** How probable a fall, and a trend either way, at least as clear is where there is none. */
  readonly pFalling: number
  readonly p: number
}

/** Takes time with the square of the number of values. */
export function trendOf(values: readonly number[]): Trend {
  const z = mannKendallZ(values)
  return { slope: theilSenSlope(values), pFalling: normalCdf(z), p: Math.min(1, 2 * normalCdf(-Math.abs(z))) }
}

/** Of an even number of values the mean of the middle two; NaN where there is none. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

function mannKendallZ(values: readonly number[]): number {
  let rises = 0
  forEachPair(values, (earlier, later) => {
    rises += Math.sign(later - earlier)
  })
  const counts = [...Map.groupBy(values, (value) => value).values()].map((ties) => ties.length)
  const variance = counts.reduce((rest, ties) => rest - varianceTerm(ties), varianceTerm(values.length))
  return variance === 0 ? 0 : (rises - Math.sign(rises)) / Math.sqrt(variance)
}

/** What so many values give to the variance, or so many ties take from it. */
function varianceTerm(count: number): number {
  return (count * (count - 1) * (2 * count + 5)) / 18
}

function theilSenSlope(values: readonly number[]): number {
  const slopes: number[] = []
  forEachPair(values, (earlier, later, apart) => slopes.push((later - earlier) / apart))
  return slopes.length === 0 ? 0 : medianOf(slopes)
}

function forEachPair(
  values: readonly number[],
  visit: (earlier: number, later: number, apart: number) => void,
): void {
  for (let later = 1; later < values.length; later += 1) {
    for (let earlier = 0; earlier < later; earlier += 1)
      visit(values[earlier]!, values[later]!, later - earlier)
  }
}
