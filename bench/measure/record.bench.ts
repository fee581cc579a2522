/**
 * Question: what does recording one time cost, and is it little beside the few us that are recorded?
 *
 * @module
 */
import assert from 'node:assert/strict'

import { monotonicNow } from '../../src/clock/monotonic.ts'
import { Histogram } from '../../src/measure/histogram.ts'
import { OperationRecorder, type RecordTimes } from '../../src/measure/operation-recorder.ts'
import { randomStream } from '../../src/random.ts'
import { benchOptions, BenchReport } from '../bench-report.ts'
import { repeated, timeInterleaved } from '../interleaved.ts'

const calls = 1024
/** So that a segment is not closed but filled, as it mostly is. */
const segmentRecords = 1_000_000_000

const random = randomStream(1, 'times to record')
/** Around 10 us with a long tail, as records take. */
const times = Float64Array.from({ length: calls }, () => Math.round(10_000 * Math.exp(random.normal())))

const options = benchOptions(20)
const report = new BenchReport(
  import.meta.filename,
  'What does recording one time cost, and is it little beside the few us that are recorded?',
  options,
)
const list = new Float64Array(calls)
const histogram = checkedHistogram()
const recorder = new OperationRecorder('put', segmentRecords, () => {})
const operations = [
  repeated('write to a Float64Array', calls, (index) => (list[index] = times[index]!)),
  repeated('Histogram.record', calls, (index) => histogram.record(times[index]!)),
  repeated('OperationRecorder.record, three arms', calls, (index) => recorder.record(recordTimes(index))),
  repeated('monotonicNow', calls, monotonicNow),
]
report.add('one time', timeInterleaved(operations, { rounds: options.rounds, roundMs: 60, seed: calls }))
report.write()

/** Holds what it was given to three digits. */
function checkedHistogram(): Histogram {
  const checked = new Histogram()
  for (const time of times) checked.record(time)
  const exact = times.toSorted()[Math.ceil(calls / 2) - 1]!
  assert.ok(Math.abs(checked.quantile(0.5) / exact - 1) < 0.002)
  assert.equal(checked.count, calls)
  return checked
}

function recordTimes(index: number): RecordTimes {
  const time = times[index]!
  return {
    plainService: time,
    plainResponse: time,
    sealedService: 2 * time,
    sealedResponse: 2 * time,
    againService: time,
    againResponse: time,
  }
}
