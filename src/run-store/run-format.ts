/**
 * The format of a stored run, `run.json`: its types, its check and its
 * published JSON Schema. Times are in nanoseconds unless a name says otherwise.
 *
 * @module
 */
import { jsonSchemaOf, z } from '../schema.ts'
import { calibrationSchema, environmentSchema } from './environment-format.ts'
import { exposureSchema } from './exposure-format.ts'
import { cellRepetitionsSchema, runRepetitionsSchema } from './repetition-format.ts'
import { tailSchema } from './tail-format.ts'
import { toldSchema } from './told-format.ts'
import { interferenceSchema } from './interference-format.ts'
import { claimVerdicts } from './claim-verdicts.ts'
import { steadyStateSchema } from './steady-state-format.ts'

export const schemaVersion = 1

const count = z.int().min(0)
const interval = z.tuple([z.number(), z.number()])

/** One latency distribution, in ns. Signed where it is a difference. All 0 where `count` is 0. */
export const latencySummarySchema = z.object({
  count,
  min: z.number(),
  mean: z.number(),
  p50: z.number(),
  p90: z.number(),
  p99: z.number(),
  p999: z.number(),
  p9999: z.number(),
  max: z.number(),
})

const armSchema = z.object({ serviceTime: latencySummarySchema, responseTime: latencySummarySchema })

/** `ci95Ns` is null where there are too few blocks or too few samples beyond the quantile to tell. */
export const estimateSchema = z.object({
  estimateNs: z.number(),
  ci95Ns: interval.nullable(),
  /** Missing where `ci95Ns` is null, and with the next two in runs of before 0.2. */
  standardErrorNs: z.number().min(0).optional(),
  /** The smallest effect that a measurement like this one finds in 80 % of cases. */
  detectableNs: z.number().min(0).optional(),
  /** How many independent records in each arm would say as much; also where the interval is withheld. */
  effectiveSamples: z.number().min(0).optional(),
})

export const overheadSchema = z.object({
  p50: estimateSchema,
  p90: estimateSchema,
  p99: estimateSchema,
  p999: estimateSchema,
  mean: estimateSchema,
})

const operationSchema = z.object({
  plain: armSchema,
  sealed: armSchema,
  /** Sealed minus plain of the same record. */
  delta: armSchema,
  /** Difference of quantiles of service time, sealed minus plain, per record. */
  overhead: overheadSchema,
  /** The same per call: a PutRecords batch, or what one GetRecords delivered. */
  perCall: z.object({
    plain: latencySummarySchema,
    sealed: latencySummarySchema,
    delta: latencySummarySchema,
    overhead: overheadSchema,
  }),
  /** Plain against plain (A/A): what `overhead` reads where there is nothing to find. */
  noiseFloor: overheadSchema,
})

/** `Encrypt` is that of a contestant that has KMS seal, and missing elsewhere. */
const callsByOperation = z.object({
  GenerateDataKey: count,
  Decrypt: count,
  Encrypt: count.optional(),
})

/** What theory says of them, which need not be whole. */
const predicted = z.number().min(0).max(Number.MAX_SAFE_INTEGER)
const predictedByOperation = z.object({
  GenerateDataKey: predicted,
  Decrypt: predicted,
  Encrypt: predicted.optional(),
})

const kmsSchema = z.object({
  calls: callsByOperation,
  /** What theory predicts; null where no theory fits, `oracle.reason` says why. */
  expectedCalls: predictedByOperation.nullable(),
  oracle: z.object({
    verdict: z.enum(['agrees', 'disagrees', 'none']),
    /** Standard deviation of the prediction by operation. */
    sigma: predictedByOperation.nullable(),
    /** An `analytic` formula, `simulated` runs of a model where there is none, or `none`. */
    method: z.enum(['analytic', 'simulated', 'none']),
    reason: z.string(),
  }),
  byPrincipal: z.record(z.string(), callsByOperation),
  /** By front end and consumer. */
  byFrontEnd: z.record(z.string(), callsByOperation),
  /** Calls as their caller sees them, by how they ended: `ok` or the name of an error. */
  byOutcome: z.record(z.string(), count),
  /** The same calls as the service sees them: one that was retried is several. Missing in runs of before 0.2. */
  attempts: callsByOperation.optional(),
  attemptsByOutcome: z.record(z.string(), count).optional(),
  /** Calls that ended with ThrottlingException, and with any other error. */
  throttled: count,
  failed: count,
  /** Of calls with all their attempts and the pauses between, and of single attempts, on the scenario's clock. */
  latency: z.object({ call: latencySummarySchema, attempt: latencySummarySchema }).optional(),
  /** Sum over records of the time they waited for KMS. */
  waitedNs: z.number().min(0),
  /** Records that waited for KMS on put, and on get. */
  recordsDelayed: z.object({ put: count, get: count }),
  /** KMS requests and one customer key; modelled from the dated price table. */
  usdPer30Days: z.number().min(0).max(Number.MAX_SAFE_INTEGER),
  /** Calls per equal slice of the scenario's time, for the chart. */
  timeline: z.object({
    sliceNs: z.number().positive(),
    GenerateDataKey: z.array(count),
    Decrypt: z.array(count),
    Encrypt: z.array(count).optional(),
    /** Of all operations; null: of the principals after the first eight. Missing where only one asked, and in runs of before 0.2. */
    byPrincipal: z.array(z.object({ principal: z.string().nullable(), calls: z.array(count) })).optional(),
  }),
})

export const cellSchema = z.object({
  id: z.string(),
  /** Swept parameters as they stand in the scenario, such as { "keyCache.ttl": "5 min" }. */
  params: z.record(z.string(), z.unknown()),
  validity: z.object({
    /** `absent`: what it names is not on this machine, and nothing was measured; that does not speak against the run. */
    verdict: z.enum(['valid', 'invalid', 'interrupted', 'failed', 'absent']),
    reasons: z.array(z.string()),
  }),
  recordStreamHash: z.string(),
  /** Records offered. */
  records: count,
  /** Payload and partition key bytes offered. */
  bytes: count,
  /** Bytes that the sealed arm stored for them. */
  storedBytes: count,
  /** Records whose put or get failed, by error name. */
  failures: z.object({ put: z.record(z.string(), count), get: z.record(z.string(), count) }),
  /** Records beside these that found `load.maxInFlight` calls in flight and went through no arm; missing if none did. */
  drops: count.optional(),
  /** Of a contestant that takes records one by one: how long beyond the load it went on; missing where that is tolerated. */
  overrunNs: z.number().min(0).optional(),
  /** How long the load lasted on the scenario's clock. */
  scenarioTimeNs: z.number().min(0),
  /** How long the cell took on the wall. */
  elapsedNs: z.number().min(0),
  put: operationSchema,
  /** All zero where the fleet has no consumers. */
  get: operationSchema,
  kms: kmsSchema,
  /** Missing for contestants, which do not tell what they hold, and in runs of before 0.2. */
  exposure: exposureSchema.optional(),
  /**
   * When each segment of the histograms ended, in ns of the scenario's clock. Missing where the repetitions of a cell are
   * put together, as their segments do not follow each other in time, and in runs of before 0.2.
   */
  segmentEnds: z.object({ put: z.array(z.number().min(0)), get: z.array(z.number().min(0)) }).optional(),
  /** What made slow records slow. Missing in runs of before 0.2. */
  tail: tailSchema.optional(),
  /** Whether it was measured in a steady state, and what else the machine did; missing in runs of before 0.2. */
  steadyState: steadyStateSchema.optional(),
  interference: interferenceSchema.optional(),
  /** Real clock: how late arrivals were offered. */
  generatorLag: latencySummarySchema,
  /** Resident set size of the worker's process at the end, and its growth after warm-up. */
  memory: z.object({ rssBytes: count, rssGrowthBytes: z.number() }),
  /** The file below the run's folder that holds the histograms. */
  histograms: z.string(),
  /** Of a contestant: what must be known before its figures are held against those of the envelope. */
  fairness: z.string().optional(),
  /** Where the run was repeated in fresh processes. */
  repetitions: cellRepetitionsSchema.optional(),
})

const claimResultSchema = z.object({
  id: z.string(),
  statement: z.string(),
  source: z.string().optional(),
  cellId: z.string(),
  metric: z.string(),
  statistic: z.string().nullable(),
  verdict: z.enum(claimVerdicts),
  /** In the base unit of the metric: ns, USD, or a count; null where nothing was measured. */
  estimate: z.number().nullable(),
  ci95: interval.nullable(),
  /** Of a latency: two-sided, of the hypothesis that the truth is the bound. Missing where the interval is withheld. */
  pValue: z.number().min(0).max(1).optional(),
  /** The same after Holm's correction for all latency claims of the run: what the verdict goes by. */
  pAdjusted: z.number().min(0).max(1).optional(),
  /** In the unit of `estimate`: the smallest distance from the bound that would be found in 80 % of cases. */
  detectable: z.number().min(0).optional(),
  effectiveSamples: z.number().min(0).optional(),
  /** `op` as written; `value` in the base unit. */
  bound: z.object({ text: z.string(), op: z.string(), value: z.number() }),
  unit: z.enum(['record', 'call']).nullable(),
  /** In percent, such as 99.93; null where it does not apply. 0 if the bound holds nowhere. */
  holdsUpToPercentile: z.number().min(0).max(100).nullable(),
  reason: z.string(),
})

const thresholdResultSchema = z.object({
  expression: z.string(),
  cellId: z.string(),
  passed: z.boolean(),
  /** In the base unit of the metric; null where nothing was measured, which fails. */
  actual: z.number().nullable(),
  bound: z.number(),
  reason: z.string(),
})

/** Where along a swept quantity a claimed upper bound on an overhead stops holding. */
const crossingSchema = z.object({
  claimIds: z.array(z.string()),
  parameter: z.string(),
  /** What `estimate` and `ci95` are: bytes, ns, or per second. */
  dimension: z.enum(['size', 'duration', 'rate', 'money']),
  metric: z.string(),
  /** Of what the overhead is; `record` where it is missing. */
  unit: z.enum(['record', 'call']).optional(),
  statistic: z.string().nullable(),
  bound: z.string(),
  estimate: z.number(),
  /** Null: outside of what was swept. */
  ci95: z.tuple([z.number().nullable(), z.number().nullable()]),
  /** Whether every smaller value that was swept keeps the bound, and every larger one breaks it. */
  isClean: z.boolean().optional(),
})

export const runSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  id: z.string(),
  /** `running` is what a run that was killed leaves; `--resume` goes on from it. */
  status: z.enum(['running', 'complete', 'interrupted']),
  /** The resolved scenario: every default filled in, quantities with units; runs again as it is. */
  scenario: z.record(z.string(), z.unknown()),
  /** Where it came from, relative to the folder in which the run was started. */
  scenarioFile: z.string(),
  /** What the command line said beside it; missing where it said nothing. */
  told: toldSchema.optional(),
  seed: count,
  /** SHA-256 over the record streams of all cells in order. */
  recordStreamHash: z.string(),
  environment: environmentSchema,
  calibration: calibrationSchema,
  /** All cells together, per record. */
  noiseFloor: z.object({ put: overheadSchema, get: overheadSchema }),
  cells: z.array(cellSchema),
  /** Cells of the scenario, run or not. */
  cellsPlanned: count,
  claims: z.array(claimResultSchema),
  thresholds: z.array(thresholdResultSchema),
  /** Missing in runs of before 0.2. */
  crossings: z.array(crossingSchema).optional(),
  verdict: z.enum([...claimVerdicts, 'none']),
  reasons: z.array(z.string()),
  exitCode: count,
  elapsedNs: z.number(),
  /** Where it was repeated in fresh processes; their own runs lie below `repetitions`. */
  repetitions: runRepetitionsSchema.optional(),
})

export type LatencySummary = z.infer<typeof latencySummarySchema>
export type Estimate = z.infer<typeof estimateSchema>
export type Overhead = z.infer<typeof overheadSchema>
export type OperationResult = z.infer<typeof operationSchema>
export type CallsByOperation = z.infer<typeof callsByOperation>
export type KmsResult = z.infer<typeof kmsSchema>
export type SegmentEnds = NonNullable<z.infer<typeof cellSchema>['segmentEnds']>
export type CellResult = z.infer<typeof cellSchema>
export type ClaimVerdict = (typeof claimVerdicts)[number]
export type ClaimResult = z.infer<typeof claimResultSchema>
export type Crossing = z.infer<typeof crossingSchema>
export type ThresholdResult = z.infer<typeof thresholdResultSchema>
export type Environment = z.infer<typeof environmentSchema>
export type Calibration = z.infer<typeof calibrationSchema>
export type Run = z.infer<typeof runSchema>

export const runJsonSchema = (): Record<string, unknown> =>
  jsonSchemaOf(runSchema, 'https://sealbench.dev/schema/run-v1.json', 'sealbench run')
