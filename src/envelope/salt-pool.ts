/**
 * Random salts for records, drawn from the operating system for many records
 * at once, because a call for each would cost more than its 16 bytes.
 *
 * @module
 */
import { randomFillSync } from 'node:crypto'

const poolLength = 4096

/** Hands out every random byte once and to one record alone. */
export class SaltPool {
  // Made at first use, so that no snapshot of a process can hold salts to come.
  #pool: Buffer | undefined
  #next = poolLength

  /** Overwrites `salt` with fresh random bytes. */
  fill(salt: Buffer): void {
    const { length } = salt
    let pool = this.#pool
    let next = this.#next
    if (pool === undefined || next + length > poolLength) {
      pool = this.#refill()
      next = 0
    }
    // So few bytes are copied faster one by one than by a call.
    for (let at = 0; at < length; at += 1) salt[at] = pool[next + at] as number
    this.#next = next + length
  }

  #refill(): Buffer {
    this.#pool = randomFillSync(this.#pool ?? Buffer.allocUnsafeSlow(poolLength))
    return this.#pool
  }
}

const salts = new SaltPool()

/** Overwrites `salt` with random bytes from the pool of this thread. */
export function randomSalt(salt: Buffer): void {
  salts.fill(salt)
}
