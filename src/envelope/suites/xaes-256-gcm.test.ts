/**
 * XAES-256-GCM beside the vectors of its specification.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'

import type { PublicInputs } from '../public-inputs.ts'
import { unpooledCopy } from '../secret-bytes.ts'
import { tagLength } from './aead.ts'
import { hex } from './vectors.fixture.ts'
import { xaes256Gcm } from './xaes-256-gcm.ts'

interface XaesCall {
  readonly key: Buffer
  readonly nonce: Buffer
  readonly aad: Buffer
}

/** XAES-256-GCM by the suite, on inputs that no record has. */
function xaes({ key, nonce, aad }: XaesCall, plaintext: Buffer) {
  const inputs = { salt: nonce, nonce: nonce.subarray(12), aad } as unknown as PublicInputs
  const prepared = xaes256Gcm.prepareKey(unpooledCopy(key))
  const recordKey = prepared.deriveSecrets(inputs)
  const sealed = Buffer.alloc(plaintext.length + tagLength)
  xaes256Gcm.encryptInto(recordKey, inputs, plaintext, sealed, 0)
  const [ciphertext, tag] = [sealed.subarray(0, plaintext.length), sealed.subarray(plaintext.length)]
  assert.deepEqual(xaes256Gcm.decrypt(recordKey, inputs, ciphertext, tag), plaintext)
  prepared.wipe()
  return { recordKey, sealed }
}

describe('XAES-256-GCM', () => {
  const nonce = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWX')
  // https://c2sp.org/XAES-256-GCM: the first bit of AES(0) is 0 in one and 1 in the other.
  const published = [
    {
      key: Buffer.alloc(32, 1),
      aad: '',
      recordKey: 'c8612c9ed53fe43e8e005b828a1631a0bbcb6ab2f46514ec4f439fcfd0fa969b',
      sealed: 'ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271',
    },
    {
      key: Buffer.alloc(32, 3),
      aad: 'c2sp.org/XAES-256-GCM',
      recordKey: 'e9c621d4cdd9b11b00a6427ad7e559aeedd66b3857646677748f8ca796cb3fd8',
      sealed: '986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d',
    },
  ]

  it('passes the vectors of its specification', () => {
    for (const { key, aad, recordKey, sealed } of published) {
      const actual = xaes({ key, nonce, aad: Buffer.from(aad) }, Buffer.from('XAES-256-GCM'))

      assert.deepEqual(actual, { recordKey: hex(recordKey), sealed: hex(sealed) })
    }
  })

  it('passes the accumulated test of its specification, 10,000 random calls', () => {
    const random = createHash('shake128', { outputLength: 10_000 * (32 + 24 + 2 * 256) }).digest()
    const accumulated = createHash('shake128', { outputLength: 32 })
    let at = 0
    const take = (length: number): Buffer => random.subarray(at, (at += length))
    const takeSome = (): Buffer => take(take(1)[0]!)

    for (let call = 0; call < 10_000; call += 1) {
      const [key, ownNonce, plaintext, aad] = [take(32), take(24), takeSome(), takeSome()]
      accumulated.update(xaes({ key, nonce: ownNonce, aad }, plaintext).sealed)
    }

    const expected = 'e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939'
    assert.equal(accumulated.digest('hex'), expected)
  })
})
