/**
 * Where the figures of a simulated part of a fleet are not those of the whole,
 * in sentences.
 *
 * @module
 */
import type { PlanModel } from '../plan-model.ts'
import { settingsOf } from './fleet-settings.ts'
import { replicationsMin } from './pilot-replications.ts'
import type { FleetRun } from './simulate-once.ts'
import { shareOf, type Excerpt } from './simulated-share.ts'

/** Of `runs` of `excerpt`; `isFree` where a part of the fleet is simulated without a quota. */
export function simulationCautions(
  model: PlanModel,
  excerpt: Excerpt,
  runs: readonly FleetRun[],
  isFree: boolean,
): string[] {
  return [
    ...unsure(excerpt, runs),
    ...cut(model, excerpt, runs),
    ...(isFree ? free(model, excerpt) : coarse(model, excerpt, runs)),
    ...lumped(model, excerpt, runs),
  ]
}

function unsure({ part }: Excerpt, runs: readonly FleetRun[]): string[] {
  const complete = runs.filter(({ simulatedS }) => simulatedS >= part.untilS).length
  if (complete >= replicationsMin) return []
  return [`${complete} replications are complete, which is too few: how sure the figures are is not known.`]
}

function free(model: PlanModel, { part }: Excerpt): string[] {
  const share = shareOf(model, part)
  if (share === 1) return []
  return [
    `Each replication simulates ${round(100 * share)} % of the caches, far from the quota by theory, and without it: nothing is throttled. The busiest second is scaled up as a sum of independent parts, which is an approximation.`,
  ]
}

function cut({ horizonS }: PlanModel, { isCut, part }: Excerpt, runs: readonly FleetRun[]): string[] {
  const simulatedS = Math.min(...runs.map((run) => run.simulatedS))
  if (!isCut && simulatedS >= part.untilS) return []
  return [
    `The fleet is so much work that ${round(simulatedS)} s of ${round(horizonS)} s are simulated, before it has settled: the rates of the second half of that are carried on, and with a cold start what the first half has beyond them once in each rotation. What is planned for later is not in the figures.`,
  ]
}

function coarse(model: PlanModel, { part }: Excerpt, runs: readonly FleetRun[]): string[] {
  const share = shareOf(model, part)
  const quota = (model.fleet.quotaPerSecond ?? Infinity) * share
  const isThrottled = runs.some(({ throttled }) => throttled > 0)
  if (share === 1 || !isThrottled) return []
  return [
    `Each replication simulates ${round(share)} of the caches, with ${round(quota)}/s of the quota: chance evens out less among few and meets it oftener, so that throttled attempts, calls that fail, lost records and the time to recover can come out far too high.`,
  ]
}

function lumped(model: PlanModel, { part }: Excerpt, runs: readonly FleetRun[]): string[] {
  const { consumers, records } = settingsOf(model, part).lumps
  const calls = consumers * records
  if (calls === 1 || runs.every(({ throttled, failedCalls }) => throttled + failedCalls === 0)) return []
  return [
    `Each simulated call of a consumer stands for ${round(calls)} of them, which are throttled and made again together.`,
  ]
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)))
}
