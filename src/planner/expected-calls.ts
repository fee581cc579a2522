/**
 * The oracle: how many KMS calls a run should make, from theory alone, to stand
 * beside those that were counted. A cache that is configured but not effective
 * is the most common real fault of this kind.
 *
 * @module
 */
import { formatDuration } from '../units/quantity.ts'
import { seconds } from '../units/units.ts'
import { callsOfCache, limitMatters, type CacheCalls } from './cache-calls.ts'
import { cacheArrivalsOf, stepsBefore, type CacheArrivals } from './cache-arrivals.ts'
import { fillOf, type Fill } from './fill.ts'
import { cachesOf, type FleetModel } from './fleet-model.ts'
import { latencyOf, type Latency } from './latency.ts'
import { countLimited, cycleOf } from './limited-use.ts'
import { whyUnpredictable, type Unpredictable } from './predictability.ts'
import { neverRepeated, repeatedDecrypts, type RepeatedDecrypts } from './reader-calls.ts'
import type { Count } from './renewals.ts'
import { simulateReads, type Effort, type SimulatedReads } from './simulated-reads.ts'

export interface CallCounts {
  readonly GenerateDataKey: number
  readonly Decrypt: number
}

export type ExpectedCalls =
  | {
      /** `simulated`: renewal theory for the sealing side, simulation for the reading side. */
      readonly method: 'analytic' | 'simulated'
      readonly calls: CallCounts
      /** Standard deviations. */
      readonly sigma: CallCounts
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
 * (some 20 if it need only be quick).
 */
export function expectedCalls(model: FleetModel, effort: Effort = 'thorough'): ExpectedCalls {
  const latency = latencyOf(model.kmsLatency)
  const arrivals = cacheArrivalsOf(model)
  // Without a cache nothing is shared, so that calls are made independently.
  const fill = fillOf(arrivals, latency, model.singleFlight && model.ttlNs > 0)
  const unpredictable = whyUnpredictable(model, arrivals.rate, fill.calls.mean)
  if (unpredictable !== undefined && !unpredictable.isReadingOnly)
    return { ...noTheory(unpredictable), callsAtLeast: null }

  const uses = isLimited(model, arrivals) ? callsPerKey(model) : undefined
  const simulates = dependsOnOrder(model, fill, latency)
  const reads =
    simulates && unpredictable === undefined ? simulateReads(model, arrivals, uses, effort) : undefined
  const isTooLarge = simulates && reads === undefined
  const isReadingKnown = unpredictable === undefined && !isTooLarge
  const repeated = simulates || !isReadingKnown ? neverRepeated : repeatsOf(model, arrivals, latency)
  const parts: Parts = { model, arrivals, fill, latency, repeated, reads }
  const cache = uses === undefined ? unlimitedCalls(parts) : limitedCalls(parts, uses)
  if (isReadingKnown) return sumUp(parts, cache)
  const why = unpredictable ?? whyTooLarge(model, fill, latency)
  return { ...noTheory(why), callsAtLeast: countCalls(parts, cache).calls }
}

function noTheory({ reason, change }: Omit<Unpredictable, 'isReadingOnly'>) {
  return { method: 'none' as const, reason, change }
}

function whyTooLarge(model: FleetModel, fill: Fill, latency: Latency): Omit<Unpredictable, 'isReadingOnly'> {
  const ttl = seconds(Math.ceil(longestRead(model, fill, latency)))
  return {
    reason:
      'consumers may decrypt EDKs more than once, depending on the order of records, and the fleet is too large to simulate',
    change: `raise readerCache.ttl above ${formatDuration(ttl)}, so that no EDK is decrypted twice, or lower load.duration or fleet.consumers`,
  }
}

interface Parts {
  readonly model: FleetModel
  readonly arrivals: CacheArrivals
  readonly fill: Fill
  readonly latency: Latency
  readonly repeated: RepeatedDecrypts
  readonly reads: SimulatedReads | undefined
}

const none: Count = { mean: 0, variance: 0 }

/**
 * Whether an entry may expire while its EDK is still read, and KMS takes time:
 * then it matters what else a poll misses, as it waits for each in turn.
 */
function dependsOnOrder(model: FleetModel, fill: Fill, latency: Latency): boolean {
  const { consumers, reader } = model
  if (consumers === 0 || reader.ttlNs === 0 || latency.values.at(-1) === 0) return false
  return reader.ttlNs / 1e9 <= longestRead(model, fill, latency)
}

/** How long after its first record an EDK may still be read, in s. */
function longestRead(model: FleetModel, fill: Fill, latency: Latency): number {
  const { reader, rotationNs, durationNs } = model
  const waitsMax = 4 * cachesOf(model) * fill.calls.mean * latency.values.at(-1)!
  return Math.min(rotationNs, durationNs) / 1e9 + reader.pollIntervalNs / 1e9 + waitsMax
}

function repeatsOf(model: FleetModel, arrivals: CacheArrivals, latency: Latency): RepeatedDecrypts {
  const { consumers, reader, rotationNs, durationNs } = model
  if (consumers === 0 || reader.ttlNs === 0) return neverRepeated
  const span = Math.min(rotationNs, durationNs) / 1e9
  return repeatedDecrypts(
    { arrivals, latency, ttl: reader.ttlNs / 1e9, pollInterval: reader.pollIntervalNs / 1e9 },
    span,
  )
}

function offeredRecords({ arrivals, callsPerSecond, durationNs, batch }: FleetModel): Count {
  const calls = (callsPerSecond * durationNs) / 1e9
  return arrivals === 'constant'
    ? { mean: batch * stepsBefore(calls), variance: 0 }
    : { mean: batch * calls, variance: batch ** 2 * calls }
}

function unlimitedCalls({ model, arrivals, fill, repeated }: Parts): CacheCalls {
  const rotation = model.rotationNs / 1e9
  // Without a cache the key material is still rotated by age; what refills it is counted by record.
  const ttl = model.ttlNs === 0 ? rotation : model.ttlNs / 1e9
  return callsOfCache({ arrivals, fill, ttl, rotation, duration: model.durationNs / 1e9, repeated })
}

function isLimited(model: FleetModel, arrivals: CacheArrivals): boolean {
  return limitMatters(arrivals.rate, model.rotationNs / 1e9, callsPerKey(model).mean)
}

/** How many calls one key material lasts for: the limit that is met first. */
function callsPerKey({ maxRecords, maxBytes, meanRecordBytes, recordBytesSd = 0, batch }: FleetModel): Count {
  const sizesPerLimit = maxBytes / meanRecordBytes
  const variation = (recordBytesSd / meanRecordBytes) ** 2
  // Renewal theory: of unequal sizes, (cv² - 1) / 2 more than B / mean fit into B bytes.
  const fitting = variation === 0 ? Math.floor(sizesPerLimit) : sizesPerLimit + (variation - 1) / 2
  const byBytes = Math.max(1, fitting)
  return maxRecords <= byBytes
    ? { mean: maxRecords / batch, variance: 0 }
    : { mean: byBytes / batch, variance: (variation * sizesPerLimit) / batch ** 2 }
}

function limitedCalls({ model, arrivals, fill, repeated }: Parts, uses: Count): CacheCalls {
  const life = Math.min(model.ttlNs, model.rotationNs) / 1e9 + fill.answer.mean
  const duration = model.durationNs / 1e9
  if (model.arrivals === 'constant' && cachesOf(model) === 1 && uses.variance === 0)
    return { generated: latticeGenerations(model, uses.mean, life), refilled: none, repeated: none }
  const generated = countLimited({ rate: arrivals.rate, life, duration, callsPerKey: uses })
  const again = repeated.count(cycleOf(arrivals.rate, life, uses).mean)
  const repeats = {
    mean: generated.mean * again.mean,
    variance: generated.mean * (again.variance + again.mean),
  }
  return { generated, refilled: none, repeated: repeats }
}

/** One cache and even arrivals: every key material lasts for the same number of calls. */
function latticeGenerations(model: FleetModel, uses: number, life: number): Count {
  const calls = offeredRecords(model).mean / model.batch
  const byAge = stepsBefore(life * model.callsPerSecond)
  return { mean: stepsBefore(calls / Math.min(uses, byAge)), variance: 0 }
}

function sumUp(parts: Parts, cache: CacheCalls): ExpectedCalls {
  const { model, fill, reads } = parts
  const caches = cachesOf(model)
  return {
    method: reads === undefined ? 'analytic' : 'simulated',
    ...countCalls(parts, cache),
    reason: `renewal theory for ${caches} ${caches === 1 ? 'cache' : 'caches'} with ${model.arrivals} arrivals${
      fill.answer.variance > 0 ? ', KMS latency by its mean and variance' : ''
    }${reads === undefined ? '' : `; consumers in ${reads.runs} simulated runs`}`,
  }
}

function countCalls({ model, reads }: Parts, cache: CacheCalls) {
  const caches = cachesOf(model)
  const records = offeredRecords(model)
  const sigmaOf = ({ variance }: Count): number => Math.sqrt(caches * variance)
  const generated = { mean: caches * cache.generated.mean, sigma: sigmaOf(cache.generated) }
  const sealing =
    model.ttlNs === 0
      ? {
          mean: Math.max(0, records.mean - generated.mean),
          sigma: Math.sqrt(records.variance) + generated.sigma,
        }
      : { mean: caches * cache.refilled.mean, sigma: sigmaOf(cache.refilled) }
  const reading =
    reads === undefined ? theoryOfReads(model, cache, records) : simulatedReads(model, cache, reads)
  return {
    calls: { GenerateDataKey: generated.mean, Decrypt: sealing.mean + reading.mean },
    sigma: { GenerateDataKey: generated.sigma, Decrypt: sealing.sigma + reading.sigma },
  }
}

interface Estimate {
  readonly mean: number
  readonly sigma: number
}

/** All consumers read the same records, so that what one does again, all do again: their sigmas add. */
function theoryOfReads(model: FleetModel, cache: CacheCalls, records: Count): Estimate {
  const { consumers, reader } = model
  const caches = cachesOf(model)
  if (reader.ttlNs === 0)
    return { mean: consumers * records.mean, sigma: consumers * Math.sqrt(records.variance) }
  const sigma = Math.sqrt(caches * cache.generated.variance) + Math.sqrt(caches * cache.repeated.variance)
  return {
    mean: consumers * caches * (cache.generated.mean + cache.repeated.mean),
    sigma: consumers * sigma,
  }
}

/** What theory knows exactly, how many EDKs there are, is left to it. */
function simulatedReads(model: FleetModel, cache: CacheCalls, { repeated, variance, runs }: SimulatedReads) {
  const decryptedOnce = model.consumers * cachesOf(model) * cache.generated.mean
  // So few runs know neither mean nor variance well: at 4 sigma, Student's t is wider by about this.
  const sigma = (1 + 5 / (runs - 1)) * Math.sqrt(variance * (1 + 1 / runs))
  // What is rarer than one run in all is seen by all consumers when it happens, and no fault.
  return { mean: decryptedOnce + repeated.mean, sigma: Math.max(sigma, model.consumers / 4) }
}
