import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import type { GcPause } from '../gc-log.ts'
import { slowRecord } from './slow-record.fixture.ts'
import { causesOf, describeAttribution, tailCauses, type Evidence } from './tail-cause.ts'
import { WorkSpan } from './work-span.ts'

const nothing: Evidence = { pauses: [], lateTurns: [], typicalNs: 20_000 }

describe('causesOf', () => {
  it('names what a record waited for where that was longest', () => {
    for (const waitReason of ['kms-miss', 'rotation', 'behind-a-miss'] as const) {
      const record = slowRecord({ service: 10e6, waited: 9e6, waitReason })

      const { serviceTime, responseTime } = causesOf(record, nothing)

      assert.deepEqual(serviceTime, { cause: waitReason, tookNs: 9e6 })
      assert.deepEqual(responseTime, serviceTime)
    }
  })

  it('takes a wait that nobody explained for one for KMS, as libraries wait for nothing else', () => {
    const { serviceTime } = causesOf(slowRecord({ service: 10e6, waited: 9e6 }), nothing)

    assert.equal(serviceTime.cause, 'kms-miss')
  })

  it('does not blame a wait that was shorter than the work', () => {
    const record = slowRecord({ service: 100_000, waited: 50_000, waitReason: 'rotation' })

    assert.equal(causesOf(record, nothing).serviceTime.cause, 'unknown')
    assert.equal(causesOf({ ...record, waited: 50_001 }, nothing).serviceTime.cause, 'rotation')
  })

  it('lets response time alone know of a queue', () => {
    const record = slowRecord({ service: 100_000, response: 300_000 })

    const { serviceTime, responseTime } = causesOf(record, nothing)

    assert.equal(serviceTime.cause, 'unknown')
    assert.deepEqual(responseTime, { cause: 'queueing', tookNs: 200_000 })
  })

  it('tells a queue behind records that waited from any other', () => {
    const record = slowRecord({ service: 10_000, response: 300_000, isBehindMiss: true })

    assert.equal(causesOf(record, nothing).responseTime.cause, 'behind-a-miss')
  })

  it('finds a collection that makes up half of what the work took beyond its median', () => {
    const half = pause(930_000, 40_000)

    const found = causesOf(slowRecord(), { ...nothing, pauses: [half] })
    const missed = causesOf(slowRecord(), { ...nothing, pauses: [pause(930_000, 39_999)] })

    assert.deepEqual(found.serviceTime, { cause: 'garbage-collection', tookNs: 40_000, gcKind: 'minor' })
    assert.equal(missed.serviceTime.cause, 'unknown')
  })

  it('counts of a collection what lies within the work, and of several all of that', () => {
    // The work is 0.9 to 1 ms.
    assert.equal(causeWith([pause(800_000, 139_999)]), 'unknown')
    assert.equal(causeWith([pause(800_000, 140_000)]), 'garbage-collection')
    assert.equal(causeWith([pause(960_000, 500_000)]), 'garbage-collection')
    assert.equal(causeWith([pause(960_001, 500_000)]), 'unknown')
    assert.equal(causeWith([pause(905_000, 20_000), pause(950_000, 20_000)]), 'garbage-collection')
    assert.equal(causeWith([pause(1_000_000, 500_000)]), 'unknown')
  })

  it('finds that the thread did not run, but a collection first', () => {
    const span = spanWith(40_000)
    const evidence = { ...nothing, pauses: [pause(930_000, 40_000)] }

    assert.equal(causesOf(slowRecord({ span }), evidence).serviceTime.cause, 'garbage-collection')
    assert.equal(causesOf(slowRecord({ span }), nothing).serviceTime.cause, 'preempted')
    // It is spent.
    assert.equal(causesOf(slowRecord({ span }), nothing).serviceTime.cause, 'unknown')
  })

  it('blames first use only where there is no evidence of anything else', () => {
    const span = spanWith(80_000)
    const record = slowRecord({ isFirstUse: true, span })

    assert.equal(causesOf(record, nothing).serviceTime.cause, 'preempted')
    assert.equal(causesOf(record, nothing).serviceTime.cause, 'first-use')
  })

  it('finds on the real clock that the turn of a queued record came late', () => {
    // Work ended at 10 ms, began at 9 ms, and should have begun at 5 ms.
    const queued = slowRecord({ service: 1e6, response: 5e6, endedAt: 10e6, isRealTime: true })

    assert.equal(causesOf(queued, late([5e6, 7e6])).responseTime.cause, 'event-loop-delay')
    assert.equal(causesOf(queued, late([5e6, 7e6 - 1])).responseTime.cause, 'queueing')
    // Who was late before it makes it no later.
    assert.equal(causesOf(queued, late([1e6, 5e6], [5e6, 5.5e6])).responseTime.cause, 'queueing')
    const virtual = { ...queued, isRealTime: false }
    assert.equal(causesOf(virtual, late([5e6, 9e6])).responseTime.cause, 'queueing')
  })

  it('finds on the real clock that the turn in which an answer was seen came late', () => {
    // It waited from 5 to 9 ms and worked until 10 ms.
    const times = { service: 5e6, waited: 4e6, endedAt: 10e6, isRealTime: true }
    const waiting = slowRecord({ ...times, waitReason: 'kms-miss' })

    assert.equal(causesOf(waiting, late([6e6, 8.5e6])).serviceTime.cause, 'event-loop-delay')
    assert.equal(causesOf(waiting, late([6.6e6, 8.5e6])).serviceTime.cause, 'kms-miss')
    // The answer came after that turn.
    assert.equal(causesOf(waiting, late([5e6, 7.9e6])).serviceTime.cause, 'kms-miss')
    // The answer may be that of the one who was hardly late.
    assert.equal(causesOf(waiting, late([5e6, 9e6], [8.9e6, 9e6])).serviceTime.cause, 'kms-miss')
    assert.equal(
      causesOf({ ...waiting, isRealTime: false }, late([6e6, 8.5e6])).serviceTime.cause,
      'kms-miss',
    )
  })

  it('finds on the real clock that a queue was due to a collection, before it looks at turns', () => {
    const queued = slowRecord({ service: 1e6, response: 5e6, endedAt: 10e6, isRealTime: true })
    const lateTurns = [{ startNs: 5e6, durationNs: 4e6 }]

    const { responseTime } = causesOf(queued, { ...nothing, lateTurns, pauses: [pause(6e6, 2e6, 'major')] })

    assert.deepEqual(responseTime, { cause: 'garbage-collection', tookNs: 2e6, gcKind: 'major' })
  })

  it('gives every record exactly one cause, whatever is known of it', () => {
    const time = fc.integer({ min: 0, max: 2_000_000 })
    const stretch = fc.record({ startNs: time, durationNs: fc.integer({ min: 1, max: 500_000 }) })
    fc.assert(
      fc.property(time, time, time, fc.boolean(), stretch, (work, waited, queued, isRealTime, turn) => {
        const service = work + waited
        const record = slowRecord({ service, waited, response: service + queued, isRealTime })

        const { serviceTime, responseTime } = causesOf(record, { ...nothing, lateTurns: [turn] })

        assert.ok(tailCauses.includes(serviceTime.cause) && tailCauses.includes(responseTime.cause))
        assert.ok(describeAttribution(responseTime).length > 0)
      }),
    )
  })
})

describe('describeAttribution', () => {
  it('says what happened, and how long it took', () => {
    const pauses = [pause(930_000, 40_000), pause(975_000, 5000)]

    const { serviceTime } = causesOf(slowRecord(), { ...nothing, pauses })

    assert.equal(describeAttribution(serviceTime), 'minor collection of 40 us')
    assert.equal(
      describeAttribution({ cause: 'rotation', tookNs: 12e6 }),
      'waited 12 ms for new key material',
    )
  })
})

function causeWith(pauses: readonly GcPause[]): string {
  return causesOf(slowRecord(), { ...nothing, pauses }).serviceTime.cause
}

/** Evidence of those who were due and woke so. */
function late(...turns: readonly (readonly [dueNs: number, wokeNs: number])[]): Evidence {
  const lateTurns = turns.map(([dueNs, wokeNs]) => ({ startNs: dueNs, durationNs: wokeNs - dueNs }))
  return { ...nothing, lateTurns }
}

function pause(startNs: number, durationNs: number, kind: GcPause['kind'] = 'minor'): GcPause {
  return { startNs, durationNs, kind }
}

/** Work in which the thread was `delayNs` without a processor. */
function spanWith(delayNs: number): WorkSpan {
  const readings = [1000, 1000 + delayNs]
  const span = new WorkSpan({ read: () => readings.shift()!, [Symbol.dispose]: () => {} })
  span.end()
  return span
}
