/**
 * The default suite with another cipher, one without a key schedule, so that re-keying per record is cheap.
 *
 * @module
 */
import { chacha20Poly1305 } from './aead.ts'
import { committingHkdfSha512 } from './committing-hkdf-sha512.ts'
import type { Suite } from './suite.ts'

export const chacha20Poly1305HkdfSha512 = {
  ...committingHkdfSha512(chacha20Poly1305),
  id: 0x0201,
  name: 'chacha20-poly1305+hkdf-sha512',
  description: 'ChaCha20-Poly1305 under a key derived for each record, with key commitment',
} as const satisfies Suite
