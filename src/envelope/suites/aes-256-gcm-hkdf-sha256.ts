/**
 * The default suite without its commitment, and with the hash that processors
 * have instructions for: what commitment and SHA-512 cost shows beside it.
 *
 * @module
 */
import { aes256Gcm, recordKeyAndZeroNonce, sealingWith } from './aead.ts'
import { HkdfKey } from './hkdf.ts'
import { sha256 } from './hmac.ts'
import { infoSaltLength } from './record-info.ts'
import type { PreparedKey, Suite } from './suite.ts'

const id = 0x0102

export const aes256GcmHkdfSha256 = {
  id,
  name: 'aes-256-gcm+hkdf-sha256',
  description: 'AES-256-GCM under a key derived for each record with SHA-256; no commitment',
  facts: {
    derivation: 'HKDF-SHA256, one HMAC per record (RFC 5869)',
    cipher: 'AES-256-GCM',
    commitment: 'none',
    nonceBound: 'random 128-bit salts: at 2^48.5 records per key, two collide with probability 2^-32',
    approval: { isFipsApproved: true, basis: 'HKDF SP 800-56C, AES-GCM SP 800-38D' },
  },
  saltLength: infoSaltLength,
  derivesRecordKeys: true,
  commitmentLength: 0,
  commitmentOffset: 0,
  prepareKey: (keyMaterial): PreparedKey => new HkdfKey(sha256, id, keyMaterial),
  ...sealingWith(aes256Gcm, recordKeyAndZeroNonce),
} as const satisfies Suite
