/**
 * HKDF with SHA-512 (RFC 5869) cut into its two steps, because the extract is
 * made once per key material and only one block of the expand per record.
 *
 * @module
 */
import { createHmac } from 'node:crypto'

/** Pseudorandom key of 64 bytes, unpooled. The caller wipes both it and `inputKey`. */
export function extractSha512(salt: Buffer, inputKey: Buffer): Buffer {
  return createHmac('sha512', salt).update(inputKey).digest()
}

/**
 * One block of HKDF-Expand, 64 bytes, unpooled; the caller wipes it.
 * `infoBlock` is the previous block, the info and the counter byte.
 */
export function expandBlockSha512(pseudorandomKey: Buffer, infoBlock: Buffer): Buffer {
  return createHmac('sha512', pseudorandomKey).update(infoBlock).digest()
}

/** The extract salt of every suite that has an extract. */
export const extractSalt = Buffer.from('KSE1/extract/v1')
