/**
 * Caches that have key material of a random age from the beginning, as if they
 * had run for ever: for fleets whose past would cost more than their plan.
 *
 * Ages are even over a rotation and a TTL, as they are where the wait for the
 * next call and jitter are short beside them.
 *
 * @module
 */
import type { CacheStates } from './cache-states.ts'
import type { OpenedEdks } from './opened-edks.ts'
import type { RunContext } from './run-context.ts'

/** Gives all caches of `states` an EDK and what is left of its life. */
export function prime({ settings, random }: RunContext, states: CacheStates, edks: OpenedEdks): void {
  const { caches, fromS, rotationS, ttlS } = settings
  for (let cache = 0; cache < caches; cache += 1) {
    const rotatesAt = fromS + rotationS * random.uniform()
    const edk = edks.open(cache, rotatesAt)
    states.edk[cache] = edk
    states.rotatesAt[cache] = rotatesAt
    const termEnds = Math.min(rotatesAt, ttlS === 0 ? Infinity : fromS + ttlS * random.uniform())
    states.termEnds[cache] = termEnds
    const usedUntil = Math.min(termEnds, states.credentialEnds[cache]!)
    states.endsAt[cache] = ttlS === 0 ? -Infinity : usedUntil
    edks.beginSpan(edk, fromS, usedUntil)
    if (ttlS === 0) states.needNext(cache, fromS)
    else states.planNext(cache, fromS)
  }
}
