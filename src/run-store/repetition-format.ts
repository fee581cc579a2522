/**
 * What a run keeps of repetitions in fresh processes: which there were, and how
 * far they lie apart.
 *
 * @module
 */
import { z } from '../schema.ts'

const count = z.int().min(0)

const figureSchema = z.object({
  /** Of each repetition in order, in ns. */
  valuesNs: z.array(z.number()),
  /** Standard deviation from run to run, beyond what sampling within runs explains; null from fewer than two. */
  runToRunNs: z.number().nullable(),
  /** What sampling within one run explains; null where its interval is withheld. */
  withinRunNs: z.number().nullable(),
})

const operationSchema = z.object({
  sealed: z.object({ p50: figureSchema, p90: figureSchema, p99: figureSchema }),
  overhead: z.object({ p50: figureSchema, p90: figureSchema, p99: figureSchema }),
})

/** Of a cell: figures of the repetitions that were valid. Latencies of the cell are of all of them, counts of one. */
export const cellRepetitionsSchema = z.object({
  /** Ids of the runs below `repetitions` whose cell is valid. */
  runs: z.array(z.string()),
  /** Others, and why they are left out. */
  leftOut: z.array(z.object({ run: z.string(), reasons: z.array(z.string()) })),
  put: operationSchema,
  get: operationSchema,
})

/** Of a run. */
export const runRepetitionsSchema = z.object({
  /** How many were asked for; null where the run went on until its claims were decided. */
  planned: count.nullable(),
  done: count,
  /** Of a run that goes on until its claims are decided. */
  sequential: z
    .object({
      /** Why it ended. */
      endedBy: z.enum(['decided', 'time', 'records', 'interrupted']),
      /** Each look at the claims: the level that its intervals had, so that all looks together err at most in 5 %. */
      looks: z.array(z.object({ repetitions: count, alpha: z.number(), decided: count, claims: count })),
    })
    .optional(),
})

export type RepeatedFigure = z.infer<typeof figureSchema>
export type OperationRepetitions = z.infer<typeof operationSchema>
export type CellRepetitions = z.infer<typeof cellRepetitionsSchema>
export type RunRepetitions = z.infer<typeof runRepetitionsSchema>
