/**
 * Local EDKs: key material encrypted under a branch key in this process rather
 * than by KMS. The layout and its 92 bytes are modelled on the hierarchical
 * keyring of the AWS Encryption SDK; the derivation is sealbench's own.
 *
 *     offset  size  field
 *          0    16  salt, random: derives the wrapping key
 *         16    12  nonce, random
 *         28    16  id of the branch key, random when that is made
 *         44    32  ciphertext of the key material, AES-256-GCM
 *         76    16  tag
 *
 *     wrapping key = HMAC-SHA256(branch key, 00000001 || label || 00 || salt || 00000100)
 *                    (NIST SP 800-108r1, counter mode, one block of 256 bits)
 *     AAD          = label || 00 || branch key id || binding
 *
 * Salt and nonce repeat together with a chance of n^2 / 2^225 after n wraps
 * under one branch key: below 2^-32, the limit of NIST SP 800-38D, up to 2^96 of them.
 *
 * @module
 */
import { createHmac, randomFillSync } from 'node:crypto'

import { SaltPool } from '../../envelope/salt-pool.ts'
import { unpooledBytes, unpooledCopy, wipe } from '../../envelope/secret-bytes.ts'
import { aeadDecrypt, aeadEncryptInto, aes256Gcm, tagLength } from '../../envelope/suites/aead.ts'

export const branchKeyIdLength = 16
const keyLength = 32
const saltEnd = 16
const nonceEnd = saltEnd + 12
const idEnd = nonceEnd + branchKeyIdLength
const ciphertextEnd = idEnd + keyLength
export const localEdkLength = ciphertextEnd + tagLength

/** Salts and nonces; key material never comes from a pool. */
const publicRandom = new SaltPool()

const label = Buffer.from('sealbench/local-edk/v1\0')
const counter = Buffer.from('00000001', 'hex')
const bits = Buffer.from('00000100', 'hex')

/** What tells one branch key from another; all of it is public. */
export interface BranchKeyName {
  /** 16 bytes. */
  readonly id: Buffer
  /** KMS key and encryption context, serialized without ambiguity. */
  readonly binding: Buffer
}

/** The id of the branch key of a local EDK; undefined where `edk` is none, by its length. */
export function branchKeyIdOf(edk: Buffer): Buffer | undefined {
  return edk.length === localEdkLength ? edk.subarray(nonceEnd, idEnd) : undefined
}

/** Encrypts 32 bytes of key material under `branchKey`, of 32 bytes; neither is kept or changed. */
export function wrapLocally(branchKey: Buffer, { id, binding }: BranchKeyName, keyMaterial: Buffer): Buffer {
  const edk = Buffer.alloc(localEdkLength)
  publicRandom.fill(edk.subarray(0, nonceEnd))
  edk.set(id, nonceEnd)
  const key = wrappingKey(branchKey, edk.subarray(0, saltEnd))
  try {
    const nonce = edk.subarray(saltEnd, nonceEnd)
    aeadEncryptInto(aes256Gcm, { key, nonce, aad: aadOf(id, binding) }, keyMaterial, edk, idEnd)
  } finally {
    wipe(key)
  }
  return edk
}

/**
 * Returns the key material of `edk`, 92 bytes, in memory of its own, which
 * belongs to the receiver.
 *
 * @throws {EnvelopeError} `AUTH` where it is not what was wrapped under `branchKey` for `binding`.
 */
export function unwrapLocally(branchKey: Buffer, { id, binding }: BranchKeyName, edk: Buffer): Buffer {
  const key = wrappingKey(branchKey, edk.subarray(0, saltEnd))
  try {
    const nonce = edk.subarray(saltEnd, nonceEnd)
    const ciphertext = edk.subarray(idEnd, ciphertextEnd)
    const aad = aadOf(id, binding)
    const opened = aeadDecrypt(aes256Gcm, { key, nonce, aad }, ciphertext, edk.subarray(ciphertextEnd))
    const keyMaterial = unpooledCopy(opened)
    wipe(opened)
    return keyMaterial
  } finally {
    wipe(key)
  }
}

/** Fresh key material, which belongs to the receiver. */
export function randomKeyMaterial(): Buffer {
  return randomFillSync(unpooledBytes(keyLength))
}

function wrappingKey(branchKey: Buffer, salt: Buffer): Buffer {
  return createHmac('sha256', branchKey).update(counter).update(label).update(salt).update(bits).digest()
}

function aadOf(id: Buffer, binding: Buffer): Buffer {
  return Buffer.concat([label, id, binding])
}
