import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { totalCount } from '../statistics/buckets.ts'
import { highestNs } from './histogram.ts'
import { parseLatencyLog } from './latency-log.ts'
import { OperationRecorder, type RecordTimes, type SegmentFigures } from './operation-recorder.ts'

const times: RecordTimes = {
  plainService: 100,
  plainResponse: 150,
  sealedService: 300,
  sealedResponse: 340,
  againService: 110,
  againResponse: 130,
}

describe('OperationRecorder', () => {
  it('hands out a segment as soon as it is full, and not a record before', () => {
    const { recorder, emitted } = setUp(3)

    for (const expected of [0, 0, 1, 1, 1, 2]) {
      recorder.record(times)
      assert.equal(emitted.length, expected)
    }

    assert.equal(recorder.records, 6)
  })

  it('records every series of a record and its differences, with their signs', () => {
    const { recorder, log } = setUp(2)
    recorder.record(times)
    recorder.record({ ...times, sealedService: 60, sealedResponse: 150 })

    const expected: Readonly<Record<string, readonly number[]>> = {
      'put.plain.serviceTime': [100, 100],
      'put.plain.responseTime': [150, 150],
      'put.sealed.serviceTime': [60, 300],
      'put.sealed.responseTime': [150, 340],
      'put.again.serviceTime': [110, 110],
      'put.again.responseTime': [130, 130],
      'put.noise.serviceTime': [10, 10],
      'put.noise.responseTime': [-20, -20],
      'put.delta.serviceTime': [-40, 200],
      'put.delta.responseTime': [0, 190],
    }

    const read = log()
    assert.deepEqual([...read.keys()].toSorted(), Object.keys(expected).toSorted())
    for (const [name, samples] of Object.entries(expected))
      assert.deepEqual(samplesOf(read.get(name as 'put.plain.serviceTime')!), [samples], name)
  })

  it('makes segments twice as long after every 80, so that a long loop does not hand out ever more', () => {
    const { recorder, emitted } = setUp(1)

    for (let record = 0; record < 80 + 2 * 80 + 4; record += 1) recorder.record(times)

    assert.equal(emitted.length, 80 + 80 + 1)
  })

  it('records calls beside records', () => {
    const { recorder, log } = setUp(10)
    recorder.recordCall(1000, 1500)
    recorder.recordCall(1000, 900)
    recorder.closeSegment()

    const read = log()

    assert.deepEqual(samplesOf(read.get('put.plain.callTime')!), [[1000, 1000]])
    assert.deepEqual(samplesOf(read.get('put.sealed.callTime')!), [[900, 1500]])
    assert.deepEqual(samplesOf(read.get('put.delta.callTime')!), [[-100, 500]])
    assert.equal(recorder.records, 0)
  })

  it('numbers segments from 0 without gap, and keeps each sample in its own', () => {
    const { recorder, log } = setUp(2)
    for (let record = 0; record < 5; record += 1) recorder.record({ ...times, plainService: record })
    recorder.closeSegment()

    assert.deepEqual(samplesOf(log().get('put.plain.serviceTime')!), [[0, 1], [2, 3], [4]])
  })

  it('hands out nothing where a segment is empty', () => {
    const { recorder, emitted } = setUp(1)
    recorder.closeSegment()
    recorder.record(times)

    recorder.closeSegment()

    assert.equal(emitted.length, 1)
  })

  it('copies the times, so that the caller can use the object again', () => {
    const { recorder, log } = setUp(2)
    const shared = { ...times }
    recorder.record(shared)
    shared.plainService = 7
    recorder.record(shared)

    assert.deepEqual(samplesOf(log().get('put.plain.serviceTime')!), [[7, 100]])
  })

  it('tells how many values were too long', () => {
    const { recorder } = setUp(2)
    recorder.record({ ...times, sealedService: highestNs + 1 })
    recorder.record(times)

    assert.equal(recorder.saturated, 1, 'its difference to the plain one is less than an hour')
    recorder.record({ ...times, sealedResponse: 2 * highestNs })
    recorder.closeSegment()
    assert.equal(recorder.saturated, 3)
  })

  it('tells the current quantile of the sealed arm', () => {
    const { recorder } = setUp(3)
    assert.equal(recorder.sealedQuantile(0.5), 0)

    recorder.record({ ...times, sealedService: 10 })
    assert.equal(recorder.sealedQuantile(0.5), 10)

    for (const sealedService of [20, 30, 1000]) recorder.record({ ...times, sealedService })
    assert.equal(recorder.sealedQuantile(1), 30, 'of the segments that are full')
  })

  it('tells the current quantiles of both arms', () => {
    const { recorder } = setUp(2)

    for (const sealedService of [20, 30, 1000]) recorder.record({ ...times, plainService: 8, sealedService })

    assert.deepEqual(recorder.quantilesSoFar(), {
      plain: { p50: 8, p99: 8 },
      sealed: { p50: 20, p99: 30 },
    })
  })

  it('hands out what each segment says by itself', () => {
    const figures: SegmentFigures[] = []
    const recorder = new OperationRecorder('get', 2, (_, figure) => figures.push(figure))

    for (const sealedService of [20, 30, 100]) recorder.record({ ...times, plainService: 8, sealedService })
    recorder.closeSegment()
    recorder.closeSegment()

    assert.deepEqual(
      figures.map(({ operation, records, plain, sealed }) => [operation, records, plain.p50, sealed.p50]),
      [
        ['get', 2, 8, 20],
        ['get', 1, 8, 100],
      ],
    )
  })

  it('needs no more memory for more records', () => {
    const { recorder, emitted } = setUp(1000)

    for (let record = 0; record < 20_000; record += 1) recorder.record(times)

    assert.equal(emitted.length, 20)
    assert.equal(new Set(emitted.map((lines) => lines.length)).size <= 2, true)
  })
})

function setUp(segmentRecords: number) {
  const emitted: string[] = []
  const recorder = new OperationRecorder('put', segmentRecords, (lines) => emitted.push(lines))
  return { recorder, emitted, log: () => parseLatencyLog(emitted.join(''), 'cell.hlog') }
}

/** The samples of each segment, ascending. */
function samplesOf(segments: NonNullable<ReturnType<ReturnType<typeof parseLatencyLog>['get']>>): number[][] {
  return segments.map((buckets) => {
    const samples = Array.from(buckets.values, (value, index) =>
      Array.from({ length: buckets.counts[index]! }, () => value),
    ).flat()
    assert.equal(samples.length, totalCount(buckets))
    return samples
  })
}
