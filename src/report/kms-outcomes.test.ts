import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { KmsResult } from '../run-store/run-format.ts'
import { describeKmsLatency, describeTrouble } from './kms-outcomes.ts'

describe('describeTrouble', () => {
  it('says nothing where every call succeeded at once', () => {
    assert.deepEqual(describeTrouble(kmsOf({})), [])
  })

  it('says how many attempts calls took, and what became of those, most frequent first', () => {
    const kms = kmsOf({
      attempts: { GenerateDataKey: 14, Decrypt: 0 },
      attemptsByOutcome: { ThrottlingException: 4, ok: 10 },
    })

    assert.deepEqual(describeTrouble(kms), ['10 calls took 14 attempts: ok 10, ThrottlingException 4.'])
  })

  it('says how many calls failed in the end, and how', () => {
    const kms = kmsOf({
      byOutcome: { ok: 7, DisabledException: 2, ThrottlingException: 1 },
      failed: 2,
      throttled: 1,
    })

    assert.deepEqual(describeTrouble(kms), [
      'In the end 3 of them failed: DisabledException 2, ThrottlingException 1.',
    ])
  })

  it('reads runs that know of no attempts', () => {
    const { attempts: _, attemptsByOutcome: __, ...older } = kmsOf({})

    assert.deepEqual(describeTrouble(older), [])
  })
})

describe('describeKmsLatency', () => {
  it('gives p50 and p99 of calls', () => {
    const call = { ...none, count: 10, p50: 10e6, p99: 1.8e9 }

    assert.deepEqual(describeKmsLatency(kmsOf({ latency: { call, attempt: none } })), [
      'A call took 10 ms at p50 and 1.8 s at p99, its retries included.',
    ])
  })

  it('says nothing where there was no call, or where nobody timed one', () => {
    const { latency: _, ...older } = kmsOf({})

    assert.deepEqual(describeKmsLatency(kmsOf({ latency: { call: none, attempt: none } })), [])
    assert.deepEqual(describeKmsLatency(older), [])
  })
})

const none = { count: 0, min: 0, mean: 0, p50: 0, p90: 0, p99: 0, p999: 0, p9999: 0, max: 0 }

function kmsOf(changes: Partial<KmsResult>): KmsResult {
  return {
    calls: { GenerateDataKey: 10, Decrypt: 0 },
    expectedCalls: null,
    oracle: { verdict: 'none', sigma: null, method: 'none', reason: '' },
    byPrincipal: {},
    byFrontEnd: {},
    byOutcome: { ok: 10 },
    attempts: { GenerateDataKey: 10, Decrypt: 0 },
    attemptsByOutcome: { ok: 10 },
    throttled: 0,
    failed: 0,
    waitedNs: 0,
    recordsDelayed: { put: 0, get: 0 },
    usdPer30Days: 1,
    timeline: { sliceNs: 1, GenerateDataKey: [], Decrypt: [] },
    ...changes,
  }
}
