import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { randomStream } from '../../random.ts'
import type { Disturbance } from '../plan-model.ts'
import { CallSeries } from './call-series.ts'
import { EventQueue } from './event-queue.ts'
import { fullBuckets, KmsCalls, operations, callRoles } from './kms-calls.ts'
import { pauseMaxOf, retryRuleOf } from './retry-rules.ts'
import { SimulatedKms } from './simulated-kms.ts'

describe('SimulatedKms', () => {
  it('admits as many attempts of a second as the quota says, and no more', () => {
    const { kms, series } = setUp({ quotaPerSecond: 2 })

    const outcomes = [0, 0.5, 0.999, 1, 1.5, 1.7].map((time) => kms.attempt(time))
    kms.end()

    assert.deepEqual(outcomes, [undefined, undefined, 'throttled', undefined, undefined, 'throttled'])
    assert.deepEqual([kms.attempts, kms.throttled, series.busiestSecond], [6, 2, 3])
  })

  it('keeps a quota that is no whole number on average', () => {
    const { kms } = setUp({ quotaPerSecond: 0.5 })

    const outcomes = [0.1, 1.1, 2.1, 3.1].map((time) => kms.attempt(time))

    assert.deepEqual(outcomes, [undefined, 'throttled', undefined, 'throttled'])
  })

  it('uses no quota in an outage, but in a brown-out', () => {
    const { kms } = setUp({
      quotaPerSecond: 1,
      disturbances: [
        { kind: 'outage', fromS: 0, toS: 1 },
        { kind: 'brown-out', fromS: 1.5, toS: 2.5, share: 1 },
      ],
    })

    assert.deepEqual([kms.attempt(0), kms.attempt(0.9), kms.attempt(1)], ['fault', 'fault', undefined])
    assert.deepEqual([kms.attempt(2), kms.attempt(2.1), kms.attempt(3)], ['fault', 'throttled', undefined])
  })

  it('makes attempts together only where all of them succeed', () => {
    const { kms } = setUp({ quotaPerSecond: 5 })

    assert.equal(kms.attemptAll(0, 3), true)
    assert.equal(kms.attemptAll(0.1, 3), false)
    assert.equal(kms.attemptAll(0.2, 2), true)
    assert.equal(kms.attempts, 5)
  })

  it('is slow, or has another quota, from the beginning of what disturbs it until its end', () => {
    const { kms } = setUp({
      quotaPerSecond: 1,
      share: 0.5,
      disturbances: [
        { kind: 'slow', fromS: 1, toS: 2, delayS: 3 },
        { kind: 'quota', fromS: 4, toS: 5, perSecond: 4 },
      ],
    })

    assert.deepEqual([kms.takes(0.9), kms.takes(1), kms.takes(1.9), kms.takes(2)], [0.1, 3.1, 3.1, 0.1])
    assert.deepEqual(
      [kms.attempt(4), kms.attempt(4.1), kms.attempt(4.2)],
      [undefined, undefined, 'throttled'],
    )
  })
})

describe('KmsCalls', () => {
  it('takes tokens for a retry, and gives back what the last one took', () => {
    const { calls } = setUp({ quotaPerSecond: 0 }, 10)
    const call = calls.start(0, callRoles.stray, 0, 0, operations.decrypt)

    const first = calls.retry(call, 0.1, 'throttled')
    const second = calls.retry(call, 0.3, 'throttled')
    const third = calls.retry(call, 0.5, 'throttled')

    // 5 tokens each, and 10 there were.
    assert.deepEqual([first, second, third, calls.reading.failed], [true, true, false, 1])
    calls.settle(call)
    assert.equal(calls.isFull(0), false)
  })

  it('makes no more attempts than the rule allows', () => {
    const { calls } = setUp({ quotaPerSecond: 0 })
    const call = calls.start(0, callRoles.stray, 0, 0, operations.decrypt)

    assert.deepEqual(
      [calls.retry(call, 1, 'fault'), calls.retry(call, 2, 'fault'), calls.retry(call, 3, 'fault')],
      [true, true, false],
    )
  })

  it('answers at once what is sure to be answered before, and draws nothing anew where it is not', () => {
    const { calls } = setUp({ quotaPerSecond: 1 })

    assert(Number.isNaN(calls.callAtOnce(0, 0, operations.generate, 0.1)))
    assert.equal(calls.callAtOnce(0, 0, operations.generate, 0.11), 0.1)
    assert(Number.isNaN(calls.callAtOnce(0.5, 0, operations.generate, 9)))
    assert.equal(calls.made[operations.generate], 1)
  })
})

describe('pauseMaxOf', () => {
  it('doubles from what the rules begin with, up to 20 s', () => {
    const [standard, legacy] = [retryRuleOf('standard', 3), retryRuleOf('legacy', 3)]

    assert.deepEqual(
      [0, 1, 2].map((retries) => pauseMaxOf(standard, 'throttled', retries)),
      [1, 2, 4],
    )
    assert.deepEqual(
      [0, 1, 8].map((retries) => pauseMaxOf(legacy, 'throttled', retries)),
      [0.5, 1, 20],
    )
    assert.deepEqual([pauseMaxOf(standard, 'fault', 0), pauseMaxOf(legacy, 'fault', 0)], [0.05, 0.1])
  })
})

interface KmsSetUp {
  readonly quotaPerSecond: number
  readonly share?: number
  readonly disturbances?: readonly Disturbance[]
}

/** A latency of 0.1 s and 3 attempts. */
function setUp({ quotaPerSecond, share = 1, disturbances = [] }: KmsSetUp, tokens = 500) {
  const series = new CallSeries(100)
  const random = randomStream(6, 'kms')
  const queue = new EventQueue()
  const kms = new SimulatedKms({ latency: () => 1e8, quotaPerSecond, disturbances, share, random, series })
  const tokensMax = fullBuckets(1).fill(tokens)
  const lumps = { consumers: 1, records: 1 }
  const calls = new KmsCalls({ kms, queue, random, rule: retryRuleOf('standard', 3), tokensMax, lumps })
  return { kms, series, calls }
}
