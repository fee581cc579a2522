/**
 * Confidence intervals for quantiles and means of latencies, which are neither
 * normal nor independent: a block bootstrap over segments of consecutive records.
 *
 * Resampled are circular blocks of consecutive segments, so that drift and slow
 * periods stay together (Künsch 1989; circular: Politis & Romano 1992). The
 * block length grows as the cube root of the number of segments, the rate at
 * which the error of the estimated variance is least. Two arms are resampled in
 * pairs: each replicate takes the same segments of both, so that what hits both
 * arms alike cancels out.
 *
 * Percentile intervals of few blocks are too narrow; the percentiles are moved
 * outwards to what Student's t needs (Hesterberg 2015, "expanded percentile
 * interval").
 *
 * @module
 */
import { randomStream, type Random } from '../random.ts'
import type { Buckets } from './buckets.ts'
import { SegmentedSample } from './segmented-sample.ts'
import { normalCdf, studentQuantile } from './special-functions.ts'

export type Interval = readonly [low: number, high: number]

/** `ci95` is null where there is too little to tell: it is withheld, not guessed. */
export interface Estimated {
  readonly estimate: number
  readonly ci95: Interval | null
}

export interface BootstrapOptions {
  /** The arm of interest, as its segments in order. */
  readonly treated: readonly Buckets[]
  /** What is subtracted from it, statistic by statistic; nothing if left out. */
  readonly control?: readonly Buckets[]
  /** In [0, 1]. */
  readonly quantiles: readonly number[]
  readonly seed: number
  readonly resamples?: number
}

export interface BootstrapResult {
  /** In the order in which they were asked for. NaN where an arm has no samples. */
  readonly quantiles: readonly Estimated[]
  readonly mean: Estimated
}

/** With fewer segments no interval is given. */
export const segmentsNeeded = 8
/** With fewer samples beyond a quantile no interval is given for it. */
export const samplesNeededBeyond = 20

/** More segments than this are joined with their neighbours first; blocks only grow longer. */
const segmentsAtMost = 256

/** Estimates quantiles and mean of `treated`, or of `treated` minus `control`, each with its 95 % interval. */
export function bootstrap(options: BootstrapOptions): BootstrapResult {
  const { quantiles, seed, resamples = 1000 } = options
  const { arms, segments } = prepare(options)
  const statistics = [...quantiles, 'mean' as const]
  const evaluate = (weights: Float64Array): number[] =>
    statistics.map((statistic) => difference(arms.map((arm) => valueOf(arm, weights, statistic))))

  const estimates = evaluate(new Float64Array(segments).fill(1))
  const isGiven = statistics.map((statistic) => segments >= segmentsNeeded && hasTail(arms, statistic))
  const replicates = isGiven.includes(true)
    ? resample(evaluate, segments, resamples, randomStream(seed, 'bootstrap'))
    : []
  const estimated = estimates.map((estimate, index) => ({
    estimate,
    ci95: isGiven[index]!
      ? intervalOf(
          replicates.map((replicate) => replicate[index]!),
          estimate,
          segments,
        )
      : null,
  }))
  return { quantiles: estimated.slice(0, -1), mean: estimated.at(-1)! }
}

/** Segments in a block. */
export function blockLength(segments: number): number {
  return Math.max(1, Math.round(Math.cbrt(segments)))
}

/** How many samples of an arm of `count` lie beyond its `q` quantile, on the shorter side. */
export function samplesBeyond(count: number, q: number): number {
  return Math.floor(count * Math.min(q, 1 - q) + 1e-9)
}

function prepare({ treated, control }: BootstrapOptions): { arms: SegmentedSample[]; segments: number } {
  const raw = control === undefined ? [treated] : [treated, control]
  const length = Math.max(...raw.map((arm) => arm.length))
  const joined = Math.ceil(length / segmentsAtMost) || 1
  const segments = Math.ceil(length / joined)
  // An arm that was cut short keeps its segments; those that it lacks count as empty.
  return { arms: raw.map((arm) => new SegmentedSample(arm, { segments, joined })), segments }
}

type Statistic = number | 'mean'

function valueOf(arm: SegmentedSample, weights: Float64Array, statistic: Statistic): number {
  return statistic === 'mean' ? arm.meanOf(weights) : arm.quantileOf(weights, statistic)
}

function difference([treated, control]: readonly number[]): number {
  return control === undefined ? treated! : treated! - control
}

function hasTail(arms: readonly SegmentedSample[], statistic: Statistic): boolean {
  return arms.every(({ count }) =>
    statistic === 'mean' ? count > 0 : samplesBeyond(count, statistic) >= samplesNeededBeyond,
  )
}

function resample(
  evaluate: (weights: Float64Array) => number[],
  segments: number,
  resamples: number,
  random: Random,
): number[][] {
  const weights = new Float64Array(segments)
  return Array.from({ length: resamples }, () => {
    drawBlocks(weights, random)
    return evaluate(weights)
  })
}

/** Fills `weights` with how often each segment is taken: whole blocks, the last one cut to fit. */
function drawBlocks(weights: Float64Array, random: Random): void {
  const length = blockLength(weights.length)
  weights.fill(0)
  for (let taken = 0; taken < weights.length; taken += length) {
    const start = random.below(weights.length)
    const end = Math.min(length, weights.length - taken)
    for (let step = 0; step < end; step += 1) weights[(start + step) % weights.length]! += 1
  }
}

function intervalOf(replicates: readonly number[], estimate: number, segments: number): Interval | null {
  // A replicate of nothing but empty segments of a short arm says nothing.
  const sorted = Float64Array.from(replicates.filter((value) => !Number.isNaN(value))).toSorted()
  if (sorted.length === 0) return null
  const blocks = segments / blockLength(segments)
  const tail = normalCdf(-studentQuantile(0.975, blocks - 1) * Math.sqrt(blocks / (blocks - 1)))
  const low = sorted[Math.floor(tail * (sorted.length - 1))]!
  const high = sorted[Math.ceil((1 - tail) * (sorted.length - 1))]!
  return [Math.min(low, estimate), Math.max(high, estimate)]
}
