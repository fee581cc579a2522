/**
 * HMAC-SHA512 (RFC 2104) from two one-shot hashes over a key that was padded
 * once. `createHmac` makes an object with a native handle for every record,
 * which takes more time, and leaves far more garbage, than the hashing.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'

import { unpooledBytes } from '../secret-bytes.ts'

const blockLength = 128
const digestLength = 64

/** The key under both paddings, unpooled; the caller wipes it, and `key`. */
export function padKeySha512(key: Buffer): Buffer {
  assert(key.length <= blockLength, 'a key longer than a block would have to be hashed first')
  const padded = unpooledBytes(2 * blockLength)
    .fill(0x36, 0, blockLength)
    .fill(0x5c, blockLength)
  for (const [index, byte] of key.entries()) {
    padded[index] = 0x36 ^ byte
    padded[blockLength + index] = 0x5c ^ byte
  }
  return padded
}

/** 64 bytes, unpooled; the caller wipes them. */
export function hmacSha512(paddedKey: Buffer, message: Buffer): Buffer {
  const innerLength = blockLength + message.length
  if (inner.length !== innerLength) inner = Buffer.alloc(innerLength)
  try {
    paddedKey.copy(inner, 0, 0, blockLength)
    inner.set(message, blockLength)
    paddedKey.copy(outer, 0, blockLength)
    // As text it needs no native memory. Without the padded key it is no secret.
    outer.write(hash('sha512', inner, 'latin1'), blockLength, 'latin1')
    return hash('sha512', outer, 'buffer')
  } finally {
    inner.set(zeros)
    outer.set(zeros)
  }
}

const zeros = new Uint8Array(blockLength)
// Kept from call to call; only the padded keys in them are secret.
let inner = Buffer.alloc(blockLength)
const outer = Buffer.alloc(blockLength + digestLength)
