/**
 * Sets everything that says how often a fleet asks KMS side by side on one
 * scenario: theory, both simulations, and runs that really seal.
 *
 * @module
 */
import type { Verification } from '../planner/plan-document.ts'
import type { PlanModel } from '../planner/plan-model.ts'
import { expectedCalls } from '../planner/expected-calls.ts'
import { simulateRecords } from '../planner/record-simulation/simulate-records.ts'
import type { Scenario } from '../scenario/schema.ts'
import { checksOf, findingOf, type Finding } from './plan-truth/findings.ts'
import { trialOf } from './plan-truth/trial.ts'

export interface VerifyOptions {
  /** Of the region, where the scenario states none. */
  readonly quotaPerSecond?: number | undefined
  /** Told in a few words what is done now, before it is done. */
  readonly onProgress?: ((doing: string) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

const replications = 20

/** Takes up to half a minute. */
export async function verifyPlan(scenario: Scenario, options: VerifyOptions = {}): Promise<Verification> {
  const { onProgress, quotaPerSecond } = options
  const trial = trialOf(scenario, quotaPerSecond)
  const omitted = [...trial.notes]
  const findings: Finding[] = []
  onProgress?.('theory')
  const theory = theoryOf(trial.model)
  if (typeof theory === 'string') omitted.push(theory)
  else findings.push(theory)
  onProgress?.('record-by-record simulation')
  const tallies = Array.from({ length: replications }, (_, index) =>
    simulateRecords(trial.model, scenario.seed + index),
  )
  findings.push(findingOf('records', tallies))
  const checks = checksOf(findings)
  const verdict = checks.every(({ agrees }) => agrees) ? 'agrees' : 'disagrees'
  return { checks, omitted, verdict }
}

function theoryOf({ fleet }: PlanModel): Finding | string {
  const expected = expectedCalls(fleet)
  if (expected.method === 'none') return `Theory predicts nothing: ${expected.reason}.`
  const { calls, sigma } = expected
  return {
    method: 'theory',
    replications: Infinity,
    figures: new Map(
      (['GenerateDataKey', 'Decrypt'] as const).map((operation) => [
        operation,
        { mean: calls[operation], variance: sigma[operation] ** 2 },
      ]),
    ),
  }
}
