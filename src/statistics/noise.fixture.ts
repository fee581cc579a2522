/**
 * Latencies as a shared machine makes them, with a distribution that is known
 * exactly: so that what an interval claims can be held against the truth.
 *
 * A time is a product, so that its logarithm is a sum of normals: the spread of
 * one record, a drift (AR(1)), a slow phase (two-state Markov chain), a pause
 * (rare, and many times as long). Its distribution is then a mixture of four
 * lognormals. The arms of a record share phase and a part of the drift, and
 * nothing else. Times are whole nanoseconds, as coarse as the histograms.
 *
 * @module
 */
import { randomStream, type Random } from '../random.ts'
import type { Buckets } from './buckets.ts'
import { normalCdf } from './special-functions.ts'

/** Lengths in records; `drift` and `spread` are standard deviations of the logarithm. */
export interface Noise {
  readonly medianNs: number
  readonly spread: number
  readonly drift: number
  /** After so many records the drift is correlated with itself by 1/e. */
  readonly driftLength: number
  /** Share of the variance of the drift that the arms have in common. */
  readonly shared: number
  /** By how much records take longer in a slow phase; 1: there is none. */
  readonly slowFactor: number
  /** Mean lengths of phases. */
  readonly slowLength: number
  readonly fastLength: number
  /** Share of records that are paused, by how much longer they take (median), and its spread. */
  readonly pauses: number
  readonly pauseFactor: number
  readonly pauseSpread: number
}

const still: Noise = {
  medianNs: 8000,
  spread: 0.25,
  drift: 0,
  driftLength: 1,
  shared: 0.7,
  slowFactor: 1,
  slowLength: 1,
  fastLength: 1,
  pauses: 0.005,
  pauseFactor: 6,
  pauseSpread: 0.6,
}

export type NoiseKind = 'white' | 'drift' | 'slow drift' | 'phases' | 'busy'

/** Kinds of noise, with drift and phases that are long, but come several times in a run of `records`. */
export function noises(records: number): Readonly<Record<NoiseKind, Noise>> {
  const drift = { drift: 0.1, driftLength: records / 80 }
  const phases = { slowFactor: 1.5, slowLength: records / 60, fastLength: records / 20 }
  return {
    white: still,
    drift: { ...still, ...drift },
    'slow drift': { ...still, ...drift, driftLength: records / 40 },
    phases: { ...still, ...phases },
    busy: { ...still, ...drift, ...phases },
  }
}

/** Segments of the arms, in order, and of the differences of the same record. */
export interface NoisyRun {
  readonly plain: readonly Buckets[]
  readonly again: readonly Buckets[]
  readonly sealed: readonly Buckets[]
  /** Sealed minus plain. */
  readonly delta: readonly Buckets[]
}

export interface NoisyRunOptions {
  readonly noise: Noise
  readonly records: number
  readonly segments: number
  /** What the sealed arm takes times as long; 1: nothing to find. */
  readonly factor?: number
  readonly seed: number
}

/** Records between steps of the drift. */
const driftStep = 16

export function noisyRun({ noise, records, segments, factor = 1, seed }: NoisyRunOptions): NoisyRun {
  const random = randomStream(seed, 'noise')
  const machine = machineOf(noise, random)
  const arms = [0, 1, 2, 3].map(() => new Float64Array(records))
  const [plain, again, sealed, delta] = arms as [Float64Array, Float64Array, Float64Array, Float64Array]
  for (let record = 0; record < records; record += 1) {
    machine.step(record)
    plain[record] = quantise(machine.time(0))
    again[record] = quantise(machine.time(1))
    const time = machine.time(2)
    sealed[record] = quantise(time * factor)
    delta[record] = quantise(Math.round(time * factor)) - plain[record]!
  }
  const cut = (times: Float64Array): Buckets[] => segmentsOf(times, segments)
  return { plain: cut(plain), again: cut(again), sealed: cut(sealed), delta: cut(delta) }
}

interface Machine {
  step(record: number): void
  /** Of one record in arm 0, 1 or 2, in ns. */
  time(arm: number): number
}

function machineOf(noise: Noise, random: Random): Machine {
  const { medianNs, spread, drift, shared, slowFactor, slowLength, fastLength } = noise
  const kept = Math.exp(-driftStep / noise.driftLength)
  const fresh = Math.sqrt(1 - kept * kept)
  const levels = Array.from({ length: 4 }, () => random.normal())
  const [common, own] = [drift * Math.sqrt(shared), drift * Math.sqrt(1 - shared)]
  let isSlow = random.uniform() < slowShare(noise)
  const step = (record: number): void => {
    if (slowFactor !== 1 && random.uniform() < 1 / (isSlow ? slowLength : fastLength)) isSlow = !isSlow
    if (drift === 0 || record % driftStep !== 0) return
    levels.forEach((level, index) => {
      levels[index] = kept * level + fresh * random.normal()
    })
  }
  const time = (arm: number): number => {
    const isPaused = random.uniform() < noise.pauses
    const pause = isPaused ? Math.log(noise.pauseFactor) + noise.pauseSpread * random.normal() : 0
    const phase = isSlow ? Math.log(slowFactor) : 0
    return (
      medianNs * Math.exp(spread * random.normal() + common * levels[3]! + own * levels[arm]! + phase + pause)
    )
  }
  return { step, time }
}

function slowShare({ slowFactor, slowLength, fastLength }: Noise): number {
  return slowFactor === 1 ? 0 : slowLength / (slowLength + fastLength)
}

/** The four lognormals: by weight, median in ns, and spread. */
function mixtureOf(noise: Noise): readonly { weight: number; median: number; sigma: number }[] {
  const slow = slowShare(noise)
  const sigma = Math.hypot(noise.spread, noise.drift)
  return [
    { share: 1 - slow, factor: 1 },
    { share: slow, factor: noise.slowFactor },
  ].flatMap(({ share, factor }) => [
    { weight: share * (1 - noise.pauses), median: noise.medianNs * factor, sigma },
    {
      weight: share * noise.pauses,
      median: noise.medianNs * factor * noise.pauseFactor,
      sigma: Math.hypot(sigma, noise.pauseSpread),
    },
  ])
}

/** The `q` quantile of one arm in ns, as a histogram of endless length would show it. */
export function trueQuantile(noise: Noise, q: number, factor = 1): number {
  const mixture = mixtureOf(noise)
  const below = (x: number): number =>
    mixture.reduce(
      (sum, { weight, median, sigma }) => sum + weight * normalCdf(Math.log(x / median) / sigma),
      0,
    )
  let [low, high] = [1, 1e12]
  while (high / low > 1 + 1e-10) {
    const middle = Math.sqrt(low * high)
    if (below(middle) < q) low = middle
    else high = middle
  }
  return quantise(low * factor)
}

/** The mean of one arm in ns. */
export function trueMean(noise: Noise, factor = 1): number {
  return mixtureOf(noise).reduce(
    (sum, { weight, median, sigma }) => sum + weight * factor * median * Math.exp((sigma * sigma) / 2),
    0,
  )
}

/** To whole ns and three significant digits, as the histograms do: the middle of 2048 steps to each power of two. */
function quantise(ns: number): number {
  const whole = Math.round(ns)
  if (whole < 2048) return whole
  const step = 2 ** (Math.floor(Math.log2(whole)) - 10)
  return Math.floor(whole / step) * step + step / 2
}

function segmentsOf(times: Float64Array, segments: number): Buckets[] {
  const length = Math.ceil(times.length / segments)
  return Array.from({ length: segments }, (_, index) =>
    sortedBuckets(times.slice(index * length, (index + 1) * length)),
  )
}

function sortedBuckets(times: Float64Array): Buckets {
  times.sort()
  const values: number[] = []
  const counts: number[] = []
  for (const time of times) {
    if (time === values.at(-1)) counts[counts.length - 1]! += 1
    else {
      values.push(time)
      counts.push(1)
    }
  }
  return { values: Float64Array.from(values), counts: Float64Array.from(counts) }
}
