/**
 * Question: how long does the analytic model take for a fleet, and does its size matter?
 *
 * Kinesis as documented is the baseline; beside it a million front ends on ten
 * thousand streams, and fleets for which no closed form is known.
 *
 * @module
 */
import assert from 'node:assert/strict'

import type { FleetModel } from '../../src/planner/fleet-model.ts'
import { documentedFleet, minute } from '../../src/planner/fleet.fixture.ts'
import { analyse } from '../../src/planner/long-run/analyse.ts'
import { undisturbedPlan, type PlanModel } from '../../src/planner/plan-model.ts'
import { benchOptions, BenchReport } from '../bench-report.ts'
import { timeInterleaved, type Operation } from '../interleaved.ts'

const options = benchOptions(10)
const report = new BenchReport(
  import.meta.filename,
  'How long does the analytic model take for a fleet, and does its size matter?',
  options,
)

const fleet: FleetModel = {
  ...documentedFleet,
  callsPerSecond: 1000,
  durationNs: 30 * 24 * 60 * minute,
  kmsLatency: { distribution: 'lognormal', median: 10e6, p99: 40e6 },
  quotaPerSecond: 10_000,
  reader: { ttlNs: 10 * minute, capacity: 2e6, pollIntervalNs: 1e9 },
}

const documented = planOf({}, {})
const large = planOf({ frontEnds: 1_000_000 }, { streams: 10_000 })
assert(analyse(large).callsPerSecond > 10_000 * analyse(documented).callsPerSecond)

const operations: readonly Operation[] = [
  operation('4 front ends, 1 stream', documented),
  operation('1,000,000 front ends each of 10,000 streams', large),
  operation('the same, new credentials every hour', { ...large, credentialLifetimeS: 3600 }),
  underJitter('refills within a rotation, under jitter'),
  operation('a load that changes', { ...documented, load: [ramp(0, 2000), ramp(2000, 0)] }),
]
report.add('a plan', timeInterleaved(operations, { rounds: options.rounds, roundMs: 100, seed: 6 }))
report.write()

function operation(name: string, plan: PlanModel): Operation {
  return { name, run: () => analyse(plan) }
}

/** Each time another jitter, as what a rotation comes to is remembered. */
function underJitter(name: string): Operation {
  let calls = 0
  return {
    name,
    run: () => {
      calls += 1
      return analyse(planOf({ ttlNs: minute, jitter: 0.2 + calls * 1e-9 }, {}))
    },
  }
}

function ramp(from: number, to: number) {
  return { lengthS: 43_200, from, to }
}

function planOf(change: Partial<FleetModel>, plan: Partial<PlanModel>): PlanModel {
  return undisturbedPlan({ ...fleet, ...change }, plan)
}
