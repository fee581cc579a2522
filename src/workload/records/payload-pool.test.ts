import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'

import { payloadPool, payloadStarts } from './payload-pool.ts'

describe('payloadPool', () => {
  it('is the same for the same seed, on any machine', () => {
    const { bytes, digest } = payloadPool(20170701, 1024)

    assert.equal(bytes.length, payloadStarts + 1024)
    assert.deepEqual(digest, createHash('sha256').update(bytes).digest())
    assert.equal(bytes.toString('hex', 0, 16), knownStart)
  })

  it('differs between seeds', () => {
    assert.notDeepEqual(payloadPool(1, 16).digest, payloadPool(2, 16).digest)
  })

  it('is made once for a seed and size, and shared', () => {
    const first = payloadPool(7, 100)

    assert.equal(payloadPool(7, 100), first)
    assert.notEqual(payloadPool(7, 101), first)
  })

  it('looks random: every byte value about equally often', () => {
    const { bytes } = payloadPool(3, 0)
    const counts = new Float64Array(256)
    for (const byte of bytes) counts[byte]! += 1

    const expected = bytes.length / 256
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    assert.ok(Math.abs(chiSquare - 255) < 5 * Math.sqrt(2 * 255), `chi-square ${chiSquare}`)
  })
})

/**
 * By openssl: `head -c 16 /dev/zero | openssl enc -aes-256-ctr -iv 00000000000000000000000000000000 -K $key | xxd -p`,
 * with the key from `printf 'sealbench/payload-pool/v1\0%s' 20170701 | sha256sum`.
 */
const knownStart = 'c338f9e914f2eb40ad9d11a4f2c638e7'
