import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { overheadOf, suiteProperties } from './properties.ts'
import { suites } from './suites/registry.ts'

describe('suiteProperties', () => {
  it('bounds records by their salts, and by 2^32 where the key material itself seals', () => {
    const bounds = suites.map((suite) => [suite.name, suiteProperties(suite).recordsPerKeyLog2])

    assert.deepEqual(Object.fromEntries(bounds), {
      'aes-256-gcm+hkdf-sha512': 48.5,
      'aes-256-gcm+random-nonce': 32,
      'chacha20-poly1305+hkdf-sha512': 48.5,
    })
  })

  it('takes the bound of the salts where they are shorter than nonces', () => {
    const short = { ...suites[1], saltLength: 11 }

    assert.equal(suiteProperties(short).recordsPerKeyLog2, 28.5)
  })
})

describe('overheadOf', () => {
  it('says the bytes that each key reference adds', () => {
    const added = (['inline', 'edk-id', 'batch-index'] as const).map((name) => overheadOf(suites[0], name))

    assert.deepEqual(added, [262, 94, 80])
  })
})
