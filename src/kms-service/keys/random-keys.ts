/**
 * Key material from the operating system's generator, drawn for many keys at
 * once, because a call for each costs more than all that KMS does with it.
 *
 * @module
 */
import { randomFillSync } from 'node:crypto'

import { unpooledBytes } from '../../envelope/secret-bytes.ts'

const poolLength = 4096
const zeros = new Uint8Array(1024)

// Made at first use, so that no snapshot of a process can hold keys to come.
let pool: Buffer | undefined
let next = poolLength

/** `length` random bytes, at most 1024; unpooled, and the receiver's. No byte is handed out twice or stays here. */
export function randomKey(length: number): Buffer {
  if (pool === undefined || next + length > poolLength) {
    pool = randomFillSync(pool ?? unpooledBytes(poolLength))
    next = 0
  }
  const key = unpooledBytes(length)
  pool.copy(key, 0, next, next + length)
  pool.set(zeros.subarray(0, length), next)
  next += length
  return key
}
