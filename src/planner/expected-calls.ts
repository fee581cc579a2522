/**
 * The oracle: how many KMS calls a run should make, from theory alone, to stand
 * beside those that were counted. A cache that is configured but not effective
 * is the most common real fault of this kind.
 *
 * @module
 */
import { callsOfCache, limitMatters, type CacheCalls } from './cache-calls.ts'
import { cacheArrivalsOf, stepsBefore, type CacheArrivals } from './cache-arrivals.ts'
import { fillOf, type Fill } from './fill.ts'
import { cachesOf, type FleetModel } from './fleet-model.ts'
import { latencyOf, type Latency } from './latency.ts'
import { countLimited, cycleOf } from './limited-use.ts'
import { whyUnpredictable } from './predictability.ts'
import { neverRepeated, repeatedDecrypts, type RepeatedDecrypts } from './reader-calls.ts'
import type { Count } from './renewals.ts'

export interface CallCounts {
  readonly GenerateDataKey: number
  readonly Decrypt: number
}

export type ExpectedCalls =
  | {
      readonly method: 'analytic'
      readonly calls: CallCounts
      /** Standard deviations. */
      readonly sigma: CallCounts
      readonly reason: string
    }
  | { readonly method: 'none'; readonly reason: string }

/**
 * Expected calls of the whole fleet with their standard deviation, or why there
 * is no prediction. Takes some milliseconds.
 */
export function expectedCalls(model: FleetModel): ExpectedCalls {
  const latency = latencyOf(model.kmsLatency)
  const arrivals = cacheArrivalsOf(model)
  // Without a cache nothing is shared, so that calls are made independently.
  const fill = fillOf(arrivals, latency, model.singleFlight && model.ttlNs > 0)
  const unpredictable = whyUnpredictable(model, arrivals.rate, fill.calls.mean)
  if (unpredictable !== undefined) return { method: 'none', reason: unpredictable }

  const parts: Parts = { model, arrivals, fill, latency, repeated: repeatsOf(model, arrivals, latency) }
  const records = offeredRecords(model)
  const cache = isLimited(model, arrivals) ? limitedCalls(parts) : unlimitedCalls(parts)
  return sumUp(parts, cache, records)
}

interface Parts {
  readonly model: FleetModel
  readonly arrivals: CacheArrivals
  readonly fill: Fill
  readonly latency: Latency
  readonly repeated: RepeatedDecrypts
}

const none: Count = { mean: 0, variance: 0 }

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

function limitedCalls({ model, arrivals, fill, repeated }: Parts): CacheCalls {
  const uses = callsPerKey(model)
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

function sumUp({ model, fill }: Parts, cache: CacheCalls, records: Count): ExpectedCalls {
  const caches = cachesOf(model)
  const { consumers, reader, ttlNs } = model
  const sigmaOf = ({ variance }: Count): number => Math.sqrt(caches * variance)
  const generated = { mean: caches * cache.generated.mean, sigma: sigmaOf(cache.generated) }

  const sealing =
    ttlNs === 0
      ? {
          mean: Math.max(0, records.mean - generated.mean),
          sigma: Math.sqrt(records.variance) + generated.sigma,
        }
      : { mean: caches * cache.refilled.mean, sigma: sigmaOf(cache.refilled) }
  // All consumers read the same records, so that what one does again, all do again: their sigmas add.
  const reading =
    reader.ttlNs === 0
      ? { mean: records.mean, sigma: Math.sqrt(records.variance) }
      : {
          mean: generated.mean + caches * cache.repeated.mean,
          sigma: generated.sigma + sigmaOf(cache.repeated),
        }
  return {
    method: 'analytic',
    calls: { GenerateDataKey: generated.mean, Decrypt: sealing.mean + consumers * reading.mean },
    sigma: { GenerateDataKey: generated.sigma, Decrypt: sealing.sigma + consumers * reading.sigma },
    reason: `renewal theory for ${caches} ${caches === 1 ? 'cache' : 'caches'} with ${model.arrivals} arrivals${
      fill.answer.variance > 0 ? ', KMS latency by its mean and variance' : ''
    }`,
  }
}
