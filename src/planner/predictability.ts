/**
 * Where theory has nothing to say: better no prediction than a wrong one.
 *
 * @module
 */
import { formatDuration } from '../units/quantity.ts'
import { nanoseconds } from '../units/units.ts'
import { betaOf, cachesOf, graceNsOf, isHierarchical, type FleetModel } from './fleet-model.ts'
import { latencyOf } from './latency.ts'
import { missRateLru } from './published-formulas.ts'
import type { Fleet } from './sealing-calls.ts'

export interface Unpredictable {
  /** In one sentence. */
  readonly reason: string
  /** What to change in the scenario, so that there is a prediction. */
  readonly change: string
  /** Whether the sealing side is predictable all the same. */
  readonly isReadingOnly: boolean
}

/** Why calls cannot be predicted, or undefined if they can. `callsPerFill` counts KMS calls. */
export function whyUnpredictable(
  model: FleetModel,
  rate: number,
  callsPerFill: number,
): Unpredictable | undefined {
  return (
    whyUnknown(model) ??
    whyIndependent(model) ??
    whyLimited(model, rate) ??
    whyEager(model) ??
    whyThrottled(model, rate, callsPerFill) ??
    whyLeftBehind(model)
  )
}

function whyUnknown({ arrivals, failuresPlanned }: FleetModel): Unpredictable | undefined {
  if (arrivals !== 'constant' && arrivals !== 'poisson') {
    const change = 'constant and poisson arrivals are predictable (load.arrivals)'
    return { reason: `no closed form for ${arrivals} arrivals`, change, isReadingOnly: false }
  }
  if (failuresPlanned !== true) return undefined
  const reason = 'KMS fails by plan, and failed calls are made again'
  return { reason, change: 'the same scenario without kms.failures is predictable', isReadingOnly: false }
}

function whyIndependent(model: FleetModel): Unpredictable | undefined {
  if (model.singleFlight || (graceNsOf(model) === 0 && betaOf(model) === 0)) return undefined
  return {
    reason: 'without single flight, fills ahead of time and those of calls that come too late overlap',
    change: 'take keyCache.policy single-flight',
    isReadingOnly: false,
  }
}

/**
 * Theory has the first use of new key material come with the next arrival. Those
 * who waited for it use it at once, and where the draw is eager for its life one
 * of them may fetch the next already.
 */
function whyEager(model: FleetModel): Unpredictable | undefined {
  const beta = betaOf(model)
  const { mean } = latencyOf(model.kmsLatency)
  const life = Math.min(model.ttlNs, model.rotationNs) / 1e9
  if (beta === 0 || mean < life) return undefined
  return {
    reason: 'KMS is so slow for the life of key material that XFetch may be due as soon as it has answered',
    change: 'raise keyCache.ttl far above the latency of KMS, or lower keyCache.xfetch',
    isReadingOnly: false,
  }
}

function whyLimited(model: FleetModel, rate: number): Unpredictable | undefined {
  const { ttlNs, rotationNs, maxRecords, maxBytes, meanRecordBytes, batch, singleFlight, jitter = 0 } = model
  const usesMax = Math.min(maxRecords, maxBytes / meanRecordBytes)
  const offered = (rate * batch * rotationNs) / 1e9
  const isMet = offered + 6 * Math.sqrt(offered * batch) >= usesMax
  // Under a branch key, data keys for one call each cost nothing, whatever else ends them.
  if (!isMet || (isHierarchical(model) && usesMax <= batch)) return undefined
  if (jitter > 0 || graceNsOf(model) > 0 || betaOf(model) > 0)
    return {
      reason: 'a limit by use may be met together with jitter, refresh ahead or XFetch',
      change:
        'raise keyCache.maxRecords and keyCache.maxBytes, or leave out keyCache.jitter, keyCache.refreshAhead and keyCache.xfetch',
      isReadingOnly: false,
    }
  if (ttlNs >= rotationNs && singleFlight) return undefined
  return {
    reason: 'a limit by use may be met together with a TTL shorter than rotation or without single flight',
    change:
      'raise keyCache.maxRecords and keyCache.maxBytes, or take keyCache.ttl as long as keyCache.rotation with single-flight',
    isReadingOnly: false,
  }
}

/** EDKs that a consumer at the tip reads at a time: rotation overlaps, so that it is two of every cache. */
export function liveEdks(model: FleetModel, rate: number, callsPerFill: number): number {
  return Math.ceil(cachesOf(model) * (1 + callsPerFill) * Math.min(1, (rate * model.rotationNs) / 1e9))
}

/** Where evictions are too many to simulate. */
export function whyEvicted({
  model,
  arrivals,
  fill,
}: Pick<Fleet, 'model' | 'arrivals' | 'fill'>): Pick<Unpredictable, 'reason' | 'change'> {
  const live = liveEdks(model, arrivals.rate, fill.calls.mean)
  return {
    reason: `the reading cache holds ${model.reader.capacity} EDKs, and up to ${live} are being read: evictions depend on the order of records, which are too many to simulate`,
    change: `raise readerCache.capacity to ${live}, or lower load.duration`,
  }
}

/** Where an entry may expire while its EDK is read, it matters by when that is done. */
function whyLeftBehind(model: FleetModel): Unpredictable | undefined {
  const { consumers, reader, rotationNs, callsPerSecond, batch, shards } = model
  const { pollIntervalNs, pollRecordsMax = Infinity, ttlNs } = reader
  const lastsFrom = rotationNs + 2 * pollIntervalNs
  if (consumers === 0 || ttlNs === 0 || ttlNs > lastsFrom) return undefined
  const offered = (callsPerSecond * batch * pollIntervalNs) / 1e9
  // Partition keys that are popular make one shard busier than the others.
  const found = shards === 1 ? offered : Math.min(offered, (3 * offered) / shards)
  const busiest = Math.ceil(found + 5 * Math.sqrt(found * batch))
  if (busiest <= pollRecordsMax) return undefined
  return {
    reason: `a poll takes ${Math.floor(pollRecordsMax)} records of a shard at most, and may find ${busiest}: consumers fall behind`,
    change: `shorten get.pollInterval, or raise stream.shards, or readerCache.ttl above ${formatDuration(nanoseconds(lastsFrom))}`,
    isReadingOnly: true,
  }
}

function whyThrottled(model: FleetModel, rate: number, callsPerFill: number): Unpredictable | undefined {
  const { quotaPerSecond = Infinity } = model
  const expected = busiestSecond(model, rate, callsPerFill)
  const busiest = Math.ceil(expected + 5 * Math.sqrt(expected))
  if (busiest <= quotaPerSecond) return undefined
  return {
    reason: `the quota of ${quotaPerSecond} KMS calls per second may be exceeded: up to ${busiest} are expected in one second`,
    change: `raise kms.quota to ${busiest} /s`,
    isReadingOnly: false,
  }
}

/** All caches fill in the first second, as far as calls come; consumers decrypt what one poll finds. */
function busiestSecond(model: FleetModel, rate: number, callsPerFill: number): number {
  const { ttlNs, callsPerSecond, batch, consumers, reader } = model
  if (isHierarchical(model)) return cachesOf(model) + consumers
  const perPoll = Math.max(1, reader.pollIntervalNs / 1e9)
  const filling = cachesOf(model) * Math.min(1, rate) * callsPerFill
  const sealing = ttlNs === 0 ? callsPerSecond * batch : filling
  const edks = cachesOf(model) * Math.min(1, rate * perPoll) * callsPerFill
  const evicted = missRateLru(callsPerSecond * perPoll, cachesOf(model), reader.capacity)
  const reading = reader.ttlNs === 0 ? callsPerSecond * batch * perPoll : edks + batch * evicted
  return sealing + consumers * reading
}
