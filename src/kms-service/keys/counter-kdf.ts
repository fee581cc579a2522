/**
 * The key derivation that AWS documents for KMS: NIST SP 800-108r1 in counter
 * mode with HMAC-SHA256, so that each call encrypts under a key of its own and
 * one backing key lasts for any number of calls.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'

import { unpooledBytes } from '../../envelope/secret-bytes.ts'

const blockLength = 64
const digestLength = 32

/**
 * Derives `length` bytes from `key`, of at most 64 bytes; the 32-bit counter
 * stands before `fixedInfo`. The result is unpooled and belongs to the receiver.
 */
export function deriveInCounterMode(key: Uint8Array, fixedInfo: Uint8Array, length: number): Buffer {
  assert(key.length <= blockLength, 'a key longer than a block would have to be hashed first')
  const derived = unpooledBytes(length)
  const innerLength = blockLength + 4 + fixedInfo.length
  if (inner.length !== innerLength) inner = unpooledBytes(innerLength)
  pad(key, inner, 0x36)
  pad(key, outer, 0x5c)
  inner.set(fixedInfo, blockLength + 4)
  for (let offset = 0, block = 1; offset < length; offset += digestLength, block += 1) {
    inner.writeUInt32BE(block, blockLength)
    // Two one-shot hashes (RFC 2104): createHmac costs more than both.
    outer.write(hash('sha256', inner, 'latin1'), blockLength, 'latin1')
    const digest = hash('sha256', outer, 'buffer')
    digest.copy(derived, offset)
    digest.fill(0)
  }
  inner.set(zeros)
  outer.set(zeros)
  return derived
}

const zeros = new Uint8Array(blockLength)
// Kept from call to call; only the padded keys in them are secret.
let inner = unpooledBytes(blockLength)
const outer = unpooledBytes(blockLength + digestLength)

function pad(key: Uint8Array, block: Buffer, padding: number): void {
  block.fill(padding, 0, blockLength)
  for (let index = 0; index < key.length; index += 1) block[index] = padding ^ key[index]!
}
