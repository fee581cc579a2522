/**
 * Reads the files of a scenario before anything is measured, so that a mistake
 * in row 70,000 is told at once and leaves no run behind.
 *
 * @module
 */
import type { PlannedCell } from '../scenario/loaded.ts'
import { describeWorkload } from '../workload/describe-workload.ts'
import { kmsLatencyOf } from './kms-latency.ts'
import { workloadSpec } from './workload-spec.ts'

/** Does nothing where the scenario names no files. @throws {InputUnreadableError} */
export function checkInputs(cells: readonly PlannedCell[]): void {
  const checked = new Set<string>()
  for (const { scenario } of cells) {
    const { load, records } = scenario
    kmsLatencyOf(scenario.kms.latency)
    if (load.arrivals !== 'trace' && !('source' in records)) continue
    const inputs = JSON.stringify([load, records])
    if (!checked.has(inputs)) describeWorkload(workloadSpec(scenario))
    checked.add(inputs)
  }
}
