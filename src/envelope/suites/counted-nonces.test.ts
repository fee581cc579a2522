import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { keyMaterial, edk, seal } from '../envelope.fixture.ts'
import { SealingKey } from '../key-material.ts'
import { parseEnvelope } from '../parse.ts'
import { aes256GcmCounterNonce } from './aes-256-gcm-counter-nonce.ts'
import { CountedNonces, SenderIds } from './counted-nonces.ts'

const exhausted = { code: 'ERR_ENVELOPE', reason: 'NONCES_EXHAUSTED' }

function next(nonces: CountedNonces): string {
  const nonce = Buffer.alloc(12, 0xff)
  nonces.write(nonce)
  return nonce.toString('hex')
}

describe('CountedNonces', () => {
  it('counts behind a sender id that no other has', () => {
    const ids = new SenderIds(7)
    const [one, other] = [new CountedNonces(ids), new CountedNonces(ids)]

    const written = [next(one), next(other), next(one), next(other)]

    assert.deepEqual(written, [
      '000000070000000000000000',
      '000000080000000000000000',
      '000000070000000000000001',
      '000000080000000000000001',
    ])
  })

  it('counts in 64 bits', () => {
    const nonces = new CountedNonces(new SenderIds(), 2 ** 32 - 1)

    assert.deepEqual([next(nonces), next(nonces)], ['0000000000000000ffffffff', '000000000000000100000000'])
  })

  it('takes its sender id with its first nonce, so that keys that only open use none up', () => {
    const ids = new SenderIds()
    const nonces = new CountedNonces(ids)

    assert.equal(ids.take(), 0)
    assert.match(next(nonces), /^00000001/)
  })

  it('ends with the last sender id', () => {
    const ids = new SenderIds(0xffff_ffff)

    assert.equal(next(new CountedNonces(ids)), 'ffffffff0000000000000000')
    assert.throws(() => next(new CountedNonces(ids)), exhausted)
    assert.throws(() => next(new CountedNonces(ids)), exhausted)
  })

  it('ends with the last number that JavaScript counts exactly', () => {
    const nonces = new CountedNonces(new SenderIds(), Number.MAX_SAFE_INTEGER)

    assert.equal(next(nonces), '00000000001fffffffffffff')
    assert.throws(() => next(nonces), exhausted)
    assert.throws(() => next(nonces), exhausted)
  })
})

describe('aes-256-gcm+counter-nonce', () => {
  it('never repeats a nonce, however often the same key material is prepared again', () => {
    const nonces = new Set<string>()

    for (let preparation = 0; preparation < 100; preparation += 1) {
      const key = SealingKey.prepare(aes256GcmCounterNonce, keyMaterial(), edk)
      for (let record = 0; record < 100; record += 1) {
        const { record: bytes, saltAt, commitmentAt } = parseEnvelope(seal({ key }))
        nonces.add(bytes.toString('hex', saltAt, commitmentAt))
      }
      key.wipe()
    }

    assert.equal(nonces.size, 10_000)
  })
})
