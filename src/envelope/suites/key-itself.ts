/**
 * Key material that seals every record itself, each under a nonce of its own.
 *
 * @module
 */
import { unpooledCopy, wipe } from '../secret-bytes.ts'
import type { PreparedKey } from './suite.ts'

export class KeyItself implements PreparedKey {
  readonly writeSalt: (salt: Buffer) => void
  readonly #key: Buffer

  constructor(keyMaterial: Buffer, writeSalt: (salt: Buffer) => void) {
    this.#key = unpooledCopy(keyMaterial)
    this.writeSalt = writeSalt
  }

  deriveSecrets(): Buffer {
    return this.#key
  }

  wipe(): void {
    wipe(this.#key)
  }
}
