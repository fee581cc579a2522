/**
 * How long plaintext key material is used, and how much one leaked key opens.
 *
 * @module
 */
import { cachesOf } from '../fleet-model.ts'
import type { Analysis } from '../plan-document.ts'
import type { PlanModel } from '../plan-model.ts'
import type { LongRun } from './long-run.ts'

/**
 * Upper limits. Once a KMS key is disabled, a cache seals until its entry ends
 * and a consumer opens until that of the EDK does. While KMS answers, the same
 * key material goes on from TTL to TTL until its rotation is due, and consumers
 * hold what they opened last for their own TTL after it. A branch key makes and
 * unwraps data keys for its own TTL, and what was made last lives its own life
 * after it; what it made at one owner in its TTL all opens with it. In-flight
 * fills of independent callers do not count.
 */
export function exposureOf(model: PlanModel, longRun: LongRun): Analysis['exposure'] {
  const { fleet, credentialLifetimeS } = model
  const { ttlNs, rotationNs, reader, branchKeyTtlNs = 0 } = fleet
  const branchS = branchKeyTtlNs / 1e9
  const withinCredential = (seconds: number): number => Math.min(seconds, credentialLifetimeS)
  const opensForS = withinCredential(branchS + reader.ttlNs / 1e9)
  const keySealsForS = withinCredential(branchS + rotationNs / 1e9)
  return {
    sealsForS: withinCredential(branchS + Math.min(ttlNs, rotationNs) / 1e9),
    opensForS,
    keySealsForS,
    keyLivesForS: keySealsForS + opensForS,
    recordsPerKey: recordsPerKeyOf(model, longRun),
  }
}

/** Of the key that opens most: the data key, or the branch key of one owner under the stream's load. */
function recordsPerKeyOf(model: PlanModel, { profile, edksPerSecond }: LongRun): number {
  const { fleet, streams, credentialLifetimeS } = model
  const records = profile.mean * fleet.batch
  const perDataKey = edksPerSecond === 0 ? 0 : (streams * records) / edksPerSecond
  const branchS = Math.min((fleet.branchKeyTtlNs ?? 0) / 1e9, credentialLifetimeS)
  return Math.max(perDataKey, (branchS * records) / cachesOf(fleet))
}
