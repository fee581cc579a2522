/**
 * The long-run rates and waits of a fleet whose load may change: at each load
 * as if it lasted, averaged over the load, and corrected for caches that
 * outlive its changes.
 *
 * @module
 */
import { isHierarchical } from '../fleet-model.ts'
import type { Latency } from '../latency.ts'
import type { PlanModel } from '../plan-model.ts'
import { ratesOfStream, refillRole, streamModelOf, type RateOfRole } from './fleet-rates.ts'
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
  /** Fills of one cache where the load changes and theory follows it; null elsewhere. */
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
    profile.isConstant || parts.length === 0 ? undefined : changesOf(model, profile, caches, parts)
  const scales = changing?.scales ?? lasting
  const rates = [...sumByRole(parts, model.streams, scales), ...catchUpRates(model, parts, scales)]
  return {
    profile,
    rates,
    callsPerSecond: rates.reduce((sum, { perSecond }) => sum + perSecond, 0),
    waits: parts.map(({ stream, share, of }) => weighed(putWaitsOf(stream, of, scales.fills), share)),
    edksPerSecond: model.streams * edksOf(parts, scales),
    changing: changing?.fills ?? null,
  }
}

/** What there is over what there would be if each load lasted. */
interface Scales {
  readonly generations: number
  readonly refills: number
  /** Of both together. */
  readonly fills: number
}

const lasting: Scales = { generations: 1, refills: 1, fills: 1 }

interface Part {
  readonly stream: ReturnType<typeof streamModelOf>
  /** Of the time. */
  readonly share: number
  readonly of: ReturnType<typeof ratesOfStream>
}

/** Undefined where theory does not follow the load. */
function changesOf(model: PlanModel, profile: LoadProfile, caches: number, parts: readonly Part[]) {
  const { fleet, credentialLifetimeS } = model
  const isLimited = parts.some(({ of }) => of.sealing.isLimited)
  if (fleet.ttlNs === 0 || credentialLifetimeS !== Infinity || isLimited || isHierarchical(fleet))
    return undefined
  const busiest = parts.reduce((most, part) =>
    part.stream.callsPerSecond > most.stream.callsPerSecond ? part : most,
  )
  const wait = caches / busiest.stream.callsPerSecond
  const under = (cycleS: number): FillsUnderLoad =>
    fillsUnderLoad(profile, 1 / caches, pausesOf(cycleS - wait, fleet.jitter ?? 0))
  const meanOf = (rateOf: (part: Part) => number): number =>
    parts.reduce((sum, part) => sum + part.share * rateOf(part), 0)
  const { generations, refills } = busiest.of.sealing
  const ofBoth = under(1 / (generations + refills))
  const meanRefills = meanOf(({ of }) => of.sealing.refills)
  // What is due for a refill waits for a call as what is due for rotation does, in shorter cycles.
  const ofGenerations = refills === 0 ? ofBoth : under(1 / generations)
  const left = Math.max(0, ofBoth.perSecond - ofGenerations.perSecond)
  const scales: Scales = {
    generations: ofGenerations.perSecond / meanOf(({ of }) => of.sealing.generations),
    refills: meanRefills === 0 ? 1 : left / meanRefills,
    fills: ofBoth.perSecond / meanOf(({ of }) => of.sealing.generations + of.sealing.refills),
  }
  return { fills: ofBoth, scales }
}

const pauseNodes = 8

/** Values that stand for a pause of this mean under jitter. */
function pausesOf(meanS: number, jitter: number): readonly number[] {
  const shortest = 1e-9
  if (jitter === 0) return [Math.max(shortest, meanS)]
  return Array.from({ length: pauseNodes }, (_, index) =>
    Math.max(shortest, (meanS * (1 - (jitter * (index + 0.5)) / pauseNodes)) / (1 - jitter / 2)),
  )
}

function sumByRole(parts: readonly Part[], streams: number, scales: Scales): RateOfRole[] {
  const byRole = new Map<string, RateOfRole>()
  for (const { share, of } of parts)
    for (const rate of of.rates) {
      const known = byRole.get(rate.role)?.perSecond ?? 0
      const factor = byRecord.has(rate.role)
        ? 1
        : rate.role === refillRole
          ? scales.refills
          : scales.generations
      byRole.set(rate.role, { ...rate, perSecond: known + streams * share * factor * rate.perSecond })
    }
  return [...byRole.values()]
}

/** Roles whose calls follow records, not fills. */
const byRecord = new Set(['consumers without a cache', 'consumers that evict'])

function edksOf(parts: readonly Part[], scales: Scales): number {
  return parts.reduce((sum, { share, of }) => sum + share * scales.generations * of.edksPerSecond, 0)
}

/**
 * What consumers read of the backlog beside what is new: the EDKs that were in
 * use when it began, and as many as came in while it grew, or as it takes.
 */
function catchUpRates(
  { fleet, catchUp, horizonS, streams }: PlanModel,
  parts: readonly Part[],
  scales: Scales,
): RateOfRole[] {
  // All EDKs of a backlog are opened by the one branch key that is needed anyway.
  if (catchUp === null || fleet.consumers === 0 || parts.length === 0 || isHierarchical(fleet)) return []
  const { backlogS, speed } = catchUp
  const lastsS = Math.min(horizonS, speed > 1 ? backlogS / (speed - 1) : horizonS)
  const readS = Math.max(0, speed - 1) * lastsS
  const isPerRecord = fleet.reader.ttlNs === 0
  const records = parts.reduce(
    (sum, { share, stream }) => sum + share * stream.callsPerSecond * fleet.batch,
    0,
  )
  const perSecond = isPerRecord ? records : edksOf(parts, scales)
  const first = parts.reduce((sum, { share, stream, of }) => {
    const { generations, spanS } = of.sealing
    return sum + share * stream.caches * Math.min(1, generations * spanS)
  }, 0)
  return [
    {
      role: 'consumers that catch up',
      operation: 'Decrypt',
      perSecond: (streams * fleet.consumers * (perSecond * readS + (isPerRecord ? 0 : first))) / horizonS,
      formula: `M * (live EDKs + EDKs per second * ${speed - 1} for ${Number(lastsS.toPrecision(4))} s) / horizon`,
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
