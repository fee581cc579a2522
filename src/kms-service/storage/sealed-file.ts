/**
 * The service's state as one sealed file, so that keys are on disk only under
 * the root key and damage is seen before anything is believed.
 *
 * ```text
 * offset  length  field
 *      0       7  "SBSTATE"
 *      7       1  format, 1
 *      8      16  nonce of the derivation
 *     24      12  AES-256-GCM nonce
 *     36       n  encrypted state
 *   36+n      16  tag, over the first 36 bytes as well
 * ```
 *
 * Each write encrypts under a key of its own, so that a root key lasts for any
 * number of writes. An older file that is put back whole is not noticed.
 *
 * @module
 */
import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto'
import { lstatSync, readFileSync } from 'node:fs'

import { unpooledCopy, wipe } from '../../envelope/secret-bytes.ts'
import { InputUnreadableError } from '../../errors.ts'
import { deriveInCounterMode } from '../keys/counter-kdf.ts'
import { replaceFile, unreadable, type WriteSteps } from './durable-file.ts'
import { rootKeyFileOf } from './root-key.ts'

const magic = Buffer.from('SBSTATE')
const format = 1
const formatAt = 7
const derivationNonceAt = 8
const gcmNonceAt = 24
const bodyAt = 36
const tagLength = 16

/** SP 800-108r1 section 4: label, a zero byte, context, and the length of the output in bits. */
const derivationPrefix = Buffer.from('sealbench/kms/sealed-file/v1\0')
const derivationSuffix = Buffer.from([0, 0, 1, 0])

/**
 * Reads the state in `file`, or undefined where there is no such file. The
 * bytes are unpooled and belong to the receiver.
 *
 * @throws {InputUnreadableError} where it is damaged, or sealed under another root key
 */
export function readSealedFile(file: string, rootKey: Uint8Array): Buffer | undefined {
  const sealed = readWhole(file)
  if (sealed === undefined) return undefined
  if (!sealed.subarray(0, formatAt).equals(magic)) {
    throw new InputUnreadableError(
      `${file} is not a data file of the service: it begins otherwise. ` +
        'It was left as it is. Name another file, or put the right one back from a backup.',
    )
  }
  const version = sealed[formatAt]
  if (version !== undefined && version !== format) {
    throw new InputUnreadableError(
      `${file} has format ${version} where this sealbench reads ${format}. ` +
        'It was left as it is. Use the sealbench that wrote it, or put the file back from a backup.',
    )
  }
  return openState(sealed, rootKey) ?? refuseDamaged(file, sealed.length)
}

/**
 * Replaces `file` with `state`, which stays the caller's and is used up before
 * this returns its promise.
 *
 * @throws {OutputUnwritableError} and leaves the old state or the new
 */
export async function writeSealedFile(
  file: string,
  rootKey: Uint8Array,
  state: Buffer,
  steps?: WriteSteps,
): Promise<void> {
  await replaceFile(file, sealState(state, rootKey), steps)
}

function readWhole(file: string): Buffer | undefined {
  try {
    const entry = lstatSync(file, { throwIfNoEntry: false })
    if (entry === undefined) return undefined
    if (entry.isFile()) return readFileSync(file)
  } catch (cause) {
    throw unreadable(file, cause)
  }
  // A write would put a file in the link's place and leave its target old.
  throw new InputUnreadableError(
    `${file} is a folder, a symbolic link or a device. Name the data file itself.`,
  )
}

function sealState(state: Buffer, rootKey: Uint8Array): Buffer {
  const sealed = Buffer.allocUnsafeSlow(bodyAt + state.length + tagLength)
  sealed.set(magic)
  sealed[formatAt] = format
  randomFillSync(sealed, derivationNonceAt, bodyAt - derivationNonceAt)

  const writeKey = writeKeyOf(rootKey, sealed)
  try {
    const cipher = createCipheriv('aes-256-gcm', writeKey, gcmNonceOf(sealed), { authTagLength: tagLength })
    cipher.setAAD(sealed.subarray(0, bodyAt))
    cipher.update(state).copy(sealed, bodyAt)
    cipher.final()
    cipher.getAuthTag().copy(sealed, bodyAt + state.length)
    return sealed
  } finally {
    wipe(writeKey)
  }
}

function openState(sealed: Buffer, rootKey: Uint8Array): Buffer | undefined {
  const tagAt = sealed.length - tagLength
  if (tagAt < bodyAt) return undefined
  const writeKey = writeKeyOf(rootKey, sealed)
  let plaintext: Buffer | undefined
  try {
    const decipher = createDecipheriv('aes-256-gcm', writeKey, gcmNonceOf(sealed), {
      authTagLength: tagLength,
    })
    decipher.setAAD(sealed.subarray(0, bodyAt))
    decipher.setAuthTag(sealed.subarray(tagAt))
    plaintext = decipher.update(sealed.subarray(bodyAt, tagAt))
    decipher.final()
    return unpooledCopy(plaintext)
  } catch {
    return undefined
  } finally {
    wipe(writeKey)
    plaintext?.fill(0)
  }
}

function writeKeyOf(rootKey: Uint8Array, sealed: Buffer): Buffer {
  const nonce = sealed.subarray(derivationNonceAt, gcmNonceAt)
  return deriveInCounterMode(rootKey, Buffer.concat([derivationPrefix, nonce, derivationSuffix]), 32)
}

function gcmNonceOf(sealed: Buffer): Buffer {
  return sealed.subarray(gcmNonceAt, bodyAt)
}

function refuseDamaged(file: string, length: number): never {
  throw new InputUnreadableError(
    `${file}, of ${length} bytes, is damaged, or ${rootKeyFileOf(file)} is the root key of another file. ` +
      'Both were left as they are. Put both back from one backup, or move both away to begin anew.',
  )
}
