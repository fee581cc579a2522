/**
 * What KMS hands out as `CiphertextBlob`: key material sealed under a key that
 * is derived for this one call from a backing key, bound to its KMS key and to
 * the encryption context. The layout is ours, as AWS publishes none; the
 * length is what AWS returns for 32 bytes.
 *
 * ```text
 * offset  length  field
 *      0       1  format, 1
 *      1      16  KMS key id
 *     17       4  backing key version
 *     21      16  nonce of the derivation
 *     37      12  AES-256-GCM nonce
 *     49     119  encrypted: 32 bytes of key material, 87 of zero padding
 *    168      16  tag, over the first 49 bytes and the context as well
 * ```
 *
 * @module
 */
import assert from 'node:assert/strict'
import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto'

import { unpooledBytes } from '../envelope/secret-bytes.ts'
import { deriveInCounterMode } from './counter-kdf.ts'

export const ciphertextBlobLength = 184
export const keyMaterialLength = 32

const format = 1
const keyIdAt = 1
const versionAt = 17
const derivationNonceAt = 21
const gcmNonceAt = 37
const bodyAt = 49
const tagAt = 168

/** SP 800-108r1 section 4: label, a zero byte, context, and the length of the output in bits. */
const derivationPrefix = Buffer.from('sealbench/kms/backing-key/v1\0')
const derivationSuffix = Buffer.from([0, 0, 1, 0])

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

/** Seals 32 bytes of `keyMaterial`, which stays the caller's. */
export function sealBlob(backingKey: BackingKey, keyMaterial: Uint8Array, context: Uint8Array): Buffer {
  assert.equal(keyMaterial.length, keyMaterialLength)
  const blob = Buffer.alloc(ciphertextBlobLength)
  blob[0] = format
  blob.set(backingKey.keyId, keyIdAt)
  blob.writeUInt32BE(backingKey.version, versionAt)
  randomFillSync(blob, derivationNonceAt, bodyAt - derivationNonceAt)

  const padded = Buffer.alloc(tagAt - bodyAt)
  padded.set(keyMaterial)
  const callKey = callKeyOf(backingKey.secret, blob)
  try {
    const cipher = createCipheriv('aes-256-gcm', callKey, gcmNonceOf(blob), { authTagLength: 16 })
    cipher.setAAD(boundBytesOf(blob, context))
    cipher.update(padded).copy(blob, bodyAt)
    cipher.final()
    cipher.getAuthTag().copy(blob, tagAt)
    return blob
  } finally {
    callKey.fill(0)
    padded.fill(0)
  }
}

/** Reads which backing key opens `blob`, or undefined if it is no blob of this format. */
export function backingKeyOf(blob: Uint8Array): BackingKeyReference | undefined {
  if (blob.length !== ciphertextBlobLength || blob[0] !== format) return undefined
  const view = bufferOver(blob)
  return { keyId: view.subarray(keyIdAt, versionAt), version: view.readUInt32BE(versionAt) }
}

/**
 * Opens `blob`, or returns undefined if it is not authentic under `backingKey`
 * and `context`. The 32 bytes are unpooled and belong to the receiver.
 */
export function openBlob(blob: Uint8Array, backingKey: Uint8Array, context: Uint8Array): Buffer | undefined {
  const view = bufferOver(blob)
  const callKey = callKeyOf(backingKey, view)
  let padded: Buffer | undefined
  try {
    const decipher = createDecipheriv('aes-256-gcm', callKey, gcmNonceOf(view), { authTagLength: 16 })
    decipher.setAAD(boundBytesOf(view, context))
    decipher.setAuthTag(view.subarray(tagAt))
    padded = decipher.update(view.subarray(bodyAt, tagAt))
    decipher.final()
    const keyMaterial = unpooledBytes(keyMaterialLength)
    padded.copy(keyMaterial, 0, 0, keyMaterialLength)
    return keyMaterial
  } catch {
    return undefined
  } finally {
    callKey.fill(0)
    padded?.fill(0)
  }
}

function callKeyOf(backingKey: Uint8Array, blob: Buffer): Buffer {
  const nonce = blob.subarray(derivationNonceAt, gcmNonceAt)
  return deriveInCounterMode(backingKey, Buffer.concat([derivationPrefix, nonce, derivationSuffix]), 32)
}

function gcmNonceOf(blob: Buffer): Buffer {
  return blob.subarray(gcmNonceAt, bodyAt)
}

function boundBytesOf(blob: Buffer, context: Uint8Array): Buffer {
  return Buffer.concat([blob.subarray(0, bodyAt), context])
}

function bufferOver(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}
