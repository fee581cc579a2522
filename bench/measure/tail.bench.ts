/**
 * Question: what does it cost to tell the causes of slow records, for each record, beside sealing one of 1 KiB?
 *
 * Records go through as in a cell: all are looked at, the slow ones noted, each
 * block of 64 is a span, and causes are told from time to time. None of it lies
 * within a time that is measured.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { suites } from '../../src/envelope/suites/registry.ts'
import { slowRecord } from '../../src/measure/tail/slow-record.fixture.ts'
import { TailRecorder } from '../../src/measure/tail/tail-recorder.ts'
import { TailWatch } from '../../src/measure/tail/tail-watch.ts'
import { openRunDelay, type WorkSpan } from '../../src/measure/tail/work-span.ts'
import { randomStream } from '../../src/random.ts'
import { totalCount } from '../../src/statistics/buckets.ts'
import { benchOptions, BenchReport } from '../bench-report.ts'
import { payloadOf, sealing } from '../envelope/sample-record.ts'
import { repeated, timeInterleaved } from '../interleaved.ts'

const calls = 2048
const blockRecords = 64
const random = randomStream(1, 'times of records')
/** Around 10 us with a long tail, as records take; many, so that branches cannot be learnt. */
const times = Float64Array.from({ length: 2 ** 16 }, () => Math.round(10_000 * Math.exp(random.normal())))
const pauses = Array.from({ length: 8192 }, (_, index) => ({
  startNs: index * 1e7,
  durationNs: 300_000,
  kind: 'minor' as const,
}))

const options = benchOptions(20)
const report = new BenchReport(
  import.meta.filename,
  'What does it cost to tell the causes of slow records, for each record, beside sealing one of 1 KiB?',
  options,
)
const runDelay = openRunDelay()
const watch = new TailWatch(64)
const recorder = new TailRecorder({ collections: { pauses }, lateTurns: undefined, runDelay, firstUses: 64 })
let [at, records, isSlowBlock] = [0, 0, false]
let span: WorkSpan | undefined

const operations = [
  sealing(suites[0], payloadOf(1024)),
  repeated('look at the times of a record', calls, () => watch.look(nextTime(), nextTime(), nextTime())),
  repeated('all of it: look, note, tell the cause', calls, throughTheTail),
  repeated(`how long the thread was not run${runDelay ? '' : ' (not told here)'}`, calls, () =>
    runDelay?.read(),
  ),
]
report.add('one record', timeInterleaved(operations, { rounds: options.rounds, roundMs: 60, seed: calls }))
for (let settle = 0; settle < 3; settle += 1) recorder.settle()
const told = [...recorder.countsOf('sealed', 'serviceTime').byCause.values()]
assert.ok(told.reduce((sum, buckets) => sum + totalCount(buckets), 0) > 0.02 * records)
report.write()

function nextTime(): number {
  at += 1
  return times[at % times.length]!
}

function throughTheTail(index: number): void {
  if (index % blockRecords === 0) {
    if (isSlowBlock) span?.end()
    span = recorder.beginSpan()
    isSlowBlock = false
  }
  records += 1
  const service = nextTime()
  const slowness = recorder.watchOf('sealed').look(service, service, service)
  if (slowness !== undefined) {
    isSlowBlock = true
    recorder.add({ sealed: slowRecord({ slowness, service, response: service, endedAt: 8e10, span }) })
  }
  if (index === calls - 1) recorder.settle()
}
