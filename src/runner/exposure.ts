/**
 * What a cell's settings give away: what one leaked key would open, how long a
 * KMS key that was disabled still opens records, and how many plaintext keys lay
 * in memory meanwhile.
 *
 * @module
 */
import type { Contestant } from '../contestants/contestant.ts'
import { contestantNamed } from '../contestants/registry.ts'
import { suiteNamed } from '../envelope/suites/registry.ts'
import { Holdings, type HoldingsSnapshot } from '../key-cache/holdings.ts'
import type { Exposure, Held } from '../run-store/exposure-format.ts'
import type { Scenario } from '../scenario/schema.ts'
import type { Nanoseconds } from '../units/units.ts'
import type { KeyUseSnapshot } from './key-use.ts'
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

/** Undefined for the contestant that seals nothing, where there is no key to leak. */
export function exposureOf(
  scenario: Scenario,
  stored: StoredWatch,
  holdings: ArmHoldings,
  now: Nanoseconds,
): Exposure | undefined {
  const contestant = contestantNamed(scenario.envelope.suite)
  if (contestant !== undefined) return exposureOfContestant(contestant, scenario, stored)
  const hasBranchKeys = scenario.keyCache.branchKey !== undefined
  const keyMaterial = stored.keyMaterial.snapshot()
  const sealing = holdings.sealing.snapshot(now)
  const reading = holdings.reading.snapshot(now)
  const branchKeys = hasBranchKeys ? holdings.branchKeys.snapshot(now) : undefined
  const { derivesRecordKeys } = suiteNamed(scenario.envelope.suite)
  return {
    recordKey: recordKeyUse(derivesRecordKeys, keyMaterial, stored),
    keyMaterial,
    branchKey: hasBranchKeys ? stored.branchKeys.snapshot() : null,
    revocationDelayNs: revocationDelay(scenario),
    held: {
      sealing: summaryOf(sealing),
      reading: summaryOf(reading),
      branchKeys: branchKeys === undefined ? null : summaryOf(branchKeys),
    },
    timeline: {
      sliceNs: sealing.timeline.sliceNs,
      sealing: timelineOf(sealing),
      reading: timelineOf(reading),
      branchKeys: branchKeys === undefined ? [] : timelineOf(branchKeys),
    },
  }
}

/** What is known of it from outside; what it holds in memory is its own affair. */
function exposureOfContestant(
  { isSealing, keyReach, derivesRecordKeys, kmsCalls }: Contestant,
  scenario: Scenario,
  stored: StoredWatch,
): Exposure | undefined {
  if (!isSealing) return undefined
  const keyMaterial = stored.keyMaterial.snapshot()
  const revocationDelayNs = {
    none: { put: null, get: null },
    'per-record': { put: 0, get: 0 },
    'by-own-cache': revocationDelay(scenario),
  }[kmsCalls]
  return {
    recordKey: recordKeyUse(derivesRecordKeys, keyMaterial, stored),
    keyMaterial: keyReach === 'untold' ? null : keyMaterial,
    branchKey: null,
    revocationDelayNs,
    held: null,
    timeline: null,
  }
}

/** One record, where each has a key of its own; else it is the key material that leaks. */
function recordKeyUse(
  derivesRecordKeys: boolean,
  { recordsMax, bytesMax }: KeyUseSnapshot,
  { largestRecord }: StoredWatch,
): Exposure['recordKey'] {
  if (!derivesRecordKeys) return { recordsMax, bytesMax }
  return { recordsMax: largestRecord > 0 ? 1 : 0, bytesMax: largestRecord }
}

/**
 * By the settings, so at most: key material that was filled just before is used
 * for its whole TTL, and where it comes from a branch key, one that was filled
 * just before gives it out for the whole of its own. Sealing also ends with the
 * rotation interval. AWS adds the time in which a change of a key reaches all of KMS.
 */
function revocationDelay({ keyCache, readerCache }: Scenario): { put: number; get: number } {
  const branch = keyCache.branchKey?.ttl ?? 0
  return {
    put: branch + Math.min(keyCache.ttl, keyCache.rotation),
    get: branch + readerCache.ttl,
  }
}

function summaryOf({ mean, max, taken, longestNs }: HoldingsSnapshot): Held {
  return { mean, max, taken, longestNs }
}

function timelineOf({ timeline }: HoldingsSnapshot): number[] {
  return timeline.mean.map((mean) => Number(mean.toFixed(3)))
}
