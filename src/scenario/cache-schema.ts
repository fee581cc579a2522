/**
 * The `keyCache` and `readerCache` sections of a scenario: how long, and for
 * how much, plaintext key material is used.
 *
 * @module
 */
import { z } from '../schema.ts'
import { duration, positiveDuration, size } from './quantity-schema.ts'

const count = (min: number, max: number) => z.int().min(min).max(max)

/** Whether concurrent misses of one principal share one KMS call. */
export const keyCachePolicies = ['single-flight', 'independent'] as const

const negativeTtl = duration
  .prefault('0 s')
  .describe(
    'how long a refusal of KMS is remembered; half of it at most is taken off by chance. 0 s: it is not',
  )

export const keyCacheSchema = z.strictObject({
  ttl: duration.prefault('5 min').describe('0 s: no cache'),
  rotation: positiveDuration.prefault('5 min'),
  maxRecords: count(1, 2 ** 32)
    .default(2 ** 32)
    .describe('records that one key material may seal'),
  maxBytes: size
    .refine((value) => value > 0, 'must be more than 0 B')
    .prefault('1024 TiB')
    .describe('plaintext that one key material may seal'),
  policy: z
    .enum(keyCachePolicies)
    .default('single-flight')
    .describe('whether concurrent misses share one KMS call'),
  jitter: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('share of ttl and rotation that chance takes off at most, by one draw for both'),
  refreshAhead: duration
    .prefault('0 s')
    .describe('how long before its end the next key material is fetched in the background. 0 s: it is not'),
  xfetch: z
    .number()
    .min(0)
    .max(1000)
    .default(0)
    .describe('eagerness to fetch early by chance (XFetch, VLDB 2015). 0: never; 1 is usual'),
  negativeTtl,
  sharedBy: count(1, 1e9).default(1).describe('front ends that share one cache'),
  branchKey: z
    .strictObject({
      ttl: positiveDuration.prefault('1 h').describe('longest time that a branch key stays in memory'),
    })
    .optional()
    .describe('data keys are made locally under a branch key, which alone comes from KMS'),
})

export const readerCacheSchema = z.strictObject({
  ttl: duration.prefault('5 min').describe('0 s: no cache'),
  capacity: count(1, 1e12).default(1000).describe('EDKs held, least recently used dropped first'),
  negativeTtl,
  negativeCapacity: count(1, 1_000_000)
    .default(100)
    .describe('refusals remembered, least recently used dropped first, apart from the EDKs held'),
})
