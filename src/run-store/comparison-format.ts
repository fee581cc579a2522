/**
 * The format of a comparison, `comparison.json`: what `sealbench compare` says
 * of two groups of runs. Its types, its check and its published JSON Schema.
 *
 * Figures of a change are in the base unit of their metric (ns, bytes, USD, or
 * a count), or relative: 0.1 is 10 % more than the base.
 *
 * @module
 */
import { jsonSchemaOf, z } from '../schema.ts'

export const comparisonVersion = 1

const interval = z.tuple([z.number(), z.number()])

/** The runs of one side. One that was repeated in fresh processes counts as many. */
const sideSchema = z.object({
  /** What was named on the command line: a folder, a baseline, a git revision. */
  name: z.string(),
  runs: z.array(
    z.object({
      id: z.string(),
      startedAt: z.string(),
      /** The commit of sealbench or of the folder it ran in; null where there is none. */
      gitCommit: z.string().nullable(),
    }),
  ),
})

export const changeVerdicts = [
  /** Worse, beyond chance and beyond what is tolerated. */
  'regression',
  /** Better by the same measure. */
  'improvement',
  /** Neither. */
  'no-difference',
  /** There is too little to tell. */
  'withheld',
] as const

const changeSchema = z.object({
  cellId: z.string(),
  /** Swept parameters as they stand in the scenario, or those that a projection leaves. */
  params: z.record(z.string(), z.unknown()),
  /** A metric of scenarios, such as `put.sealed.serviceTime` or `kms.calls`. */
  metric: z.string(),
  /** Null where the metric is one value. */
  statistic: z.string().nullable(),
  dimension: z.enum(['duration', 'size', 'rate', 'money', 'count']),
  /** Geometric mean over the runs of a side, arithmetic where a run of either side is at 0 or below. Earlier versions stored the arithmetic one always. */
  base: z.number(),
  candidate: z.number(),
  /** Relative: (candidate - base) / |base|. Null where the base is 0. */
  change: z.number().nullable(),
  /** 95 % interval of `change`, before the correction over all changes; null where it is withheld. */
  ci95: interval.nullable(),
  /** Two-sided, of the hypothesis that the change is no larger than what is tolerated; 0 or 1 for what is counted. Null where it is withheld. */
  pValue: z.number().min(0).max(1).nullable(),
  /** After Holm's correction over all latencies of this comparison. */
  pAdjusted: z.number().min(0).max(1).nullable(),
  /** How far equal runs differ, as a relative standard deviation from run to run, base and candidate together. */
  runToRun: z.number().nullable(),
  /** Whether `runToRun` was measured from repetitions, or is assumed. */
  isRunToRunMeasured: z.boolean(),
  /** What the plain arm, in which nothing seals, has changed by at the same place, relative; null where runs took turns or there is none. */
  control: z.number().nullable(),
  /** The smallest relative increase that would be found four times out of five. */
  detectable: z.number().nullable(),
  verdict: z.enum(changeVerdicts),
  reason: z.string(),
})

/** How far each quantile of sealed service time has moved in one cell. */
const quantileShiftSchema = z.object({
  cellId: z.string(),
  operation: z.enum(['put', 'get']),
  points: z.array(
    z.object({
      q: z.number().gt(0).lt(1),
      baseNs: z.number(),
      candidateNs: z.number(),
      /** Relative, with its 95 % interval. */
      change: z.number(),
      ci95: interval,
    }),
  ),
})

export const comparisonSchema = z.object({
  comparisonVersion: z.literal(comparisonVersion),
  /** Name of the scenario. */
  scenario: z.string(),
  base: sideSchema,
  candidate: sideSchema,
  /** `paired`: base and candidate took turns on one machine. */
  design: z.enum(['paired', 'independent']),
  /** Changes smaller than this are not regressions, however sure; relative. */
  tolerance: z.number().min(0),
  /** Cells that looked like a regression and were run again before this verdict. */
  rerunCells: z.array(z.string()),
  changes: z.array(changeSchema),
  shifts: z.array(quantileShiftSchema),
  /** What differs between the two sides and was accepted because somebody asked for it. */
  warnings: z.array(z.string()),
  /** `inconclusive`: nothing could be told. */
  verdict: z.enum(['regression', 'improvement', 'no-difference', 'inconclusive']),
  /** What speaks against the candidate, worst first. */
  reasons: z.array(z.string()),
  exitCode: z.int().min(0),
  /** Words of the command line that made it, after `sealbench`, without where it writes; missing where `run` or `gate` did. */
  told: z.array(z.string()).optional(),
})

export type ComparedSide = z.infer<typeof sideSchema>
export type ChangeVerdict = (typeof changeVerdicts)[number]
export type QuantileShift = z.infer<typeof quantileShiftSchema>
export type Change = z.infer<typeof changeSchema>
export type Comparison = z.infer<typeof comparisonSchema>

export const comparisonJsonSchema = (): Record<string, unknown> =>
  jsonSchemaOf(comparisonSchema, 'https://sealbench.dev/schema/comparison-v1.json', 'sealbench comparison')
