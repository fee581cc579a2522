/**
 * The ciphers and derivations of the suites beside test vectors of Wycheproof and NIST.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

import { EnvelopeError } from '../envelope-error.ts'
import {
  aeadDecrypt,
  aeadEncryptInto,
  aes128Gcm,
  aes256Gcm,
  aes256GcmSiv as gcmSiv,
  chacha20Poly1305,
  tagLength,
  type Aead,
} from './aead.ts'
import { aes256GcmSiv } from './aes-256-gcm-siv.ts'
import { extract } from './hkdf.ts'
import { sha256, sha512, type Sha } from './hmac.ts'
import { hex, hmac } from './vectors.fixture.ts'

const folder = fileURLToPath(new URL('../../../../shared/vectors/', import.meta.url))
const skip = existsSync(folder) ? false : `no test vectors by others: ${folder} is absent`

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

function read(name: string, digest: string): string {
  const bytes = readFileSync(folder + name)
  assert.equal(createHash('sha256').update(bytes).digest('hex'), digest, `${name} has been changed`)
  return bytes.toString()
}

/** Every vector whose sizes are those that the suites use. */
function vectorsOf<Vector>(
  name: string,
  digest: string,
  isOurs: (group: Group<Vector>) => boolean,
): readonly Vector[] {
  const { testGroups } = JSON.parse(read(name, digest)) as { testGroups: readonly Group<Vector>[] }
  return testGroups.filter(isOurs).flatMap(({ tests }) => tests)
}

const pinnedTo =
  (bits: number) =>
  ({ keySize, ivSize, tagSize }: Group<AeadVector>): boolean =>
    keySize === bits && ivSize === 96 && tagSize === 128

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
function hkdf(sha: Sha, { salt, ikm, info, size }: HkdfVector): Buffer {
  // As HMAC does with keys that are longer than a block, of which the suites have none.
  const isLong = hex(salt).length > sha.blockLength
  const key = isLong ? createHash(sha.algorithm).update(hex(salt)).digest() : hex(salt)
  const extracted = extract(sha, key, hex(ikm))
  const blocks: Buffer[] = []
  for (let counter = 1; blocks.length * sha.digestLength < size; counter += 1) {
    const previous = blocks.at(-1) ?? Buffer.alloc(0)
    blocks.push(hmac(sha, extracted, Buffer.concat([previous, hex(info), Buffer.of(counter)])))
  }
  return Buffer.concat(blocks).subarray(0, size)
}

/** NIST SP 800-108r1, 4.1, with a counter of 32 bits in front. */
function kbkdf(sha: Sha, key: Buffer, fixed: Buffer, size: number): Buffer {
  const blocks: Buffer[] = []
  for (let counter = 1; blocks.length * sha.digestLength < size; counter += 1) {
    blocks.push(hmac(sha, key, Buffer.concat([Buffer.of(0, 0, 0, counter), fixed])))
  }
  return Buffer.concat(blocks).subarray(0, size)
}

describe('the suites’ ciphers', { skip }, () => {
  const gcmDigest = '985e5ecc172e181eaf49e89508b9470dcf478002eb7e8559c707eb42dc97dfe7'

  for (const [bits, aead] of [
    [256, aes256Gcm],
    [128, aes128Gcm],
  ] as const) {
    it(`passes the vectors of Wycheproof for AES-${bits}-GCM`, () => {
      const vectors = vectorsOf<AeadVector>('wycheproof_aes_gcm.json', gcmDigest, pinnedTo(bits))

      assert.ok(vectors.length > 50, `only ${vectors.length} vectors`)
      for (const vector of vectors) checkAead(aead, vector)
    })
  }

  it(
    'passes the vectors of Wycheproof for AES-256-GCM-SIV',
    { skip: aes256GcmSiv.unavailable ?? false },
    () => {
      const digest = 'd96e4f8c0db1a5e3b395907120f9d417d599507e7a08a1f60babff09ae276a8d'
      const vectors = vectorsOf<AeadVector>('wycheproof_aes_gcm_siv.json', digest, pinnedTo(256))

      assert.equal(vectors.length, 103)
      for (const vector of vectors) checkAead(gcmSiv, vector)
    },
  )

  it('passes the vectors of Wycheproof for ChaCha20-Poly1305', () => {
    const digest = 'fe61d25f90e1bde4461d00eafe61049e5f29bd999f36b766df9cda90906ad53d'
    const vectors = vectorsOf<AeadVector>('wycheproof_chacha20_poly1305.json', digest, pinnedTo(256))

    assert.ok(vectors.length > 250, `only ${vectors.length} vectors`)
    for (const vector of vectors) checkAead(chacha20Poly1305, vector)
  })
})

describe('the suites’ derivations', { skip }, () => {
  for (const [sha, digest] of [
    [sha256, 'bb2b462a38b251cb52a2aede706d6d4b62b26864f4e80c95497507ddb07c5f1e'],
    [sha512, 'bb9a21f4e86041caf5d7792b030349f8ff289087f195b2fbc0fc0afc39deca6f'],
  ] as const) {
    it(`passes the vectors of Wycheproof for HKDF with ${sha.algorithm}`, () => {
      const file = `wycheproof_hkdf_${sha.algorithm}.json`
      const vectors = vectorsOf<HkdfVector>(file, digest, () => true)
      // The others ask for more than 255 blocks; a suite asks for one.
      const valid = vectors.filter(({ result }) => result === 'valid')

      assert.ok(valid.length > 70, `only ${valid.length} vectors`)
      for (const vector of valid)
        assert.deepEqual(hkdf(sha, vector), hex(vector.okm), `vector ${vector.tcId}`)
    })
  }

  it('passes the vectors of NIST for the counter mode of SP 800-108', () => {
    const digest = '9561e0350e4fe2b81dca3a0fbb86ed5aa2b207cb72ada747814662f8661e995e'
    const blocks = read('kbkdf_counter.txt', digest).trim().split('\n\n')
    let checked = 0

    for (const block of blocks) {
      const fields = Object.fromEntries(block.split('\n').map((line) => line.split('='))) as Record<
        string,
        string
      >
      const sha = { 'SHA-256': sha256, 'SHA-512': sha512 }[fields['HASH']!]
      if (sha === undefined) continue
      const expected = hex(fields['EXPECT']!)
      assert.deepEqual(kbkdf(sha, hex(fields['SECRET']!), hex(fields['INFO']!), expected.length), expected)
      checked += 1
    }

    assert.equal(checked, 80)
  })
})
