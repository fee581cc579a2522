/**
 * Where theory has nothing to say: better no prediction than a wrong one.
 *
 * @module
 */
import { formatDuration } from '../units/quantity.ts'
import { nanoseconds } from '../units/units.ts'
import { cachesOf, type FleetModel } from './fleet-model.ts'

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
    whyLimited(model, rate) ??
    whyThrottled(model, rate, callsPerFill) ??
    whyEvicted(model, rate, callsPerFill) ??
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

function whyLimited(model: FleetModel, rate: number): Unpredictable | undefined {
  const { ttlNs, rotationNs, maxRecords, maxBytes, meanRecordBytes, batch, singleFlight } = model
  const offered = (rate * batch * rotationNs) / 1e9
  const isMet = offered + 6 * Math.sqrt(offered * batch) >= Math.min(maxRecords, maxBytes / meanRecordBytes)
  if (!isMet || (ttlNs >= rotationNs && singleFlight)) return undefined
  return {
    reason: 'a limit by use may be met together with a TTL shorter than rotation or without single flight',
    change:
      'raise keyCache.maxRecords and keyCache.maxBytes, or take keyCache.ttl as long as keyCache.rotation with single-flight',
    isReadingOnly: false,
  }
}

/** Rotation overlaps: a consumer at the tip reads two EDKs of every cache. */
function whyEvicted(model: FleetModel, rate: number, callsPerFill: number): Unpredictable | undefined {
  const { consumers, reader, rotationNs } = model
  if (consumers === 0 || reader.ttlNs === 0) return undefined
  const live = Math.ceil(cachesOf(model) * (1 + callsPerFill) * Math.min(1, (rate * rotationNs) / 1e9))
  if (reader.capacity >= live) return undefined
  return {
    reason: `the reading cache holds ${reader.capacity} EDKs, and up to ${live} are being read: evictions depend on the order of records`,
    change: `raise readerCache.capacity to ${live}`,
    isReadingOnly: true,
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
  const perPoll = Math.max(1, reader.pollIntervalNs / 1e9)
  const filling = cachesOf(model) * Math.min(1, rate) * callsPerFill
  const sealing = ttlNs === 0 ? callsPerSecond * batch : filling
  const edks = cachesOf(model) * Math.min(1, rate * perPoll) * callsPerFill
  const reading = reader.ttlNs === 0 ? callsPerSecond * batch * perPoll : edks
  return sealing + consumers * reading
}
