/**
 * The key derivation that AWS documents for KMS: NIST SP 800-108r1 in counter
 * mode with HMAC-SHA256, so that each call encrypts under a key of its own and
 * one backing key lasts for any number of calls.
 *
 * @module
 */
import { createHmac } from 'node:crypto'

import { unpooledBytes } from '../envelope/secret-bytes.ts'

const digestLength = 32

/**
 * Derives `length` bytes from `key`; the 32-bit counter stands before
 * `fixedInfo`. The result is unpooled and belongs to the receiver.
 */
export function deriveInCounterMode(key: Uint8Array, fixedInfo: Uint8Array, length: number): Buffer {
  const derived = unpooledBytes(length)
  const counter = Buffer.alloc(4)
  for (let offset = 0, block = 1; offset < length; offset += digestLength, block += 1) {
    counter.writeUInt32BE(block)
    const digest = createHmac('sha256', key).update(counter).update(fixedInfo).digest()
    digest.copy(derived, offset)
    digest.fill(0)
  }
  return derived
}
