/**
 * The default suite: what AWS describes, made from the primitives of the AWS Encryption SDK.
 *
 * @module
 */
import { aes256Gcm, recordKeyAndZeroNonce, sealingWith } from './aead.ts'
import { HkdfKey } from './hkdf.ts'
import { sha512 } from './hmac.ts'
import { infoSaltLength } from './record-info.ts'
import type { PreparedKey, Suite } from './suite.ts'

const id = 0x0101

export const aes256GcmHkdfSha512 = {
  id,
  name: 'aes-256-gcm+hkdf-sha512',
  description: 'AES-256-GCM under a key derived for each record, with key commitment',
  facts: {
    derivation: 'HKDF-SHA512, one HMAC per record (RFC 5869)',
    cipher: 'AES-256-GCM',
    commitment: 'field',
    nonceBound: 'random 128-bit salts: at 2^48.5 records per key, two collide with probability 2^-32',
    approval: { isFipsApproved: true, basis: 'HKDF SP 800-56C, AES-GCM SP 800-38D' },
  },
  saltLength: infoSaltLength,
  derivesRecordKeys: true,
  commitmentLength: 32,
  commitmentOffset: 32,
  prepareKey: (keyMaterial): PreparedKey => new HkdfKey(sha512, id, keyMaterial),
  ...sealingWith(aes256Gcm, recordKeyAndZeroNonce),
} as const satisfies Suite
