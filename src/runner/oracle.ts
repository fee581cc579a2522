/**
 * Sets what was counted beside what theory predicts for the same cell.
 *
 * @module
 */
import { contestantNamed } from '../contestants/registry.ts'
import { contestantCalls } from '../planner/contestant-calls.ts'
import { expectedCalls, type ExpectedCalls } from '../planner/expected-calls.ts'
import type { Effort } from '../planner/simulated-run.ts'
import type { Scenario } from '../scenario/schema.ts'
import { fleetModelOf } from './fleet-model-of.ts'

/**
 * The KMS calls that theory predicts for `scenario`, or why it predicts none.
 * `measuredNs` is the mean latency of a KMS elsewhere, where it is known by now.
 */
export function predictCalls(
  scenario: Scenario,
  effort: Effort = 'thorough',
  measuredNs?: number,
): ExpectedCalls {
  const model = fleetModelOf(scenario)
  const contestant = contestantNamed(scenario.envelope.suite)
  if (contestant !== undefined) return contestantCalls(contestant.kmsCalls, model)
  return expectedCalls(
    measuredNs === undefined
      ? model
      : { ...model, kmsLatency: { distribution: 'constant', value: measuredNs } },
    effort,
  )
}
