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
    if (this.#pool === undefined || this.#next + length > poolLength) {
      this.#pool = this.#refill()
      this.#next = 0
    }
    this.#pool.copy(salt, 0, this.#next, this.#next + length)
    this.#next += length
  }

  #refill(): Buffer {
    return randomFillSync(this.#pool ?? Buffer.allocUnsafeSlow(poolLength))
  }
}

const salts = new SaltPool()

/** Overwrites `salt` with random bytes from the pool of this thread. */
export function randomSalt(salt: Buffer): void {
  salts.fill(salt)
}
