import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

import * as fc from 'fast-check'

import { EnvelopeError } from '../envelope-error.ts'
import { aeadDecrypt, aeadEncryptInto, aes256Gcm, chacha20Poly1305, tagLength, type Aead } from './aead.ts'
import { expandBlockSha512, extractSha512 } from './hkdf-sha512.ts'
import { hmacSha512, padKeySha512 } from './hmac-sha512.ts'

const folder = fileURLToPath(new URL('../../../../shared/vectors/', import.meta.url))
const skip = existsSync(folder) ? false : `no test vectors by others: ${folder} is absent`

const hex = (text: string): Buffer => Buffer.from(text, 'hex')

interface AeadVector {
  readonly tcId: number
  readonly key: string
  readonly iv: string
  readonly aad: string
  readonly msg: string
  readonly ct: string
  readonly tag: string
  readonly result: 'valid' | 'invalid' | 'acceptable'
}

interface HkdfVector {
  readonly tcId: number
  readonly ikm: string
  readonly salt: string
  readonly info: string
  readonly size: number
  readonly okm: string
  readonly result: 'valid' | 'invalid' | 'acceptable'
}

interface Group<Vector> {
  readonly keySize: number
  readonly ivSize?: number
  readonly tagSize?: number
  readonly tests: readonly Vector[]
}

/** Every vector whose sizes are those that the suites use. */
function vectorsOf<Vector>(
  name: string,
  sha256: string,
  isOurs: (group: Group<Vector>) => boolean,
): readonly Vector[] {
  const bytes = readFileSync(folder + name)
  assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256, `${name} has been changed`)
  const { testGroups } = JSON.parse(bytes.toString()) as { testGroups: readonly Group<Vector>[] }
  return testGroups.filter(isOurs).flatMap(({ tests }) => tests)
}

const isPinned = ({ keySize, ivSize, tagSize }: Group<AeadVector>): boolean =>
  keySize === 256 && ivSize === 96 && tagSize === 128

function checkAead(aead: Aead, vector: AeadVector): void {
  const [key, nonce, aad] = [hex(vector.key), hex(vector.iv), hex(vector.aad)]
  const [plaintext, ciphertext, tag] = [hex(vector.msg), hex(vector.ct), hex(vector.tag)]
  const decrypt = (): Buffer => aeadDecrypt(aead, { key, nonce, aad }, ciphertext, tag)
  if (vector.result === 'invalid') {
    assert.throws(decrypt, (error) => error instanceof EnvelopeError && error.reason === 'AUTH')
    return
  }
  const target = Buffer.concat([plaintext, Buffer.alloc(tagLength)])

  aeadEncryptInto(aead, { key, nonce, aad }, target.subarray(0, plaintext.length), target, 0)

  assert.deepEqual(target, Buffer.concat([ciphertext, tag]), `vector ${vector.tcId}`)
  assert.deepEqual(decrypt(), plaintext, `vector ${vector.tcId}`)
}

/** HKDF of any length, from the suites' one block at a time. */
function hkdf(salt: Buffer, inputKey: Buffer, info: Buffer, length: number): Buffer {
  const extracted = extractSha512(salt, inputKey)
  const blocks: Buffer[] = []
  for (let counter = 1; blocks.length * 64 < length; counter += 1) {
    const infoBlock = Buffer.concat([blocks.at(-1) ?? Buffer.alloc(0), info, Buffer.of(counter)])
    blocks.push(expandBlockSha512(extracted, infoBlock))
  }
  return Buffer.concat(blocks).subarray(0, length)
}

describe('the suites’ ciphers', { skip }, () => {
  it('passes the vectors of Wycheproof for AES-256-GCM', () => {
    const digest = '985e5ecc172e181eaf49e89508b9470dcf478002eb7e8559c707eb42dc97dfe7'
    const vectors = vectorsOf<AeadVector>('wycheproof_aes_gcm.json', digest, isPinned)

    assert.ok(vectors.length > 50, `only ${vectors.length} vectors`)
    for (const vector of vectors) checkAead(aes256Gcm, vector)
  })

  it('passes the vectors of Wycheproof for ChaCha20-Poly1305', () => {
    const digest = 'fe61d25f90e1bde4461d00eafe61049e5f29bd999f36b766df9cda90906ad53d'
    const vectors = vectorsOf<AeadVector>('wycheproof_chacha20_poly1305.json', digest, isPinned)

    assert.ok(vectors.length > 250, `only ${vectors.length} vectors`)
    for (const vector of vectors) checkAead(chacha20Poly1305, vector)
  })
})

describe('extractSha512 and expandBlockSha512', { skip }, () => {
  it('passes the vectors of Wycheproof for HKDF', () => {
    const digest = 'bb9a21f4e86041caf5d7792b030349f8ff289087f195b2fbc0fc0afc39deca6f'
    const vectors = vectorsOf<HkdfVector>('wycheproof_hkdf_sha512.json', digest, () => true)
    // The others ask for more than 255 blocks; a suite asks for one.
    const valid = vectors.filter(({ result }) => result === 'valid')

    assert.ok(valid.length > 70, `only ${valid.length} vectors`)
    for (const { tcId, salt, ikm, info, size, okm } of valid) {
      assert.deepEqual(hkdf(hex(salt), hex(ikm), hex(info), size), hex(okm), `vector ${tcId}`)
    }
  })
})

describe('hmacSha512', () => {
  it('is HMAC, whatever the lengths of key and message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 128 }), fc.uint8Array({ maxLength: 300 }), (key, message) => {
        const expected = createHmac('sha512', key).update(message).digest()

        const actual = hmacSha512(padKeySha512(Buffer.from(key)), Buffer.from(message))

        assert.deepEqual(actual, expected)
      }),
      { seed: 2104, numRuns: 500 },
    )
  })

  it('takes a key of one block and refuses a longer one', () => {
    assert.equal(padKeySha512(Buffer.alloc(128)).length, 256)
    assert.throws(() => padKeySha512(Buffer.alloc(129)), { code: 'ERR_ASSERTION' })
  })

  it('returns memory that nothing else shares', () => {
    const digest = hmacSha512(padKeySha512(Buffer.alloc(64)), Buffer.alloc(55))

    assert.equal(digest.buffer.byteLength, digest.length)
  })
})
