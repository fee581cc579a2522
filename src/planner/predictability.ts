/**
 * Where theory has nothing to say: better no prediction than a wrong one.
 *
 * @module
 */
import { cachesOf, type FleetModel } from './fleet-model.ts'

/** Why calls cannot be predicted, in one sentence, or undefined if they can. `callsPerFill` counts KMS calls. */
export function whyUnpredictable(model: FleetModel, rate: number, callsPerFill: number): string | undefined {
  if (model.arrivals !== 'constant' && model.arrivals !== 'poisson')
    return `no closed form for ${model.arrivals} arrivals`
  if (model.failuresPlanned === true) return 'KMS fails by plan, and failed calls are made again'
  return (
    whyLimited(model, rate) ??
    whyEvicted(model, rate, callsPerFill) ??
    whyLeftBehind(model) ??
    whyThrottled(model, rate, callsPerFill)
  )
}

function whyLimited(model: FleetModel, rate: number): string | undefined {
  const { ttlNs, rotationNs, maxRecords, maxBytes, meanRecordBytes, batch, singleFlight } = model
  const offered = (rate * batch * rotationNs) / 1e9
  const isMet = offered + 6 * Math.sqrt(offered * batch) >= Math.min(maxRecords, maxBytes / meanRecordBytes)
  if (!isMet || (ttlNs >= rotationNs && singleFlight)) return undefined
  return 'a limit by use may be met together with a TTL shorter than rotation or without single flight'
}

/** Rotation overlaps: a consumer at the tip reads two EDKs of every cache. */
function whyEvicted(model: FleetModel, rate: number, callsPerFill: number): string | undefined {
  const { consumers, reader, rotationNs } = model
  if (consumers === 0 || reader.ttlNs === 0) return undefined
  const live = Math.ceil(cachesOf(model) * (1 + callsPerFill) * Math.min(1, (rate * rotationNs) / 1e9))
  if (reader.capacity >= live) return undefined
  return `the reading cache holds ${reader.capacity} EDKs, and up to ${live} are being read: evictions depend on the order of records`
}

/** Where an entry may expire while its EDK is read, it matters by when that is done. */
function whyLeftBehind(model: FleetModel): string | undefined {
  const { consumers, reader, rotationNs, callsPerSecond, batch, shards } = model
  const { pollIntervalNs, pollRecordsMax = Infinity, ttlNs } = reader
  if (consumers === 0 || ttlNs === 0 || ttlNs > rotationNs + 2 * pollIntervalNs) return undefined
  const offered = (callsPerSecond * batch * pollIntervalNs) / 1e9
  // Partition keys that are popular make one shard busier than the others.
  const found = shards === 1 ? offered : Math.min(offered, (3 * offered) / shards)
  const busiest = Math.ceil(found + 5 * Math.sqrt(found * batch))
  if (busiest <= pollRecordsMax) return undefined
  return `a poll takes ${Math.floor(pollRecordsMax)} records of a shard at most, and may find ${busiest}: consumers fall behind`
}

function whyThrottled(model: FleetModel, rate: number, callsPerFill: number): string | undefined {
  const { quotaPerSecond = Infinity } = model
  const expected = busiestSecond(model, rate, callsPerFill)
  const busiest = Math.ceil(expected + 5 * Math.sqrt(expected))
  if (busiest <= quotaPerSecond) return undefined
  return `the quota of ${quotaPerSecond} KMS calls per second may be exceeded: up to ${busiest} are expected in one second`
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
