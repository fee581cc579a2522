/**
 * From one `GenerateDataKey` of a cache to the next: how long the key material
 * lives under jitter, refresh ahead and XFetch.
 *
 * @module
 */
import type { CacheArrivals } from './cache-arrivals.ts'
import { betaOf, graceNsOf, type FleetModel } from './fleet-model.ts'
import type { Latency } from './latency.ts'
import { cycleOfXFetch } from './published-formulas.ts'
import type { RenewalProcess } from './renewals.ts'
import { condensed, momentsOf, pairSums, sumsOf } from './summed-values.ts'

export type Cycle = Omit<RenewalProcess, 'end' | 'arrivals'>

/** Values that stand for all lives, and for all chances to refresh early. */
const livesMax = 128
const chances = 32

/** A search comes back to few of them, again and again; what goes is the oldest. */
const known = new Map<string, Cycle>()
const knownMax = 64

/** Where nothing is refilled by `Decrypt`; `answer` is that of the fill. Worked out once for equal ones. */
export function generationCycle(model: FleetModel, arrivals: CacheArrivals, answer: Latency): Cycle {
  const { rotationNs, jitter = 0 } = model
  const own = [rotationNs, jitter, graceNsOf(model), betaOf(model)]
  // Rate and variance tell all arrivals apart, constant ones too.
  const key = [
    ...own,
    arrivals.rate,
    arrivals.wait.variance,
    answer.mean,
    answer.variance,
    ...answer.values,
  ].join()
  const before = known.get(key)
  if (before !== undefined) return before
  const cycle = workOut(model, arrivals, answer)
  const [oldest] = known.keys()
  if (known.size >= knownMax && oldest !== undefined) known.delete(oldest)
  known.set(key, cycle)
  return cycle
}

function workOut(model: FleetModel, arrivals: CacheArrivals, answer: Latency): Cycle {
  if (betaOf(model) > 0) return xfetchCycle(model, arrivals.rate, answer)
  const lives = livesOf(model)
  if (lives.length === 1) return { pause: arrivals.pause(lives[0]!, answer) }
  const shortest = Math.min(...lives)
  const extras = lives.map((life) => life - shortest)
  const pause = arrivals.pause(shortest, sumOf(answer, extras))
  return { pause, sumOfPauses: sumsOf(pause.values) }
}

/** How long after an answer a use asks for the next fill for sure, in s; equally likely. */
function livesOf(model: FleetModel): readonly number[] {
  const { rotationNs, jitter = 0 } = model
  const grace = graceNsOf(model)
  const shares = jitter === 0 ? [0] : Array.from({ length: livesMax }, (_, index) => (index + 0.5) / livesMax)
  return shares.map((share) => Math.max(0, rotationNs * (1 - jitter * share) - grace) / 1e9)
}

function sumOf(answer: Latency, extras: readonly number[]): Latency {
  const { mean, variance } = momentsOf(extras)
  const moments = { mean: answer.mean + mean, variance: answer.variance + variance }
  const values = answer.variance === 0 ? [answer.mean] : answer.values
  return { ...moments, values: [...condensed(pairSums(values, extras), moments, 256)] }
}

/**
 * From call to call, with all that happens in between: the latency of a fill
 * is part of its own cycle, and decides how early a use refreshes.
 */
function xfetchCycle(model: FleetModel, rate: number, answer: Latency): Cycle {
  const beta = betaOf(model)
  const grace = graceNsOf(model) / 1e9
  const latencies = fewer(answer.values, 256)
  const lives = fewer(livesOf(model), 8)
  const cycles = latencies.flatMap((latency) =>
    lives.flatMap((life) => {
      const cycle = exponentials.map(
        (chance) =>
          latency + timeOfRefresh({ rate, expiry: life + grace, grace, scale: latency * beta }, chance),
      )
      // Where theory knows the mean, a few values need not estimate it.
      const off = grace > 0 ? 0 : cycleOfXFetch(rate, life, latency, beta) - momentsOf(cycle).mean
      return cycle.map((value) => value + off)
    }),
  )
  return { pause: momentsOf(cycles), sumOfPauses: sumsOf(cycles), isPauseWhole: true }
}

export interface Refresh {
  /** Uses per second. */
  readonly rate: number
  /** Seconds from the answer. */
  readonly expiry: number
  readonly grace: number
  /** Latency of the last fill, times beta. */
  readonly scale: number
}

/**
 * When the first use refreshes, in s from the answer, by a draw from the
 * exponential distribution: the hazard lambda e^((t - T) / scale), and lambda
 * from the grace on, integrated up to that time, is `chance`.
 */
export function timeOfRefresh({ rate, expiry, grace, scale }: Refresh, chance: number): number {
  const sure = Math.max(0, expiry - grace)
  if (scale === 0) return sure + chance / rate
  const start = Math.exp(-expiry / scale)
  const byChance = rate * scale * (Math.exp((sure - expiry) / scale) - start)
  if (chance >= byChance) return sure + (chance - byChance) / rate
  return expiry + scale * Math.log(chance / (rate * scale) + start)
}

/** Means of equally likely parts of the exponential distribution. */
const exponentials = Array.from(
  { length: chances },
  (_, index) => chances * (quantilesUpTo(1 - index / chances) - quantilesUpTo(1 - (index + 1) / chances)),
)

/** The integral of -ln q from 0 to `tail`. */
function quantilesUpTo(tail: number): number {
  return tail === 0 ? 0 : tail - tail * Math.log(tail)
}

function fewer(values: readonly number[], count: number): readonly number[] {
  return values.length <= count ? values : [...condensed(Float64Array.from(values), momentsOf(values), count)]
}
