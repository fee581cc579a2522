/**
 * The part of a scenario that decides what is offered.
 *
 * @module
 */
import type { Scenario } from '../scenario/schema.ts'
import type { WorkloadSpec } from '../workload/workload-spec.ts'

export function workloadSpec({ seed, fleet, put, load, records }: Scenario): WorkloadSpec {
  return { seed, frontEnds: fleet.frontEnds, principals: fleet.principals, batch: put.batch, load, records }
}
