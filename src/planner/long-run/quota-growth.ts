/**
 * How much larger a fleet may be until its long-run rate hits the quota.
 *
 * @module
 */
import { cachesOf } from '../fleet-model.ts'
import type { Latency } from '../latency.ts'
import type { PlanModel } from '../plan-model.ts'
import { ratesOfStream, streamModelOf } from './fleet-rates.ts'
import { loadProfileOf } from './load-profile.ts'

const growthMax = 1e12
const steps = 40
/** Of the factor, relative. */
const precision = 1e-4

/**
 * The factor by which front ends may grow that share the load as it is, by
 * bisection on the model's own rate; below 1 where the quota is hit already.
 * Null: never, as the rate saturates below the quota once each call finds an
 * empty cache. Where load and streams grow along, the rate does in proportion,
 * and the factor is 1 over the steady share.
 *
 * `callsPerSecond` is the long-run rate. Under a load that changes it is taken to grow as it does at the mean.
 */
export function growthToQuota(model: PlanModel, latency: Latency, callsPerSecond: number): number | null {
  const quotaPerSecond = model.fleet.quotaPerSecond!
  const profile = loadProfileOf(model)
  if (profile.mean === 0) return null
  const caches = cachesOf(model.fleet)
  const atMean = (growth: number): number =>
    ratesOfStream(streamModelOf(model, latency, profile.mean, caches * growth)).rates.reduce(
      (sum, { perSecond }) => sum + perSecond,
      0,
    )
  const scale = callsPerSecond / atMean(1)
  const rateAt = (growth: number): number => scale * atMean(growth)
  let low = callsPerSecond < quotaPerSecond ? 1 : 1 / growthMax
  let high = callsPerSecond < quotaPerSecond ? growthMax : 1
  if (rateAt(high) < quotaPerSecond) return null
  if (rateAt(low) > quotaPerSecond) return 0
  for (let step = 0; step < steps && high / low > 1 + precision; step += 1) {
    const middle = Math.sqrt(low * high)
    if (rateAt(middle) < quotaPerSecond) low = middle
    else high = middle
  }
  return Math.sqrt(low * high)
}
