/**
 * How often something happens that needs a pause and then a call: the fills of
 * a cache, within a time that ends.
 *
 * @module
 */
import { normalQuantile } from '../statistics/special-functions.ts'
import type { CacheArrivals, Moments } from './cache-arrivals.ts'
import type { SumOf } from './summed-values.ts'

/** A count, by its first two moments. */
export interface Count {
  readonly mean: number
  readonly variance: number
}

/** The last happening before the end: which one it was, when, with what probability. */
export interface LastRenewal {
  readonly ordinal: number
  /** Seconds from it to the end. */
  readonly age: number
  readonly probability: number
}

/** The first call makes the first renewal; every further one needs `pause` and then a call. Counts those before `end`. */
export interface RenewalProcess {
  readonly arrivals: CacheArrivals
  readonly pause: Moments
  /** Of so many pauses; taken as normal if left out. */
  readonly sumOfPauses?: SumOf
  /** Whether a pause ends with the next renewal, so that no wait follows it. */
  readonly isPauseWhole?: boolean
  readonly end: number
}

const negligible = 1e-12
const bins = 64
/** Equally likely values of the standard normal distribution, to average over the sum of many latencies. */
const normalNodes = Array.from({ length: 9 }, (_, index) => normalQuantile((index + 0.5) / 9))

/**
 * Mean and variance of the number of renewals: `P(N >= n)` is the probability
 * that n waits and n - 1 pauses end in time (for Poisson arrivals a Gamma
 * distribution). Exact but for the sum of random pauses, taken as normal.
 */
export function countRenewals(process: RenewalProcess): Count {
  const first = firstUncertain(process)
  let mean = first - 1
  let square = (first - 1) ** 2
  for (let ordinal = first; ; ordinal += 1) {
    const probability = probabilityOf(process, ordinal, process.end)
    if (probability < negligible) break
    mean += probability
    square += (2 * ordinal - 1) * probability
  }
  return { mean, variance: Math.max(0, square - mean ** 2) }
}

/** The distribution of the last renewal, in bins; probabilities sum to that of having one. */
export function lastRenewals(process: RenewalProcess): LastRenewal[] {
  const renewals: LastRenewal[] = []
  let reached = probabilityOf(process, Math.max(1, firstUncertain(process) - 1), process.end)
  for (let ordinal = Math.max(1, firstUncertain(process) - 1); reached > negligible; ordinal += 1) {
    const next = probabilityOf(process, ordinal + 1, process.end)
    if (reached - next > 1e-9) renewals.push(...lastOf(process, ordinal, reached - next))
    reached = next
  }
  return renewals
}

/** The lowest n for which `P(N >= n)` is not yet as good as 1. */
function firstUncertain(process: RenewalProcess): number {
  const isCertain = (ordinal: number): boolean =>
    probabilityOf(process, ordinal, process.end) > 1 - negligible
  let low = 1
  let high = 2
  while (isCertain(high)) {
    low = high
    high *= 2
  }
  if (!isCertain(low)) return low
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (isCertain(middle)) low = middle
    else high = middle
  }
  return high
}

/** When the `ordinal`-th renewal is. */
export function timeOf(process: RenewalProcess, ordinal: number): Moments {
  const { wait } = process.arrivals
  const waits = waitsOf(process, ordinal)
  return {
    mean: waits * wait.mean + (ordinal - 1) * process.pause.mean,
    variance: waits * wait.variance + (ordinal - 1) * process.pause.variance,
  }
}

/** P(the `ordinal`-th renewal, and what is `added` to it, is before `limit`). */
export function probabilityOf(
  process: RenewalProcess,
  ordinal: number,
  limit: number,
  added: Moments = { mean: 0, variance: 0 },
): number {
  const { arrivals, pause, sumOfPauses } = process
  const waits = waitsOf(process, ordinal)
  if (sumOfPauses !== undefined) {
    const sums = sumOfPauses(ordinal - 1)
    return (
      sums.reduce((total, sum) => total + arrivals.reach(waits, sum + added.mean, limit), 0) / sums.length
    )
  }
  const pauses = (ordinal - 1) * pause.mean + added.mean
  const spread = Math.sqrt((ordinal - 1) * pause.variance + added.variance)
  if (spread === 0) return arrivals.reach(waits, pauses, limit)
  let sum = 0
  for (const node of normalNodes) sum += arrivals.reach(waits, pauses + node * spread, limit)
  return sum / normalNodes.length
}

function waitsOf({ isPauseWhole = false }: RenewalProcess, ordinal: number): number {
  return isPauseWhole ? 1 : ordinal
}

/** Where the `ordinal`-th renewal lies if it is the last one, which has `probability`. */
function lastOf(process: RenewalProcess, ordinal: number, probability: number): LastRenewal[] {
  const { arrivals, pause, end } = process
  const { mean, variance } = timeOf(process, ordinal)
  const spread = Math.sqrt(variance)
  const from = Math.max(0, mean - 8 * spread, end - pause.mean - 40 / arrivals.rate - 8 * spread)
  const to = Math.min(end, mean + 14 * spread)
  if (!(to > from)) return [{ ordinal, age: Math.max(0, end - mean), probability }]

  const width = (to - from) / bins
  const found: LastRenewal[] = []
  let before = probabilityOf(process, ordinal, from)
  for (let bin = 0; bin < bins; bin += 1) {
    const upTo = probabilityOf(process, ordinal, from + (bin + 1) * width)
    const age = end - from - (bin + 0.5) * width
    const unanswered = 1 - arrivals.reach(1, pause.mean, age)
    if (upTo > before) found.push({ ordinal, age, probability: (upTo - before) * unanswered })
    before = upTo
  }
  // The bins are coarse; what is exactly known is the probability of all of them together.
  const sum = found.reduce((total, each) => total + each.probability, 0)
  if (sum <= 0) return [{ ordinal, age: Math.min(pause.mean, end), probability }]
  return found.map((each) => ({ ...each, probability: (each.probability * probability) / sum }))
}
