/**
 * The shape of a scenario, once: its TypeScript types, the check of what
 * people write, the published JSON Schema and the defaults all come from here.
 *
 * Quantities are text with a unit outside and base units (ns, B, /s, USD)
 * inside.
 *
 * @module
 */
import { contestantNames } from '../contestants/registry.ts'
import { envelopeSuiteNames, keyReferenceNames } from '../envelope/names.ts'
import { program } from '../program.ts'
import { jsonSchemaOf, z } from '../schema.ts'
import { keyCacheSchema, readerCacheSchema } from './cache-schema.ts'
import { kmsSchema } from './kms-schema.ts'
import { file, loadSchema } from './load-schema.ts'
import { withoutComparison } from './metric-expression.ts'
import { metrics, statisticPattern } from './metrics.ts'
import { planSectionSchema } from './plan-schema.ts'
import { plantedSchema } from './planted-schema.ts'
import { distributionOf, positiveDuration, size } from './quantity-schema.ts'

const count = (min: number, max: number) => z.int().min(min).max(max)
/** Kinesis takes records of up to 10 MiB. */
export const recordSizeMax = 10 * 2 ** 20
const recordSize = size.refine(
  (value) => value <= recordSizeMax,
  'must be at most 10 MiB, the largest record of a stream',
)

const partitionKeys = z.discriminatedUnion('distribution', [
  z.strictObject({ distribution: z.literal('uniform'), count: count(1, 1_000_000) }),
  z.strictObject({
    distribution: z.literal('zipf'),
    count: count(1, 1_000_000),
    exponent: z.number().positive().max(10),
  }),
])

export const generatedRecords = z.strictObject({
  size: distributionOf(recordSize, recordSize.prefault('10 MiB'))
    .prefault('1 KiB')
    .describe('payload bytes, without the partition key'),
  partitionKeys: partitionKeys.prefault({ count: 1000, distribution: 'uniform' }),
})

export const recordsFromFile = z.strictObject({
  source: z.strictObject({
    file: file.describe('NDJSON, CSV or JSON array; read again from the start when it ends'),
    partitionKey: z.string().min(1).describe('field that holds the partition key'),
    payload: z.string().min(1).describe('field that holds the payload, or whole-line'),
  }),
})

const records = z.union([generatedRecords, recordsFromFile])

export const claimSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and hyphens'),
  statement: z.string().max(1000),
  source: z.string().max(1000).optional(),
  metric: z.string().meta({ enum: metrics.map((metric) => metric.name) }),
  unit: z.enum(['record', 'call']).default('record').describe('of latency metrics'),
  statistic: z
    .string()
    .regex(new RegExp(statisticPattern), 'is not a statistic: write p50, p99, p99.9, mean, min or max')
    .optional()
    .describe('of latency metrics; p50 if left out'),
  bound: z
    .string({ error: ({ input }) => (typeof input === 'number' ? withoutComparison(input) : undefined) })
    .describe('a comparison and a quantity, such as <= 0.2 ms'),
  where: z.record(z.string(), z.unknown()).default({}).describe('the cells it speaks of; all if left out'),
})

export const thresholdSchema = z.union([
  z.string().describe('metric, statistic and bound, such as put.sealed.serviceTime.p99 < 1 ms'),
  z.strictObject({ expression: z.string(), where: z.record(z.string(), z.unknown()).default({}) }),
])

export const scenarioSchema = z.strictObject({
  name: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9-]{0,99}$/,
      'must be lower-case letters, digits and hyphens, such as kinesis-defaults',
    ),
  question: z.string().max(1000).default('').describe('what the run shall answer'),
  seed: count(0, Number.MAX_SAFE_INTEGER).default(20170701),
  clock: z.enum(['virtual', 'real']).default('virtual'),
  fleet: z
    .strictObject({
      frontEnds: count(1, 1e9).default(1),
      consumers: count(0, 1e6).default(0),
      principals: count(1, 1e9).default(1),
    })
    .prefault({}),
  stream: z.strictObject({ shards: count(1, 1e6).default(1) }).prefault({}),
  load: loadSchema,
  records: records.prefault({}),
  put: z.strictObject({ batch: count(1, 500).default(1).describe('records in a call') }).prefault({}),
  get: z
    .strictObject({
      pollInterval: positiveDuration.prefault('1 s'),
      maxRecords: count(1, 10_000).default(10_000).describe('records in an answer'),
    })
    .prefault({}),
  envelope: z
    .strictObject({
      suite: z
        .enum([...envelopeSuiteNames, ...contestantNames])
        .default('aes-256-gcm+hkdf-sha512')
        .describe('a suite of the envelope, or a contestant that seals in its place'),
      keyReference: z.enum(keyReferenceNames).default('inline').describe('of the envelope'),
    })
    .prefault({}),
  keyCache: keyCacheSchema.prefault({}),
  readerCache: readerCacheSchema.prefault({}),
  kms: kmsSchema.prefault({}),
  planted: plantedSchema.optional().describe('faults in the sealed arm, to prove that they are seen'),
  plan: planSectionSchema.optional().describe(`for ${program} plan alone; a run ignores it`),
  measure: z
    .strictObject({
      warmUpRecords: count(0, 1_000_000)
        .default(2000)
        .describe('through every arm at least, before anything is counted; more, until times no longer fall'),
      blockRecords: count(1, 10_000)
        .default(64)
        .describe('records that go through one arm before the next arm has its turn'),
    })
    .prefault({}),
  sweep: z.record(z.string(), z.array(z.unknown()).min(1).max(1000)).default({}),
  claims: z.array(claimSchema).max(100).default([]),
  thresholds: z.array(thresholdSchema).max(100).default([]),
})

/** A checked scenario with every default filled in and every quantity in its base unit. */
export type Scenario = z.output<typeof scenarioSchema>
export type Claim = z.output<typeof claimSchema>

export const scenarioJsonSchema = (): Record<string, unknown> =>
  jsonSchemaOf(scenarioSchema, 'https://sealbench.dev/schema/scenario-v1.json', 'sealbench scenario')
