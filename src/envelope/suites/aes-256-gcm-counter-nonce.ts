/**
 * A baseline that neither derives nor draws: the key material itself seals
 * every record, each under the next number (NIST SP 800-38D, 8.2.1).
 *
 * @module
 */
import { aes256Gcm, keyAndNonceOfSalt, sealingWith } from './aead.ts'
import { CountedNonces, SenderIds } from './counted-nonces.ts'
import { KeyItself } from './key-itself.ts'
import type { PreparedKey, Suite } from './suite.ts'

const senderIds = new SenderIds()

export const aes256GcmCounterNonce = {
  id: 0x0111,
  name: 'aes-256-gcm+counter-nonce',
  description:
    'AES-256-GCM under the key material itself, with nonces that are counted; no derivation, no commitment',
  facts: {
    derivation: 'none',
    cipher: 'AES-256-GCM',
    commitment: 'none',
    nonceBound:
      'counted 96-bit nonces: none repeats while one thread alone seals under a key (SP 800-38D, 8.2.1)',
    approval: { isFipsApproved: true, basis: 'AES-GCM SP 800-38D' },
  },
  // The salt is the nonce.
  saltLength: 12,
  derivesRecordKeys: false,
  countsSalts: true,
  commitmentLength: 0,
  commitmentOffset: 0,
  prepareKey(keyMaterial): PreparedKey {
    const nonces = new CountedNonces(senderIds)
    return new KeyItself(keyMaterial, (salt) => nonces.write(salt))
  },
  ...sealingWith(aes256Gcm, keyAndNonceOfSalt),
} as const satisfies Suite
