/**
 * The derivation that committing suites share: one HMAC per record yields the
 * record key and, beside it, a commitment to that key.
 *
 * @module
 */
import type { PublicInputs } from '../public-inputs.ts'
import { expandBlockSha512, extractSalt, extractSha512 } from './hkdf-sha512.ts'

/** The derived block is `record key || commitment`. */
export const recordKeyLength = 32

export const committingHkdfSha512 = {
  saltLength: 16,
  derivesRecordKeys: true,
  commitmentLength: 32,
  commitmentOffset: recordKeyLength,
  prepareKey: (keyMaterial: Buffer): Buffer => extractSha512(extractSalt, keyMaterial),
  deriveSecrets: (preparedKey: Buffer, { infoBlock }: PublicInputs): Buffer =>
    expandBlockSha512(preparedKey, infoBlock),
}
