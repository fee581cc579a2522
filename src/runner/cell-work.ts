/**
 * What the cells of a run will ask of the machine, as theory has it before any
 * of them is run: so that one which calls KMS for each record is not taken to
 * be as long as one which has a cache.
 *
 * @module
 */
import { monotonicNow } from '../clock/monotonic.ts'
import { totalCalls } from '../run-store/run-facts.ts'
import type { PlannedCell } from '../scenario/loaded.ts'
import type { Scenario } from '../scenario/schema.ts'
import { milliseconds } from '../units/units.ts'
import { describeWorkload } from '../workload/describe-workload.ts'
import { loadDuration } from './cell-world.ts'
import { predictCalls } from './oracle.ts'
import { workloadSpec } from './workload-spec.ts'

export interface CellWork {
  /**
   * Records put and read, large ones as so many small ones. Of a cell that
   * takes as long as its load, or offers as much as is served: how long that
   * is on the scenario's clock, in ns.
   */
  readonly load: number
  /** Expected KMS calls; 0 where time goes by the clock. */
  readonly calls: number
}

/** So many bytes take as long as what else there is to a record; a rough figure. */
const bytesOfRecord = 16 * 1024
/** Theory may take so much of a run's time before it begins. */
const theoryMost = milliseconds(1000)

/** In the order of `cells`. Those that there is no time to predict are taken as making the calls of a typical one. */
export function workOf(cells: readonly PlannedCell[], now: () => number = monotonicNow): CellWork[] {
  const until = now() + theoryMost
  const known = cells.map(({ scenario }) => {
    const load = loadOf(scenario)
    if (load === undefined) return { load: loadDuration(scenario) ?? 1, calls: 0 }
    return { load, calls: now() < until ? callsOf(scenario) : undefined }
  })
  const rates = known.flatMap(({ load, calls }) => (calls === undefined ? [] : [calls / load]))
  const typical = rates.toSorted((one, other) => one - other)[Math.floor(rates.length / 2)] ?? 0
  return known.map(({ load, calls }) => ({ load, calls: calls ?? typical * load }))
}

/** Undefined where a cell takes the time of its clock. */
function loadOf(scenario: Scenario): number | undefined {
  if (scenario.clock === 'real') return undefined
  const { expectedRecords, meanPayloadBytes } = describeWorkload(workloadSpec(scenario))
  if (expectedRecords === undefined) return undefined
  return expectedRecords * (1 + scenario.fleet.consumers) * (1 + meanPayloadBytes / bytesOfRecord)
}

function callsOf(scenario: Scenario): number {
  const expected = predictCalls(scenario, 'quick')
  const calls = expected.method === 'none' ? expected.callsAtLeast : expected.calls
  return calls === null ? 0 : totalCalls(calls)
}
