/**
 * Sets everything that says how often a fleet asks KMS side by side on one
 * scenario: theory of finite runs and of the long run, both simulations, and
 * runs that really seal, one on each clock.
 *
 * @module
 */
import { setImmediate as turnOfEventLoop } from 'node:timers/promises'

import { expectedCalls } from '../planner/expected-calls.ts'
import type { Verification } from '../planner/plan-document.ts'
import type { PlanModel } from '../planner/plan-model.ts'
import { simulateOnce } from '../planner/fleet-simulation/simulate-once.ts'
import { simulateRecords, type RecordOptions } from '../planner/record-simulation/simulate-records.ts'
import type { Scenario } from '../scenario/schema.ts'
import { describeDuration } from '../units/quantity.ts'
import { seconds } from '../units/units.ts'
import {
  checksOf,
  findingOf,
  findingOfRun,
  theoryFinding,
  type Check,
  type Finding,
} from './plan-truth/findings.ts'
import { longRunFindingOf, longRunTheory, longRunTrialOf } from './plan-truth/long-run-truth.ts'
import { startLoopbackKms } from './plan-truth/loopback-kms.ts'
import { measureRun } from './plan-truth/measured-run.ts'
import { shortTrialOf } from './plan-truth/short-trial.ts'
import { trialOf } from './plan-truth/trial.ts'

export interface VerifyOptions {
  /** Of the region, where the scenario states none. */
  readonly quotaPerSecond?: number | undefined
  /** How long the run on the real clock takes, in s; 0: there is none. 12 if left out. */
  readonly realS?: number | undefined
  /** Told in a few words what is done now, before it is done. */
  readonly onProgress?: ((doing: string) => void) | undefined
  readonly signal?: AbortSignal | undefined
  /** What theory is asked for; the model itself if left out. A test puts a fault here. */
  readonly toTheory?: ((model: PlanModel) => PlanModel) | undefined
}

const replications = 20

/**
 * Takes half a minute with the run on the real clock, and writes nothing.
 *
 * @throws {InputUnreadableError} where a file that the scenario names is not what it should be.
 * @throws what `signal` was aborted with.
 */
export async function verifyPlan(scenario: Scenario, options: VerifyOptions = {}): Promise<Verification> {
  const parts = [
    await onVirtualClock(scenario, options),
    await beyondRuns(scenario, options),
    await inTheLongRun(scenario, options),
    await onRealClock(scenario, options),
  ]
  const checks = parts.flatMap((part) => part.checks)
  return {
    checks,
    omitted: [...new Set(parts.flatMap(({ omitted }) => omitted))],
    verdict: checks.every(({ agrees }) => agrees) ? 'agrees' : 'disagrees',
  }
}

interface Part {
  readonly checks: readonly Check[]
  readonly omitted: readonly string[]
}

async function onVirtualClock(scenario: Scenario, options: VerifyOptions): Promise<Part> {
  const trial = trialOf(scenario, options.quotaPerSecond)
  const { model } = trial
  const omitted = [...trial.notes]
  const theory = theoryOf(model, options, omitted)
  const { events, records } = await simulate(model, scenario.seed, options)
  await begin('run on the virtual clock', options)
  const run = await measureRun(trial.scenario, { signal: options.signal })
  const counted = findingOfRun('virtual run', run, trial.scenario, omitted)
  if (run.attempts === run.calls.GenerateDataKey + run.calls.Decrypt)
    return { checks: checksOf([...theory, events, records, counted]), omitted }

  // Where calls are retried, it counts whose tokens that costs.
  const asInRun = recordsOf(model, scenario.seed, { sharesClients: true })
  const checks = [
    ...checksOf([...theory, events, records]),
    ...checksOf([asInRun, counted], ', with one client for all in a process'),
  ]
  return { checks, omitted }
}

/** What no run has. */
async function beyondRuns(scenario: Scenario, options: VerifyOptions): Promise<Part> {
  const { beyondRuns: model } = trialOf(scenario, options.quotaPerSecond)
  if (model === undefined) return { checks: [], omitted: [] }
  const { events, records } = await simulate(model, scenario.seed, options)
  return { checks: checksOf([events, records], ', with all of the plan'), omitted: [] }
}

/** What plans show, beside what simulations find. */
async function inTheLongRun(scenario: Scenario, options: VerifyOptions): Promise<Part> {
  const { model, notes } = longRunTrialOf(scenario, options.quotaPerSecond)
  const { toTheory = (same) => same } = options
  const omitted = [...notes]
  const theory = longRunTheory(toTheory(model), omitted)
  const { events, records } = await simulate(model, scenario.seed, options, longRunFindingOf)
  return { checks: checksOf([theory, events, records], ', in the long run'), omitted }
}

/** More of a life than this late, and calls fall into another life than they were due in. */
const lagShareMax = 0.25

async function onRealClock(scenario: Scenario, options: VerifyOptions): Promise<Part> {
  const { realS = 12, signal } = options
  if (realS === 0) return { checks: [], omitted: ['No run on the real clock was asked for.'] }
  const trial = shortTrialOf(scenario, seconds(realS))
  if ('reason' in trial) return { checks: [], omitted: [`No run on the real clock: ${trial.reason}.`] }
  await begin(`run on the real clock, ${realS} s`, options)
  await using kms = await startLoopbackKms(trial.scenario)
  const { scenario: asking, keyArn, credentials } = kms
  const run = await measureRun(asking, { keyArn, credentials, signal })
  if (run.lagMaxNs > lagShareMax * asking.keyCache.rotation)
    return {
      checks: [],
      omitted: [
        `The run on the real clock: this machine has other work to do, and calls came up to ${describeDuration(run.lagMaxNs)} late, which is much of the ${describeDuration(asking.keyCache.rotation)} that key material lives. Verify again when it is quiet.`,
      ],
    }
  // As it turned out, with all that the way there takes.
  const kmsLatency = { distribution: 'constant', value: Math.round(run.meanCallNs) } as const
  const model = { ...trial.model, fleet: { ...trial.model.fleet, kmsLatency } }
  const omitted = [...trial.notes]
  const theory = theoryOf(model, options, omitted)
  const { events, records } = await simulate(model, scenario.seed, options)
  const counted = findingOfRun('real run', run, asking, omitted)
  const known = (finding: Finding): Finding => ({
    ...finding,
    figures: new Map([...finding.figures].filter(([name]) => counted.figures.has(name))),
  })
  const findings = [...theory, events, records].map(known)
  return { checks: checksOf([...findings, counted], ', on the real clock'), omitted }
}

async function simulate(
  model: PlanModel,
  seed: number,
  options: VerifyOptions,
  toFinding = findingOf,
): Promise<{ events: Finding; records: Finding }> {
  await begin('event simulation', options)
  const events = Array.from({ length: replications }, (_, index) => simulateOnce(model, seed + index))
  await begin('record-by-record simulation', options)
  return { events: toFinding('events', events), records: recordsOf(model, seed, { toFinding }) }
}

function recordsOf(
  model: PlanModel,
  seed: number,
  { toFinding = findingOf, ...options }: RecordOptions & { readonly toFinding?: typeof findingOf } = {},
): Finding {
  const runs = Array.from({ length: replications }, (_, index) =>
    simulateRecords(model, seed + index, options),
  )
  return toFinding('records', runs)
}

function theoryOf(
  model: PlanModel,
  { toTheory = (same) => same }: VerifyOptions,
  omitted: string[],
): Finding[] {
  const expected = expectedCalls(toTheory(model).fleet)
  if (expected.method !== 'none') return [theoryFinding(expected)]
  omitted.push(`Theory: ${expected.reason}.`)
  return []
}

async function begin(doing: string, { onProgress, signal }: VerifyOptions): Promise<void> {
  onProgress?.(doing)
  // Lets what was told be shown, and Ctrl-C in.
  await turnOfEventLoop()
  signal?.throwIfAborted()
}
