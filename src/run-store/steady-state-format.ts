/**
 * How a stored run tells whether a cell was measured in a steady state: after a
 * warm-up that had settled, without a drift, and with what garbage collection.
 *
 * @module
 */
import { z } from '../schema.ts'

const count = z.int().min(0)

const driftSchema = z.object({
  /** Of the median service time, of the last third of the segments against the first. */
  share: z.number(),
  /** How probable a trend at least as clear is where there is none (Mann-Kendall over all segments). */
  p: z.number().min(0).max(1),
})

/** Null where too few segments were measured. */
const operationSchema = z.object({ plain: driftSchema, sealed: driftSchema }).nullable()

export const steadyStateSchema = z.object({
  /** `isSettled` is null where there was too little to tell. */
  warmUp: z.object({ records: count, isSettled: z.boolean().nullable() }),
  put: operationSchema,
  get: operationSchema,
  /** Pauses of the cell's thread while its load ran. */
  gc: z.object({ count, totalNs: z.number().min(0), longestNs: z.number().min(0) }),
})
export type Drift = z.infer<typeof driftSchema>
export type SteadyState = z.infer<typeof steadyStateSchema>
