/**
 * How many events a fleet is expected to take, about: by the formulas of
 * ENVELOPE 6.
 *
 * @module
 */
import { meanOf } from '../../statistics/distributions.ts'
import { cachesOf } from '../fleet-model.ts'
import type { PlanModel } from '../plan-model.ts'
import { readsPerTurnMax, settingsOf, wholePart, type SimulatedPart } from './fleet-settings.ts'
import { workPerCache } from './stray-reads.ts'

/** Of a call that is not settled at once: it begins and ends. */
const eventsPerCall = 2
/** What a consumer costs that finds an EDK together with all others, beside an event. */
const workPerConsumer = 0.1

/** Of one cache and its EDKs. */
export function workPerCacheSecond(model: PlanModel): number {
  return sealingWork(model) + readsPerCacheSecond(model) * eventsPerCall
}

/** Of `part`, where calls of consumers for each record are simulated by the lump. */
export function workPerSecond(model: PlanModel, part: SimulatedPart): number {
  const caches = part.streams * part.cachesPerStream
  const readsMax = readsPerTurnMax / settingsOf(model, part).turnS
  const reads = Math.min(readsMax, caches * readsPerCacheSecond(model))
  return caches * sealingWork(model) + reads * eventsPerCall
}

/** Calls of consumers for each record that they miss. */
function readsPerCacheSecond(model: PlanModel): number {
  const { batch, consumers, missShare } = settingsOf(model, wholePart(model))
  return ((model.fleet.callsPerSecond * batch) / cachesOf(model.fleet)) * consumers * missShare
}

function sealingWork(model: PlanModel): number {
  const { fleet, credentialLifetimeS } = model
  const settings = settingsOf(model, wholePart(model))
  const { ttlS, rotationS, jitter, graceS, recordsMax, batch, consumers, readerTtlS, missShare } = settings
  const rate = fleet.callsPerSecond / cachesOf(fleet)
  if (rate === 0) return 1e-9
  const latencyS = meanOf(fleet.kmsLatency) / 1e9
  const records = rate * batch
  const shortest = Math.min(rotationS, credentialLifetimeS, recordsMax / Math.max(records, 1e-12))
  const life = (time: number) => 1 / (Math.max(1e-3, time * (1 - jitter / 2) - graceS) + 1 / rate)
  const fills = ttlS === 0 ? records : life(Math.min(ttlS, shortest))
  const calls = settings.isShared || ttlS === 0 ? fills : fills * (1 + rate * latencyS)
  const edks = ttlS === 0 ? life(shortest) : Math.min(calls, life(shortest) * (calls / fills))
  const heldS = Math.min(readerTtlS, credentialLifetimeS)
  const again = consumers * Math.min(records, 1 / Math.max(heldS, settings.pollS, 1e-3))
  const reads =
    missShare > 0
      ? workPerCache / settings.turnS
      : edks * (1 + consumers * workPerConsumer) + (heldS < shortest ? eventsPerCall * again : 0)
  return (eventsPerCall + (credentialLifetimeS < Infinity ? 1 : 0)) * calls + reads
}
