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
  const fleet = { model, latency, counts: { GenerateDataKey: 0, Decrypt: 0 } }
  const caches = Array.from({ length: model.frontEnds * model.principals }, () => newCache())
  for (const at of arrivalTimes(model, random)) putCall(fleet, caches[random.below(caches.length)]!, at)
  for (let consumer = 0; consumer < model.consumers; consumer += 1)
    for (const cache of caches) for (const storedAt of cache.keys.values()) readKey(fleet, storedAt)
  return fleet.counts
}

interface Fleet {
  readonly model: FleetModel
  readonly latency: () => number
  readonly counts: { GenerateDataKey: number; Decrypt: number }
}

interface Cache {
  /** Answers of fills that are on their way, in order of time. */
  pending: { answeredAt: number; generates: boolean; key: number }[]
  filledAt: number
  generatedAt: number
  uses: number
  key: number
  /** When records under each key were stored. */
  readonly keys: Map<number, number[]>
}

function newCache(): Cache {
  return { pending: [], filledAt: -Infinity, generatedAt: -Infinity, uses: 0, key: -1, keys: new Map() }
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
  const { model, counts, latency } = fleet
  takeAnswers(cache, at)
  const isYoung = at < cache.generatedAt + model.rotationNs && cache.uses < model.maxRecords
  if (model.ttlNs > 0 && isYoung && at < cache.filledAt + model.ttlNs) return store(cache, cache.key, at)
  const flight = cache.pending[0]
  if (model.ttlNs > 0 && model.singleFlight && flight !== undefined)
    return store(cache, flight.key, flight.answeredAt)

  const generates = !isYoung
  counts[generates ? 'GenerateDataKey' : 'Decrypt'] += 1
  const key = generates ? counts.GenerateDataKey : cache.key
  const answer = { answeredAt: at + latency(), generates, key }
  cache.pending.push(answer)
  cache.pending.sort((a, b) => a.answeredAt - b.answeredAt)
  if (answer.answeredAt === at) takeAnswers(cache, at)
  store(cache, key, answer.answeredAt)
}

function takeAnswers(cache: Cache, now: number): void {
  while (cache.pending.length > 0 && cache.pending[0]!.answeredAt <= now) {
    const { answeredAt, generates, key } = cache.pending.shift()!
    cache.filledAt = answeredAt
    if (!generates) continue
    Object.assign(cache, { generatedAt: answeredAt, key, uses: 0 })
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
