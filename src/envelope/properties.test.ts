import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { overheadOf, suiteProperties } from './properties.ts'
import { aes256GcmRandomNonce } from './suites/aes-256-gcm-random-nonce.ts'
import { suites } from './suites/registry.ts'
import type { Suite } from './suites/suite.ts'

describe('suiteProperties', () => {
  it('bounds records by their salts, by a standard that allows fewer, or not at all where nonces are counted', () => {
    const bounds = suites.map((suite) => [suite.name, suiteProperties(suite).recordsPerKeyLog2])

    assert.deepEqual(Object.fromEntries(bounds), {
      'aes-256-gcm+hkdf-sha512': 48.5,
      'aes-256-gcm+hkdf-sha256': 48.5,
      'aes-256-gcm+kbkdf': 48.5,
      'xaes-256-gcm': 80,
      'aes-256-gcm+one-step-sha256': 48.5,
      'aes-256-gcm+esdk': 112.5,
      'aes-256-gcm+random-nonce': 32,
      'aes-256-gcm+counter-nonce': null,
      'aes-128-gcm+hkdf-sha512': 48.5,
      'chacha20-poly1305+hkdf-sha512': 48.5,
      'aes-256-gcm-siv': 32,
      'aes-256-ctr-hmac+hkdf-sha512': 48.5,
    })
  })

  it('takes the bound of the salts where they are shorter than nonces', () => {
    const short = { ...aes256GcmRandomNonce, saltLength: 11 }

    assert.equal(suiteProperties(short).recordsPerKeyLog2, 28.5)
  })

  it('says of every suite what its salts, fields and tag say', () => {
    for (const suite of suites) {
      const { nonceBound, recordsPerKeyLog2, commitment, commitmentBytes, derivation, derivesRecordKeys } =
        suiteProperties(suite)

      assert.equal(commitment === 'field', commitmentBytes > 0, suite.name)
      assert.equal(derivation.startsWith('none'), !derivesRecordKeys, suite.name)
      if (recordsPerKeyLog2 === null) assert.match(nonceBound, /counted/)
      else assert.ok(nonceBound.includes(`2^${recordsPerKeyLog2} records`), `${suite.name}: ${nonceBound}`)
    }
  })

  it('says whether this Node has the suite, and why not', () => {
    const missing: Suite = { ...suites[0], unavailable: 'No such cipher.' }

    assert.equal(suiteProperties(suites[0]).unavailable, null)
    assert.equal(suiteProperties(missing).unavailable, 'No such cipher.')
  })
})

describe('overheadOf', () => {
  it('says the bytes that each key reference adds', () => {
    const added = (['inline', 'edk-id', 'batch-index'] as const).map((name) => overheadOf(suites[0], name))

    assert.deepEqual(added, [262, 94, 80])
  })
})
