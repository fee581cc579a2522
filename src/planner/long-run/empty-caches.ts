/**
 * The seconds after all caches are emptied at once: how many attempts the
 * busiest of them has.
 *
 * @module
 */
import { cachesOf, isHierarchical } from '../fleet-model.ts'
import type { Latency } from '../latency.ts'
import type { PlanModel } from '../plan-model.ts'
import { ratesOfStream, streamModelOf } from './fleet-rates.ts'
import type { LoadProfile } from './load-profile.ts'
import { fewer } from './refills.ts'

/** After so many seconds the rates are those of the long run, whatever they come from. */
const secondsMax = 7200
const latencyNodes = 16

/**
 * Attempts of one stream in the busiest second from `atS` on, on average. Each
 * cache fills at its first call; consumers find the new EDKs at their next
 * poll, and at the first one besides those that were in use before.
 */
export function emptyCaches(model: PlanModel, latency: Latency, profile: LoadProfile, atS: number): number {
  const { fleet } = model
  const caches = cachesOf(fleet)
  const polls = pollsOf(model)
  const asked = (timeS: number): number =>
    timeS <= atS ? 0 : -Math.expm1(-(profile.callsUntil(timeS) - profile.callsUntil(atS)) / caches)
  const values = fewer(latency.values, latencyNodes)
  const stored = (timeS: number): number =>
    values.reduce((sum, value) => sum + asked(timeS - value), 0) / values.length
  const each = callsOf(model, latency, profile, atS)
  const first = Math.floor(atS)
  const end = Math.min(model.horizonS, first + secondsMax)
  let most = 0
  for (let second = first; second < end; second += 1) {
    const until = Math.min(second + 1, model.horizonS)
    const sealing = each.perFill * caches * (asked(until) - asked(second)) + each.perSecond(second, until)
    const reading =
      each.perEdk *
      polls.found(second, until, (from, to) => each.edksPerFill * caches * (stored(to) - stored(from)))
    const before =
      second === first || polls.isFirst(second, atS)
        ? each.perOldEdk * oldEdks(model, profile, atS, polls.before(atS))
        : 0
    most = Math.max(most, sealing + reading + before)
    const left = each.perFill * caches * (1 - asked(until)) * (1 + each.perEdk)
    const atMost = left + (profile.isConstant ? 0 : each.perSecondMost)
    if (second > first + polls.intervalS + 2 && atMost < most) break
  }
  return most
}

/** What of a stream's calls come from fills, and what from records whether or not caches are empty. */
function callsOf(model: PlanModel, latency: Latency, profile: LoadProfile, atS: number) {
  const { fleet, start } = model
  const { consumers, reader, batch } = fleet
  const records = (from: number, to: number): number =>
    batch * (profile.callsUntil(to) - profile.callsUntil(from))
  const isLocal = isHierarchical(fleet)
  const isReadByRecord = reader.ttlNs === 0 && !isLocal
  const isSealedByRecord = fleet.ttlNs === 0 && !isLocal
  const callsPerRecord = Number(isSealedByRecord) + consumers * Number(isReadByRecord)
  const rate = Math.max(profile.rateAt(atS), profile.mean)
  const { sealing } = ratesOfStream(streamModelOf(model, latency, rate))
  return {
    perFill: isSealedByRecord ? 0 : isLocal ? 1 : sealing.fill.calls.mean,
    edksPerFill: isLocal ? 1 : sealing.fill.calls.mean,
    perSecond: (from: number, to: number): number => callsPerRecord * records(from, to),
    perSecondMost: callsPerRecord * batch * profile.peak,
    // Of branch keys each consumer needs one, not one for every EDK.
    perEdk: isReadByRecord ? 0 : isLocal ? consumers / cachesOf(fleet) : consumers,
    perOldEdk:
      isReadByRecord || isLocal || model.isFanOutEnhanced || (start === 'cold' && atS === 0) ? 0 : consumers,
  }
}

/** EDKs in use before `atS` of which the first poll after it finds records, as they came since the last poll. */
function oldEdks({ fleet }: PlanModel, profile: LoadProfile, atS: number, lastPollS: number): number {
  const caches = cachesOf(fleet)
  return caches * -Math.expm1(-(profile.callsUntil(atS) - profile.callsUntil(lastPollS)) / caches)
}

type FoundBetween = (fromS: number, toS: number) => number

function pollsOf({ fleet, isFanOutEnhanced }: PlanModel) {
  const intervalS = isFanOutEnhanced ? 0 : fleet.reader.pollIntervalNs / 1e9
  const next = (timeS: number): number => Math.ceil(timeS / intervalS - 1e-9) * intervalS
  const before = (timeS: number): number => Math.max(0, next(timeS) - intervalS)
  return {
    intervalS,
    /** What the polls in [from, to) find, which `between` counts. */
    found: (fromS: number, toS: number, between: FoundBetween): number => {
      if (intervalS === 0) return between(fromS, toS)
      const firstPoll = next(fromS)
      if (firstPoll >= toS - 1e-9) return 0
      const lastPoll = next(toS) - intervalS
      return between(firstPoll - intervalS, lastPoll)
    },
    isFirst: (secondS: number, atS: number): boolean =>
      intervalS > 0 && next(atS) >= secondS && next(atS) < secondS + 1,
    before: (timeS: number): number => (intervalS === 0 ? timeS : before(timeS)),
  }
}
