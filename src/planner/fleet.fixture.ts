/**
 * A small event simulation of caches, written from the rules and not from the
 * code of the caches, for the oracle to be checked against.
 *
 * @module
 */
import { randomStream, type Random } from '../random.ts'
import { samplerOf } from '../statistics/distributions.ts'
import type { CallCounts } from './expected-calls.ts'
import type { FleetModel } from './fleet-model.ts'

export const second = 1e9
export const minute = 60e9
export const hour = 3600e9

/** One front end, no consumers, constant 10 /s for an hour, everything at 5 min, no latency. */
export const plainFleet: FleetModel = {
  frontEnds: 1,
  consumers: 0,
  principals: 1,
  shards: 1,
  arrivals: 'constant',
  callsPerSecond: 10,
  batch: 1,
  durationNs: hour,
  ttlNs: 5 * minute,
  rotationNs: 5 * minute,
  singleFlight: true,
  maxRecords: 2 ** 32,
  maxBytes: 2 ** 50,
  meanRecordBytes: 1024,
  kmsLatency: { distribution: 'constant', value: 0 },
  reader: { ttlNs: 5 * minute, capacity: 1000, pollIntervalNs: second },
}

/** Kinesis as documented: 12 calls in 5 minutes. */
export const documentedFleet: FleetModel = {
  ...plainFleet,
  frontEnds: 4,
  consumers: 2,
  arrivals: 'poisson',
  callsPerSecond: 100,
}

/** Mean and variance of the calls over `runs` simulated runs. */
export function simulateMany(model: FleetModel, runs: number, seed: number) {
  const results = Array.from({ length: runs }, (_, run) => simulate(model, seed * 100_000 + run))
  const momentsOf = (operation: keyof CallCounts) => {
    const mean = results.reduce((sum, result) => sum + result[operation], 0) / runs
    const variance = results.reduce((sum, result) => sum + (result[operation] - mean) ** 2, 0) / (runs - 1)
    return { mean, sigma: Math.sqrt(variance) }
  }
  return { GenerateDataKey: momentsOf('GenerateDataKey'), Decrypt: momentsOf('Decrypt') }
}

/** One run, call by call. Batches have one record, limits by bytes are left out. */
export function simulate(model: FleetModel, seed: number): CallCounts {
  const random = randomStream(seed, 'simulation')
  const latency = samplerOf(model.kmsLatency, randomStream(seed, 'simulated latency'))
  const fleet = { model, latency, random, counts: { GenerateDataKey: 0, Decrypt: 0 }, keys: 0 }
  const groups = Math.ceil(model.frontEnds / (model.sharedBy ?? 1))
  const caches = Array.from({ length: groups * model.principals }, () => newCache())
  for (const at of arrivalTimes(model, random)) putCall(fleet, caches[random.below(caches.length)]!, at)
  const isShort = model.reader.capacity < 1000 || model.branchKeyTtlNs !== undefined
  for (let consumer = 0; consumer < model.consumers; consumer += 1)
    if (isShort) readLog(fleet, caches)
    else for (const cache of caches) for (const storedAt of cache.keys.values()) readKey(fleet, storedAt)
  return fleet.counts
}

interface Fleet {
  readonly model: FleetModel
  readonly latency: () => number
  readonly random: Random
  readonly counts: { GenerateDataKey: number; Decrypt: number }
  keys: number
}

interface BranchKey {
  answeredAt: number
  expiresAt: number
}

interface Flight {
  readonly startedAt: number
  readonly answeredAt: number
  readonly generates: boolean
  readonly key: number
}

interface Cache {
  /** Answers of fills that are on their way, in order of time. */
  pending: Flight[]
  expiresAt: number
  rotatesAt: number
  /** How long the last fill took. */
  took: number
  uses: number
  key: number
  readonly branch: BranchKey
  /** When records under each key were stored. */
  readonly keys: Map<number, number[]>
}

function newCache(): Cache {
  return {
    pending: [],
    expiresAt: -Infinity,
    rotatesAt: -Infinity,
    took: 0,
    uses: 0,
    key: -1,
    branch: newBranch(),
    keys: new Map(),
  }
}

function newBranch(): BranchKey {
  return { answeredAt: -Infinity, expiresAt: -Infinity }
}

function* arrivalTimes({ arrivals, callsPerSecond, durationNs }: FleetModel, random: Random) {
  const gap = 1e9 / callsPerSecond
  let time = arrivals === 'constant' ? 0 : gap * random.exponential()
  for (let call = 1; time < durationNs; call += 1) {
    yield time
    time = arrivals === 'constant' ? Math.round(call * gap) : time + gap * random.exponential()
  }
}

function putCall(fleet: Fleet, cache: Cache, at: number): void {
  const { model } = fleet
  takeAnswers(fleet, cache, at)
  const isLeft = cache.uses < model.maxRecords
  if (model.ttlNs > 0 && isLeft && at < cache.expiresAt) {
    store(cache, cache.key, at)
    if (refreshes(fleet, cache, at)) ask(fleet, cache, at, cache.expiresAt >= cache.rotatesAt)
    return
  }
  const flight = cache.pending[0]
  if (model.ttlNs > 0 && model.singleFlight && flight !== undefined)
    return store(cache, flight.key, flight.answeredAt)
  const { key, answeredAt } = ask(fleet, cache, at, !isLeft || at >= cache.rotatesAt)
  if (answeredAt === at) takeAnswers(fleet, cache, at)
  store(cache, key, answeredAt)
}

/** A use that the cache can serve asks for the next fill ahead of time. */
function refreshes({ model, random }: Fleet, cache: Cache, at: number): boolean {
  if (cache.pending.length > 0) return false
  const left = cache.expiresAt - at
  const isLucky = (model.xfetchBeta ?? 0) > 0 && cache.took * model.xfetchBeta! * random.exponential() >= left
  return isLucky || left <= (model.refreshAheadNs ?? 0)
}

function ask(fleet: Fleet, cache: Cache, at: number, generates: boolean): Flight {
  const { model, counts, latency } = fleet
  const isHierarchical = model.branchKeyTtlNs !== undefined
  if (!isHierarchical) counts[generates ? 'GenerateDataKey' : 'Decrypt'] += 1
  if (generates) fleet.keys += 1
  const answeredAt = at + (isHierarchical ? branchWait(fleet, cache.branch, at) : latency())
  const flight = { startedAt: at, answeredAt, generates, key: generates ? fleet.keys : cache.key }
  cache.pending.push(flight)
  cache.pending.sort((a, b) => a.answeredAt - b.answeredAt)
  return flight
}

function branchWait({ model, counts, latency }: Fleet, branch: BranchKey, at: number): number {
  if (at < branch.answeredAt) return branch.answeredAt - at
  if (at < branch.expiresAt) return 0
  counts[counts.GenerateDataKey === 0 ? 'GenerateDataKey' : 'Decrypt'] += 1
  branch.answeredAt = at + latency()
  branch.expiresAt = branch.answeredAt + model.branchKeyTtlNs!
  return branch.answeredAt - at
}

function takeAnswers({ model, random }: Fleet, cache: Cache, now: number): void {
  while (cache.pending.length > 0 && cache.pending[0]!.answeredAt <= now) {
    const { startedAt, answeredAt, generates, key } = cache.pending.shift()!
    const share = 1 - (model.jitter ?? 0) * random.uniform()
    if (generates)
      Object.assign(cache, {
        rotatesAt: answeredAt + model.rotationNs * share,
        key,
        uses: cache.keys.get(key)?.length ?? 0,
      })
    cache.expiresAt = Math.min(answeredAt + model.ttlNs * share, cache.rotatesAt)
    cache.took = answeredAt - startedAt
  }
}

function store(cache: Cache, key: number, at: number): void {
  cache.uses += 1
  const stored = cache.keys.get(key)
  if (stored === undefined) cache.keys.set(key, [at])
  else stored.push(at)
}

/** What one consumer asks for one EDK, poll by poll. */
function readKey({ model: { reader }, latency, counts }: Fleet, storedAt: readonly number[]): void {
  let expiresAt = -Infinity
  for (const at of storedAt) {
    const polledAt = (Math.floor(at / reader.pollIntervalNs) + 1) * reader.pollIntervalNs
    if (reader.ttlNs > 0 && polledAt < expiresAt) continue
    counts.Decrypt += 1
    expiresAt = polledAt + latency() + reader.ttlNs
  }
}

/** One consumer reads a log of one shard, record by record, and holds few EDKs or asks for branch keys alone. */
function readLog(fleet: Fleet, caches: readonly Cache[]): void {
  const { model, latency, counts } = fleet
  const { reader, branchKeyTtlNs } = model
  const records: [at: number, key: number][] = []
  for (const cache of caches)
    for (const [key, storedAt] of cache.keys) for (const at of storedAt) records.push([at, key])
  records.sort((a, b) => a[0] - b[0])
  /** When each EDK expires; least recently used first. */
  const held = new Map<number, number>()
  const branch = newBranch()
  let now = 0
  for (const [at, key] of records) {
    now = Math.max(now, (Math.floor(at / reader.pollIntervalNs) + 1) * reader.pollIntervalNs)
    let expiresAt = held.get(key) ?? -Infinity
    if (now >= expiresAt) {
      if (branchKeyTtlNs === undefined) counts.Decrypt += 1
      now += branchKeyTtlNs === undefined ? latency() : branchWait(fleet, branch, now)
      expiresAt = now + reader.ttlNs
    }
    held.delete(key)
    held.set(key, expiresAt)
    if (held.size > reader.capacity)
      for (const [other, otherExpiresAt] of held) if (otherExpiresAt <= now) held.delete(other)
    if (held.size > reader.capacity) held.delete(held.keys().next().value!)
  }
}
