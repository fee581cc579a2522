/**
 * Simulates a fleet as often as it takes for its figures to be narrow enough,
 * and says how sure they are: independent replications, 95 % intervals of their
 * means by Student's t, as many as the spread of the first tells it takes.
 *
 * It stops by events and not by the time of day, so that the same effort gives
 * the same figures everywhere.
 *
 * @module
 */
import { meanOf } from '../../statistics/repeated.ts'
import type { Waits } from '../outlook-document.ts'
import type { SimulatedFleet } from '../plan-document.ts'
import type { PlanModel } from '../plan-model.ts'
import { carriedCounts } from './carried-counts.ts'
import type { SideCounts } from './kms-calls.ts'
import { LoadCurve } from './load-curve.ts'
import { estimateOf, pilotSize, replicationsMin, replicationsNeeded } from './pilot-replications.ts'
import { isFarFromQuota, withoutQuota } from './quota-of-part.ts'
import { scaledPeaks } from './scaled-peaks.ts'
import { simulateOnce, type FleetRun, type RunCounts } from './simulate-once.ts'
import { condensed } from './condensed-fleet.ts'
import { cutAt, excerptOf, overrunMax, shareOf, type Excerpt } from './simulated-share.ts'
import { simulationCautions } from './simulation-cautions.ts'
import { waitQuantiles } from './wait-histogram.ts'

export interface SimulationEffort {
  readonly seed: number
  /** Half of the interval of `attempts` over their mean, at which it is narrow enough. */
  readonly precision?: number
  readonly replicationsMax?: number
  /** Events of all replications together, about; 10 million take some 3 s. */
  readonly workMax?: number
}

/** Keeps `sealbench plan` within about 5 s. */
const usualEffort = { precision: 0.01, replicationsMax: 40, workMax: 10e6 }
/** Half of the interval of lost records and of failed calls: this share of their mean, or so many if that is more. */
const rareWithin = { share: 0.1, count: 2 }
/** Times that an excerpt is made smaller, as it is more work than thought. */
const triesMax = 2
/** That a replication may take, however little the first took by chance. */
const workMin = 10_000

/** A fleet, and what a part of it is simulated as. */
interface Subject {
  readonly model: PlanModel
  readonly ofPart: PlanModel
}

export function simulateFleet(plan: PlanModel, effort: SimulationEffort): SimulatedFleet {
  const model = condensed(plan)
  const subject = { model, ofPart: isFarFromQuota(plan) ? withoutQuota(model) : model }
  const { seed, precision, replicationsMax, workMax } = { ...usualEffort, ...effort }
  const { excerpt, first, spent } = firstReplication(subject, seed, workMax / (2 * replicationsMin))
  const runs = [first]
  let work = spent
  const isSpent = () => runs.length >= replicationsMin && work + first.work > workMax
  const replicateUntil = (count: number): void => {
    while (runs.length < Math.min(count, replicationsMax) && !isSpent()) {
      const most = Math.max(workMin, first.work * overrunMax)
      const run = replicate(subject, seed + runs.length, excerpt, most)
      runs.push(run)
      work += run.work
    }
  }
  replicateUntil(pilotSize)
  const needed = neededAfter(model, excerpt, runs, precision)
  replicateUntil(needed)
  const why =
    runs.length >= needed
      ? 'narrow enough'
      : runs.length >= replicationsMax
        ? 'most replications'
        : 'out of time'
  const decided = needed === Infinity ? runs.length : pilotSize
  return documentOf(subject, excerpt, runs, why, decided)
}

/** Replications in all, by what the pilot says of each figure that is to be narrow. */
function neededAfter(
  model: PlanModel,
  excerpt: Excerpt,
  pilot: readonly FleetRun[],
  precision: number,
): number {
  if (pilot.length < replicationsMin) return Infinity
  const counts = pilot.map((run) => carriedCounts(model, excerpt, run))
  const needed = (of: (count: RunCounts) => number, share: number, least: number) => {
    const values = counts.map(of)
    return replicationsNeeded(values, Math.max(share * meanOf(values), least))
  }
  const { share, count } = rareWithin
  return Math.max(
    needed(({ attempts }) => attempts, precision, 0),
    needed(({ lost }) => lost, share, count),
    needed(({ failedCalls }) => failedCalls, share, count),
  )
}

/** What turns out to be far more work than thought, as throttled calls are made again, is made smaller. */
function firstReplication(
  subject: Subject,
  seed: number,
  workMax: number,
): { excerpt: Excerpt; first: FleetRun; spent: number } {
  const { model } = subject
  let excerpt = excerptOf(model, workMax)
  let first = replicate(subject, seed, excerpt, workMax * overrunMax)
  let spent = first.work
  let affordable = workMax
  for (let tries = 1; first.simulatedS < excerpt.part.untilS; tries += 1) {
    if (tries > triesMax) excerpt = cutAt(model, excerpt.part, first.simulatedS)
    else {
      // As it has come so far with so much work.
      affordable *= Math.max(1 / 16, first.simulatedS / (overrunMax * excerpt.part.untilS))
      excerpt = excerptOf(model, affordable)
    }
    first = replicate(subject, seed, excerpt, workMax * overrunMax)
    spent += first.work
    if (tries > triesMax) break
  }
  return { excerpt, first, spent }
}

function replicate(
  { model, ofPart }: Subject,
  seed: number,
  { part, settledS }: Excerpt,
  workMax: number,
): FleetRun {
  const isPart = shareOf(model, part) < 1
  return simulateOnce(isPart ? ofPart : model, seed, { part, settledS, workMax })
}

/** Records of the whole fleet: those that came in the part, and those that are expected beyond it. */
function recordsOf(model: PlanModel, { part }: Excerpt, run: FleetRun): number {
  const rest = new LoadCurve(model.load, model.streams).between(run.simulatedS, model.horizonS)
  return run.records / shareOf(model, part) + rest * model.fleet.batch
}

function documentOf(
  subject: Subject,
  excerpt: Excerpt,
  runs: readonly FleetRun[],
  stoppedBecause: SimulatedFleet['stoppedBecause'],
  decided: number,
): SimulatedFleet {
  const { model } = subject
  const estimated = (values: readonly number[]) => estimateOf(values, decided)
  const counts = runs.map((run) => carriedCounts(model, excerpt, run))
  const records = runs.map((run) => recordsOf(model, excerpt, run))
  const share = shareOf(model, excerpt.part)
  const estimate = (of: (count: RunCounts) => number) => estimated(counts.map(of))
  const recoveries = runs.flatMap(({ recoveryS }) => recoveryS ?? [])
  return {
    replications: runs.length,
    stoppedBecause,
    share,
    simulatedS: Math.min(...runs.map(({ simulatedS }) => simulatedS)),
    calls: {
      GenerateDataKey: estimate(({ calls }) => calls.GenerateDataKey),
      Decrypt: estimate(({ calls }) => calls.Decrypt),
    },
    attempts: estimate(({ attempts }) => attempts),
    throttled: estimate(({ throttled }) => throttled),
    failedCalls: estimate(({ failedCalls }) => failedCalls),
    records: estimated(records),
    lost: estimate(({ lost }) => lost),
    busiestSecond: estimated(runs.map((run) => Math.max(...scaledPeaks(model, excerpt, run)))),
    refusedShare: estimate(({ sealing, reading }) =>
      refusedOf({ made: sealing.made + reading.made, failed: sealing.failed + reading.failed }),
    ),
    refused: {
      sealing: estimate(({ sealing }) => refusedOf(sealing)),
      reading: estimate(({ reading }) => refusedOf(reading)),
    },
    recoveryS: recoveries.length === 0 ? null : estimated(recoveries),
    unrecovered: runs.filter(({ isUnrecovered }) => isUnrecovered).length / runs.length,
    waits: waitsOf(counts, records),
    series: seriesOf(model, excerpt, runs[0]!),
    cautions: simulationCautions(model, excerpt, runs, subject.ofPart !== model),
  }
}

function refusedOf({ made, failed }: SideCounts): number {
  return made === 0 ? 0 : failed / made
}

/** Of all records of all replications. */
function waitsOf(counts: readonly RunCounts[], records: readonly number[]): Waits {
  const all = records.reduce((sum, count) => sum + count, 0)
  if (all === 0) return { share: 0, meanS: 0, p50S: 0, p99S: 0, p999S: 0 }
  const byBin = counts[0]!.waitCounts.map((_, bin) =>
    counts.reduce((sum, { waitCounts }) => sum + waitCounts[bin]!, 0),
  )
  const [p50S, p99S, p999S] = waitQuantiles(byBin, all, [0.5, 0.99, 0.999]) as [number, number, number]
  const total = (of: (count: RunCounts) => number) => counts.reduce((sum, count) => sum + of(count), 0)
  return {
    share: total(({ waited }) => waited) / all,
    meanS: total(({ waitedS }) => waitedS) / all,
    p50S,
    p99S,
    p999S,
  }
}

function seriesOf(model: PlanModel, excerpt: Excerpt, run: FleetRun): SimulatedFleet['series'] {
  const { series } = run
  const share = shareOf(model, excerpt.part)
  const peaks = scaledPeaks(model, excerpt, run)
  const bins = Array.from(series.attempts, (attempts, bin) => ({
    fromS: bin * series.binS,
    attempts: attempts / share,
    busiestSecond: peaks[bin]!,
    throttled: series.throttled[bin]! / share,
    lost: series.lost[bin]! / share,
  }))
  const otherQuotas = model.disturbances
    .filter((disturbance) => disturbance.kind === 'quota')
    .map(({ fromS, toS, perSecond }) => ({ fromS, toS: Math.min(toS, model.horizonS), perSecond }))
  return {
    binS: series.binS,
    quotaPerSecond: model.fleet.quotaPerSecond ?? Number.MAX_VALUE,
    otherQuotas,
    bins,
  }
}
