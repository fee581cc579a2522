/**
 * Whether a part of a fleet is simulated with its part of the quota. Chance
 * evens out between many caches and less so between few; far from the quota, a
 * part would meet its own where the whole does not.
 *
 * @module
 */
import { analyseAsItIs } from '../long-run/analyse.ts'
import type { PlanModel } from '../plan-model.ts'

/** What theory's busiest second leaves of the quota at least, where that is far. */
const headroomMin = 0.2

/** By theory, which knows first attempts alone: where KMS fails or slows down, none is far, as calls come again and together. */
export function isFarFromQuota(model: PlanModel): boolean {
  if (model.fleet.quotaPerSecond === undefined) return false
  if (model.disturbances.some(({ kind }) => kind !== 'restart' && kind !== 'quota')) return false
  return analyseAsItIs(model).quota.headroom >= headroomMin
}

/** `model` where KMS admits all. */
export function withoutQuota(model: PlanModel): PlanModel {
  const { quotaPerSecond: _, ...fleet } = model.fleet
  return { ...model, fleet, disturbances: model.disturbances.filter(({ kind }) => kind !== 'quota') }
}
