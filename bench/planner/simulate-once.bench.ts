/**
 * Question: what does the event simulation of a fleet cost, with more records and over a longer time?
 *
 * One replication of 30 days of 1,000 front ends and 4 consumers with a TTL of
 * 5 min, 43 million KMS calls, beside a thousand times as many records; and a
 * year of a smaller fleet beside a day, in memory. Times are of the processor,
 * as other work on the machine would count otherwise. A round is one of each.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { simulateOnce } from '../../src/planner/fleet-simulation/simulate-once.ts'
import type { FleetModel } from '../../src/planner/fleet-model.ts'
import { undisturbedPlan, type PlanModel } from '../../src/planner/plan-model.ts'
import { benchOptions, BenchReport } from '../bench-report.ts'
import { median, timingOf } from '../timing.ts'

const day = 86_400
const options = benchOptions(3)
const report = new BenchReport(
  import.meta.filename,
  'What does the event simulation of a fleet cost, with more records and over a longer time?',
  options,
)

/** `frontEnds` with 4 consumers and everything at 5 min; calls of a whole stream in a second. */
function fleetOf(frontEnds: number, callsPerSecond: number, horizonS: number): PlanModel {
  const ttlNs = 300e9
  const fleet: FleetModel = {
    frontEnds,
    consumers: 4,
    principals: 1,
    shards: 1,
    arrivals: 'poisson',
    callsPerSecond,
    batch: 1,
    durationNs: horizonS * 1e9,
    ttlNs,
    rotationNs: ttlNs,
    singleFlight: true,
    maxRecords: Infinity,
    maxBytes: Infinity,
    meanRecordBytes: 1024,
    kmsLatency: { distribution: 'constant', value: 10e6 },
    quotaPerSecond: 100_000,
    reader: { ttlNs, capacity: Infinity, pollIntervalNs: 1e9 },
  }
  return undisturbedPlan(fleet, { horizonS })
}

/** ns of the processor, and calls of KMS. */
function timed(model: PlanModel, seed: number): { readonly ns: number; readonly calls: number } {
  const before = process.cpuUsage()
  const { attempts: calls } = simulateOnce(model, seed)
  const { user, system } = process.cpuUsage(before)
  return { ns: (user + system) * 1000, calls }
}

/** Resident in MiB once `days` of 100 front ends are simulated. */
function rssAfter(days: number): number {
  simulateOnce(fleetOf(100, 1e4, days * day), 1)
  globalThis.gc?.()
  return process.memoryUsage.rss() / 2 ** 20
}

const few: number[] = []
const many: number[] = []
for (let round = 0; round < options.rounds; round += 1) {
  const [one, other] = [
    timed(fleetOf(1000, 1e5, 30 * day), round),
    timed(fleetOf(1000, 1e8, 30 * day), round),
  ]
  assert(Math.abs(one.calls / 43.2e6 - 1) < 0.01 && Math.abs(other.calls / 43.2e6 - 1) < 0.01)
  few.push(one.ns)
  many.push(other.ns)
}
report.add('30 days of 1,000 front ends and 4 consumers', [
  timingOf('100,000 records/s', few, { ratio: 1 }),
  timingOf('100,000,000 records/s', many, { ratio: median(many) / median(few) }),
])
const [afterDay, afterYear] = [rssAfter(1), rssAfter(365)]
report.say(
  `RSS ${afterDay.toFixed(0)} MiB after a day of 100 front ends, ${afterYear.toFixed(0)} MiB after 365 days: ratio ${(afterYear / afterDay).toFixed(2)}.`,
)
report.write()
