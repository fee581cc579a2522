/**
 * What a cell's settings give away: what one leaked key would open, how long a
 * KMS key that was disabled still opens records, and how many plaintext keys lay
 * in memory meanwhile.
 *
 * @module
 */
import { contestantNamed } from '../contestants/registry.ts'
import { suiteNamed } from '../envelope/suites/registry.ts'
import { Holdings, type HoldingsSnapshot } from '../key-cache/holdings.ts'
import type { Exposure } from '../run-store/exposure-format.ts'
import type { Scenario } from '../scenario/schema.ts'
import type { Nanoseconds } from '../units/units.ts'
import type { StoredWatch } from './stored-watch.ts'

/** Plaintext keys in the memory of the sealed arm. */
export interface ArmHoldings {
  readonly sealing: Holdings
  readonly reading: Holdings
  readonly branchKeys: Holdings
}

/** Points of the timeline of keys held. */
const slices = 60

export function newHoldings(horizon: Nanoseconds): ArmHoldings {
  const holdings = () => new Holdings({ horizon, slices })
  return { sealing: holdings(), reading: holdings(), branchKeys: holdings() }
}

/** Undefined for contestants, which do not tell what they hold. */
export function exposureOf(
  scenario: Scenario,
  stored: StoredWatch,
  holdings: ArmHoldings,
  now: Nanoseconds,
): Exposure | undefined {
  if (contestantNamed(scenario.envelope.suite) !== undefined) return undefined
  const suite = suiteNamed(scenario.envelope.suite)
  const hasBranchKeys = scenario.keyCache.branchKey !== undefined
  const keyMaterial = stored.keyMaterial.snapshot()
  const { recordsMax, bytesMax } = keyMaterial
  const held = {
    sealing: holdings.sealing.snapshot(now),
    reading: holdings.reading.snapshot(now),
    branchKeys: holdings.branchKeys.snapshot(now),
  }
  return {
    recordKey: suite.derivesRecordKeys
      ? { recordsMax: Math.min(1, recordsMax), bytesMax: stored.largestRecord }
      : { recordsMax, bytesMax },
    keyMaterial,
    branchKey: hasBranchKeys ? stored.branchKeys.snapshot() : null,
    revocationDelayNs: revocationDelay(scenario),
    held: {
      sealing: summaryOf(held.sealing),
      reading: summaryOf(held.reading),
      branchKeys: hasBranchKeys ? summaryOf(held.branchKeys) : null,
    },
    timeline: {
      sliceNs: held.sealing.timeline.sliceNs,
      sealing: timelineOf(held.sealing),
      reading: timelineOf(held.reading),
      branchKeys: hasBranchKeys ? timelineOf(held.branchKeys) : [],
    },
  }
}

/**
 * By the settings, so at most: key material that was filled just before is used
 * for its whole TTL, and where it comes from a branch key, one that was filled
 * just before gives it out for the whole of its own. Sealing also ends with the
 * rotation interval. AWS adds the time in which a change of a key reaches all of KMS.
 */
function revocationDelay({ keyCache, readerCache }: Scenario): Exposure['revocationDelayNs'] {
  const branch = keyCache.branchKey?.ttl ?? 0
  return {
    put: branch + Math.min(keyCache.ttl, keyCache.rotation),
    get: branch + readerCache.ttl,
  }
}

function summaryOf({ mean, max, taken, longestNs }: HoldingsSnapshot): Exposure['held']['sealing'] {
  return { mean, max, taken, longestNs }
}

function timelineOf({ timeline }: HoldingsSnapshot): number[] {
  return timeline.mean.map((mean) => Number(mean.toFixed(3)))
}
