/**
 * How much of a fleet one replication simulates where the whole is too much: a
 * shorter time, if what comes after it is like what comes before; then fewer
 * streams, then fewer caches of one stream, each with its own load and with the
 * quota scaled alike.
 *
 * Fewer caches know all there is to know but how far chance evens out between
 * many: what hits the quota by chance hits it more often in a part.
 *
 * @module
 */
import { meanOf } from '../../statistics/distributions.ts'
import { cachesOf } from '../fleet-model.ts'
import type { PlanModel } from '../plan-model.ts'
import { cycleOf, settingsOf, wholePart, type SimulatedPart } from './fleet-settings.ts'
import { workPerCacheSecond, workPerSecond } from './expected-work.ts'

/** What a replication is to simulate. */
export interface Excerpt {
  readonly part: SimulatedPart
  /** From then on rates are carried on beyond the end of the part, in s; the end where it is that of the plan. */
  readonly settledS: number
  /** The part ends before the fleet has settled. */
  readonly isCut: boolean
  /** What a start has beyond the rates that are carried on comes again so often, in s; null where these have it. */
  readonly recursS: number | null
}

/** Fewer caches are simulated only where the fleet has no more, or work does not reach to where it has settled. */
const cachesMin = 200
/** Attempts per second that a part of the quota should admit, as it is coarse below; and most caches for its sake. */
const quotaMin = 50
const cachesForQuotaMax = 50_000
/** More than this would be memory for little. */
const cachesMax = 200_000
/** What a replication should have of the time at least. */
const shortestS = 10
/** Generations that the time which stands for the rest has at least. */
const cyclesMin = 4
/** Generations that a plan has at least, where those of all caches come together and are carried on: that is up to half of one off. */
const togetherMin = 100
/** Cycles of that time, credentials included, where it is cut for the sake of having all caches. */
const longCyclesMin = 3
/** One replication may take so many times its part of the work. */
export const overrunMax = 2
/** Latencies of KMS in which the first fills of a cold start are answered: before, there is no rate to carry on. */
const fillsOfStart = 5
/** Where time gets short, so many times fewer caches are tried next. */
const fewerCaches = 8

/** As much of `model` as takes about `workMax` events. */
export function excerptOf(model: PlanModel, workMax: number): Excerpt {
  const whole = wholePart(model)
  const all = model.streams * whole.cachesPerStream
  const caches = Math.min(all, cachesMax)
  const perCacheSecond = workPerCacheSecond(model)
  const wanted = workMax / (perCacheSecond * (model.horizonS + pastOf(model, whole)))
  if (wanted >= caches) return toTheEnd(partOf(model, caches))
  const inTime = cutInTime(model, caches, workMax)
  if (inTime !== undefined) return inTime
  // Where each record is a call, few caches are all that can be simulated for some seconds.
  const fewest = Math.min(fewestOf(model, all), caches, Math.max(1, workMax / (perCacheSecond * shortestS)))
  if (wanted >= fewest) return toTheEnd(partOf(model, wanted))
  for (let count = fewest; ; count /= fewerCaches) {
    const excerpt = shortened(model, partOf(model, Math.max(1, count)), workMax)
    if (!excerpt.isCut || count <= 1) return excerpt
  }
}

function toTheEnd(part: SimulatedPart): Excerpt {
  return { part, settledS: part.untilS, isCut: false, recursS: null }
}

function fewestOf({ fleet }: PlanModel, all: number): number {
  const { quotaPerSecond = Infinity } = fleet
  return Math.max(cachesMin, Math.min(cachesForQuotaMax, (quotaMin * all) / quotaPerSecond))
}

/** Whole streams with at least so many caches, or as many caches of one stream. */
function partOf(model: PlanModel, caches: number): SimulatedPart {
  const { cachesPerStream, untilS } = wholePart(model)
  const streams = Math.min(model.streams, Math.ceil(caches / cachesPerStream))
  return caches >= cachesPerStream
    ? { streams, cachesPerStream, untilS }
    : { streams: 1, cachesPerStream: Math.min(cachesPerStream, Math.ceil(caches)), untilS }
}

/**
 * As many of `most` caches as can be simulated until the fleet has settled and for as many cycles more as it takes;
 * undefined where that is too few, or all of the plan. The past is simulated, as caches that are primed are opened
 * by consumers as if they were new, which few cycles do not even out.
 */
function cutInTime(model: PlanModel, most: number, workMax: number): Excerpt | undefined {
  const periodS = periodOf(model)
  const isTogether = togetherUntil(model) === Infinity
  if (periodS === Infinity || (isTogether && model.horizonS < togetherMin * cycleOf(model))) return undefined
  const stepS = periodS > 0 ? periodS : longestCycleOf(model)
  const startS = settledFrom(model, cycleOf(model))
  const settledS = periodS > 0 ? Math.ceil(startS / stepS) * stepS : startS
  const steps = periodS > 0 ? Math.ceil((longCyclesMin * longestCycleOf(model)) / periodS) : longCyclesMin
  const leastS = settledS + steps * stepS
  if (leastS >= model.horizonS) return undefined
  const whole = wholePart(model)
  const pastS = pastOf(model, whole)
  const cacheSeconds = workMax / workPerCacheSecond(model)
  const caches = Math.min(most, cacheSeconds / (leastS + pastS))
  if (caches < Math.min(most, fewestOf(model, model.streams * whole.cachesPerStream))) return undefined
  const affordableS = cacheSeconds / caches - pastS - settledS
  const untilS = settledS + Math.max(steps, Math.floor(affordableS / stepS)) * stepS
  const part = partOf(model, caches)
  if (untilS >= model.horizonS) return toTheEnd(part)
  return { part: { ...part, untilS }, settledS, isCut: false, recursS: null }
}

/** Of generations, and of credentials where they change within the plan. */
function longestCycleOf(model: PlanModel): number {
  const { credentialLifetimeS } = model
  return Math.max(cycleOf(model), credentialLifetimeS < Infinity ? credentialLifetimeS : 0)
}

/** Time before 0 that is simulated, in s. */
function pastOf(model: PlanModel, part: SimulatedPart): number {
  return -settingsOf(model, part).fromS
}

/** A part of the time, if what comes after it is like what comes before. */
function shortened(model: PlanModel, wanted: SimulatedPart, workMax: number): Excerpt {
  const reachS = workMax / workPerSecond(model, wanted)
  const part = pastOf(model, wanted) > reachS / 2 ? { ...wanted, isPrimed: true } : wanted
  const affordableS = Math.max(reachS / 2, reachS - pastOf(model, part))
  const periodS = periodOf(model)
  const cycleS = cycleOf(model)
  const isStep = periodS > 0 && periodS < Infinity
  const stepS = isStep ? periodS : cycleS
  const startS = settledFrom(model, cycleS)
  const settledS = isStep ? Math.ceil(startS / stepS) * stepS : startS
  const steps = Math.max(isStep ? 1 : cyclesMin, Math.floor((affordableS - settledS) / stepS))
  const untilS = settledS + steps * stepS
  if (periodS === Infinity || untilS >= model.horizonS)
    return model.horizonS <= overrunMax * affordableS ? toTheEnd(part) : cutAt(model, part, affordableS)
  if (untilS > overrunMax * affordableS) return cutAt(model, part, affordableS)
  return { part: { ...part, untilS }, settledS, isCut: false, recursS: null }
}

/** Half a cycle beside the moments at which caches that began together are filled again. */
function settledFrom({ disturbances, start }: PlanModel, cycleS: number): number {
  const untilS = Math.max(0, ...disturbances.map((one) => (one.kind === 'restart' ? one.atS : one.toS)))
  return untilS + (start === 'cold' || untilS > 0 ? 2.5 * cycleS : 0)
}

/**
 * `affordableS` of `part`, although the fleet has not settled by then: rates are those of the second half of it,
 * in whole cycles or turns of its consumers where there are any. What a cold start has beyond is had by each cycle.
 */
export function cutAt(model: PlanModel, part: SimulatedPart, affordableS: number): Excerpt {
  const reachS = Math.min(affordableS, model.horizonS)
  const cycleS = cycleOf(model)
  const cycles = Math.floor(reachS / cycleS - 0.5)
  if (cycles >= 1) {
    const settledS = (Math.ceil(cycles / 2) - 0.5) * cycleS
    return { part: { ...part, untilS: (cycles + 0.5) * cycleS }, settledS, isCut: true, recursS: null }
  }
  const { turnS } = settingsOf(model, part)
  const turns = Math.floor(reachS / turnS)
  const recursS = model.start === 'cold' ? cycleS : null
  const firstFillsS = fillsOfStart * (meanOf(model.fleet.kmsLatency) / 1e9)
  if (recursS !== null && model.fleet.ttlNs > 0 && reachS < firstFillsS)
    return { part: { ...part, untilS: reachS }, settledS: reachS, isCut: true, recursS }
  if (turns < 2) return { part: { ...part, untilS: reachS }, settledS: reachS / 2, isCut: true, recursS }
  const settledS = Math.ceil(turns / 2) * turnS
  return { part: { ...part, untilS: turns * turnS }, settledS, isCut: true, recursS }
}

/** After so long the load repeats itself, in s; 0 where it never changes, Infinity where it never repeats. */
export function periodOf({ load }: PlanModel): number {
  const rate = load[0]!.from
  if (load.every(({ from, to }) => from === rate && to === rate)) return 0
  return load.reduce((sum, { lengthS }) => sum + lengthS, 0)
}

/** When caches that a cause had filled together are no longer so: never without jitter. In s. */
export function togetherUntil(model: PlanModel): number {
  const { start, disturbances, catchUp, fleet } = model
  if (catchUp !== null) return Infinity
  if (start === 'steady' && disturbances.length === 0) return 0
  return (fleet.jitter ?? 0) > 0 ? settledFrom(model, cycleOf(model)) : Infinity
}

/** Of all caches of `model`. */
export function shareOf(model: PlanModel, { streams, cachesPerStream }: SimulatedPart): number {
  return (streams * cachesPerStream) / (model.streams * cachesOf(model.fleet))
}
