import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { SaltPool } from './salt-pool.ts'

describe('SaltPool', () => {
  it('never hands out the same bytes twice, across refills and with mixed lengths', () => {
    const pool = new SaltPool()
    const seen = new Set<string>()
    let drawn = 0

    for (let round = 0; round < 2_000; round += 1) {
      for (const length of [16, 12, 24, 32]) {
        const salt = Buffer.alloc(length)
        pool.fill(salt)
        // Windows of 8 bytes would show an overlap of neighbours as well.
        for (let at = 0; at + 8 <= length; at += 4) {
          seen.add(salt.toString('latin1', at, at + 8))
          drawn += 1
        }
      }
    }

    assert.equal(seen.size, drawn)
  })

  it('fills a salt that lies inside other bytes, and only that', () => {
    const bytes = Buffer.alloc(48)

    new SaltPool().fill(bytes.subarray(16, 32))

    assert.ok(bytes.subarray(16, 32).some((byte) => byte !== 0))
    assert.deepEqual(bytes.subarray(0, 16), Buffer.alloc(16))
    assert.deepEqual(bytes.subarray(32), Buffer.alloc(16))
  })
})
