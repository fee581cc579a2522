/**
 * Question: what does it cost to offer one record, and is it little beside the 200 us that are judged?
 *
 * By arrival process, batch and partition keys, all with the record stream hash.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { nanoseconds, perSecond, seconds } from '../../src/units/units.ts'
import { createWorkload } from '../../src/workload/create-workload.ts'
import type { Workload } from '../../src/workload/workload.ts'
import type { LoadSpec, PartitionKeysSpec, WorkloadSpec } from '../../src/workload/workload-spec.ts'
import { benchOptions, BenchReport } from '../bench-report.ts'
import { timeInterleaved, type Operation } from '../interleaved.ts'

/** Records per timed call, so that the timer costs nothing beside them. */
const recordsPerRun = 500

const endless = { rate: perSecond(1000), duration: seconds(1e6) }
const loads: Readonly<Record<string, LoadSpec>> = {
  constant: { arrivals: 'constant', ...endless },
  poisson: { arrivals: 'poisson', ...endless },
  bursts: { arrivals: 'bursts', ...endless, burst: { every: seconds(10), length: seconds(1) } },
  closed: { arrivals: 'closed', clients: 1000, thinkTime: seconds(1), duration: seconds(1e6) },
}
const keys: Readonly<Record<string, PartitionKeysSpec>> = {
  '1,000 keys zipf 1.1': { distribution: 'zipf', count: 1000, exponent: 1.1 },
  '1,000,000 keys zipf 1.1': { distribution: 'zipf', count: 1_000_000, exponent: 1.1 },
  '1,000,000 keys uniform': { distribution: 'uniform', count: 1_000_000 },
}

const specs = new Map<string, WorkloadSpec>()
for (const [name, load] of Object.entries(loads)) specs.set(`${name}, batch 1`, specOf({ load }))
specs.set('poisson, batch 500', specOf({ batch: 500 }))
for (const [name, partitionKeys] of Object.entries(keys))
  specs.set(`poisson, ${name}`, specOf({ partitionKeys }))

const options = benchOptions(20)
const report = new BenchReport(
  import.meta.filename,
  'What does it cost to offer one record, and is it little beside the 200 us that are judged?',
  options,
)
const operations = [...specs].map(([name, spec]) => offerRecords(name, spec))
report.add(
  'one record',
  timeInterleaved(operations, { rounds: options.rounds, roundMs: 60, seed: specs.size }),
)
report.write()

function offerRecords(name: string, spec: WorkloadSpec): Operation {
  assert.equal(offer(createWorkload(spec)).hash(), offer(createWorkload(spec)).hash(), name)
  const workload = createWorkload(spec)
  return { name, run: () => offer(workload), calls: recordsPerRun }
}

interface Choice {
  readonly load?: LoadSpec
  readonly batch?: number
  readonly partitionKeys?: PartitionKeysSpec
}

function specOf({
  load = loads['poisson']!,
  batch = 1,
  partitionKeys = { distribution: 'uniform', count: 1000 },
}: Choice): WorkloadSpec {
  const size = { distribution: 'lognormal', median: 1024, p99: 24_576, max: 2 ** 20 } as const
  return { seed: 1, frontEnds: 4, principals: 2, batch, load, records: { size, partitionKeys } }
}

function offer(workload: Workload): Workload {
  for (let offered = 0; offered < recordsPerRun;) {
    const call = workload.next()
    workload.completed(call, nanoseconds(call.arrivesAt + 1e6))
    offered += call.records.length
  }
  return workload
}
