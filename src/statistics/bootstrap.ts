/**
 * Confidence intervals for quantiles and means of latencies, which are neither
 * normal nor independent: from segments of consecutive records.
 *
 * How far an estimate strays comes from the long-run variance of the segments
 * (`long-run-variance.ts`), which holds slow phases and drift, with Student's t
 * for its few degrees of freedom. To which side it strays further, which matters
 * in a tail, comes for one arm from its quantiles at the ends of the interval of
 * the share below (Woodruff, J. Am. Stat. Assoc. 47, 1952); for a mean, and for
 * a difference of two arms, from a bootstrap of circular blocks of consecutive
 * segments (Politis & Romano 1992). Both arms are resampled in pairs: each
 * replicate takes the same segments of both, so that what hits both arms alike
 * cancels out.
 *
 * @module
 */
import { randomStream } from '../random.ts'
import type { Precision } from './detectable.ts'
import { cosines, degreesOfFreedom, standardErrorOf } from './long-run-variance.ts'
import { drawReplicates } from './replicates.ts'
import { samplesOf, type Segmented, type SegmentedSample } from './segmented-sample.ts'
import { normalCdf, studentQuantile } from './special-functions.ts'

export type Interval = readonly [low: number, high: number]

/** `ci95` is null where there is too little to tell: it is withheld, not guessed. */
export interface Estimated {
  readonly estimate: number
  readonly ci95: Interval | null
}

export interface SampledEstimate extends Estimated {
  /** Null where the interval is. */
  readonly precision: Precision | null
  /**
   * As many independent samples in each arm would say as much; at most all there
   * are. Null with too few segments to tell.
   */
  readonly effectiveSamples: number | null
  /** As many times as many samples would have an interval; at most 1 where there is one. Infinity without any. */
  readonly shortBy: number
}

export interface BootstrapOptions {
  /** The arm of interest, as its segments in order; as `sampleOf` them where it is asked about more than once. */
  readonly treated: Segmented
  /** What is subtracted from it, statistic by statistic; nothing if left out. */
  readonly control?: Segmented
  /** In [0, 1]. */
  readonly quantiles: readonly number[]
  readonly seed: number
  readonly resamples?: number
}

export interface BootstrapResult {
  /** In the order in which they were asked for. NaN where an arm has no samples. */
  readonly quantiles: readonly SampledEstimate[]
  readonly mean: SampledEstimate
}

/** With fewer segments no interval is given. */
export const segmentsNeeded = 8
/** With fewer samples beyond a quantile no interval is given for it. */
export const samplesNeededBeyond = 20
/** By how much weights are moved to see what a cosine does: half way to where the standard error reaches. */
const lean = 0.6

/** Estimates quantiles and mean of `treated`, or of `treated` minus `control`, each with its 95 % interval. */
export function bootstrap(options: BootstrapOptions): BootstrapResult {
  const { quantiles, seed, resamples = 1000 } = options
  const arms = samplesOf(
    options.control === undefined ? [options.treated] : [options.treated, options.control],
  )
  const { segments } = arms[0]!
  const replicates =
    segments < segmentsNeeded ? [] : drawReplicates(segments, resamples, randomStream(seed, 'bootstrap'))
  return {
    quantiles: quantiles.map((q) => measure(arms, q, replicates)),
    // Not everybody asks, and it costs as much as several quantiles.
    get mean() {
      return measure(arms, 'mean', replicates)
    },
  }
}

/** How many samples of an arm of `count` lie beyond its `q` quantile, on the shorter side. */
export function samplesBeyond(count: number, q: number): number {
  return Math.floor(count * tailOf(q) + 1e-9)
}

/** Effective samples beyond a quantile without which no interval is given for it: 6 from 18 segments on. */
export function effectiveNeededBeyond(degrees: number): number {
  return student975(degrees) ** 2
}

const knownStudent975 = new Map<number, number>()

/** Asked for at each statistic, and found by bisection. */
function student975(degrees: number): number {
  const known = knownStudent975.get(degrees) ?? studentQuantile(0.975, degrees)
  knownStudent975.set(degrees, known)
  return known
}

type Statistic = number | 'mean'

function measure(
  arms: readonly SegmentedSample[],
  statistic: Statistic,
  replicates: readonly Float64Array[],
): SampledEstimate {
  const estimate = difference(
    arms.map((arm) =>
      statistic === 'mean' ? arm.meanOf(arm.everything) : arm.quantileOf(arm.everything, statistic),
    ),
  )
  const { segments } = arms[0]!
  const count = Math.min(...arms.map((arm) => arm.count))
  if (segments < segmentsNeeded || count === 0) {
    const shortBy = Math.max(
      segmentsNeeded / segments,
      count === 0 ? Infinity : tailShortBy(count, statistic),
    )
    return { estimate, ci95: null, precision: null, effectiveSamples: null, shortBy }
  }
  const [only] = arms
  const { designEffect, reach } =
    arms.length === 1 && statistic !== 'mean'
      ? invertedShare(only!, statistic)
      : scaledBootstrap(arms, statistic, replicates)
  const effectiveSamples = count / Math.max(1, designEffect)
  const degrees = degreesOfFreedom(segments)
  const shortBy = tailShortBy(count, statistic, { effectiveSamples, degrees })
  if (shortBy > 1) return { estimate, ci95: null, precision: null, effectiveSamples, shortBy }
  const { down, up } = reach()
  const standardError = (down + up) / 2 / student975(degrees)
  return {
    estimate,
    ci95: [estimate - down, estimate + up],
    precision: { standardError, degrees },
    effectiveSamples,
    shortBy,
  }
}

function difference([treated, control]: readonly number[]): number {
  return control === undefined ? treated! : treated! - control
}

/**
 * How many times as many samples a quantile takes to have enough beyond it, and
 * enough effective ones: below t^2 of these the interval of the share beyond
 * reaches 0, and that of the quantile has no end.
 */
function tailShortBy(
  count: number,
  statistic: Statistic,
  effective?: { readonly effectiveSamples: number; readonly degrees: number },
): number {
  if (statistic === 'mean') return 1
  const beyond = samplesBeyond(count, statistic)
  const short = beyond >= samplesNeededBeyond ? 1 : samplesNeededBeyond / (count * tailOf(statistic))
  if (effective === undefined) return short
  const { effectiveSamples, degrees } = effective
  return Math.max(short, effectiveNeededBeyond(degrees) / (effectiveSamples * tailOf(statistic)))
}

/** The share beyond the quantile, on the shorter side. */
function tailOf(q: number): number {
  return Math.min(q, 1 - q)
}

interface Spread {
  /** Variance of the estimate over what it would be if all samples were independent (Kish 1965). */
  readonly designEffect: number
  /** Asked for where there is an interval: it takes all the replicates. */
  readonly reach: () => Reach
}

/** From the estimate to the ends of its interval; not negative. */
interface Reach {
  readonly down: number
  readonly up: number
}

/** From the share of samples below the quantile, whose variance needs no density. */
function invertedShare(arm: SegmentedSample, q: number): Spread {
  const excess = arm.excessBelow(q)
  const standardError = standardErrorOf(
    cosines(arm.segments).map(
      (cosine) => cosine.reduce((sum, weight, segment) => sum + weight * excess[segment]!, 0) / arm.count,
    ),
  )
  const reach = student975(degreesOfFreedom(arm.segments)) * standardError
  return {
    designEffect: (standardError / shareError(arm, q)) ** 2,
    reach() {
      const middle = quantileAt(arm, q)
      return { down: middle - quantileAt(arm, q - reach), up: quantileAt(arm, q + reach) - middle }
    },
  }
}

/** Standard error of the share below the quantile where samples are independent. */
function shareError({ count }: SegmentedSample, q: number): number {
  return Math.sqrt((q * (1 - q)) / count)
}

function quantileAt(arm: SegmentedSample, share: number): number {
  return arm.smoothQuantileOf(arm.everything, Math.min(1, Math.max(0, share)))
}

/** Standard error of the statistic of one arm where samples are independent. */
function independentError(arm: SegmentedSample, statistic: Statistic): number {
  if (statistic === 'mean') return Math.sqrt(arm.variance / arm.count)
  const reach = shareError(arm, statistic)
  return (quantileAt(arm, statistic + reach) - quantileAt(arm, statistic - reach)) / 2
}

/** How the estimate answers to each cosine: a difference quotient, wide enough to reach across grain and gaps. */
function projectionsOf(arms: readonly SegmentedSample[], statistic: Statistic): number[] {
  return cosines(arms[0]!.segments).map((cosine) => {
    const leaning = (by: number): number =>
      smoothValue(
        arms,
        cosine.map((weight) => 1 + by * weight),
        statistic,
      )
    return (leaning(lean) - leaning(-lean)) / (2 * lean)
  })
}

function smoothValue(arms: readonly SegmentedSample[], weights: Float64Array, statistic: Statistic): number {
  const [treated, control] = arms.map((arm) =>
    statistic === 'mean' ? arm.meanOf(weights) : arm.smoothQuantileOf(weights, statistic),
  )
  return control === undefined ? treated! : treated! - control
}

/** Of each choice of segments. */
function smoothValues(
  arms: readonly SegmentedSample[],
  choices: readonly Float64Array[],
  statistic: Statistic,
): Float64Array {
  const [treated, control] = arms.map((arm) =>
    statistic === 'mean'
      ? Float64Array.from(choices, (weights) => arm.meanOf(weights))
      : arm.smoothQuantilesOf(choices, statistic),
  )
  return control === undefined ? treated! : treated!.map((value, choice) => value - control[choice]!)
}

/** The percentiles of the bootstrap as seen from the estimate, stretched until their spread is that of the long run. */
function scaledBootstrap(
  arms: readonly SegmentedSample[],
  statistic: Statistic,
  replicates: readonly Float64Array[],
): Spread {
  const standardError = standardErrorOf(projectionsOf(arms, statistic))
  const independent = Math.hypot(...arms.map((arm) => independentError(arm, statistic)))
  return {
    designEffect: standardError === 0 ? 0 : (standardError / independent) ** 2,
    reach: () =>
      stretched(arms, statistic, {
        replicates,
        reach: student975(degreesOfFreedom(arms[0]!.segments)) * standardError,
      }),
  }
}

interface Stretch {
  readonly replicates: readonly Float64Array[]
  /** To either side, if both were alike. */
  readonly reach: number
}

/** How `reach` is shared out between the sides. */
function stretched(
  arms: readonly SegmentedSample[],
  statistic: Statistic,
  { replicates, reach }: Stretch,
): Reach {
  const middle = smoothValue(arms, arms[0]!.everything, statistic)
  const sorted = smoothValues(arms, replicates, statistic).toSorted()
  // A replicate of nothing but empty segments of a short arm says nothing, and is sorted to the end.
  const last = sorted.findLastIndex((value) => !Number.isNaN(value))
  const at = (p: number): number => (last < 0 ? 0 : sorted[Math.round(p * last)]! - middle)
  const spread = (at(normalCdf(1)) - at(normalCdf(-1))) / 2
  const stretch = reach / (normal975 * spread)
  // Where most replicates agree to the last digit there is no shape to take over.
  if (!(stretch < stretchMost)) return { down: reach, up: reach }
  return { down: stretch * Math.max(0, -at(0.025)), up: stretch * Math.max(0, at(0.975)) }
}

const normal975 = 1.959963984540054
/** Slow drift needs about three times; what is far beyond is a spread of next to nothing. */
const stretchMost = 20
