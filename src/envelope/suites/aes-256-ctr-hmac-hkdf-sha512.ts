/**
 * Encrypt-then-MAC: a tag of 32 bytes authenticates and, as no two keys give
 * the same, commits to the key, without a field of its own. The price is a
 * second pass over the record.
 *
 * @module
 */
import { createCipheriv, createHmac, timingSafeEqual } from 'node:crypto'

import { EnvelopeError } from '../envelope-error.ts'
import { HkdfKey } from './hkdf.ts'
import { Hmac, sha256, sha512 } from './hmac.ts'
import { infoSaltLength } from './record-info.ts'
import type { PreparedKey, Suite } from './suite.ts'

const id = 0x0401
const tagLength = 32
/** The derived block is `encryption key || MAC key`. */
const macKeyAt = 32
/** Right because each encryption key is used once. */
const zeroCounter = Buffer.alloc(16)
const bitLengthField = 8

export const aes256CtrHmacHkdfSha512 = {
  id,
  name: 'aes-256-ctr-hmac+hkdf-sha512',
  description:
    'AES-256-CTR, then HMAC-SHA256, under keys derived for each record; the tag is the key commitment',
  facts: {
    derivation: 'HKDF-SHA512, one HMAC per record (RFC 5869)',
    cipher: 'AES-256-CTR and HMAC-SHA256, encrypt-then-MAC',
    commitment: 'tag',
    nonceBound: 'random 128-bit salts: at 2^48.5 records per key, two collide with probability 2^-32',
    approval: { isFipsApproved: true, basis: 'HKDF SP 800-56C, AES-CTR SP 800-38A, HMAC FIPS 198-1' },
  },
  saltLength: infoSaltLength,
  derivesRecordKeys: true,
  commitmentLength: 0,
  commitmentOffset: 0,
  tagLength,
  prepareKey: (keyMaterial): PreparedKey => new HkdfKey(sha512, id, keyMaterial),

  encryptInto(secrets, { aad }, inner, target, offset) {
    const ciphertext = ctr(secrets, inner)
    target.set(ciphertext, offset)
    writeTag(secrets, aad, ciphertext, target, offset + ciphertext.length)
  },

  decrypt(secrets, { aad }, ciphertext, tag) {
    writeTag(secrets, aad, ciphertext, expectedTag, 0)
    if (!timingSafeEqual(expectedTag, tag)) throw new EnvelopeError('AUTH')
    return ctr(secrets, ciphertext)
  },
} as const satisfies Suite

/** The same in both directions. */
function ctr(secrets: Buffer, text: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-ctr', secrets.subarray(0, macKeyAt), zeroCounter)
  try {
    return cipher.update(text)
  } finally {
    // A cipher that is not finalised keeps its key until it is collected.
    cipher.final()
  }
}

const expectedTag = Buffer.alloc(tagLength)
/** Longer messages are not worth a copy, nor the memory for it. */
const copiedLengthMax = 64 * 1024
let mac = new Hmac(sha256, 4096)

/** HMAC of `AAD || ciphertext || u64 length of the AAD in bits`. */
function writeTag(secrets: Buffer, aad: Buffer, ciphertext: Buffer, target: Buffer, offset: number): void {
  const key = secrets.subarray(macKeyAt)
  const length = aad.length + ciphertext.length + bitLengthField
  if (length > copiedLengthMax) {
    const bitLength = Buffer.alloc(bitLengthField)
    bitLength.writeUInt32BE(8 * aad.length, 4)
    target.set(createHmac('sha256', key).update(aad).update(ciphertext).update(bitLength).digest(), offset)
    return
  }
  if (length > mac.message.length) mac = new Hmac(sha256, copiedLengthMax)
  const { message } = mac
  mac.setKey(key)
  message.set(aad)
  message.set(ciphertext, aad.length)
  message.writeUInt32BE(0, length - 8)
  message.writeUInt32BE(8 * aad.length, length - 4)
  mac.writeDigest(length, target, offset)
  mac.forgetKey()
}
