/**
 * How often caches of the sealing side ask KMS where TTLs within a rotation are
 * shortened by chance or by use, by simulation: one draw after the other
 * decides what the next refill is, and no formula follows that.
 *
 * @module
 */
import type { CacheArrivals } from './cache-arrivals.ts'
import { DrawnCache } from './drawn-cache.ts'
import { cachesOf, type FleetModel } from './fleet-model.ts'
import type { Count } from './renewals.ts'
import type { Effort } from './simulated-run.ts'
import { countOf, sealingSideOf, spansOf } from './simulated-run.ts'

/** By one cache. */
export interface SimulatedSealing {
  readonly generated: Count
  readonly refilled: Count
  /** Runs of one cache that were simulated. */
  readonly runs: number
}

const runsMin = 16
const runsMax = 20_000
/** Fills that are drawn in all. */
const fillsMax = { thorough: 250e3, quick: 30e3 }

/** Undefined where simulation would take too long. */
export function simulateSealing(
  model: FleetModel,
  arrivals: CacheArrivals,
  effort: Effort,
): SimulatedSealing | undefined {
  const fills = spansOf(model, arrivals, undefined) / cachesOf(model)
  const runs = Math.min(runsMax, Math.floor(fillsMax[effort] / fills))
  if (runs < runsMin) return undefined
  const side = sealingSideOf(model, arrivals, undefined)
  const caches = Array.from({ length: runs }, () => {
    const cache = new DrawnCache(side, { firstStoredAt: [], lastStoredAt: [] }, side.latency)
    cache.draw()
    return { generated: cache.generated, refilled: cache.refilled }
  })
  return {
    generated: countOf(caches.map(({ generated }) => generated)),
    refilled: countOf(caches.map(({ refilled }) => refilled)),
    runs,
  }
}
