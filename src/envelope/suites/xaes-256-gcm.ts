/**
 * XAES-256-GCM (https://c2sp.org/XAES-256-GCM): a nonce of 24 bytes, half of
 * which derives a key with two blocks of AES and half of which is GCM's. The
 * cipher object lives as long as the prepared key, so that a derivation is one
 * native call.
 *
 * @module
 */
import { createCipheriv, type Cipheriv } from 'node:crypto'

import type { PublicInputs } from '../public-inputs.ts'
import { randomSalt } from '../salt-pool.ts'
import { unpooledBytes } from '../secret-bytes.ts'
import { aes256Gcm, keyAndNonceOfSalt, sealingWith } from './aead.ts'
import type { PreparedKey, Suite } from './suite.ts'

const id = 0x0104
const blockLength = 16
/** In a block: `counter, 2 bytes || label 58 || 00 || first half of the nonce`. */
const nonceAt = 4
const nonceHalf = 12

class XaesKey implements PreparedKey {
  readonly writeSalt = randomSalt
  readonly #aes: Cipheriv
  /** Subkey K1 of CMAC (NIST SP 800-38B), which is added to the one block of each message. */
  readonly #subkey: Buffer
  readonly #blocks = unpooledBytes(2 * blockLength)

  constructor(keyMaterial: Buffer) {
    this.#aes = createCipheriv('aes-256-ecb', keyMaterial, null).setAutoPadding(false)
    this.#subkey = doubled(this.#aes.update(Buffer.alloc(blockLength)))
    for (const counter of [1, 2]) {
      const block = this.#blocks.subarray((counter - 1) * blockLength)
      block.set(Buffer.of(0, counter, 0x58, 0))
      for (let at = 0; at < nonceAt; at += 1) block[at]! ^= this.#subkey[at]!
    }
  }

  deriveSecrets({ salt }: PublicInputs): Buffer {
    const blocks = this.#blocks
    const subkey = this.#subkey
    for (let at = 0; at < nonceHalf; at += 1) {
      const masked = (salt[at] as number) ^ (subkey[nonceAt + at] as number)
      blocks[nonceAt + at] = masked
      blocks[blockLength + nonceAt + at] = masked
    }
    return this.#aes.update(blocks)
  }

  wipe(): void {
    // OpenSSL keeps the key until then.
    this.#aes.final()
    this.#subkey.fill(0)
    this.#blocks.fill(0)
  }
}

/** Doubles `block` in GF(2^128) (NIST SP 800-38B, 6.1), in place, whatever its first bit without a branch. */
function doubled(block: Buffer): Buffer {
  let carry = 0
  for (let at = blockLength - 1; at >= 0; at -= 1) {
    const byte = block[at] as number
    block[at] = (byte << 1) | carry
    carry = byte >> 7
  }
  block[blockLength - 1]! ^= 0x87 & -carry
  return block
}

export const xaes256Gcm = {
  id,
  name: 'xaes-256-gcm',
  description:
    'XAES-256-GCM: a key derived for each record with AES alone, and a nonce of 24 bytes; no commitment',
  facts: {
    derivation: 'KBKDF in counter mode with CMAC-AES256 (SP 800-108r1, as C2SP XAES-256-GCM)',
    cipher: 'AES-256-GCM',
    commitment: 'none',
    nonceBound: 'random 192-bit nonces: at 2^80 records per key, two collide with probability 2^-32 (C2SP)',
    recordsPerKeyLog2Max: 80,
    approval: {
      isFipsApproved: true,
      basis: 'by its parts, as C2SP maps them: KBKDF SP 800-108 with CMAC SP 800-38B, AES-GCM SP 800-38D',
    },
  },
  saltLength: 24,
  derivesRecordKeys: true,
  commitmentLength: 0,
  commitmentOffset: 0,
  prepareKey: (keyMaterial): PreparedKey => new XaesKey(keyMaterial),
  ...sealingWith(aes256Gcm, keyAndNonceOfSalt),
} as const satisfies Suite
