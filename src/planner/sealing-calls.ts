/**
 * The KMS calls of the sealing side of a whole fleet: by renewal theory, and
 * where no theory follows a cache policy, by simulation of its caches.
 *
 * @module
 */
import { callsOfCache, limitMatters, type CacheCalls } from './cache-calls.ts'
import { stepsBefore, type CacheArrivals } from './cache-arrivals.ts'
import type { Fill } from './fill.ts'
import { betaOf, cachesOf, graceNsOf, type FleetModel } from './fleet-model.ts'
import { generationCycle } from './generation-cycle.ts'
import type { Latency } from './latency.ts'
import { countLimited, cycleOf } from './limited-use.ts'
import type { RepeatedDecrypts } from './reader-calls.ts'
import type { Count } from './renewals.ts'
import type { Effort } from './simulated-run.ts'
import { simulatedSigma } from './simulated-run.ts'
import { simulateSealing } from './simulated-sealing.ts'

/** What is known of a fleet before anything is counted. */
export interface Fleet {
  readonly model: FleetModel
  readonly arrivals: CacheArrivals
  readonly fill: Fill
  readonly latency: Latency
  /** Calls that one key material lasts for, where a limit by use is met. */
  readonly callsPerKey: Count | undefined
}

/** A count of the whole fleet. */
export interface Estimate {
  readonly mean: number
  readonly sigma: number
}

export interface SealingCalls {
  /** `GenerateDataKey`: as many EDKs. */
  readonly generated: Estimate
  readonly decrypted: Estimate
  /** `Decrypt` by one consumer of EDKs of one cache that it has decrypted before, by theory. */
  readonly repeated: Count
  /** Runs of one cache that were simulated; 0: all is theory. */
  readonly runs: number
}

const none: Count = { mean: 0, variance: 0 }

/** Undefined where it must be simulated and that would take too long. */
export function sealingCalls(
  fleet: Fleet,
  repeated: RepeatedDecrypts,
  effort: Effort,
): SealingCalls | undefined {
  const { model, arrivals, callsPerKey } = fleet
  if (isBeyondTheory(model)) return simulatedCalls(model, arrivals, effort)
  const cache =
    callsPerKey === undefined ? unlimitedCalls(fleet, repeated) : limitedCalls(fleet, callsPerKey, repeated)
  const caches = cachesOf(model)
  const generated = ofAll(caches, cache.generated)
  const decrypted = model.ttlNs === 0 ? theOthers(model, generated) : ofAll(caches, cache.refilled)
  return { generated, decrypted, repeated: cache.repeated, runs: 0 }
}

/** Refills that chance or use brings forward, and chances that are taken call by call. */
function isBeyondTheory(model: FleetModel): boolean {
  const { ttlNs, rotationNs, jitter = 0, arrivals } = model
  if (ttlNs === 0) return false
  const isMoved = jitter > 0 || graceNsOf(model) > 0 || betaOf(model) > 0
  return (ttlNs < rotationNs && isMoved) || (betaOf(model) > 0 && arrivals === 'constant')
}

function simulatedCalls(
  model: FleetModel,
  arrivals: CacheArrivals,
  effort: Effort,
): SealingCalls | undefined {
  const cache = simulateSealing(model, arrivals, effort)
  if (cache === undefined) return undefined
  const { generated, refilled, runs } = cache
  const caches = cachesOf(model)
  return {
    generated: simulatedOfAll(caches, generated, runs),
    decrypted: simulatedOfAll(caches, refilled, runs),
    repeated: none,
    runs,
  }
}

/** Of independent caches alike. */
function ofAll(caches: number, { mean, variance }: Count): Estimate {
  return { mean: caches * mean, sigma: Math.sqrt(caches * variance) }
}

/** All caches share the error of a mean that was simulated. */
function simulatedOfAll(caches: number, { mean, variance }: Count, runs: number): Estimate {
  return { mean: caches * mean, sigma: simulatedSigma(caches * variance, caches / runs, runs - 1) }
}

/** Without a cache, each record that is not sealed under new key material. */
function theOthers(model: FleetModel, generated: Estimate): Estimate {
  const records = offeredRecords(model)
  return {
    mean: Math.max(0, records.mean - generated.mean),
    sigma: Math.sqrt(records.variance) + generated.sigma,
  }
}

export function offeredRecords({ arrivals, callsPerSecond, durationNs, batch }: FleetModel): Count {
  const calls = (callsPerSecond * durationNs) / 1e9
  return arrivals === 'constant'
    ? { mean: batch * stepsBefore(calls), variance: 0 }
    : { mean: batch * calls, variance: batch ** 2 * calls }
}

function unlimitedCalls({ model, arrivals, fill }: Fleet, repeated: RepeatedDecrypts): CacheCalls {
  const rotation = model.rotationNs / 1e9
  // Without a cache the key material is still rotated by age; what refills it is counted by record.
  const ttl = model.ttlNs === 0 ? rotation : model.ttlNs / 1e9
  const cycle = generationCycle(model, arrivals, fill.answer)
  return callsOfCache({ arrivals, fill, ttl, rotation, duration: model.durationNs / 1e9, repeated, cycle })
}

/** How many calls one key material lasts for, if a limit by use is met before it is too old. */
export function callsPerKeyOf(model: FleetModel, arrivals: CacheArrivals): Count | undefined {
  const calls = usesOfKey(model)
  return limitMatters(arrivals.rate, model.rotationNs / 1e9, calls.mean) ? calls : undefined
}

/** Calls that one key material lasts for if use alone ends it, by the limit that is met first. */
export function usesOfKey({
  maxRecords,
  maxBytes,
  meanRecordBytes,
  recordBytesSd = 0,
  batch,
}: FleetModel): Count {
  const sizesPerLimit = maxBytes / meanRecordBytes
  const variation = (recordBytesSd / meanRecordBytes) ** 2
  // Renewal theory: of unequal sizes, (cv² - 1) / 2 more than B / mean fit into B bytes.
  const fitting = variation === 0 ? Math.floor(sizesPerLimit) : sizesPerLimit + (variation - 1) / 2
  const byBytes = Math.max(1, fitting)
  return maxRecords <= byBytes
    ? { mean: maxRecords / batch, variance: 0 }
    : { mean: byBytes / batch, variance: (variation * sizesPerLimit) / batch ** 2 }
}

function limitedCalls({ model, arrivals, fill }: Fleet, uses: Count, repeated: RepeatedDecrypts): CacheCalls {
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
