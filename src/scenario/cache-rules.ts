/**
 * What must be true across the fields of the `keyCache` section, and between it
 * and the fleet.
 *
 * @module
 */
import { asDuration, formatDuration } from '../units/quantity.ts'
import type { Draft, FaultPath } from './faults.ts'
import type { Scenario } from './schema.ts'

export function checkCaches({ keyCache, fleet }: Scenario): readonly Draft[] {
  return [...checkEarly(keyCache), ...checkRefreshAhead(keyCache), ...checkSharing(keyCache, fleet)]
}

type KeyCache = Scenario['keyCache']

/** Key material that is fetched ahead of its time, one way or the other. */
function checkEarly({ policy, refreshAhead, xfetch, ttl }: KeyCache): readonly Draft[] {
  const faults: Draft[] = []
  const independent =
    'needs keyCache.policy: single-flight, as only a call that others join can be ahead of them'
  if (policy === 'independent' && refreshAhead > 0)
    faults.push(fault(['keyCache', 'refreshAhead'], independent))
  if (policy === 'independent' && xfetch > 0) faults.push(fault(['keyCache', 'xfetch'], independent))
  if (refreshAhead > 0 && xfetch > 0) {
    faults.push(fault(['keyCache', 'xfetch'], 'must be 0 with refreshAhead: both fetch early, so choose one'))
  }
  if (xfetch > 0 && ttl === 0) {
    faults.push(
      fault(['keyCache', 'xfetch'], 'must be 0 with a ttl of 0 s: without a cache nothing is early'),
    )
  }
  return faults
}

/** Otherwise the next key material would be due as soon as it came. */
function checkRefreshAhead({ refreshAhead, ttl, rotation, jitter }: KeyCache): readonly Draft[] {
  const shortest = asDuration(Math.floor(Math.min(ttl, rotation) * (1 - jitter)))
  if (refreshAhead === 0 || refreshAhead < shortest) return []
  const what =
    jitter > 0 ? 'the least that jitter leaves of ttl and rotation' : 'the shorter of ttl and rotation'
  return [fault(['keyCache', 'refreshAhead'], `must be less than ${formatDuration(shortest)}, ${what}`)]
}

function checkSharing({ sharedBy }: KeyCache, { frontEnds }: Scenario['fleet']): readonly Draft[] {
  if (frontEnds % sharedBy === 0) return []
  const reason = `must divide fleet.frontEnds, which is ${frontEnds}, into groups of one size`
  return [fault(['keyCache', 'sharedBy'], reason)]
}

function fault(path: FaultPath, message: string): Draft {
  return { path, at: 'value', message }
}
