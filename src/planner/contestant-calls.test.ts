import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { contestantCalls } from './contestant-calls.ts'
import { plainFleet } from './fleet.fixture.ts'

describe('contestantCalls', () => {
  const model = {
    ...plainFleet,
    arrivals: 'constant',
    callsPerSecond: 10,
    batch: 2,
    durationNs: 5e9,
    consumers: 3,
  } as const

  it('expects none of who never asks KMS', () => {
    const expected = contestantCalls('none', model)

    assert.deepEqual(expected.method !== 'none' && [expected.calls, expected.sigma], [
      { GenerateDataKey: 0, Decrypt: 0 },
      { GenerateDataKey: 0, Decrypt: 0 },
    ])
  })

  it('expects one for each record that is put, and for each that a consumer reads', () => {
    const expected = contestantCalls('per-record', model)

    assert.deepEqual(expected.method !== 'none' && expected.calls, {
      GenerateDataKey: 0,
      Decrypt: 300,
      Encrypt: 100,
    })
    assert.deepEqual(expected.method !== 'none' && expected.sigma, {
      GenerateDataKey: 0,
      Decrypt: 0,
      Encrypt: 0,
    })
  })

  it('knows how far Poisson arrivals vary: by whole batches', () => {
    const expected = contestantCalls('per-record', { ...model, arrivals: 'poisson' })

    const sigma = 2 * Math.sqrt(50)
    assert.deepEqual(expected.method !== 'none' && expected.sigma, {
      GenerateDataKey: 0,
      Decrypt: 3 * sigma,
      Encrypt: sigma,
    })
  })

  it('predicts nothing where it cannot', () => {
    assert.equal(contestantCalls('by-own-cache', model).method, 'none')
    assert.equal(contestantCalls('per-record', { ...model, arrivals: 'closed' }).method, 'none')
    assert.equal(contestantCalls('per-record', { ...model, failuresPlanned: true }).method, 'none')
  })
})
