/**
 * HKDF (RFC 5869) cut into its two steps, because the extract is made once per
 * key material and only one block of the expand per record.
 *
 * @module
 */
import type { PublicInputs } from '../public-inputs.ts'
import { randomSalt } from '../salt-pool.ts'
import { Hmac, type Sha } from './hmac.ts'
import { contextAt, recordInfo, recordSaltAt } from './record-info.ts'
import type { PreparedKey } from './suite.ts'

/** The salt of every extract that is made once per key material. */
const extractSalt = Buffer.from('KSE1/extract/v1')

/** The pseudorandom key, unpooled; the caller wipes it, and `inputKey`. */
export function extract(sha: Sha, salt: Buffer, inputKey: Buffer): Buffer {
  const hmac = new Hmac(sha, inputKey.length)
  try {
    hmac.setKey(salt)
    hmac.message.set(inputKey)
    return hmac.digestSecret()
  } finally {
    hmac.wipe()
  }
}

/** The pseudorandom key of one key material, ready for the first block of the expand. */
export class HkdfKey implements PreparedKey {
  readonly writeSalt = randomSalt
  readonly #expand: Hmac

  constructor(sha: Sha, suiteId: number, keyMaterial: Buffer) {
    const info = recordInfo(suiteId)
    this.#expand = new Hmac(sha, info.length + 1)
    this.#expand.message.set(info)
    this.#expand.message[info.length] = 1
    const pseudorandomKey = extract(sha, extractSalt, keyMaterial)
    this.#expand.setKey(pseudorandomKey)
    pseudorandomKey.fill(0)
  }

  deriveSecrets({ contextHash, salt }: PublicInputs): Buffer {
    const { message } = this.#expand
    message.set(contextHash, contextAt)
    message.set(salt, recordSaltAt)
    return this.#expand.digest()
  }

  wipe(): void {
    this.#expand.wipe()
  }
}
