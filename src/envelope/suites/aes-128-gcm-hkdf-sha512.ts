/**
 * The default suite with the shorter key, to see what it saves. Its nonce is
 * derived too: under a fixed one, an attack on many keys of 128 bits at once
 * would need too little work.
 *
 * @module
 */
import { aes128Gcm, sealingWith } from './aead.ts'
import { HkdfKey } from './hkdf.ts'
import { sha512 } from './hmac.ts'
import { infoSaltLength } from './record-info.ts'
import type { PreparedKey, Suite } from './suite.ts'

const id = 0x0121
/** The derived block is `key || nonce || commitment`, 60 of its 64 bytes. */
const nonceAt = 16
const commitmentAt = 28

export const aes128GcmHkdfSha512 = {
  id,
  name: 'aes-128-gcm+hkdf-sha512',
  description: 'AES-128-GCM under a key and a nonce derived for each record, with key commitment',
  facts: {
    derivation: 'HKDF-SHA512, one HMAC per record (RFC 5869)',
    cipher: 'AES-128-GCM',
    commitment: 'field',
    nonceBound: 'random 128-bit salts: at 2^48.5 records per key, two collide with probability 2^-32',
    approval: { isFipsApproved: true, basis: 'HKDF SP 800-56C, AES-GCM SP 800-38D' },
  },
  saltLength: infoSaltLength,
  derivesRecordKeys: true,
  commitmentLength: 32,
  commitmentOffset: commitmentAt,
  prepareKey: (keyMaterial): PreparedKey => new HkdfKey(sha512, id, keyMaterial),
  ...sealingWith(aes128Gcm, {
    key: (secrets) => secrets.subarray(0, nonceAt),
    nonce: (secrets) => secrets.subarray(nonceAt, commitmentAt),
  }),
} as const satisfies Suite
