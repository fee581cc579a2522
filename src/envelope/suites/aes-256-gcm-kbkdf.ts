/**
 * Derives as KMS itself is documented to: in counter mode of NIST SP 800-108,
 * with the key material as the key of the HMAC.
 *
 * @module
 */
import type { PublicInputs } from '../public-inputs.ts'
import { randomSalt } from '../salt-pool.ts'
import { aes256Gcm, recordKeyAndZeroNonce, sealingWith } from './aead.ts'
import { Hmac, sha256 } from './hmac.ts'
import type { PreparedKey, Suite } from './suite.ts'

const id = 0x0103
const saltLength = 16

/** NIST SP 800-108r1, 4.1: `counter || label || 00 || context || length of the key in bits`, numbers of 32 bits. */
const beforeContext = Buffer.concat([Buffer.of(0, 0, 0, 1), Buffer.from('KSE1'), Buffer.of(0x01, 0x03, 0)])
const bitLength = Buffer.of(0, 0, 1, 0)
const contextAt = beforeContext.length
const saltAt = contextAt + 32
const bitLengthAt = saltAt + saltLength

class KbkdfKey implements PreparedKey {
  readonly writeSalt = randomSalt
  readonly #hmac = new Hmac(sha256, bitLengthAt + bitLength.length)

  constructor(keyMaterial: Buffer) {
    this.#hmac.setKey(keyMaterial)
    this.#hmac.message.set(beforeContext)
    this.#hmac.message.set(bitLength, bitLengthAt)
  }

  deriveSecrets({ contextHash, salt }: PublicInputs): Buffer {
    const { message } = this.#hmac
    message.set(contextHash, contextAt)
    message.set(salt, saltAt)
    return this.#hmac.digest()
  }

  wipe(): void {
    this.#hmac.wipe()
  }
}

export const aes256GcmKbkdf = {
  id,
  name: 'aes-256-gcm+kbkdf',
  description: 'AES-256-GCM under a key derived for each record as KMS derives its own; no commitment',
  facts: {
    derivation: 'KBKDF in counter mode with HMAC-SHA256 (SP 800-108r1)',
    cipher: 'AES-256-GCM',
    commitment: 'none',
    nonceBound: 'random 128-bit salts: at 2^48.5 records per key, two collide with probability 2^-32',
    approval: { isFipsApproved: true, basis: 'KBKDF SP 800-108, AES-GCM SP 800-38D' },
  },
  saltLength,
  derivesRecordKeys: true,
  commitmentLength: 0,
  commitmentOffset: 0,
  prepareKey: (keyMaterial): PreparedKey => new KbkdfKey(keyMaterial),
  ...sealingWith(aes256Gcm, recordKeyAndZeroNonce),
} as const satisfies Suite
