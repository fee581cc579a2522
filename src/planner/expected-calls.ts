/**
 * The oracle: how many KMS calls a run should make, from theory alone, to stand
 * beside those that were counted. A cache that is configured but not effective
 * is the most common real fault of this kind.
 *
 * @module
 */
import { formatDuration } from '../units/quantity.ts'
import { seconds } from '../units/units.ts'
import { cacheArrivalsOf, stepsBefore } from './cache-arrivals.ts'
import { fillOf } from './fill.ts'
import { cachesOf, isHierarchical, type FleetModel } from './fleet-model.ts'
import { latencyOf } from './latency.ts'
import { whyEvicted, whyUnpredictable, type Unpredictable } from './predictability.ts'
import { neverRepeated } from './reader-calls.ts'
import {
  longestRead,
  readingMethodOf,
  repeatsOf,
  simulatedReads,
  simulateReading,
  theoryOfReads,
} from './reading-calls.ts'
import { callsPerKeyOf, sealingCalls, type Fleet, type SealingCalls } from './sealing-calls.ts'
import { simulateBranchKeys } from './simulated-branch-keys.ts'
import type { SimulatedReads } from './simulated-reads.ts'
import type { Effort } from './simulated-run.ts'
import { simulatedSigma } from './simulated-run.ts'

export interface CallCounts {
  readonly GenerateDataKey: number
  readonly Decrypt: number
}

/** Encrypt is asked by contestants alone. */
export interface ExpectedCounts extends CallCounts {
  readonly Encrypt?: number
}

export type ExpectedCalls =
  | {
      /** `simulated`: renewal theory for the sealing side, simulation for the reading side. */
      readonly method: 'analytic' | 'simulated'
      readonly calls: ExpectedCounts
      /** Standard deviations. */
      readonly sigma: ExpectedCounts
      readonly reason: string
    }
  | {
      readonly method: 'none'
      readonly reason: string
      /** What to change, so that there is a prediction. */
      readonly change: string
      /** Where only repeats of consumers are unknown: every EDK generated as predicted, and decrypted by each once. */
      readonly callsAtLeast: CallCounts | null
    }

/**
 * Expected calls of the whole fleet with their standard deviation, or why there
 * is no prediction. Takes some milliseconds, or where it simulates some 150
 * (some 20 if it need only be quick), and where EDKs are evicted some 400 (150).
 */
export function expectedCalls(model: FleetModel, effort: Effort = 'thorough'): ExpectedCalls {
  const latency = latencyOf(model.kmsLatency)
  const arrivals = cacheArrivalsOf(model)
  // Without a cache nothing is shared, so that calls are made independently.
  const fill = fillOf(arrivals, latency, model.singleFlight && model.ttlNs > 0)
  const unpredictable = whyUnpredictable(model, arrivals.rate, fill.calls.mean)
  if (unpredictable !== undefined && !unpredictable.isReadingOnly)
    return { ...noTheory(unpredictable), callsAtLeast: null }
  const fleet: Fleet = { model, arrivals, fill, latency, callsPerKey: callsPerKeyOf(model, arrivals) }
  return isHierarchical(model) ? hierarchicalCalls(fleet, effort) : callsOfFleet(fleet, unpredictable, effort)
}

function noTheory({ reason, change }: Pick<Unpredictable, 'reason' | 'change'>) {
  return { method: 'none' as const, reason, change }
}

/** `unpredictable` is why the reading side is unknown. */
function callsOfFleet(fleet: Fleet, unpredictable: Unpredictable | undefined, effort: Effort): ExpectedCalls {
  const method = readingMethodOf(fleet)
  const isSimulated = method !== 'theory' && unpredictable === undefined
  const reads = isSimulated ? simulateReading(fleet, method, effort) : undefined
  const isReadingKnown = unpredictable === undefined && isSimulated === (reads !== undefined)
  const isTheory = method === 'theory' && isReadingKnown
  const sealing = sealingCalls(fleet, isTheory ? repeatsOf(fleet) : neverRepeated, effort)
  if (sealing === undefined) return { ...noTheory(sealingTooLarge), callsAtLeast: null }
  if (isReadingKnown) return sumUp(fleet, sealing, reads)
  const why = unpredictable ?? (method === 'evictions' ? whyEvicted(fleet) : whyTooLarge(fleet))
  return { ...noTheory(why), callsAtLeast: countCalls(fleet, sealing, undefined).calls }
}

const sealingTooLarge = {
  reason: 'chance decides what the next refill within a rotation is, and the run is too long to simulate',
  change: 'take keyCache.ttl as long as keyCache.rotation, or lower load.duration',
}

function whyTooLarge(fleet: Fleet): Pick<Unpredictable, 'reason' | 'change'> {
  const ttl = seconds(Math.ceil(longestRead(fleet)))
  return {
    reason:
      'consumers may decrypt EDKs more than once, depending on the order of records, and the fleet is too large to simulate',
    change: `raise readerCache.ttl above ${formatDuration(ttl)}, so that no EDK is decrypted twice, or lower load.duration or fleet.consumers`,
  }
}

function sumUp(fleet: Fleet, sealing: SealingCalls, reads: SimulatedReads | undefined): ExpectedCalls {
  const { model, fill } = fleet
  const theory = sealing.runs === 0 ? 'renewal theory for' : `${sealing.runs} simulated runs of each of`
  return {
    method: reads === undefined && sealing.runs === 0 ? 'analytic' : 'simulated',
    ...countCalls(fleet, sealing, reads),
    reason: `${theory} ${describe(model)}${
      fill.answer.variance > 0 && sealing.runs === 0 ? ', KMS latency by its mean and variance' : ''
    }${reads === undefined ? '' : `; consumers in ${reads.runs} simulated runs`}`,
  }
}

function describe(model: FleetModel): string {
  const caches = cachesOf(model)
  return `${caches} ${caches === 1 ? 'cache' : 'caches'} with ${model.arrivals} arrivals`
}

function countCalls({ model }: Fleet, sealing: SealingCalls, reads: SimulatedReads | undefined) {
  const { generated, decrypted } = sealing
  const reading = reads === undefined ? theoryOfReads(model, sealing) : simulatedReads(model, sealing, reads)
  return {
    calls: { GenerateDataKey: generated.mean, Decrypt: decrypted.mean + reading.mean },
    sigma: { GenerateDataKey: generated.sigma, Decrypt: decrypted.sigma + reading.sigma },
  }
}

/** Who needs the branch key first has it generated; all others decrypt it. */
function hierarchicalCalls({ model, arrivals, callsPerKey }: Fleet, effort: Effort): ExpectedCalls {
  const branches = simulateBranchKeys(model, arrivals, callsPerKey, effort)
  if (branches === undefined) {
    const reason =
      'who needs a branch key depends on the order of records, and the fleet is too large to simulate'
    const change =
      'take keyCache.maxRecords 1 or a longer keyCache.rotation, or lower load.duration or fleet.consumers'
    return { ...noTheory({ reason, change }), callsAtLeast: null }
  }
  const { fills, runs } = branches
  const calls = (model.callsPerSecond * model.durationNs) / 1e9
  const some = model.arrivals === 'constant' ? Math.min(1, stepsBefore(calls)) : -Math.expm1(-calls)
  const sigma = simulatedSigma(fills.variance, 1 / runs, runs - 1)
  return {
    method: 'simulated',
    calls: { GenerateDataKey: some, Decrypt: Math.max(0, fills.mean - some) },
    // What is rarer than one run in all is no fault.
    sigma: { GenerateDataKey: Math.sqrt(some * (1 - some)), Decrypt: Math.max(sigma, 0.25) },
    reason: `${runs} simulated runs of the branch keys of ${describe(model)}`,
  }
}
