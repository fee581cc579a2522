/**
 * What a plan says of key material that leaks, or that goes on being used: a
 * part of `plan.json`. Times in s.
 *
 * @module
 */
import { z } from '../schema.ts'

export const exposureSchema = z.object({
  /** Longest time that caches go on sealing and opening once the KMS key is disabled: the delay of a revocation. */
  sealsForS: z.number(),
  opensForS: z.number(),
  /** Longest time that one key material seals, however often KMS decrypts it anew meanwhile. */
  keySealsForS: z.number(),
  /** From its making until the last cache that opens with it drops it. */
  keyLivesForS: z.number(),
  /** Records that one leaked key material opens, on average. */
  recordsPerKey: z.number(),
})
