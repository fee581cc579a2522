/**
 * How long plaintext key material is used, and how much one leaked key opens.
 *
 * @module
 */
import type { Analysis } from '../plan-document.ts'
import type { PlanModel } from '../plan-model.ts'
import type { LongRun } from './long-run.ts'

/**
 * Upper limits: once a KMS key is disabled, a cache seals until its entry ends,
 * a consumer opens until that of the EDK does. A branch key makes and unwraps
 * data keys for its own TTL, and what was made last lives its own life after it.
 * In-flight fills of independent callers do not count.
 */
export function exposureOf(model: PlanModel, { profile, edksPerSecond }: LongRun): Analysis['exposure'] {
  const { fleet, credentialLifetimeS, streams } = model
  const { ttlNs, rotationNs, reader, branchKeyTtlNs = 0, batch } = fleet
  const branchS = branchKeyTtlNs / 1e9
  const withinCredential = (seconds: number): number => Math.min(seconds, credentialLifetimeS)
  const records = streams * profile.mean * batch
  return {
    sealsForS: withinCredential(branchS + Math.min(ttlNs, rotationNs) / 1e9),
    opensForS: withinCredential(branchS + reader.ttlNs / 1e9),
    recordsPerKey: edksPerSecond === 0 ? 0 : records / edksPerSecond,
  }
}
