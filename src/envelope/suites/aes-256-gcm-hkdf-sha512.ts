/**
 * The default suite: what AWS describes, made from the primitives of the AWS Encryption SDK.
 *
 * @module
 */
import { aes256Gcm } from './aead.ts'
import { committingHkdfSha512 } from './committing-hkdf-sha512.ts'
import type { Suite } from './suite.ts'

export const aes256GcmHkdfSha512 = {
  ...committingHkdfSha512(aes256Gcm),
  id: 0x0101,
  name: 'aes-256-gcm+hkdf-sha512',
  description: 'AES-256-GCM under a key derived for each record, with key commitment',
} as const satisfies Suite
