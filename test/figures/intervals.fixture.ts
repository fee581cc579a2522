/**
 * 95 % intervals as `src/statistics/bootstrap.ts` defines them, worked out
 * plainly and slowly here, with draws of its own: neither that code nor what
 * pages are made of has a part in it.
 *
 * @module
 */
import type { Random } from '../../src/random.ts'
import type { Buckets } from '../../src/statistics/buckets.ts'
import { ranked, samplesIn, within, type Samples } from './samples.fixture.ts'
import type { Range } from './shown.fixture.ts'

/** Of Student's t, by degrees of freedom from 1: the 97.5 % quantile, as tables have it. */
const student975 = [12.706204736, 4.30265273, 3.182446305, 2.776445105, 2.570581836, 2.446911851]
const normal975 = 1.959963985

/** Distances of both ends from the estimate. */
export interface Reach {
  readonly down: number
  readonly up: number
}

/**
 * Of one arm at each of `percents`, so that ends never fall as percentiles rise: the upper one is the highest there
 * and at all below, the lower one the lowest there and at all above. null where it is withheld.
 */
export function risingIntervals(
  segments: readonly Buckets[],
  percents: readonly number[],
): readonly (Range | null)[] {
  const own = percents.map((percent) => ({ percent, range: armInterval(segments, percent) }))
  const given = own.flatMap(({ percent, range }) => (range === null ? [] : [{ percent, range }]))
  return own.map(
    ({ percent: here, range }): Range | null =>
      range && [
        Math.min(...given.flatMap(({ percent, range: [low] }) => (percent >= here ? [low] : []))),
        Math.max(...given.flatMap(({ percent, range: [, high] }) => (percent <= here ? [high] : []))),
      ],
  )
}

/**
 * Of a percentile of one arm by itself; null where it is withheld. Ends are rounded to
 * four digits, away from the estimate.
 *
 * The share of samples below the percentile strays by its standard error,
 * which is the root mean square of what the segments have too many below it,
 * laid on each of their slowest cosines. The interval is between the
 * percentiles at t standard errors less and more (Woodruff 1952).
 */
function armInterval(segments: readonly Buckets[], percents: number): Range | null {
  const { all, own, even } = laidOut(segments)
  const degrees = degreesOf(segments.length)
  if (segments.length < 8 || beyond(all, percents) < 20) return null
  const q = percents / 100
  const estimate = ranked(all, percents)
  const below = own.map((samples) => midBelow(samples, estimate))
  const share = sum(below) / all.count
  const error = standardError(
    segments.length,
    (cosine) => sum(below.map((count, at) => cosine[at]! * (count - share * own[at]!.count))) / all.count,
  )
  const designEffect = Math.max(1, error ** 2 / ((q * (1 - q)) / all.count))
  const t = student975[degrees - 1]!
  if ((all.count / designEffect) * Math.min(q, 1 - q) < t ** 2) return null
  const [low, middle, high] = [q - t * error, q, q + t * error].map((at) => smooth(even, at))
  return outwards([estimate - (middle! - low!), estimate + (high! - middle!)])
}

/** In the order of `percents`, of what a percentile is higher in `treated` than in `control`, from `resamples` draws of blocks of both. */
export function overheadReaches(
  arms: readonly (readonly Buckets[])[],
  percents: readonly number[],
  { resamples, random }: { readonly resamples: number; readonly random: Random },
): readonly Reach[] {
  const segments = arms[0]!.length
  const differences = (weights: readonly number[]): number[] => {
    const [treated, control] = arms.map((arm) => weighted(arm, weights)) as [Weighted, Weighted]
    return percents.map((percent) => smooth(treated, percent / 100) - smooth(control, percent / 100))
  }
  const middle = differences(Array<number>(segments).fill(1))
  const draws = Array.from({ length: resamples }, () => differences(drawn(segments, random)))
  const leaning = (by: number) =>
    cosinesOf(segments).map((cosine) => differences(cosine.map((weight) => 1 + by * weight)))
  const [more, less] = [leaning(0.6), leaning(-0.6)]
  return percents.map((_, at) => {
    const error = Math.sqrt(mean(more.map((values, k) => ((values[at]! - less[k]![at]!) / 1.2) ** 2)))
    const strays = draws.map((values) => values[at]! - middle[at]!).toSorted((one, other) => one - other)
    const share = (p: number) => strays[Math.round(p * (resamples - 1))]!
    const spread = (share(0.8413447) - share(0.1586553)) / 2
    const stretch = (student975[degreesOf(segments) - 1]! * error) / (normal975 * spread)
    return { down: stretch * Math.max(0, -share(0.025)), up: stretch * Math.max(0, share(0.975)) }
  })
}

/** Whole blocks of neighbours, of which the first follows the last; the last block is cut to fit. */
function drawn(segments: number, random: Random): number[] {
  const length = Math.round(Math.cbrt(segments))
  const taken = Array.from({ length: Math.ceil(segments / length) }, () => random.below(segments))
    .flatMap((start) => Array.from({ length }, (_, step) => (start + step) % segments))
    .slice(0, segments)
  return Array.from({ length: segments }, (_, segment) => taken.filter((one) => one === segment).length)
}

/** Of few cosines, so that slow noise is seen: one for three segments, six at most. */
const degreesOf = (segments: number): number => Math.min(6, Math.floor(segments / 3))

/** Orthonormal, the slowest first. */
function cosinesOf(segments: number): number[][] {
  return Array.from({ length: degreesOf(segments) }, (_, k) =>
    Array.from(
      { length: segments },
      (_none, at) => Math.sqrt(2) * Math.cos(Math.PI * (k + 1) * ((at + 0.5) / segments)),
    ),
  )
}

function standardError(segments: number, projection: (cosine: readonly number[]) => number): number {
  return Math.sqrt(mean(cosinesOf(segments).map((cosine) => projection(cosine) ** 2)))
}

/** How many samples lie beyond, on the shorter side. */
function beyond({ count }: Samples, percents: number): number {
  return Math.floor((count * Math.round(Math.min(percents, 100 - percents) * 1e6)) / 1e8)
}

/** Those at `value` count half. */
function midBelow(samples: Samples, value: number): number {
  return within(samples, -Infinity, value, false) + within(samples, value, value, true) / 2
}

interface Weighted {
  /** All values of the arm, whether a choice has any of them or not. */
  readonly values: readonly number[]
  /** Up to and with each of `values`, each segment as often as its weight says. */
  readonly reached: readonly number[]
}

function weighted(segments: readonly Buckets[], weights: readonly number[]): Weighted {
  const { all, own } = laidOut(segments)
  return weightedOf(all, own, weights)
}

function weightedOf(all: Samples, own: readonly Segment[], weights: readonly number[]): Weighted {
  const values = all.entries.map(([value]) => value)
  const counts = Array<number>(values.length).fill(0)
  for (const [at, { entries, places }] of own.entries())
    for (const [index, [, count]] of entries.entries()) counts[places[index]!]! += weights[at]! * count
  let total = 0
  return { values, reached: counts.map((count) => (total += count)) }
}

interface Segment extends Samples {
  /** Of each of its values, among those of all segments. */
  readonly places: readonly number[]
}

interface LaidOut {
  readonly all: Samples
  readonly own: readonly Segment[]
  /** Each segment once. */
  readonly even: Weighted
}

const known = new WeakMap<readonly Buckets[], LaidOut>()

/** Once for each arm. */
function laidOut(segments: readonly Buckets[]): LaidOut {
  const before = known.get(segments)
  if (before !== undefined) return before
  const all = samplesIn(segments)
  const placeOf = new Map(all.entries.map(([value], place) => [value, place]))
  const own = segments.map((segment) => {
    const samples = samplesIn([segment])
    return { ...samples, places: samples.entries.map(([value]) => placeOf.get(value)!) }
  })
  const even = weightedOf(
    all,
    own,
    segments.map(() => 1),
  )
  known.set(segments, { all, own, even })
  return { all, own, even }
}

/** Between a value and the one below it, in proportion to the samples. */
function smooth({ values, reached }: Weighted, q: number): number {
  const wanted = Math.min(1, Math.max(0, q)) * reached.at(-1)!
  const at = Math.max(
    0,
    reached.findIndex((count) => count >= wanted),
  )
  if (at === 0) return values[0]!
  const share = (wanted - reached[at - 1]!) / (reached[at]! - reached[at - 1]!)
  return values[at - 1]! + Math.min(1, Math.max(0, share)) * (values[at]! - values[at - 1]!)
}

function outwards([low, high]: Range): Range {
  return [inDigits(low, Math.floor), inDigits(high, Math.ceil)]
}

/** Four significant ones, one more than histograms have. */
function inDigits(value: number, round: (of: number) => number): number {
  if (value === 0) return 0
  const step = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 3)
  return Number((round(value / step) * step).toPrecision(6))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length
}
