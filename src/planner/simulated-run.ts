/**
 * What simulated runs of one fleet share: seeded randomness, the calls that
 * caches see, and what one run costs.
 *
 * @module
 */
import { exponentialMax, randomStream, type Random } from '../random.ts'
import { meanOf, samplerOf } from '../statistics/distributions.ts'
import { stepsBefore, type CacheArrivals } from './cache-arrivals.ts'
import type { NextCall, SealingSide } from './sealing-side.ts'
import { betaOf, cachesOf, graceNsOf, type FleetModel } from './fleet-model.ts'
import type { Count } from './renewals.ts'

/** Fewer runs do not tell how much counts vary. */
export const runsMinAt = { thorough: 16, quick: 2 }
export const runsMax = 400
/** What one run may draw and look up, so that all that are needed take some 150 ms. */
export const workPerRunMax = 125e3
/** What it costs to draw one fill, in the steps of that. */
export const spanWork = 16
const seed = 1

/** Draws the same whenever it is made. `callsPerKey` where a limit by use is met. */
export function sealingSideOf(
  model: FleetModel,
  arrivals: CacheArrivals,
  callsPerKey: Count | undefined,
): SealingSide {
  const random = randomStream(seed, 'oracle/calls')
  const latency = samplerOf(model.kmsLatency, randomStream(seed, 'oracle/latency'))
  const nextCall = nextCallOf(model, cachesOf(model), random)
  const wait = { mean: arrivals.wait.mean * 1e9, variance: arrivals.wait.variance * 1e18 }
  return { model, random, latency, nextCall, wait, callsPerKey }
}

/** Fills of all caches, at most about; those that must look at many calls one by one count for more. */
export function spansOf(model: FleetModel, { rate }: CacheArrivals, callsPerKey: Count | undefined): number {
  const { ttlNs, rotationNs, durationNs, jitter = 0, arrivals, kmsLatency } = model
  const longest = Math.min(ttlNs === 0 ? Infinity : ttlNs, rotationNs) * (1 - jitter / 2)
  const byAge = Math.max(1, longest - graceNsOf(model))
  const life = Math.min(byAge, (1e9 * (callsPerKey?.mean ?? Infinity)) / rate)
  const fills = cachesOf(model) * Math.min((rate * durationNs) / 1e9, durationNs / life + 1)
  const latency = meanOf(kmsLatency)
  const reach = arrivals === 'constant' ? Math.min(byAge, exponentialMax * betaOf(model) * latency) : 0
  return fills * (1 + (rate * (latency + reach)) / 1e9 / spanWork)
}

/** The calls of a stream that each of `sharers` sees with equal chance. */
export function nextCallOf(model: FleetModel, sharers: number, random: Random): NextCall {
  const gap = 1e9 / model.callsPerSecond
  return model.arrivals === 'constant'
    ? thinnedCalls(gap, 1 / sharers, random)
    : poissonCalls(gap * sharers, random)
}

export function poissonCalls(gap: number, random: Random): NextCall {
  return (time) => time + gap * random.exponential()
}

/** Of calls at multiples of `gap`, those that come to one cache with probability `share`. */
function thinnedCalls(gap: number, share: number, random: Random): NextCall {
  const others = Math.log1p(-share)
  return (time) => {
    const skipped = share === 1 ? 0 : Math.floor(-random.exponential() / others)
    let call = stepsBefore(time / gap)
    while (Math.round(call * gap) < time) call += 1
    return Math.round((call + skipped) * gap)
  }
}

export function countOf(values: readonly number[]): Count {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return { mean, variance }
}

/**
 * Standard deviation of a count from its mean in simulated runs, which is
 * itself off by `shareOfMean` of `variance`. Few `degrees` of freedom know the
 * variance badly: at 4 sigma, Student's t is wider by about this.
 */
export function simulatedSigma(variance: number, shareOfMean: number, degrees: number): number {
  return (1 + 5 / degrees) * Math.sqrt(variance * (1 + shareOfMean))
}

/** `thorough` to judge a run by; `quick`, some 20 ms, to plan one. */
export type Effort = 'thorough' | 'quick'

/** What as many runs give as there is time for; undefined where one would take too long. */
export function repeatedRuns<Drawn extends { readonly work: number }>(
  effort: Effort,
  run: () => Drawn | undefined,
): readonly Drawn[] | undefined {
  const all: Drawn[] = []
  let work = 0
  for (let runs = Infinity; all.length < runs; runs = runsWithin(effort, all.length, work)) {
    const drawn = run()
    if (drawn === undefined) return undefined
    all.push(drawn)
    work += drawn.work
  }
  return all
}

/** How many runs there is time for, when `done` of them took `work`. */
function runsWithin(effort: Effort, done: number, work: number): number {
  const runsMin = runsMinAt[effort]
  return Math.max(runsMin, Math.min(runsMax, Math.floor((runsMin * workPerRunMax * done) / work)))
}
