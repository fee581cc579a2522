import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { ScenarioInvalidError } from './faults.ts'
import { parseScenario } from './load-scenario.ts'

const text = (suite: string, more = '') => `name: x
load: { arrivals: constant, rate: 1 /s, duration: 10 s }
fleet: { frontEnds: 2 }
envelope: { suite: ${suite} }
${more}`

function faultsOf(scenario: string): string[] {
  try {
    parseScenario(scenario, 'x.yaml')
    return []
  } catch (error) {
    assert.ok(error instanceof ScenarioInvalidError)
    return error.faults.map(({ path, message }) => `${path} ${message}`)
  }
}

describe('a contestant in a scenario', () => {
  for (const setting of [
    'keyCache: { jitter: 0.1 }',
    'keyCache: { refreshAhead: 1 s }',
    'keyCache: { xfetch: 1 }',
    'keyCache: { sharedBy: 2 }',
    'keyCache: { policy: independent }',
    'keyCache: { branchKey: { ttl: 1 h } }',
    'keyCache: { negativeTtl: 1 s }',
    'readerCache: { negativeTtl: 1 s }',
  ]) {
    it(`refuses a setting that has no effect on it: ${setting}`, () => {
      const faults = faultsOf(text('node-crypto/aes-256-gcm', setting))

      assert.equal(faults.length, 1)
      assert.match(faults[0]!, /has no effect on node-crypto\/aes-256-gcm/)
      assert.deepEqual(faultsOf(text('aes-256-gcm+hkdf-sha512', setting)), [])
    })
  }

  it('takes those that some of them heed', () => {
    const settings = 'keyCache: { ttl: 1 min, rotation: 1 min, maxRecords: 10, maxBytes: 1 MiB }'

    assert.deepEqual(faultsOf(text('aws-encryption-sdk/kms', settings)), [])
  })

  it('takes records as large as its limit and no larger', () => {
    assert.deepEqual(faultsOf(text('kms/encrypt', 'records: { size: 4084 B }')), [])
    assert.match(
      faultsOf(text('kms/encrypt', 'records: { size: 4085 B }'))[0]!,
      /at most 4084 B with kms\/encrypt/,
    )
    assert.deepEqual(faultsOf(text('plain', 'records: { size: 10 MiB }')), [])
  })
})
