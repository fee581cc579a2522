import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { kmsOperations } from '../kms/key-service.ts'
import { milliseconds, nanoseconds, seconds, type Nanoseconds } from '../units/units.ts'
import { FailurePlan, type Fault, type PlannedFailure } from './planned-failures.ts'

const seed = 20170701

describe('FailurePlan', () => {
  it('hits from the first nanosecond of its window until just before its end', () => {
    const plan = planOf({ from: seconds(10), to: seconds(20) })
    const faultAt = (time: number) => plan.outcomeOf('Decrypt', nanoseconds(time)).fault

    assert.equal(faultAt(10e9 - 1), undefined)
    assert.equal(faultAt(10e9), 'internal-error')
    assert.equal(faultAt(20e9 - 1), 'internal-error')
    assert.equal(faultAt(20e9), undefined)
  })

  it('lasts to the end where no end is given', () => {
    const plan = planOf({ from: seconds(10), to: undefined })

    assert.equal(plan.outcomeOf('Decrypt', seconds(1e6)).fault, 'internal-error')
  })

  it('hits only the operations that it names', () => {
    const plan = planOf({ operations: ['GenerateDataKey'] })

    assert.equal(plan.outcomeOf('GenerateDataKey', seconds(1)).fault, 'internal-error')
    assert.equal(plan.outcomeOf('Decrypt', seconds(1)).fault, undefined)
  })

  it('hits its share of the calls', () => {
    const plan = planOf({ share: 0.25 })
    const calls = 20_000

    const hits = count(calls, () => plan.outcomeOf('Decrypt', seconds(1)).fault !== undefined)

    const sigma = Math.sqrt(calls * 0.25 * 0.75)
    assert.ok(Math.abs(hits - calls * 0.25) < 4 * sigma, `${hits} of ${calls} hit with seed ${seed}`)
  })

  it('hits the same calls again under the same seed, and others under another', () => {
    assert.deepEqual(hitsUnder(1), hitsUnder(1))
    assert.notDeepEqual(hitsUnder(1), hitsUnder(2))
  })

  it('hits the same calls whatever the failures before it do', () => {
    const alone = new FailurePlan([failure({ share: 0 }), failure({ share: 0.5 })], seed)
    const after = new FailurePlan([failure({ share: 1, fault: 'slow' }), failure({ share: 0.5 })], seed)

    for (let call = 0; call < 64; call += 1) {
      const faults = [alone, after].map((plan) => plan.outcomeOf('Decrypt', seconds(1)).fault)
      assert.equal(faults[0], faults[1])
    }
  })

  it('browns out the same calls whatever the failures before it do', () => {
    const brownOut = failure({ fault: 'brown-out' })
    const alone = new FailurePlan([failure({ share: 0 }), brownOut], seed)
    const after = new FailurePlan([failure({ fault: 'key-disabled', share: 0.5 }), brownOut], seed)

    for (let call = 0; call < 64; call += 1) {
      const [one, other] = [alone, after].map((plan) => plan.outcomeOf('Decrypt', seconds(1)).fault)
      if (other !== 'key-disabled') assert.equal(other, one)
    }
  })

  it('delays a timeout by 5 s, a slow call by 1 s and other faults not at all', () => {
    assert.equal(delayOf('timeout'), seconds(5))
    assert.equal(delayOf('slow'), seconds(1))
    assert.equal(delayOf('throttling'), 0)
    assert.equal(delayOf('access-denied'), 0)
  })

  it('delays any fault by what it is told', () => {
    const plan = planOf({ fault: 'key-disabled', delay: milliseconds(300) })

    assert.equal(plan.outcomeOf('Decrypt', seconds(1)).delay, milliseconds(300))
  })

  it('answers slow calls without an error', () => {
    assert.equal(planOf({ fault: 'slow' }).outcomeOf('Decrypt', seconds(1)).fault, undefined)
  })

  it('answers the calls of a brown-out late, and every second one with an error', () => {
    const plan = planOf({ fault: 'brown-out' })
    const calls = 20_000

    const failed = count(calls, () => {
      const { fault, delay } = plan.outcomeOf('Decrypt', seconds(1))
      assert.equal(delay, seconds(1))
      assert(fault === undefined || fault === 'internal-error')
      return fault !== undefined
    })

    const sigma = Math.sqrt(calls * 0.25)
    assert.ok(Math.abs(failed - calls * 0.5) < 4 * sigma, `${failed} of ${calls} failed with seed ${seed}`)
  })

  it('adds up slowness and gives the first error of the plan', () => {
    const faults: readonly Fault[] = ['slow', 'slow', 'timeout', 'throttling', 'slow']
    const plan = new FailurePlan(
      faults.map((fault) => failure({ fault })),
      seed,
    )

    const outcome = plan.outcomeOf('Decrypt', seconds(1))

    assert.deepEqual(outcome, { fault: 'timeout', delay: seconds(7) })
  })

  it('leaves calls alone where nothing is planned', () => {
    assert.deepEqual(new FailurePlan([], seed).outcomeOf('Decrypt', seconds(1)), {
      fault: undefined,
      delay: 0,
    })
  })
})

function failure(changes: Partial<PlannedFailure>): PlannedFailure {
  return { fault: 'internal-error', from: seconds(0), share: 1, operations: kmsOperations, ...changes }
}

function hitsUnder(someSeed: number): readonly unknown[] {
  const plan = new FailurePlan([failure({ share: 0.5 })], someSeed)
  return Array.from({ length: 64 }, () => plan.outcomeOf('Decrypt', seconds(1)).fault)
}

function delayOf(fault: Fault): Nanoseconds {
  return planOf({ fault }).outcomeOf('Decrypt', seconds(1)).delay
}

function planOf(changes: Partial<PlannedFailure>): FailurePlan {
  return new FailurePlan([failure(changes)], seed)
}

function count(times: number, isHit: () => boolean): number {
  return Array.from({ length: times }, isHit).filter(Boolean).length
}
