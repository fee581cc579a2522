/**
 * A baseline that derives nothing: the key material itself seals every record,
 * each under a random nonce, so that the price of derivation can be seen.
 *
 * @module
 */
import { randomSalt } from '../salt-pool.ts'
import { aes256Gcm, keyAndNonceOfSalt, sealingWith } from './aead.ts'
import { KeyItself } from './key-itself.ts'
import type { PreparedKey, Suite } from './suite.ts'

export const aes256GcmRandomNonce = {
  id: 0x0110,
  name: 'aes-256-gcm+random-nonce',
  description: 'AES-256-GCM under the key material itself, with a random nonce; no derivation, no commitment',
  facts: {
    derivation: 'none',
    cipher: 'AES-256-GCM',
    commitment: 'none',
    nonceBound: 'random 96-bit nonces: at most 2^32 records per key (SP 800-38D, 8.3)',
    recordsPerKeyLog2Max: 32,
    approval: { isFipsApproved: true, basis: 'AES-GCM SP 800-38D' },
  },
  // The salt is the nonce.
  saltLength: 12,
  derivesRecordKeys: false,
  commitmentLength: 0,
  commitmentOffset: 0,
  prepareKey: (keyMaterial): PreparedKey => new KeyItself(keyMaterial, randomSalt),
  ...sealingWith(aes256Gcm, keyAndNonceOfSalt),
} as const satisfies Suite
