/**
 * The KMS calls of all consumers: by theory, or simulated where it matters in
 * which order they read.
 *
 * @module
 */
import { liveEdks } from './predictability.ts'
import { betaOf, cachesOf, graceNsOf, type FleetModel } from './fleet-model.ts'
import { neverRepeated, repeatedDecrypts, type RepeatedDecrypts } from './reader-calls.ts'
import { offeredRecords, type Estimate, type Fleet, type SealingCalls } from './sealing-calls.ts'
import { simulateEvictions } from './simulated-evictions.ts'
import { simulateReads, type SimulatedReads } from './simulated-reads.ts'
import type { Effort } from './simulated-run.ts'
import { simulatedSigma } from './simulated-run.ts'

/** How consumers are predicted. */
export type ReadingMethod = 'theory' | 'order' | 'evictions'

export function readingMethodOf(fleet: Fleet): ReadingMethod {
  const { model, arrivals, fill } = fleet
  const { consumers, reader } = model
  if (consumers === 0 || reader.ttlNs === 0) return 'theory'
  if (reader.capacity < liveEdks(model, arrivals.rate, fill.calls.mean)) return 'evictions'
  return dependsOnOrder(fleet) || mayBeUnused(fleet) ? 'order' : 'theory'
}

/**
 * Whether an entry may expire while its EDK is still read, and KMS takes time:
 * then it matters what else a poll misses, as it waits for each in turn. For
 * lives that chance decides there is no theory in any case.
 */
function dependsOnOrder(fleet: Fleet): boolean {
  const { model, latency } = fleet
  const isEven = (model.jitter ?? 0) === 0 && graceNsOf(model) === 0 && betaOf(model) === 0
  if (isEven && latency.values.at(-1) === 0) return false
  return model.reader.ttlNs / 1e9 <= longestRead(fleet)
}

/** Whether key material is fetched ahead that no call may come to use. */
function mayBeUnused({ model, arrivals }: Fleet): boolean {
  const { rotationNs, jitter = 0 } = model
  const shortest = (rotationNs * (1 - jitter)) / 1e9
  return (graceNsOf(model) > 0 || betaOf(model) > 0) && Math.exp(-arrivals.rate * shortest) > 1e-6
}

/** How long after its first record an EDK may still be read, in s. */
export function longestRead({ model, fill, latency }: Fleet): number {
  const { reader, rotationNs, durationNs } = model
  const waitsMax = 4 * cachesOf(model) * fill.calls.mean * latency.values.at(-1)!
  return Math.min(rotationNs, durationNs) / 1e9 + reader.pollIntervalNs / 1e9 + waitsMax
}

/** Undefined where it would take too long. */
export function simulateReading(
  { model, arrivals, callsPerKey }: Fleet,
  method: 'order' | 'evictions',
  effort: Effort,
): SimulatedReads | undefined {
  const simulate = method === 'order' ? simulateReads : simulateEvictions
  return simulate(model, arrivals, callsPerKey, effort)
}

/** What one consumer asks again, by theory. */
export function repeatsOf({ model, arrivals, latency }: Fleet): RepeatedDecrypts {
  const { consumers, reader, rotationNs, durationNs } = model
  if (consumers === 0 || reader.ttlNs === 0) return neverRepeated
  const span = Math.min(rotationNs, durationNs) / 1e9
  return repeatedDecrypts(
    { arrivals, latency, ttl: reader.ttlNs / 1e9, pollInterval: reader.pollIntervalNs / 1e9 },
    span,
  )
}

/** All consumers read the same records, so that what one does again, all do again: their sigmas add. */
export function theoryOfReads(model: FleetModel, { generated, repeated }: SealingCalls): Estimate {
  const { consumers, reader } = model
  const caches = cachesOf(model)
  if (reader.ttlNs === 0) {
    const records = offeredRecords(model)
    return { mean: consumers * records.mean, sigma: consumers * Math.sqrt(records.variance) }
  }
  return {
    mean: consumers * (generated.mean + caches * repeated.mean),
    sigma: consumers * (generated.sigma + Math.sqrt(caches * repeated.variance)),
  }
}

/** What theory knows exactly, how many EDKs there are, is left to it. */
export function simulatedReads(
  { consumers }: FleetModel,
  { generated }: SealingCalls,
  reads: SimulatedReads,
): Estimate {
  // What is rarer than one run in all is seen by all consumers when it happens, and no fault.
  const sigma = Math.max(simulatedSigma(reads.variance, 1 / reads.runs, reads.degrees), consumers / 4)
  return { mean: consumers * generated.mean + reads.repeated.mean, sigma }
}
