/**
 * The one suite that survives a nonce used twice: such a pair tells whether the
 * two records are the same, and no more (RFC 8452).
 *
 * @module
 */
import { randomSalt } from '../salt-pool.ts'
import { aes256GcmSiv as cipher, keyAndNonceOfSalt, sealingWith, tagLength } from './aead.ts'
import { KeyItself } from './key-itself.ts'
import type { PreparedKey, Suite } from './suite.ts'

export const aes256GcmSiv = {
  id: 0x0301,
  name: 'aes-256-gcm-siv',
  description:
    'AES-256-GCM-SIV under the key material itself, with a random nonce that may repeat; no derivation, no commitment',
  facts: {
    derivation: 'none; GCM-SIV derives keys from its nonce (RFC 8452)',
    cipher: 'AES-256-GCM-SIV',
    commitment: 'none',
    nonceBound:
      'random 96-bit nonces: at most 2^32 records per key, as for GCM, although a repeated one shows only whether two records are equal',
    recordsPerKeyLog2Max: 32,
    approval: { isFipsApproved: false, basis: 'AES-GCM-SIV (RFC 8452) is not approved' },
  },
  get unavailable() {
    isAvailable ??= works()
    return isAvailable ? undefined : reason
  },
  // The salt is the nonce.
  saltLength: 12,
  derivesRecordKeys: false,
  commitmentLength: 0,
  commitmentOffset: 0,
  prepareKey: (keyMaterial): PreparedKey => new KeyItself(keyMaterial, randomSalt),
  ...sealingWith(cipher, keyAndNonceOfSalt),
} as const satisfies Suite

const reason = `Node ${process.versions.node} has no AES-256-GCM-SIV; Node 26 has.`
let isAvailable: boolean | undefined

function works(): boolean {
  try {
    const trial = cipher.cipher(Buffer.alloc(32), Buffer.alloc(12))
    trial.setAAD(Buffer.alloc(1))
    trial.update(Buffer.alloc(1))
    trial.final()
    return trial.getAuthTag().length === tagLength
  } catch {
    return false
  }
}
