import assert from 'node:assert/strict'
import { createCipheriv } from 'node:crypto'
import { describe, it } from 'node:test'

import { context, edk, saltOf, seal } from './envelope.fixture.ts'
import { SealingKey } from './key-material.ts'
import { openParsed } from './open.ts'
import { parseEnvelope } from './parse.ts'
import { PublicInputs } from './public-inputs.ts'
import { unpooledCopy } from './secret-bytes.ts'
import { aes256GcmHkdfSha512 } from './suites/aes-256-gcm-hkdf-sha512.ts'
import { aes256GcmRandomNonce } from './suites/aes-256-gcm-random-nonce.ts'
import type { Suite } from './suites/suite.ts'

/**
 * One ciphertext for two keys (Dodis et al., CRYPTO 2018): a tag of GCM is
 * linear in each block of ciphertext, so whoever knows both keys can solve for
 * one free block under which both give the same tag.
 */
describe('key commitment', () => {
  const materials = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)] as const
  const keysOf = (suite: Suite) =>
    materials.map((material) => SealingKey.prepare(suite, unpooledCopy(material), edk)) as [
      SealingKey,
      SealingKey,
    ]

  it('is missing from the baseline: a forged record opens under two key materials', () => {
    const keys = keysOf(aes256GcmRandomNonce)
    const record = forge(keys, recordOf(keys[0], agreeingNonce(materials)))

    const opened = keys.map((key) => openParsed(parseEnvelope(record), key, context))

    assert.notDeepEqual(opened[0], opened[1])
  })

  it('stops the same forgery in the default suite, although its tag is right under both keys', () => {
    const keys = keysOf(aes256GcmHkdfSha512)
    const record = forge(keys, recordOf(keys[0], saltOf(aes256GcmHkdfSha512)))

    const { ciphertext, tag, inputs } = boundInputsOf(record, keys[1])
    const secrets = keys[1].preparedKey.deriveSecrets(inputs)
    assert.ok(aes256GcmHkdfSha512.decrypt(secrets, inputs, ciphertext, tag))

    assert.ok(openParsed(parseEnvelope(record), keys[0], context))
    assert.throws(() => openParsed(parseEnvelope(record), keys[1], context), {
      code: 'ERR_ENVELOPE',
      reason: 'COMMITMENT',
    })
  })
})

/** Partition key of one byte, and two blocks of which the second is to be solved for. */
function recordOf(key: SealingKey, salt: Buffer): Buffer {
  return seal({ key, salt, partitionKey: 'k', payload: Buffer.alloc(32 - 3) })
}

/** A nonce under which both key streams agree on the length and differ little in the partition key. */
function agreeingNonce(materials: readonly [Buffer, Buffer]): Buffer {
  const nonces = 1 << 19
  const counters = Buffer.alloc(nonces * 16)
  for (let index = 0; index < nonces; index += 1) {
    counters.writeUInt32BE(index, index * 16)
    counters.writeUInt32BE(2, index * 16 + 12)
  }
  const [one, other] = materials.map((key) => ecb(key, counters)) as [Buffer, Buffer]
  for (let at = 0; at < one.length; at += 16) {
    const isAgreed = one.readUInt16BE(at) === other.readUInt16BE(at)
    // 'k' stays ASCII when its high bit is left alone.
    if (isAgreed && ((one[at + 2] as number) ^ (other[at + 2] as number)) < 0x80) {
      return counters.subarray(at, at + 12)
    }
  }
  throw new Error('no nonce found')
}

/** Changes the last block of ciphertext, and the tag, so that both keys accept them. */
function forge(keys: readonly [SealingKey, SealingKey], record: Buffer): Buffer {
  const { ciphertextAt, tagAt } = parseEnvelope(record)
  const [one, other] = keys.map((key) => tagEquationOf(record, key)) as [TagEquation, TagEquation]
  // tag = constant + free block * factor, in both; addition is XOR.
  const free = multiply(one.constant ^ other.constant, invert(one.factor ^ other.factor))
  const forged = Buffer.from(record)
  bytesOf(free).copy(forged, ciphertextAt + 16)
  bytesOf(one.constant ^ multiply(free, one.factor)).copy(forged, tagAt)
  return forged
}

interface TagEquation {
  readonly constant: bigint
  readonly factor: bigint
}

function tagEquationOf(record: Buffer, key: SealingKey): TagEquation {
  const { ciphertext, inputs } = boundInputsOf(record, key)
  const aesKey = key.preparedKey.deriveSecrets(inputs).subarray(0, 32)
  const nonce = key.suite.saltLength === 12 ? inputs.salt : Buffer.alloc(12)
  const hashKey = numberOf(ecb(aesKey, Buffer.alloc(16)))
  const lengths = Buffer.alloc(16)
  lengths.writeUInt32BE(inputs.aad.length * 8, 4)
  lengths.writeUInt32BE(ciphertext.length * 8, 12)
  const padded = Buffer.concat([inputs.aad, Buffer.alloc((16 - (inputs.aad.length % 16)) % 16)])
  const blocks = Buffer.concat([padded, ciphertext.subarray(0, 16), Buffer.alloc(16), lengths])
  let hash = 0n
  for (let at = 0; at < blocks.length; at += 16) {
    hash = multiply(hash ^ numberOf(blocks.subarray(at, at + 16)), hashKey)
  }
  const mask = numberOf(ecb(aesKey, Buffer.concat([nonce, Buffer.of(0, 0, 0, 1)])))
  return { constant: hash ^ mask, factor: multiply(hashKey, hashKey) }
}

function boundInputsOf(record: Buffer, key: SealingKey) {
  const { saltAt, ciphertextAt, tagAt } = parseEnvelope(record)
  const inputs = new PublicInputs(key.suite, key.edkHash)
  inputs.bindContext(context.hash)
  inputs.takeHeader(record, saltAt, ciphertextAt)
  return { inputs, ciphertext: record.subarray(ciphertextAt, tagAt), tag: record.subarray(tagAt) }
}

function ecb(key: Buffer, blocks: Buffer): Buffer {
  return createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(blocks)
}

const numberOf = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`)
const bytesOf = (number: bigint): Buffer => Buffer.from(number.toString(16).padStart(32, '0'), 'hex')

/** In GF(2^128) with the bit order of GCM (NIST SP 800-38D, 6.3). */
function multiply(one: bigint, other: bigint): bigint {
  let product = 0n
  let shifted = other
  for (let bit = 127n; bit >= 0n; bit -= 1n) {
    if ((one >> bit) & 1n) product ^= shifted
    shifted = shifted & 1n ? (shifted >> 1n) ^ (0xe1n << 120n) : shifted >> 1n
  }
  return product
}

/** By Fermat: the power 2^128 - 2. */
function invert(number: bigint): bigint {
  let result = 1n << 127n
  let square = number
  for (let bit = 1; bit < 128; bit += 1) {
    square = multiply(square, square)
    result = multiply(result, square)
  }
  return result
}
