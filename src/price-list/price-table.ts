/**
 * The tables of prices and quotas that plans are made from: their types, their
 * check, their published JSON Schema, and those that ship with sealbench. Data
 * with a date and a source, never constants in code, as AWS changes them.
 *
 * @module
 */
import { jsonSchemaOf, z } from '../schema.ts'
import pricesJson from './prices.json' with { type: 'json' }
import quotasJson from './quotas.json' with { type: 'json' }
import { regionPattern } from './region.ts'

const price = z.number().min(0).max(1e6)
const region = z.string().regex(regionPattern)
const whole = z.int().min(0)

/** AWS writes 1 KB for 1,024 bytes here, and so 1 MB and 1 GB for 2^20 and 2^30. */
const groups = {
  kms: z.strictObject({
    usdPer10000Requests: price,
    /** Of a customer-managed key; those that AWS manages are free. */
    usdPerKeyMonth: price,
    /** For each rotation that a key has had, of the first `rotationsChargedMax`. */
    usdPerRotationMonth: price,
    rotationsChargedMax: whole.max(1000),
  }),
  cloudTrail: z.strictObject({
    /** Of each copy beyond the first, which is free. Calls of KMS are management events. */
    usdPer100000ManagementEvents: price,
  }),
  provisioned: z.strictObject({
    usdPerShardHour: price,
    /** Each record takes one for each 25 KB or part of them. */
    usdPerMillionPutUnits: price,
    /** Enhanced fan-out; polling costs nothing. */
    usdPerConsumerShardHour: price,
    usdPerGBFannedOut: price,
    /** Retention beyond 24 h, for all of the stream. */
    usdPerExtendedShardHour: price,
    /** Of what is older than 7 d. */
    usdPerLongTermGBMonth: price,
  }),
  onDemand: z.strictObject({
    usdPerStreamHour: price,
    /** Each record rounded up to 1 KB. */
    usdPerGBWritten: price,
    usdPerGBRead: price,
    usdPerGBFannedOut: price,
    /** Of what is between 24 h and 7 d old. */
    usdPerExtendedGBMonth: price,
    usdPerLongTermGBMonth: price,
  }),
  advantage: z.strictObject({
    /** Billed at least, in and out each, of all streams of an account and region together. */
    minimumMBPerSecond: z.number().min(0).max(1e6),
    usdPerGBWritten: price,
    usdPerGBRead: price,
    usdPerGBFannedOut: price,
    usdPerExtendedGBMonth: price,
    usdPerLongTermGBMonth: price,
  }),
}

/** What a region that is not in the table, or not whole, takes from it. */
export const referenceRegion = 'us-east-1'

const wholeRegion = z.strictObject({ note: z.string().optional(), ...groups })

const partOfRegion = z.strictObject({
  /** What is doubtful about these prices. */
  note: z.string().optional(),
  kms: groups.kms.partial().optional(),
  cloudTrail: groups.cloudTrail.partial().optional(),
  provisioned: groups.provisioned.partial().optional(),
  onDemand: groups.onDemand.partial().optional(),
  advantage: groups.advantage.partial().optional(),
})

/** ISO date from which a table holds, and where it is from. */
const origin = { date: z.iso.date(), source: z.string().trim().min(1) }
const service = z.strictObject(origin)

const priceTableSchema = z.strictObject({
  services: z.strictObject({ kms: service, cloudTrail: service, kinesis: service }),
  /** Of KMS, over all regions. */
  freeRequestsPerMonth: whole,
  regions: z
    .object({ [referenceRegion]: wholeRegion })
    .catchall(partOfRegion)
    .superRefine((regions, context) => {
      for (const name of Object.keys(regions).filter((key) => !regionPattern.test(key)))
        context.addIssue({
          code: 'custom',
          path: [name],
          message: 'is no region: write it like eu-central-1',
        })
    }),
})

/** Whole calls in some seconds only, if no whole number. */
const quota = z.number().positive().max(1e9)

const quotaTableSchema = z.strictObject({
  ...origin,
  /** One quota of an account and region for all of them. */
  symmetric: z.strictObject({
    operations: z.array(z.string()).min(1),
    perSecond: quota,
    /** Where it is another one. */
    perSecondByRegion: z.record(region, quota),
  }),
  /** Each operation its own. */
  others: z.record(z.string(), quota),
})

export const tablesSchemaId = 'https://sealbench.dev/schema/price-list-v1.json'

/** What `--prices` takes: either table, or both. */
export const tablesSchema = z.strictObject({
  /** For editors. */
  $schema: z.string().optional(),
  prices: priceTableSchema.optional(),
  quotas: quotaTableSchema.optional(),
})

export type PriceTable = z.infer<typeof priceTableSchema>
export type QuotaTable = z.infer<typeof quotaTableSchema>

export interface Tables {
  readonly prices: PriceTable
  readonly quotas: QuotaTable
}

/** Those that ship with sealbench. */
export const builtInTables: Tables = { prices: pricesJson, quotas: quotasJson }

export const tablesJsonSchema = (): Record<string, unknown> =>
  jsonSchemaOf(tablesSchema, tablesSchemaId, 'Prices and quotas for sealbench plan')
