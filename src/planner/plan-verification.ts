/**
 * The format of a verification within a plan: every two ways of knowing how
 * often a fleet asks KMS, side by side.
 *
 * @module
 */
import { z } from '../schema.ts'

/** `theory` is of a finite run from its beginning, `long-run theory` what plans show. */
export const truthMethods = [
  'theory',
  'long-run theory',
  'events',
  'records',
  'virtual run',
  'real run',
] as const
export type TruthMethod = (typeof truthMethods)[number]

/** The part of a plan that says whether it is true. */
export const verificationSchema = z.object({
  checks: z.array(
    z.object({
      /** Such as `GenerateDataKey` or `records that waited`. */
      figure: z.string(),
      one: z.enum(truthMethods),
      other: z.enum(truthMethods),
      oneValue: z.number(),
      otherValue: z.number(),
      /** Of the difference of the two. */
      sigma: z.number(),
      /** The difference in sigmas; 0 where both are alike. */
      sigmas: z.number(),
      agrees: z.boolean(),
    }),
  ),
  /** What could not be compared, and why. */
  omitted: z.array(z.string()),
  verdict: z.enum(['agrees', 'disagrees']),
})
