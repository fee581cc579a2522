import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { randomStream } from '../../random.ts'
import { documentedFleet } from '../fleet.fixture.ts'
import type { PlanModel } from '../plan-model.ts'
import { AskedKms } from './asked-kms.ts'
import { EventQueue } from './event-queue.ts'
import { planOf } from './plans.fixture.ts'
import { RetryClient } from './retry-client.ts'
import { RunningTally } from './running-tally.ts'

describe('AskedKms', () => {
  it('admits as many attempts in a second as the quota says, and all of the next again', () => {
    const { callsAt, answers, sums } = setUp({ quotaPerSecond: 2 })

    callsAt([0.2, 0.3, 0.999, 1, 1.5, 1.999])

    assert.deepEqual(answers(), [true, true, false, true, true, false])
    assert.equal(sums().throttled, 2)
    assert.equal(sums().busiestSecond, 3)
  })

  it('keeps a quota of half a call a second by one call in every second one', () => {
    const { callsAt, answers } = setUp({ quotaPerSecond: 0.5 })

    callsAt([0, 0.5, 1, 2, 3])

    assert.deepEqual(answers(), [true, false, false, true, false])
  })

  it('fails every attempt from the beginning of an outage until its end, and uses no quota for them', () => {
    const { callsAt, answers, sums } = setUp({
      quotaPerSecond: 1,
      disturbances: [{ kind: 'outage', fromS: 1, toS: 2.5 }],
    })

    callsAt([0.99, 1, 2.4, 2.5, 2.6])

    assert.deepEqual(answers(), [true, false, false, true, false])
    assert.deepEqual([sums().failedCalls, sums().throttled], [3, 1])
  })

  it('uses quota for what a brown-out fails', () => {
    const { callsAt, answers, sums } = setUp({
      quotaPerSecond: 1,
      disturbances: [{ kind: 'brown-out', fromS: 0, toS: 1, share: 1 }],
    })

    callsAt([0.1, 0.2, 1])

    assert.deepEqual(answers(), [false, false, true])
    assert.equal(sums().throttled, 1)
  })

  it('takes the quota that is said last, from its beginning until its end', () => {
    const { callsAt, answers } = setUp({
      quotaPerSecond: 10,
      disturbances: [{ kind: 'quota', fromS: 1, toS: 2, perSecond: 0 }],
    })

    callsAt([0.99, 1, 1.99, 2])

    assert.deepEqual(answers(), [true, false, false, true])
  })

  it('answers later, errors too, by all that is slow at the time', () => {
    const slow = { kind: 'slow', fromS: 0, toS: 10, delayS: 1 } as const
    const { callsAt, times } = setUp({ quotaPerSecond: 1, disturbances: [slow, { ...slow, toS: 5 }] })

    callsAt([0, 0.5, 5])

    assert.deepEqual(
      times().map((time) => time.toFixed(3)),
      ['2.100', '2.600', '6.100'],
    )
  })

  it('tries a call again after the latency and a pause, and counts it once', () => {
    const { callsAt, answers, times, sums } = setUp({
      quotaPerSecond: 1000,
      maxAttempts: 3,
      disturbances: [{ kind: 'outage', fromS: 0, toS: 0.01 }],
    })

    callsAt([0])

    assert.deepEqual(answers(), [true])
    assert(times()[0]! > 0.2 && times()[0]! <= 0.25, `${times()[0]}`)
    assert.deepEqual([sums().calls.Decrypt, sums().attempts, sums().failedCalls], [1, 2, 0])
  })
})

/** KMS takes 100 ms. */
function setUp({ quotaPerSecond, ...change }: Partial<PlanModel> & { readonly quotaPerSecond: number }) {
  const model = planOf({ ...documentedFleet, quotaPerSecond }, { maxAttempts: 1, ...change })
  const queue = new EventQueue(0)
  const tally = new RunningTally()
  const random = randomStream(1, 'asked kms')
  const kms = new AskedKms({ model, queue, tally, latency: () => 100e6, random })
  const client = new RetryClient(model, random)
  const answered: { isOk: boolean; at: number }[] = []
  return {
    /** One call at each time. */
    callsAt: (moments: readonly number[]) => {
      for (const moment of moments)
        queue.at(moment, () => kms.call(client, 'Decrypt', (isOk) => answered.push({ isOk, at: queue.now })))
      queue.runUntil(100)
    },
    answers: () => answered.map(({ isOk }) => isOk),
    times: () => answered.map(({ at }) => at),
    sums: () => tally.sums(),
  }
}
