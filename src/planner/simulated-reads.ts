/**
 * How many `Decrypt` calls consumers make where they may ask for one EDK again,
 * by simulation: how late a poll looks an EDK up depends on what it misses
 * before, and no formula follows that.
 *
 * @module
 */
import type { WaitAt } from './branch-key.ts'
import type { CacheArrivals } from './cache-arrivals.ts'
import { drawKeys, spansIn, type DrawnKeys } from './drawn-keys.ts'
import { DrawnRecords } from './drawn-records.ts'
import { cachesOf, type FleetModel } from './fleet-model.ts'
import type { Count } from './renewals.ts'
import type { NextCall, SealingSide } from './sealing-side.ts'
import { SimulatedConsumer } from './simulated-consumer.ts'
import {
  countOf,
  poissonCalls,
  repeatedRuns,
  sealingSideOf,
  spansOf,
  spanWork,
  workPerRunMax,
  type Effort,
} from './simulated-run.ts'

export interface SimulatedReads {
  /** `Decrypt` of all consumers together for EDKs that they have decrypted before, less EDKs that no record is under. */
  readonly repeated: Count
  /** Of all `Decrypt` calls of consumers; whatever varies in them. */
  readonly variance: number
  /** Runs that were simulated. */
  readonly runs: number
  /** Degrees of freedom of `variance`. */
  readonly degrees: number
}

/** Calls of one cache between two polls beyond which their number makes no difference. */
const callsPerPollMax = 48

/** Undefined where simulation would take too long. `callsPerKey` where a limit by use is met. */
export function simulateReads(
  model: FleetModel,
  arrivals: CacheArrivals,
  callsPerKey: Count | undefined,
  effort: Effort,
): SimulatedReads | undefined {
  const side = sealingSideOf(model, arrivals, callsPerKey)
  const runs = repeatedRuns(effort, () => runOnce(side, arrivals))
  if (runs === undefined) return undefined
  const repeats = runs.map(({ decrypts, edks }) => decrypts - model.consumers * edks)
  const { variance } = countOf(runs.map(({ decrypts }) => decrypts))
  return { repeated: countOf(repeats), variance, runs: runs.length, degrees: runs.length - 1 }
}

interface Run {
  readonly decrypts: number
  readonly edks: number
  readonly work: number
}

/** Undefined where one run costs too much. */
function runOnce(side: SealingSide, arrivals: CacheArrivals): Run | undefined {
  const { model, latency, callsPerKey } = side
  if (spansOf(model, arrivals, callsPerKey) * spanWork > workPerRunMax) return undefined
  const keys = drawKeys(side)
  const records = recordsOf(side, arrivals, keys)
  let work = spansIn(keys) * spanWork
  let decrypts = 0
  for (let index = 0; index < model.consumers; index += 1) {
    const consumer = consumerOf(model, keys, records, latency)
    while (consumer.advance()) if (work + consumer.work + records.work > workPerRunMax) return undefined
    work += consumer.work
    decrypts += consumer.decrypts
  }
  return { decrypts, edks: keys.firstStoredAt.length, work: work + records.work }
}

/** The records of a run in which `keys` were drawn, as many as make a difference to what is never evicted. */
export function recordsOf(side: SealingSide, arrivals: CacheArrivals, keys: DrawnKeys): DrawnRecords {
  const { model, random } = side
  const { shards, reader } = model
  const perPoll = (arrivals.rate * reader.pollIntervalNs) / 1e9
  const nextCall =
    perPoll > callsPerPollMax * shards
      ? poissonCalls(reader.pollIntervalNs / (callsPerPollMax * shards), random)
      : side.nextCall
  return drawnRecords(side, arrivals, keys, nextCall)
}

/** All records, in an order in which each is that of any cache, also where even arrivals take turns. */
export function everyRecordOf(side: SealingSide, arrivals: CacheArrivals, keys: DrawnKeys): DrawnRecords {
  const nextCall = cachesOf(side.model) === 1 ? side.nextCall : poissonCalls(1e9 / arrivals.rate, side.random)
  return drawnRecords(side, arrivals, keys, nextCall)
}

function drawnRecords(
  { model, random }: SealingSide,
  arrivals: CacheArrivals,
  keys: DrawnKeys,
  nextCall: NextCall,
): DrawnRecords {
  const { shards, batch, reader } = model
  const perPoll = (arrivals.rate * reader.pollIntervalNs) / 1e9
  const sliceNs = reader.pollIntervalNs * Math.max(1, Math.ceil(4 / perPoll))
  return new DrawnRecords({ keys, nextCall, random, shards, batch, sliceNs })
}

/** `latency` of what it asks for, by the time at which it asks; nothing is evicted without `capacity`. */
export function consumerOf(
  { shards, reader }: FleetModel,
  keys: DrawnKeys,
  records: DrawnRecords,
  latency: WaitAt,
  capacity = Infinity,
): SimulatedConsumer {
  const { ttlNs, pollIntervalNs } = reader
  return new SimulatedConsumer({ keys, records, latency, shards, ttlNs, pollIntervalNs, capacity })
}
