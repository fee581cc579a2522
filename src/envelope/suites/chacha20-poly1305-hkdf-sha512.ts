/**
 * The default suite with another cipher, one without a key schedule, so that re-keying per record is cheap.
 *
 * @module
 */
import { chacha20Poly1305, recordKeyAndZeroNonce, sealingWith } from './aead.ts'
import { HkdfKey } from './hkdf.ts'
import { sha512 } from './hmac.ts'
import { infoSaltLength } from './record-info.ts'
import type { PreparedKey, Suite } from './suite.ts'

const id = 0x0201

export const chacha20Poly1305HkdfSha512 = {
  id,
  name: 'chacha20-poly1305+hkdf-sha512',
  description: 'ChaCha20-Poly1305 under a key derived for each record, with key commitment',
  facts: {
    derivation: 'HKDF-SHA512, one HMAC per record (RFC 5869)',
    cipher: 'ChaCha20-Poly1305',
    commitment: 'field',
    nonceBound: 'random 128-bit salts: at 2^48.5 records per key, two collide with probability 2^-32',
    approval: { isFipsApproved: false, basis: 'ChaCha20-Poly1305 (RFC 8439) is not approved' },
  },
  saltLength: infoSaltLength,
  derivesRecordKeys: true,
  commitmentLength: 32,
  commitmentOffset: 32,
  prepareKey: (keyMaterial): PreparedKey => new HkdfKey(sha512, id, keyMaterial),
  ...sealingWith(chacha20Poly1305, recordKeyAndZeroNonce),
} as const satisfies Suite
