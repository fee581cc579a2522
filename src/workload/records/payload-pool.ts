/**
 * The bytes that generated payloads are views of, made once, because making
 * fresh ones for every record would cost more than sealing it.
 *
 * @module
 */
import { createCipheriv, createHash } from 'node:crypto'

/** Payloads begin within the first 1 MiB of the pool, whatever their size. */
export const payloadStarts = 2 ** 20

export interface PayloadPool {
  /** Shared: do not write. */
  readonly bytes: Buffer
  /** SHA-256 of `bytes`. */
  readonly digest: Buffer
}

/** Cells of one process repeat seeds and sizes; more than these would only hold memory. */
const poolsKept = 2
const pools = new Map<string, PayloadPool>()

/** The pool of pseudo-random bytes under `seed` for payloads of up to `sizeMax` bytes. */
export function payloadPool(seed: number, sizeMax: number): PayloadPool {
  const name = `${seed}/${sizeMax}`
  const pool = pools.get(name) ?? makePool(seed, sizeMax)
  pools.delete(name)
  pools.set(name, pool)
  const [oldest] = pools.keys()
  if (pools.size > poolsKept && oldest !== undefined) pools.delete(oldest)
  return pool
}

/** The AES-256-CTR key stream under a key that anybody can derive: fast and equal everywhere, and no secret. */
function makePool(seed: number, sizeMax: number): PayloadPool {
  const key = createHash('sha256').update(`sealbench/payload-pool/v1\0${seed}`).digest()
  const zeros = Buffer.alloc(payloadStarts + sizeMax)
  const bytes = createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(zeros)
  return { bytes, digest: createHash('sha256').update(bytes).digest() }
}
