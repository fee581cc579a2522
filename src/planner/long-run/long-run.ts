/**
 * The long-run rates and waits of a fleet whose load may change: at each load
 * as if it lasted, averaged over the load, and corrected for caches that
 * outlive its changes.
 *
 * @module
 */
import type { Latency } from '../latency.ts'
import type { PlanModel } from '../plan-model.ts'
import { ratesOfStream, streamModelOf, type RateOfRole } from './fleet-rates.ts'
import { loadProfileOf, type LoadProfile } from './load-profile.ts'
import { fillsUnderLoad, type FillsUnderLoad } from './periodic-load.ts'
import { putWaitsOf, type PutWaits } from './put-waits.ts'

export interface LongRun {
  readonly profile: LoadProfile
  /** All streams together, averaged over the horizon. */
  readonly rates: readonly RateOfRole[]
  readonly callsPerSecond: number
  /** Of one stream, at each of the loads that stand for all. */
  readonly waits: readonly PutWaits[]
  /** EDKs of all streams per second, under which a record is stored. */
  readonly edksPerSecond: number
  /** What of one cache is due when, where the load changes and theory follows it; null elsewhere. */
  readonly changing: FillsUnderLoad | null
}

/** `caches` of the sealing side of one stream, which need not be whole. */
export function longRunOf(model: PlanModel, latency: Latency, caches: number): LongRun {
  const profile = loadProfileOf(model)
  const parts = profile.loads.map(({ callsPerSecond, share }) => {
    const stream = streamModelOf(model, latency, callsPerSecond, caches)
    return { stream, share, of: ratesOfStream(stream) }
  })
  const changing =
    profile.isConstant || parts.length === 0 ? null : changingFills(model, profile, caches, parts)
  const scale = changing?.scale ?? 1
  const rates = [...sumByRole(parts, model.streams, scale), ...catchUpRates(model, parts, scale)]
  return {
    profile,
    rates,
    callsPerSecond: rates.reduce((sum, { perSecond }) => sum + perSecond, 0),
    waits: parts.map(({ stream, share, of }) => weighed(putWaitsOf(stream, of, scale), share)),
    edksPerSecond: model.streams * edksOf(parts, scale),
    changing: changing?.fills ?? null,
  }
}

interface Part {
  readonly stream: ReturnType<typeof streamModelOf>
  /** Of the time. */
  readonly share: number
  readonly of: ReturnType<typeof ratesOfStream>
}

/** Fills as the load has them, over what they would be if each load lasted. Undefined where theory does not follow. */
function changingFills(model: PlanModel, profile: LoadProfile, caches: number, parts: readonly Part[]) {
  const { fleet, credentialLifetimeS } = model
  const isLimited = parts.some(({ of }) => of.sealing.isLimited)
  if (fleet.ttlNs === 0 || credentialLifetimeS !== Infinity || isLimited || (fleet.branchKeyTtlNs ?? 0) > 0)
    return undefined
  const busiest = parts.reduce((most, part) =>
    part.stream.callsPerSecond > most.stream.callsPerSecond ? part : most,
  )
  const { generations, refills } = busiest.of.sealing
  // The shorter of the two lives: what refills and what generates come in proportion.
  const pauseS = Math.max(1e-9, 1 / (generations + refills) - caches / busiest.stream.callsPerSecond)
  const fills = fillsUnderLoad(profile, 1 / caches, pauseS)
  const lasting = parts.reduce(
    (sum, { share, of }) => sum + share * (of.sealing.generations + of.sealing.refills),
    0,
  )
  return { fills, scale: fills.perSecond / lasting }
}

function sumByRole(parts: readonly Part[], streams: number, scale: number): RateOfRole[] {
  const byRole = new Map<string, RateOfRole>()
  for (const { share, of } of parts)
    for (const rate of of.rates) {
      const known = byRole.get(rate.role)?.perSecond ?? 0
      const factor = byRecord.has(rate.role) ? 1 : scale
      byRole.set(rate.role, { ...rate, perSecond: known + streams * share * factor * rate.perSecond })
    }
  return [...byRole.values()]
}

/** Roles whose calls follow records, not fills. */
const byRecord = new Set(['consumers without a cache', 'consumers that evict'])

function edksOf(parts: readonly Part[], scale: number): number {
  return parts.reduce((sum, { share, of }) => sum + share * scale * of.edksPerSecond, 0)
}

/** What consumers read of the backlog beside what is new: as many EDKs as came in while it grew, or as it takes. */
function catchUpRates(
  { fleet, catchUp, horizonS, streams }: PlanModel,
  parts: readonly Part[],
  scale: number,
): RateOfRole[] {
  if (catchUp === null || fleet.consumers === 0 || parts.length === 0) return []
  const { backlogS, speed } = catchUp
  const lastsS = Math.min(horizonS, speed > 1 ? backlogS / (speed - 1) : horizonS)
  const readS = Math.max(0, speed - 1) * lastsS
  const isPerRecord = fleet.reader.ttlNs === 0
  const records = parts.reduce(
    (sum, { share, stream }) => sum + share * stream.callsPerSecond * fleet.batch,
    0,
  )
  const perSecond = streams * fleet.consumers * (isPerRecord ? records : edksOf(parts, scale))
  if ((fleet.branchKeyTtlNs ?? 0) > 0) return []
  return [
    {
      role: 'consumers that catch up',
      operation: 'Decrypt',
      perSecond: (perSecond * readS) / horizonS,
      formula: `M * EDKs per second * ${speed - 1}, for ${Number(lastsS.toPrecision(4))} s of the horizon`,
    },
  ]
}

function weighed(waits: PutWaits, share: number): PutWaits {
  return {
    callsPerSecond: share * waits.callsPerSecond,
    longerThan: (waitS) => share * waits.longerThan(waitS),
    waitedPerSecond: share * waits.waitedPerSecond,
  }
}
