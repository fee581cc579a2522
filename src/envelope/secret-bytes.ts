/**
 * Memory for secrets: shared with nothing, so that it can be wiped for good
 * and never goes along when other bytes are posted to a thread.
 *
 * @module
 */
import assert from 'node:assert/strict'

/** Zeros, to be filled with a secret. */
export function unpooledBytes(length: number): Buffer {
  // Buffers of up to 64 bytes that are made in another way begin on V8's heap
  // and move when their ArrayBuffer is asked for: a copy stays that nobody can
  // wipe.
  return Buffer.from(new ArrayBuffer(length))
}

export function unpooledCopy(bytes: Uint8Array): Buffer {
  const copy = unpooledBytes(bytes.length)
  copy.set(bytes)
  return copy
}

export function assertUnpooled(secret: Buffer): void {
  assert(secret.buffer.byteLength === secret.length, 'a secret must not lie in pooled memory')
}

export function wipe(secret: Buffer): void {
  // Copying zeros over one digest costs half of Buffer#fill, and there is one per record.
  if (secret.length === 64) secret.set(zeros64)
  else if (secret.length === 32) secret.set(zeros32)
  else secret.fill(0)
}

const zeros64 = new Uint8Array(64)
const zeros32 = new Uint8Array(32)
