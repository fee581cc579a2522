/**
 * HKDF with SHA-512 (RFC 5869) cut into its two steps, because the extract is
 * made once per key material and only one block of the expand per record.
 *
 * @module
 */
import { createHmac } from 'node:crypto'

import { hmacSha512, padKeySha512 } from './hmac-sha512.ts'

/** The salt of every extract in the registry. */
export const extractSalt = Buffer.from('KSE1/extract/v1')

/** The pseudorandom key, ready to be expanded, unpooled; the caller wipes it, and `inputKey`. */
export function extractSha512(salt: Buffer, inputKey: Buffer): Buffer {
  const pseudorandomKey = createHmac('sha512', salt).update(inputKey).digest()
  try {
    return padKeySha512(pseudorandomKey)
  } finally {
    pseudorandomKey.fill(0)
  }
}

/**
 * One block of HKDF-Expand, 64 bytes, unpooled; the caller wipes it.
 * `infoBlock` is the previous block, the info and the counter byte.
 */
export function expandBlockSha512(extractedKey: Buffer, infoBlock: Buffer): Buffer {
  return hmacSha512(extractedKey, infoBlock)
}
