/**
 * What the command line told a run beside its scenario, so that the same
 * command can be given again. It holds nothing secret.
 *
 * @module
 */
import { z } from '../schema.ts'

const count = z.int().min(0)

/** Each as the option of `sealbench run` of that name; missing where it was not given, or is its default. */
export const toldSchema = z.object({
  /** Ids of the cells that were run, of so many in the sweep. */
  cells: z.object({ ids: z.array(z.string()).min(1), of: count }).optional(),
  workers: count.optional(),
  /** An address has neither user nor password nor query: those are refused. */
  kms: z.string().optional(),
  maxKmsCalls: count.optional(),
  maxUsd: z.number().min(0).optional(),
  strict: z.literal(true).optional(),
  audit: z.literal(true).optional(),
  /** Budget of a run that goes on until its claims are decided. */
  maxTime: z.string().optional(),
  maxRecords: count.optional(),
})

export type Told = z.infer<typeof toldSchema>
