/**
 * How calls come together in one second, beyond what chance would bring
 * together: several for one fill, one batch or one EDK; and how they keep apart,
 * as caches that have just filled do not fill again.
 *
 * @module
 */
import { cachesOf, isHierarchical, type FleetModel } from '../fleet-model.ts'
import type { Latency } from '../latency.ts'
import type { PlanModel } from '../plan-model.ts'
import type { SealingRates } from './sealing-rates.ts'

export interface BusyLumps {
  /** Calls that come together with one, itself included: of sealing, and of reading. */
  readonly perFill: number
  readonly perEdk: number
  /** Variance over that of chance, of calls in `windowS` of which so many come on average; 0 to 1. */
  spreadOver(windowS: number, calls: number): number
  /** Of `lastsS`, seconds that differ: phases of busy caches come again, TTL after TTL, on either side. */
  differentSeconds(lastsS: number): number
}

/** Cycles are no whole seconds, so that the same phases are cut in other places each time. */
const windowsPerSecond = 4

/** `callsPerSecond` of one stream. */
export function lumpsOf(
  { fleet, streams, isFanOutEnhanced }: PlanModel,
  latency: Latency,
  sealing: SealingRates,
  callsPerSecond: number,
): BusyLumps {
  const { batch, consumers, ttlNs, reader, jitter = 0 } = fleet
  const isLocal = isHierarchical(fleet)
  const isSealedByRecord = ttlNs === 0 && !isLocal
  const isReadByRecord = reader.ttlNs === 0 && !isLocal
  // One after the other: as many as a second has time for.
  const inSecond = (calls: number): number => Math.max(1, Math.min(calls, 1 / Math.max(latency.mean, 1e-9)))
  const { calls } = sealing.fill
  const ofFill = isSealedByRecord
    ? inSecond(batch)
    : isLocal
      ? 1
      : (calls.mean + calls.variance / calls.mean) * inSecond(sealing.sealedAtDepth.length)
  const ofEdk = isLocal ? 1 : Math.max(1, consumers) * (isReadByRecord ? batch : 1)
  // Pushed, or polled more than once a second, an EDK is opened in the second in which it is made.
  const isJoined = !isLocal && consumers > 0 && (isFanOutEnhanced || reader.pollIntervalNs < 1e9)
  const owners = streams * cachesOf(fleet)
  const rate = callsPerSecond / cachesOf(fleet)
  const fills = sealing.generations + sealing.refills
  const cycleS = 1 / fills
  const variation = sealing.isLimited ? fills / rate : (fills / rate) ** 2
  const deviationS = cycleS * Math.sqrt(variation + jitter ** 2 / 12 + latency.variance / cycleS ** 2)
  return {
    perFill: ofFill * (isJoined ? 1 + ofEdk : 1),
    perEdk: isJoined ? 1 + ofEdk : ofEdk,
    spreadOver: (windowS, count) => {
      if (isSealedByRecord || isReadByRecord || isLocal || count === 0) return 1
      // Of each cache as many as there are whole cycles, and perhaps one more (a renewal process in equilibrium).
      const each = count / owners
      const rest = each - Math.floor(each)
      const drift = (each * deviationS ** 2) / Math.max(cycleS, windowS / Math.max(each, 1e-9)) ** 2
      return Math.min(1, (rest * (1 - rest) + drift) / each)
    },
    differentSeconds: (lastsS) =>
      isSealedByRecord || isReadByRecord || isLocal || cycleS < 1
        ? lastsS
        : Math.min(
            lastsS,
            windowsPerSecond * patternOf(fleet, cycleS, isFanOutEnhanced) +
              lastsS * Math.min(1, deviationS ** 2),
          ),
  }
}

/** Of so many entries that come together, each may be the one of which the key is the newest. */
const waysTogether = 3

/**
 * How long it takes until phases have come together in each way that they do, in s. Entries of consumers come
 * again within a cycle of keys, reader TTL after reader TTL, so that longer cycles bring nothing else.
 */
function patternOf({ consumers, reader }: FleetModel, cycleS: number, isFanOutEnhanced: boolean): number {
  if (consumers === 0) return cycleS
  const pollS = isFanOutEnhanced ? 0 : reader.pollIntervalNs / 1e9
  return Math.min(cycleS, waysTogether * (reader.ttlNs / 1e9 + pollS))
}
