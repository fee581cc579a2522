/**
 * The format of a plan, `plan.json`: what `sealbench plan` says of a fleet. Its
 * types, its check and its published JSON Schema. Text, pictures and exports
 * are drawn from it alone.
 *
 * Times in s, money in USD, rates per second, shares in [0, 1].
 *
 * @module
 */
import { jsonSchemaOf, z } from '../schema.ts'
import { exposureSchema } from './exposure-document.ts'
import { curveSchema, gridPointSchema, outlookSchema, waitsSchema } from './outlook-document.ts'
import { verificationSchema } from './plan-verification.ts'

export const planVersion = 1

/** Of independent replications; the interval by Student's t. */
const estimateSchema = z.object({ mean: z.number(), ci95: z.tuple([z.number(), z.number()]) })

const operation = z.enum(['GenerateDataKey', 'Decrypt'])

/** A dated table of the package, or of the user, that figures were taken from. */
const tableSchema = z.object({
  /** ISO date from which it holds. */
  date: z.string(),
  source: z.string(),
  /** Such as that it is older than a year. */
  warning: z.string().nullable(),
})

/** The fleet as resolved, all streams together unless the name says so. */
const plannedFleetSchema = z.object({
  streams: z.int(),
  frontEndsPerStream: z.int(),
  consumersPerStream: z.int(),
  principalsPerStream: z.int(),
  shardsPerStream: z.int(),
  sealingCaches: z.number(),
  readingCaches: z.number(),
  /** Mean over the horizon. */
  recordsPerSecond: z.number(),
  meanRecordBytes: z.number(),
  ttlS: z.number(),
  rotationS: z.number(),
  readerTtlS: z.number(),
  /** Null: it never changes. */
  credentialLifetimeS: z.number().nullable(),
  meanKmsLatencyS: z.number(),
  region: z.string(),
  quotaPerSecond: z.number(),
  start: z.enum(['cold', 'steady']),
  retries: z.enum(['standard', 'legacy', 'none']),
  maxAttempts: z.int(),
})

const analysisSchema = z.object({
  /** In the long run, all streams together; they add up. */
  rates: z.array(
    z.object({
      /** Such as `fills that generate`, `consumers at the tip`. */
      role: z.string(),
      operation,
      perSecond: z.number(),
      /** In the symbols of the docs, such as `N / (T + d + 1/lambda)`. */
      formula: z.string(),
    }),
  ),
  callsPerSecond: z.number(),
  callsPer30Days: z.number(),
  waits: waitsSchema,
  quota: z.object({
    perSecond: z.number(),
    /** Long-run calls over the quota. */
    steadyShare: z.number(),
    /** Attempts in the busiest second, and what makes it so, such as `cold start`. */
    busiestSecond: z.number(),
    busiestWhen: z.string(),
    /** What holds in that second: `perSecond`, or what a disturbance puts in its place. */
    busiestQuota: z.number(),
    /** 1 - busiestSecond / busiestQuota: below 0 the quota is hit. */
    headroom: z.number(),
    /** How many times as many front ends may share the load until the long-run rate hits the quota; null: it saturates below. */
    growthToQuota: z.number().nullable(),
  }),
  exposure: exposureSchema,
  /** What theory leaves out here. */
  cautions: z.array(z.string()),
})

/** One bin of calls over time, as wide as `binS` of its series. */
const binSchema = z.object({
  fromS: z.number().nonnegative(),
  attempts: z.number(),
  /** Most attempts in one second of the bin. */
  busiestSecond: z.number(),
  throttled: z.number(),
  lost: z.number(),
})

const simulationSchema = z.object({
  replications: z.int(),
  stoppedBecause: z.enum(['narrow enough', 'most replications', 'out of time']),
  /** Share of the caches that each replication has simulated; quota and counts are scaled by it. 1: all of them. */
  share: z.number(),
  /** What each replication has simulated of the horizon; rates are carried on to the rest. */
  simulatedS: z.number(),
  calls: z.object({ GenerateDataKey: estimateSchema, Decrypt: estimateSchema }),
  attempts: estimateSchema,
  throttled: estimateSchema,
  failedCalls: estimateSchema,
  records: estimateSchema,
  lost: estimateSchema,
  busiestSecond: estimateSchema,
  /** Share of the calls that failed after their last attempt, and of those of each side: sealing ones lose records, consumers ask again. */
  refusedShare: estimateSchema,
  refused: z.object({ sealing: estimateSchema, reading: estimateSchema }),
  /** From the start or the first disturbance to the end of the last second of that spell in which calls were throttled or refused; of the replications that recovered, and null where none did or had to. */
  recoveryS: estimateSchema.nullable(),
  /** Share of the replications that were still throttled or refused at their end. */
  unrecovered: z.number(),
  waits: waitsSchema,
  /** Of the first replication. */
  series: z.object({
    binS: z.number().positive(),
    quotaPerSecond: z.number(),
    /** What the quota is for a time instead, in order of time. */
    otherQuotas: z.array(z.object({ fromS: z.number(), toS: z.number(), perSecond: z.number() })),
    bins: z.array(binSchema),
  }),
  /** Where a simulated part of the fleet is not like the whole. */
  cautions: z.array(z.string()),
})

const billSchema = z.object({
  region: z.string(),
  lines: z.array(
    z.object({
      group: z.enum(['kms', 'cloudtrail', 'stream']),
      item: z.string(),
      quantity: z.number(),
      /** Such as `requests` or `shard-hours`. */
      unit: z.string(),
      /** Of one `unit`. */
      usdPerUnit: z.number(),
      usd: z.number(),
      note: z.string().nullable(),
    }),
  ),
  /** What encryption adds: KMS and CloudTrail. */
  encryptionUsd: z.number(),
  streamUsd: z.number(),
  totalUsd: z.number(),
})

const cellSchema = z.object({
  id: z.string(),
  /** Swept parameters as they stand in the scenario. */
  params: z.record(z.string(), z.unknown()),
  fleet: plannedFleetSchema,
  analysis: analysisSchema,
  /** Null where nothing was simulated. */
  simulation: simulationSchema.nullable(),
  /** Of 30 days. */
  bill: billSchema,
})

const choicesSchema = z.object({
  constraints: z.object({
    maxUsd: z.number().nullable(),
    maxP99AddedS: z.number().nullable(),
    maxExposureS: z.number().nullable(),
    maxRecordsPerKey: z.number().nullable(),
    minQuotaHeadroom: z.number().nullable(),
  }),
  /** Settings in all. */
  lookedAt: z.int(),
  /** Of them. */
  satisfying: z.int(),
  /** Those on the front, and of the others those nearest to satisfying everything; what comes to the same stands here once. */
  options: z.array(
    z.object({
      /** Scenario keys and values, such as `keyCache.ttl: 5 min`. */
      params: z.record(z.string(), z.unknown()),
      encryptionUsd: z.number(),
      waitP99S: z.number(),
      exposureS: z.number(),
      recordsPerKey: z.number(),
      callsPerSecond: z.number(),
      headroom: z.number(),
      /** Why it falls out; empty where it satisfies everything. */
      fallsOut: z.array(z.string()),
      /** Whether no other that satisfies is at least as good in cost, wait and exposure and better in one. */
      isOnFront: z.boolean(),
      isPlanned: z.boolean(),
    }),
  ),
  /** What to do, in a few words: `Set keyCache.ttl 10 min: 12.96 USD`. */
  headline: z.string(),
  /** In sentences. */
  answer: z.string(),
})

/** What CI asks of a plan. */
const verdictSchema = z.object({
  /** Whether each cell, as it is planned, keeps all that was asked, and no check disagrees. True where nothing was asked. */
  kept: z.boolean(),
  /** Which cell breaks what, and by how much; one for each constraint and cell. */
  broken: z.array(z.string()),
  /** The exit code of `sealbench plan`: 0 kept, 3 broken. */
  exitCode: z.int(),
  /** Records that the simulation may lose over the horizon, on average; null: nothing was asked. */
  maxLost: z.object({ value: z.number(), unit: z.enum(['records', 'share of records']) }).nullable(),
})

/** One figure of two fleets. */
const whatIfSchema = z.object({
  name: z.string(),
  figures: z.array(
    z.object({
      figure: z.string(),
      dimension: z.enum(['duration', 'rate', 'money', 'count', 'share']),
      base: z.number(),
      other: z.number(),
      /** Relative, and of a share the difference; null where there is no base to relate to. */
      change: z.number().nullable(),
      /** Whether the figure is as it should be, such as none lost; null where more or less is neither. */
      isGood: z.object({ base: z.boolean(), other: z.boolean() }).nullable(),
    }),
  ),
})

export const planSchema = z.object({
  planVersion: z.literal(planVersion),
  sealbenchVersion: z.string(),
  /** ISO. */
  createdAt: z.string(),
  name: z.string(),
  question: z.string(),
  seed: z.int(),
  horizonS: z.number(),
  tables: z.object({ prices: tableSchema, quotas: tableSchema }),
  cells: z.array(cellSchema).min(1),
  curves: z.array(curveSchema),
  /** By TTL, then by rotation; of plans that were stored without it, empty. */
  timeGrid: z.array(gridPointSchema).default([]),
  /** The same of the next few cells. */
  otherOutlooks: z.array(outlookSchema).default([]),
  choices: choicesSchema.nullable(),
  whatIf: whatIfSchema.nullable(),
  verification: verificationSchema.nullable(),
  verdict: verdictSchema,
  warnings: z.array(z.string()),
  /** Words of the command line that made it, after `sealbench`, without where it writes; missing where none did. */
  told: z.array(z.string()).optional(),
})

export type Estimate = z.infer<typeof estimateSchema>
export type PlannedFleet = z.infer<typeof plannedFleetSchema>
export type Analysis = z.infer<typeof analysisSchema>
export type SimulatedFleet = z.infer<typeof simulationSchema>
export type Bill = z.infer<typeof billSchema>
export type PlanCell = z.infer<typeof cellSchema>
export type Choices = z.infer<typeof choicesSchema>
export type WhatIf = z.infer<typeof whatIfSchema>
export type Verification = z.infer<typeof verificationSchema>
export type Verdict = z.infer<typeof verdictSchema>
export type Plan = z.infer<typeof planSchema>

export const planJsonSchema = (): Record<string, unknown> =>
  jsonSchemaOf(planSchema, 'https://sealbench.dev/schema/plan-v1.json', 'sealbench plan')
