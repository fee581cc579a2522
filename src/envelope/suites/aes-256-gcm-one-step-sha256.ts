/**
 * The cheapest derivation from a hash: one hash of key material and info, all
 * of fixed length, so that nothing can be appended.
 *
 * @module
 */
import { hash } from 'node:crypto'

import type { PublicInputs } from '../public-inputs.ts'
import { randomSalt } from '../salt-pool.ts'
import { unpooledBytes } from '../secret-bytes.ts'
import { aes256Gcm, recordKeyAndZeroNonce, sealingWith } from './aead.ts'
import { sha256 } from './hmac.ts'
import { contextAt, infoSaltLength, recordInfo, recordSaltAt } from './record-info.ts'
import type { PreparedKey, Suite } from './suite.ts'

const id = 0x0105
const counterLength = 4

class OneStepKey implements PreparedKey {
  readonly writeSalt = randomSalt
  /** `00000001 || key material || info`, NIST SP 800-56C r2, section 4, option 1. */
  readonly #input: Buffer
  readonly #info: Buffer

  constructor(keyMaterial: Buffer) {
    const info = recordInfo(id)
    this.#input = unpooledBytes(counterLength + keyMaterial.length + info.length)
    this.#input.writeUInt32BE(1)
    this.#input.set(keyMaterial, counterLength)
    this.#info = this.#input.subarray(counterLength + keyMaterial.length)
    this.#info.set(info)
  }

  deriveSecrets({ contextHash, salt }: PublicInputs): Buffer {
    this.#info.set(contextHash, contextAt)
    this.#info.set(salt, recordSaltAt)
    return hash('sha256', this.#input, sha256.asBytes)
  }

  wipe(): void {
    this.#input.fill(0)
  }
}

export const aes256GcmOneStepSha256 = {
  id,
  name: 'aes-256-gcm+one-step-sha256',
  description: 'AES-256-GCM under a key that one hash derives for each record; no commitment',
  facts: {
    derivation: 'one-step KDF with SHA-256 (SP 800-56C r2, section 4, option 1)',
    cipher: 'AES-256-GCM',
    commitment: 'none',
    nonceBound: 'random 128-bit salts: at 2^48.5 records per key, two collide with probability 2^-32',
    approval: { isFipsApproved: true, basis: 'one-step KDF SP 800-56C, AES-GCM SP 800-38D' },
  },
  saltLength: infoSaltLength,
  derivesRecordKeys: true,
  commitmentLength: 0,
  commitmentOffset: 0,
  prepareKey: (keyMaterial): PreparedKey => new OneStepKey(keyMaterial),
  ...sealingWith(aes256Gcm, recordKeyAndZeroNonce),
} as const satisfies Suite
