/**
 * How much of a fleet one replication simulates where the whole is too much:
 * fewer streams, then fewer caches of one stream, each with its own load and
 * with the quota scaled alike, and last a shorter time.
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

/** What a replication is to simulate. */
export interface Excerpt {
  readonly part: SimulatedPart
  /** From then on rates are carried on beyond the end of the part, in s; the end where it is that of the plan. */
  readonly settledS: number
}

/** Fewer caches are simulated only where the fleet has no more. */
const cachesMin = 200
/** What a replication should have of the time at least. */
const shortestS = 10
/** Generations that the time which stands for the rest has at least. */
const cyclesMin = 4

/** As much of `model` as takes about `workMax` events. */
export function excerptOf(model: PlanModel, workMax: number): Excerpt {
  const whole = wholePart(model)
  const caches = model.streams * whole.cachesPerStream
  const perCacheSecond = workPerCacheSecond(model)
  const wanted = workMax / (perCacheSecond * model.horizonS)
  if (wanted >= caches) return { part: whole, settledS: whole.untilS }
  // Where each record is a call, few caches are all that can be simulated for some seconds.
  const fewest = Math.min(cachesMin, caches, Math.max(1, workMax / (perCacheSecond * shortestS)))
  if (wanted >= fewest) return { part: partOf(model, wanted), settledS: whole.untilS }
  const part = partOf(model, fewest)
  return shortened(model, part, workMax / (perCacheSecond * part.streams * part.cachesPerStream))
}

/** Whole streams with at least so many caches, or as many caches of one stream. */
function partOf(model: PlanModel, caches: number): SimulatedPart {
  const { cachesPerStream, untilS } = wholePart(model)
  const streams = Math.min(model.streams, Math.ceil(caches / cachesPerStream))
  return caches >= cachesPerStream
    ? { streams, cachesPerStream, untilS }
    : { streams: 1, cachesPerStream: Math.min(cachesPerStream, Math.ceil(caches)), untilS }
}

/** A part of the time, if what comes after it is like what comes before. */
function shortened(model: PlanModel, part: SimulatedPart, affordableS: number): Excerpt {
  const periodS = periodOf(model)
  const disturbedUntilS = Math.max(
    0,
    ...model.disturbances.map((one) => (one.kind === 'restart' ? one.atS : one.toS)),
  )
  const cycleS = cycleOf(model)
  const isStep = periodS > 0 && periodS < Infinity
  const stepS = isStep ? periodS : cycleS
  const startS = disturbedUntilS + (model.start === 'cold' || disturbedUntilS > 0 ? 2 * cycleS : 0)
  const settledS = isStep ? Math.ceil(startS / stepS) * stepS : startS
  const steps = Math.max(isStep ? 1 : cyclesMin, Math.floor((affordableS - settledS) / stepS))
  const untilS = settledS + steps * stepS
  if (periodS === Infinity || untilS >= model.horizonS) return { part, settledS: part.untilS }
  return { part: { ...part, untilS }, settledS }
}

/** After so long the load repeats itself, in s; 0 where it never changes, Infinity where it never repeats. */
function periodOf({ load }: PlanModel): number {
  const rate = load[0]!.from
  if (load.every(({ from, to }) => from === rate && to === rate)) return 0
  return load.reduce((sum, { lengthS }) => sum + lengthS, 0)
}

/** Events of one cache and its EDKs, per second, about: by the formulas of ENVELOPE 6. */
function workPerCacheSecond(model: PlanModel): number {
  const { fleet, credentialLifetimeS } = model
  const settings = settingsOf(model, wholePart(model))
  const { ttlS, rotationS, jitter, graceS, recordsMax, batch, consumers, readerTtlS, missShare } = settings
  const rate = fleet.callsPerSecond / cachesOf(fleet)
  const latencyS = meanOf(fleet.kmsLatency) / 1e9
  const records = rate * batch
  const shortest = Math.min(rotationS, credentialLifetimeS, recordsMax / Math.max(records, 1e-12))
  const life = (time: number) => 1 / (Math.max(1e-3, time * (1 - jitter / 2) - graceS) + 1 / rate)
  const fills = ttlS === 0 ? records : life(Math.min(ttlS, shortest))
  const calls = settings.isShared || ttlS === 0 ? fills : fills * (1 + rate * latencyS)
  const edks = ttlS === 0 ? life(shortest) : Math.min(calls, life(shortest) * (calls / fills))
  const again = consumers * Math.min(records, 1 / Math.max(readerTtlS, settings.pollS, 1e-3))
  const reads =
    missShare > 0 ? 2 * consumers * records * missShare : edks + (readerTtlS < shortest ? 2 * again : 0)
  return rate === 0 ? 1e-9 : 2 * calls + reads
}
