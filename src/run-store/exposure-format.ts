/**
 * How a stored run tells what the settings of a cell give away: what a leaked
 * key would open, and how many keys lay in memory.
 *
 * @module
 */
import { z } from '../schema.ts'

const count = z.int().min(0)
/** Beyond all that is measured, which in ns are 30 years, and small enough that sums stay numbers. */
const figure = z.number().min(0).max(1e18)

/** What sealed under one key, at most: what its leak would open. */
const keyUseSchema = z.object({
  /** Keys that sealed at least one record. */
  keys: count,
  recordsMax: count,
  /** Payloads and partition keys. */
  bytesMax: count,
  /** From the arrival of the first record to that of the last. */
  spanNsMax: figure,
})

/** Plaintext keys in memory: on average, at most, over all, and how long at most until the run ended. */
const heldSchema = z.object({ mean: figure, max: count, taken: count, longestNs: figure })

export const exposureSchema = z.object({
  /** One record, where each has a key of its own. */
  recordKey: z.object({ recordsMax: count, bytesMax: count }),
  /** Null where a contestant changes its keys and does not tell when. */
  keyMaterial: keyUseSchema.nullable(),
  branchKey: keyUseSchema.nullable(),
  /**
   * How long, at most, a KMS key that was disabled still seals new records and opens old ones; by the settings. Null:
   * for good, as KMS is never asked.
   */
  revocationDelayNs: z.object({ put: figure.nullable(), get: figure.nullable() }),
  /** Null for contestants, whose memory is their own. */
  held: z.object({ sealing: heldSchema, reading: heldSchema, branchKeys: heldSchema.nullable() }).nullable(),
  /** Keys held on average in each equal slice of the scenario's time. */
  timeline: z
    .object({
      sliceNs: z.number().positive(),
      sealing: z.array(z.number()),
      reading: z.array(z.number()),
      branchKeys: z.array(z.number()),
    })
    .nullable(),
})

export type Exposure = z.infer<typeof exposureSchema>
export type KeyUse = z.infer<typeof keyUseSchema>
export type Held = z.infer<typeof heldSchema>

/** That of the envelope, which hides nothing. */
export interface ToldExposure extends Exposure {
  readonly keyMaterial: KeyUse
  readonly held: NonNullable<Exposure['held']>
  readonly timeline: NonNullable<Exposure['timeline']>
}
