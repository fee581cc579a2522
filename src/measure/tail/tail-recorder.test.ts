import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { totalCount } from '../../statistics/buckets.ts'
import type { GcPause } from '../gc-log.ts'
import { slowRecord } from './slow-record.fixture.ts'
import { TailRecorder } from './tail-recorder.ts'

describe('TailRecorder', () => {
  it('waits for a cause until Node has told of all collections before, and then knows it', () => {
    const { recorder, pauses, causes } = setUp()
    recorder.add({ sealed: slowRecord() })

    recorder.settle()
    pauses.push({ startNs: 900_000, durationNs: 90_000, kind: 'minor' })
    recorder.settle()
    assert.deepEqual(causes('sealed'), [])
    assert.equal(recorder.isWaiting, true)
    recorder.settle()

    assert.deepEqual(causes('sealed'), ['garbage-collection'])
    assert.equal(recorder.isWaiting, false)
  })

  it('keeps arms and times apart', () => {
    const { recorder } = setUp()
    const slowness = { serviceTime: false, responseTime: true }
    recorder.add({ plain: slowRecord(), sealed: slowRecord({ slowness, response: 500_000 }) })

    for (let settle = 0; settle < 3; settle += 1) recorder.settle()

    const count = (arm: 'plain' | 'sealed', time: 'serviceTime' | 'responseTime') =>
      [...recorder.countsOf(arm, time).byCause].map(([cause, buckets]) => [cause, totalCount(buckets)])
    assert.deepEqual(count('plain', 'serviceTime'), [['unknown', 1]])
    assert.deepEqual(count('plain', 'responseTime'), [['unknown', 1]])
    assert.deepEqual(count('sealed', 'serviceTime'), [])
    assert.deepEqual(count('sealed', 'responseTime'), [['queueing', 1]])
  })

  it('gives what held a thread up to the slowest of those that it can explain', () => {
    const { recorder, causes } = setUp([0, 60_000])
    const span = recorder.beginSpan()
    recorder.add({ sealed: slowRecord({ ordinal: 1, service: 50_000, span }) })
    recorder.add({ sealed: slowRecord({ ordinal: 2, service: 80_000, span }) })
    span?.end()

    for (let settle = 0; settle < 3; settle += 1) recorder.settle()

    assert.deepEqual(causes('sealed'), ['preempted', 'unknown'])
    assert.equal(recorder.countsOf('sealed', 'serviceTime').slowest[0]!.attribution.cause, 'preempted')
  })

  it('holds a bounded number of records without a cause, and gives the oldest theirs early', () => {
    const { recorder } = setUp()

    for (let ordinal = 0; ordinal < 30_000; ordinal += 1) recorder.add({ plain: slowRecord({ ordinal }) })

    const [buckets] = recorder.countsOf('plain', 'serviceTime').byCause.values()
    assert.ok(totalCount(buckets!) >= 30_000 - 8192)
  })

  it('has no span where the system does not tell of delays', () => {
    assert.equal(setUp().recorder.beginSpan(), undefined)
  })
})

function setUp(readings?: number[]) {
  const pauses: GcPause[] = []
  const runDelay = readings && { read: () => readings.shift()!, [Symbol.dispose]: () => {} }
  const recorder = new TailRecorder({ collections: { pauses }, lateTurns: undefined, runDelay, firstUses: 0 })
  const causes = (arm: 'plain' | 'sealed') => [...recorder.countsOf(arm, 'serviceTime').byCause.keys()]
  return { recorder, pauses, causes }
}
