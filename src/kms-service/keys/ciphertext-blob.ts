/**
 * What KMS hands out as `CiphertextBlob`: a plaintext sealed under a key that
 * is derived for this one call from a backing key, bound to its KMS key and to
 * the encryption context. The layout is ours, as AWS publishes none; the
 * lengths are AWS's: 152 bytes more than the plaintext, 184 for a key of 32.
 *
 * ```text
 * offset  length  field
 *      0       1  format, 1
 *      1      16  KMS key id
 *     17       4  backing key version
 *     21      16  nonce of the derivation
 *     37      12  AES-256-GCM nonce
 *     49    87+n  encrypted: n bytes of plaintext, 87 of zero padding
 *  136+n      16  tag, over the first 49 bytes and the context as well
 * ```
 *
 * @module
 */
import assert from 'node:assert/strict'
import { createCipheriv, createDecipheriv } from 'node:crypto'

import { SaltPool } from '../../envelope/salt-pool.ts'
import { unpooledBytes } from '../../envelope/secret-bytes.ts'
import { deriveInCounterMode } from './counter-kdf.ts'

const format = 1
const keyIdAt = 1
const versionAt = 17
const derivationNonceAt = 21
const gcmNonceAt = 37
const bodyAt = 49
const paddingLength = 87
const tagLength = 16
export const blobOverhead = bodyAt + paddingLength + tagLength

/** SP 800-108r1 section 4: label, a zero byte, context, and the length of the output in bits. */
const derivationPrefix = Buffer.from('sealbench/kms/backing-key/v1\0')
const derivationSuffix = Buffer.from([0, 0, 1, 0])
/** Kept from call to call; the nonce between the two is no secret. */
const derivationInfo = Buffer.concat([
  derivationPrefix,
  Buffer.alloc(gcmNonceAt - derivationNonceAt),
  derivationSuffix,
])

/** Names the backing key that a blob was sealed under. */
export interface BackingKeyReference {
  /** 16 bytes. */
  readonly keyId: Uint8Array
  readonly version: number
}

/** A backing key, which stays the giver's, with its name. */
export interface BackingKey extends BackingKeyReference {
  readonly secret: Uint8Array
}

const nonces = new SaltPool()
/** A plaintext and its padding, zero from call to call. */
const scratch = unpooledBytes(4096 + paddingLength)

/** Seals `plaintext`, which stays the caller's. */
export function sealBlob(backingKey: BackingKey, plaintext: Uint8Array, context: Uint8Array): Buffer {
  assert(plaintext.length > 0 && plaintext.length <= 4096, 'KMS encrypts 1 to 4096 bytes')
  const blob = Buffer.alloc(blobOverhead + plaintext.length)
  const tagAt = blob.length - tagLength
  blob[0] = format
  blob.set(backingKey.keyId, keyIdAt)
  blob.writeUInt32BE(backingKey.version, versionAt)
  nonces.fill(blob.subarray(derivationNonceAt, bodyAt))

  const padded = scratch.subarray(0, tagAt - bodyAt)
  padded.set(plaintext)
  const callKey = callKeyOf(backingKey.secret, blob)
  try {
    const cipher = createCipheriv('aes-256-gcm', callKey, gcmNonceOf(blob), { authTagLength: tagLength })
    cipher.setAAD(boundBytesOf(blob, context))
    blob.set(cipher.update(padded), bodyAt)
    cipher.final()
    blob.set(cipher.getAuthTag(), tagAt)
    return blob
  } finally {
    callKey.fill(0)
    padded.fill(0, 0, plaintext.length)
  }
}

/** Reads which backing key opens `blob`, or undefined if it is no blob of this format. */
export function backingKeyOf(blob: Uint8Array): BackingKeyReference | undefined {
  if (blob.length <= blobOverhead || blob[0] !== format) return undefined
  const view = bufferOver(blob)
  return { keyId: view.subarray(keyIdAt, versionAt), version: view.readUInt32BE(versionAt) }
}

/**
 * Opens `blob`, or returns undefined if it is not authentic under `backingKey`
 * and `context`. The plaintext is unpooled and belongs to the receiver.
 */
export function openBlob(blob: Uint8Array, backingKey: Uint8Array, context: Uint8Array): Buffer | undefined {
  const view = bufferOver(blob)
  const tagAt = view.length - tagLength
  const callKey = callKeyOf(backingKey, view)
  let padded: Buffer | undefined
  try {
    const decipher = createDecipheriv('aes-256-gcm', callKey, gcmNonceOf(view), { authTagLength: tagLength })
    decipher.setAAD(boundBytesOf(view, context))
    decipher.setAuthTag(view.subarray(tagAt))
    padded = decipher.update(view.subarray(bodyAt, tagAt))
    decipher.final()
    const plaintext = unpooledBytes(view.length - blobOverhead)
    padded.copy(plaintext, 0, 0, plaintext.length)
    return plaintext
  } catch {
    return undefined
  } finally {
    callKey.fill(0)
    padded?.fill(0)
  }
}

function callKeyOf(backingKey: Uint8Array, blob: Buffer): Buffer {
  blob.copy(derivationInfo, derivationPrefix.length, derivationNonceAt, gcmNonceAt)
  return deriveInCounterMode(backingKey, derivationInfo, 32)
}

function gcmNonceOf(blob: Buffer): Buffer {
  return blob.subarray(gcmNonceAt, bodyAt)
}

function boundBytesOf(blob: Buffer, context: Uint8Array): Buffer {
  const head = blob.subarray(0, bodyAt)
  return context.length === 0 ? head : Buffer.concat([head, context])
}

function bufferOver(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}
