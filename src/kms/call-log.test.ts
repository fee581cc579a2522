import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { nanoseconds, seconds } from '../units/units.ts'
import { KmsAccount } from './call-log.ts'

describe('KmsAccount', () => {
  it('counts calls by operation, principal and source', () => {
    const account = setUp()

    account.countCall('GenerateDataKey', { principal: 'p0', source: 'front-end-0' }, seconds(0))
    account.countCall('Decrypt', { principal: 'p0', source: 'front-end-1' }, seconds(1))
    account.countCall('Decrypt', { principal: 'p1', source: 'front-end-1' }, seconds(2))

    const { calls, byPrincipal, bySource } = account.snapshot()
    assert.deepEqual(calls, { GenerateDataKey: 1, Decrypt: 2 })
    assert.deepEqual(byPrincipal, {
      p0: { GenerateDataKey: 1, Decrypt: 1 },
      p1: { GenerateDataKey: 0, Decrypt: 1 },
    })
    assert.deepEqual(bySource, {
      'front-end-0': { GenerateDataKey: 1, Decrypt: 0 },
      'front-end-1': { GenerateDataKey: 0, Decrypt: 2 },
    })
  })

  it('tells throttled calls from those that failed for another reason', () => {
    const account = setUp()

    account.countOutcome('ok')
    account.countOutcome('ThrottlingException')
    account.countOutcome('ThrottlingException')
    account.countOutcome('DisabledException')

    const { byOutcome, throttled, failed } = account.snapshot()
    assert.deepEqual(byOutcome, { ok: 1, ThrottlingException: 2, DisabledException: 1 })
    assert.equal(throttled, 2)
    assert.equal(failed, 1)
  })

  it('counts attempts apart from calls, so that one call may be several', () => {
    const account = setUp()

    account.countCall('GenerateDataKey', { principal: 'p0', source: 'front-end-0' }, seconds(0))
    account.countAttempt('GenerateDataKey', 'ThrottlingException')
    account.countAttempt('GenerateDataKey', 'KMSInternalException')
    account.countAttempt('GenerateDataKey', 'ok')
    account.countOutcome('ok')

    const { calls, byOutcome, attempts, attemptsByOutcome, throttled, failed } = account.snapshot()
    assert.deepEqual(calls, { GenerateDataKey: 1, Decrypt: 0 })
    assert.deepEqual(byOutcome, { ok: 1 })
    assert.deepEqual(attempts, { GenerateDataKey: 3, Decrypt: 0 })
    assert.deepEqual(attemptsByOutcome, { ThrottlingException: 1, KMSInternalException: 1, ok: 1 })
    assert.deepEqual([throttled, failed], [0, 0])
  })

  it('lays calls out over equal slices of time, and what comes late into the last', () => {
    const account = setUp()
    const caller = { principal: 'p0', source: 'front-end-0' }

    for (const time of [0, 25e9 - 1, 25e9, 99e9, 100e9, 1e15]) {
      account.countCall('Decrypt', caller, nanoseconds(time))
    }

    assert.deepEqual(account.snapshot().timeline, {
      sliceNs: 25e9,
      GenerateDataKey: [0, 0, 0, 0],
      Decrypt: [2, 1, 0, 3],
    })
  })

  it('lays calls of several principals out by principal, those after the eighth together', () => {
    const account = setUp()

    for (let index = 0; index < 8; index += 1) countOf(account, index)
    assert.equal(account.snapshot().timeline.byPrincipal!.length, 8)
    for (const index of [8, 9, 0]) countOf(account, index)

    const { byPrincipal } = account.snapshot().timeline
    assert.equal(byPrincipal!.length, 9)
    assert.deepEqual(byPrincipal!.at(0), { principal: 'p0', calls: [2, 0, 0, 0] })
    assert.deepEqual(byPrincipal!.at(-1), { principal: null, calls: [2, 0, 0, 0] })
  })

  it('gives snapshots that later calls do not change, and that cross threads', () => {
    const account = setUp()
    const before = account.snapshot()

    account.countCall('Decrypt', { principal: 'p0', source: 'front-end-0' }, seconds(0))

    assert.deepEqual(before.calls, { GenerateDataKey: 0, Decrypt: 0 })
    assert.deepEqual(structuredClone(account.snapshot()), account.snapshot())
  })

  it('needs a length and slices', () => {
    assert.throws(() => new KmsAccount({ horizon: seconds(0), slices: 1 }))
    assert.throws(() => new KmsAccount({ horizon: seconds(1), slices: 0 }))
    assert.throws(() => new KmsAccount({ horizon: seconds(1), slices: 1.5 }))
  })
})

function setUp() {
  return new KmsAccount({ horizon: seconds(100), slices: 4 })
}

function countOf(account: KmsAccount, principal: number): void {
  account.countCall('Decrypt', { principal: `p${principal}`, source: 'front-end-0' }, seconds(0))
}
