/**
 * How often KMS is asked for branch keys, by simulation: each owner asks at its
 * first need after a TTL, and needs follow from rotation, polls and caches.
 *
 * @module
 */
import { BranchKey } from './branch-key.ts'
import type { CacheArrivals } from './cache-arrivals.ts'
import { drawKeys, spansIn } from './drawn-keys.ts'
import { cachesOf, type FleetModel } from './fleet-model.ts'
import { liveEdks } from './predictability.ts'
import type { Count } from './renewals.ts'
import type { SealingSide } from './sealing-side.ts'
import { consumerOf, recordsOf } from './simulated-reads.ts'
import {
  countOf,
  nextCallOf,
  repeatedRuns,
  sealingSideOf,
  spansOf,
  spanWork,
  workPerRunMax,
  type Effort,
} from './simulated-run.ts'

export interface SimulatedBranchKeys {
  /** Of all owners together: those that seal and those that read. */
  readonly fills: Count
  readonly runs: number
}

/** Undefined where simulation would take too long. `callsPerKey` where a limit by use is met. */
export function simulateBranchKeys(
  model: FleetModel,
  arrivals: CacheArrivals,
  callsPerKey: Count | undefined,
  effort: Effort,
): SimulatedBranchKeys | undefined {
  const side = sealingSideOf(model, arrivals, callsPerKey)
  const run = hasKeyPerRecord(callsPerKey) ? runPerRecord : runPerKey
  const runs = repeatedRuns(effort, () => run(side, arrivals))
  return runs && { fills: countOf(runs.map(({ fills }) => fills)), runs: runs.length }
}

interface Run {
  readonly fills: number
  readonly work: number
}

function hasKeyPerRecord(callsPerKey: Count | undefined): boolean {
  return callsPerKey !== undefined && callsPerKey.mean <= 1
}

/** What it costs to fill one branch key where nothing else is drawn, in steps. */
const fillWork = 2

/** Every record needs the branch key, to be sealed and to be opened. */
function runPerRecord(side: SealingSide): Run | undefined {
  const { model, random } = side
  const { consumers, durationNs, branchKeyTtlNs } = model
  const work = (cachesOf(model) + 1) * (durationNs / branchKeyTtlNs! + 1) * fillWork
  if (work > workPerRunMax) return undefined
  // All consumers read the same records, and so ask together but for what KMS takes.
  const reading = consumers === 0 ? 0 : consumers * readEachRecord(side, nextCallOf(model, 1, random))
  return { fills: sealEachRecord(side) + reading, work }
}

/** Branch keys that all caches ask for where each call needs one. */
function sealEachRecord({ model, latency, nextCall }: SealingSide): number {
  let fills = 0
  for (let cache = 0; cache < cachesOf(model); cache += 1) {
    const branch = new BranchKey(model.branchKeyTtlNs!, latency)
    for (let at = nextCall(0); at < model.durationNs; at = nextCall(branch.expiresAt)) branch.waitAt(at)
    fills += branch.fills
  }
  return fills
}

/** Branch keys that one consumer asks for where each poll that finds a record needs one. */
function readEachRecord({ model, latency }: SealingSide, nextRecord: (time: number) => number): number {
  const { durationNs, branchKeyTtlNs, reader } = model
  const branch = new BranchKey(branchKeyTtlNs!, latency)
  const interval = reader.pollIntervalNs
  for (let at = nextRecord(0); at < durationNs;) {
    branch.waitAt((Math.floor(at / interval) + 1) * interval)
    at = nextRecord(Math.max(0, Math.ceil(branch.expiresAt / interval) - 1) * interval)
  }
  return branch.fills
}

/** The branch key is needed to wrap each data key, and to open each EDK that a consumer does not hold. */
function runPerKey(side: SealingSide, arrivals: CacheArrivals): Run | undefined {
  const { model, random, latency, callsPerKey } = side
  if (spansOf(model, arrivals, callsPerKey) * spanWork > workPerRunMax) return undefined
  const branches: BranchKey[] = []
  const open = () => branches[branches.push(new BranchKey(model.branchKeyTtlNs!, latency)) - 1]!
  const waitOf = () => {
    const branch = open()
    return (time: number) => branch.waitAt(time)
  }
  const keys = drawKeys({ ...side, waitOf })
  let fills = 0
  // Without a cache of data keys each record unwraps one.
  if (model.ttlNs === 0) fills = sealEachRecord(side)
  else for (const branch of branches) fills += branch.fills
  const records = recordsOf(side, arrivals, keys)
  let work = spansIn(keys) * spanWork
  const nextRecord = nextCallOf(model, 1, random)
  const { capacity } = model.reader
  // What is evicted is unwrapped again, and so needs the branch key more often.
  const room = capacity < liveEdks(model, arrivals.rate, 1) ? capacity : Infinity
  for (let index = 0; index < model.consumers; index += 1) {
    if (model.reader.ttlNs === 0) {
      fills += readEachRecord(side, nextRecord)
      continue
    }
    const branch = open()
    const consumer = consumerOf(model, keys, records, (time) => branch.waitAt(time), room)
    while (consumer.advance()) if (work + consumer.work + records.work > workPerRunMax) return undefined
    work += consumer.work
    fills += branch.fills
  }
  return { fills, work: work + records.work }
}
