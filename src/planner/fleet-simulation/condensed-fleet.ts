/**
 * Fewer caches in place of more than are ever used twice: where hardly any call
 * finds what another has left, it makes no difference how many there are.
 *
 * @module
 */
import { cachesOf } from '../fleet-model.ts'
import type { PlanModel } from '../plan-model.ts'

/** Calls of one cache in the life of its key material, below which caches are taken together. */
const callsPerLifeMin = 0.005

/** `model`, or one like it with as few caches of a stream as see so many calls. */
export function condensed(model: PlanModel): PlanModel {
  const { fleet, load } = model
  const lifeS = Math.min(fleet.ttlNs, fleet.rotationNs) / 1e9
  const rateMax = Math.max(...load.map(({ from, to }) => Math.max(from, to)))
  const caches = Math.ceil((rateMax * lifeS) / callsPerLifeMin)
  const all = cachesOf(fleet)
  if (fleet.ttlNs === 0 || caches >= all || rateMax === 0) return model
  const reader = { ...fleet.reader, capacity: (fleet.reader.capacity * caches) / all }
  return { ...model, fleet: { ...fleet, frontEnds: caches, principals: 1, sharedBy: 1, reader } }
}
