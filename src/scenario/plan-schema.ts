/**
 * The `plan` section of a scenario: what a plan asks beyond a run, such as
 * years, thousands of streams and credentials that change. Runs ignore it.
 *
 * @module
 */
import { regionPattern } from '../price-list/region.ts'
import { z } from '../schema.ts'
import { positiveRate, positiveSpan, span } from './quantity-schema.ts'

/** A plan of more would be about another age of AWS. */
const tenYears = 10 * 31_536_000

const count = (min: number, max: number) => z.int().min(min).max(max)

const regionName = z.string().regex(regionPattern, 'must be a region such as us-east-1')

const event = z.discriminatedUnion('event', [
  z.strictObject({
    event: z.literal('restart').describe('every cache of both sides is emptied at once'),
    at: span,
  }),
  z.strictObject({
    event: z.literal('quota').describe('the quota is another one'),
    from: span,
    to: positiveSpan.optional().describe('to the end if left out'),
    quota: positiveRate.optional().describe('either this or region'),
    region: regionName.optional().describe('the quota of that region, as after a failover'),
  }),
])

const costs = z.strictObject({
  keys: count(0, 1_000_000).default(1).describe('customer-managed KMS keys of all streams; 0: aws/kinesis'),
  rotations: count(0, 10_000).default(0).describe('key rotations that have been made of each'),
  freeTier: z.boolean().default(false).describe('whether the free requests of an account are left to this'),
  cloudTrailCopies: count(0, 100).default(0).describe('paid copies of management events'),
  stream: z.enum(['provisioned', 'on-demand', 'advantage']).default('provisioned').describe('capacity mode'),
  retention: span
    .refine((value) => value >= 86_400 && value <= 365 * 86_400, 'must be from 24 h to 365 d')
    .prefault('24 h')
    .describe('how long records stay in the stream'),
})

export const planSectionSchema = z.strictObject({
  horizon: positiveSpan
    .refine((value) => value <= tenYears, 'must be at most 10 y')
    .prefault('30 d')
    .describe('how long is planned; the load goes on from its beginning where it ends'),
  streams: count(1, 1_000_000).default(1).describe('streams alike, each with this fleet and this load'),
  start: z
    .enum(['cold', 'steady'])
    .default('cold')
    .describe('with empty caches, or as if the fleet had run for ever'),
  credentials: z
    .strictObject({ lifetime: positiveSpan.optional().describe('for ever if left out') })
    .prefault({})
    .describe('each AssumeRole makes a new credential, for which nothing is cached'),
  retries: z
    .enum(['standard', 'legacy', 'none'])
    .default('standard')
    .describe('rules of the AWS SDK: since November 2026, before, or one attempt'),
  consumers: z
    .enum(['polled', 'enhanced'])
    .default('polled')
    .describe('whether consumers poll, or records are pushed to them by enhanced fan-out'),
  catchUp: z
    .strictObject({
      backlog: positiveSpan.describe('how far behind the tip consumers begin'),
      speed: z.number().gt(1).max(1000).default(2).describe('times as fast as records come'),
    })
    .optional()
    .describe('consumers begin behind the tip of the stream'),
  events: z.array(event).max(1000).default([]).describe('what happens to the fleet, and when'),
  costs: costs.prefault({}),
})

/** A checked `plan` section. */
export type PlanSection = z.output<typeof planSectionSchema>

/** What a scenario without one is planned with. */
export const usualPlan: PlanSection = planSectionSchema.parse({})
