/**
 * A plan as its simulation needs it: how many caches, streams and consumers are
 * simulated, and every time in seconds.
 *
 * @module
 */
import { meanOf } from '../../statistics/distributions.ts'
import { cachesOf, isHierarchical, type FleetModel } from '../fleet-model.ts'
import type { PlanModel } from '../plan-model.ts'
import type { ReadLumps } from './kms-calls.ts'
import { recordsPerKeyMax } from './key-limits.ts'

/** Cycles over which caches begin, so that their phases are even however long each cycle is by chance. */
const spreadCycles = 4
/** Of a stream; more are simulated by so many, each of which stands for as many. */
const consumersMax = 1000
/** Calls of consumers in one turn, where they ask for each record; more are simulated by so many. */
export const readsPerTurnMax = 20_000
/** Records that are pushed are read in turns of so many s, where each is asked for. */
const pushedTurnS = 0.1
/** Latencies after which a cache that has key material from the beginning is like any other. */
const primedLatencies = 5

/** What of a plan is simulated. */
export interface SimulatedPart {
  readonly streams: number
  /** Of each of them. */
  readonly cachesPerStream: number
  /** From 0. */
  readonly untilS: number
  /** Caches have key material of a random age at the beginning, instead of a past that would be too much. */
  readonly isPrimed?: boolean
}

export interface FleetSettings {
  readonly part: SimulatedPart
  /** Caches that are simulated, in all streams. */
  readonly caches: number
  /** Of all caches of the plan. */
  readonly share: number
  /** Share of the caches of a stream. */
  readonly shareOfStream: number
  /** Of each stream, that are simulated. */
  readonly consumers: number
  readonly lumps: ReadLumps
  readonly principals: number
  readonly batch: number
  readonly ttlS: number
  readonly rotationS: number
  readonly jitter: number
  readonly graceS: number
  readonly beta: number
  /** Calls share one fill. */
  readonly isShared: boolean
  /** Records that one key material seals at most; Infinity where age ends it before. */
  readonly recordsMax: number
  readonly credentialS: number
  /** 0: KMS makes each data key. */
  readonly branchTtlS: number
  /** Each record has key material of its own, and a branch key is all that KMS is asked for. */
  readonly isBranchAlone: boolean
  readonly readerTtlS: number
  readonly pollS: number
  readonly isPushed: boolean
  /** From one turn of consumers that ask for each record to the next. */
  readonly turnS: number
  /** Of the records, those for which a consumer asks KMS whatever it holds; 0 where the cache is large enough. */
  readonly missShare: number
  /** Of the whole fleet, ascending. */
  readonly restarts: readonly number[]
  readonly catchUp: PlanModel['catchUp']
  /** When the simulation begins: before 0 where the fleet is to be as if it had run for ever. */
  readonly fromS: number
  /** Over which caches begin by chance, in s. */
  readonly spreadS: number
}

/** All of `model`. */
export function wholePart({ fleet, streams, horizonS }: PlanModel): SimulatedPart {
  return { streams, cachesPerStream: cachesOf(fleet), untilS: horizonS }
}

export function settingsOf(model: PlanModel, part: SimulatedPart): FleetSettings {
  const { fleet } = model
  const { ttlNs, rotationNs, jitter = 0, refreshAheadNs = 0, xfetchBeta = 0, branchKeyTtlNs = 0 } = fleet
  const hasCache = ttlNs > 0
  const isBranched = isHierarchical(fleet)
  const recordsMax = recordsPerKeyMax(model)
  const isBranchAlone = isBranched && recordsMax === 1
  const hasPast = model.start === 'steady' || model.catchUp !== null
  const warmUpS = !hasPast ? 0 : part.isPrimed === true ? primedWarmUpOf(model) : warmUpOf(model)
  const spreadS = hasPast && part.isPrimed !== true ? spreadCycles * cycleOf(model) : 0
  const turnS = turnOf(model)
  return {
    part,
    caches: part.streams * part.cachesPerStream,
    share: (part.streams * part.cachesPerStream) / (model.streams * cachesOf(fleet)),
    shareOfStream: part.cachesPerStream / cachesOf(fleet),
    consumers: Math.min(fleet.consumers, consumersMax),
    lumps: {
      consumers: Math.max(1, fleet.consumers / consumersMax),
      records: Math.max(1, readsPerTurn(model, part) / readsPerTurnMax),
    },
    principals: fleet.principals,
    batch: fleet.batch,
    ttlS: ttlNs / 1e9,
    rotationS: rotationNs / 1e9,
    jitter,
    graceS: hasCache ? refreshAheadNs / 1e9 : 0,
    beta: hasCache ? xfetchBeta : 0,
    isShared: (fleet.singleFlight && hasCache) || isBranched,
    recordsMax: isBranchAlone ? Infinity : recordsMax,
    credentialS: model.credentialLifetimeS,
    branchTtlS: branchKeyTtlNs / 1e9,
    isBranchAlone,
    readerTtlS: fleet.reader.ttlNs / 1e9,
    pollS: fleet.reader.pollIntervalNs / 1e9,
    isPushed: model.isFanOutEnhanced,
    turnS,
    missShare: missShareOf(fleet),
    restarts: restartsOf(model),
    catchUp: model.catchUp,
    fromS: -warmUpS - spreadS,
    spreadS,
  }
}

/**
 * Share of the records that miss a full LRU cache that `n` equally busy EDKs share: of each call 1 - C / n, as in
 * `missRateLru`, and of its records the first alone, as they lie side by side under one EDK.
 */
function missShareOf(fleet: FleetModel): number {
  if (isHierarchical(fleet)) return 0
  if (fleet.reader.ttlNs === 0) return 1
  return Math.max(0, 1 - fleet.reader.capacity / cachesOf(fleet)) / fleet.batch
}

function turnOf({ fleet, isFanOutEnhanced }: PlanModel): number {
  const pollS = fleet.reader.pollIntervalNs / 1e9
  return isFanOutEnhanced ? Math.min(pollS, pushedTurnS) : pollS
}

/** Calls of all consumers of `part` in one turn, where they ask for each record that they miss. */
function readsPerTurn(model: PlanModel, part: SimulatedPart): number {
  const { fleet, catchUp } = model
  const records = fleet.callsPerSecond * fleet.batch * part.streams * (part.cachesPerStream / cachesOf(fleet))
  const consumers = Math.min(fleet.consumers, consumersMax)
  return records * Math.max(1, catchUp?.speed ?? 1) * consumers * missShareOf(fleet) * turnOf(model)
}

/** A fleet that has a backlog has run before, even where it begins cold. */
function restartsOf({ disturbances, start, catchUp }: PlanModel): readonly number[] {
  const planned = disturbances.flatMap((one) => (one.kind === 'restart' ? [one.atS] : []))
  return start === 'cold' && catchUp !== null ? [0, ...planned] : planned
}

/** About from one generation to the next; a second at least. */
export function cycleOf({ fleet, load }: PlanModel): number {
  const rate = load[0]!.from / cachesOf(fleet)
  const idleS = rate > 0 ? Math.min(1 / rate, fleet.rotationNs / 1e9) : 0
  const latencyS = meanOf(fleet.kmsLatency) / 1e9
  const lifeS = (fleet.rotationNs / 1e9) * (1 - (fleet.jitter ?? 0) / 2)
  return Math.max(1, lifeS + idleS + latencyS, (fleet.branchKeyTtlNs ?? 0) / 1e9)
}

/** Long enough for what is read at 0 to have been stored, and for fills to be under way. */
function primedWarmUpOf(model: PlanModel): number {
  const latencyS = meanOf(model.fleet.kmsLatency) / 1e9
  return (model.catchUp?.backlogS ?? 0) + turnOf(model) + primedLatencies * latencyS
}

/** Long enough for every cache to be in the state that it would be in if it had run for ever. */
function warmUpOf(model: PlanModel): number {
  const { fleet } = model
  return (
    (model.catchUp?.backlogS ?? 0) +
    2 * cycleOf(model) +
    (fleet.ttlNs + Math.min(fleet.reader.ttlNs, fleet.rotationNs)) / 1e9
  )
}
