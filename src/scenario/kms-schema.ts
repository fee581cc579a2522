/**
 * The `kms` section of a scenario: which KMS is asked, how, and what the
 * embedded one is like.
 *
 * @module
 */
import { faults } from '../kms-service/planned-failures.ts'
import { kmsOperations } from '../kms/key-service.ts'
import { regionPattern } from '../price-list/region.ts'
import { program } from '../program.ts'
import { z } from '../schema.ts'
import { distributionOf, duration, positiveDuration, positiveRate } from './quantity-schema.ts'

const url = z
  .string()
  .regex(/^https?:\/\/[^\s/?#@]+\/?$/, 'must be an address such as http://127.0.0.1:4599, without a path')

const failure = z.strictObject({
  fault: z.enum(faults),
  from: duration.describe('on the scenario clock'),
  to: duration.optional().describe('to the end if left out'),
  share: z.number().gt(0).max(1).default(1).describe('share of the calls that it hits'),
  operations: z
    .array(z.enum(kmsOperations))
    .min(1)
    .default([...kmsOperations]),
  delay: duration
    .optional()
    .describe('added to the latency; timeout: 5 s, slow and brown-out: 1 s if left out'),
})

/** How often an attempt is made, as the SDK counts: with the first. */
const attemptsMax = 10

const client = z.strictObject({
  retryMode: z.enum(['standard', 'adaptive']).default('standard').describe('as the AWS SDK has them'),
  maxAttempts: z.int().min(1).max(attemptsMax).default(3).describe('of a call, the first one included'),
  requestTimeout: positiveDuration.optional().describe('for one attempt; none if left out, as in the SDK'),
  connections: z.int().min(1).max(1000).default(50).describe('open at a time'),
})

const recorded = z.strictObject({
  distribution: z.literal('recorded'),
  file: z.string().min(1).max(4096).describe(`as ${program} kms probe writes it`),
})

export const kmsSchema = z.strictObject({
  backend: z
    .enum(['simulated', 'endpoint', 'aws'])
    .default('simulated')
    .describe('simulated: embedded in this process; aws also needs --kms aws on the command line'),
  endpoint: url.optional().describe('of backend endpoint'),
  ca: z.string().min(1).max(4096).optional().describe('PEM file with the CA that signed its certificate'),
  control: url.optional().describe('control port of that endpoint, for failures'),
  keyId: z
    .string()
    .min(1)
    .max(2048)
    .optional()
    .describe('KMS key: id, ARN, alias name or alias ARN; a new one if left out, but never at AWS'),
  profiles: z
    .array(z.string().min(1).max(256))
    .min(1)
    .max(10_000)
    .optional()
    .describe('AWS profiles that principals take in turn; the default chain if left out'),
  client: client.prefault({}),
  latency: z.union([recorded, distributionOf(duration, duration.optional())]).prefault({
    distribution: 'lognormal',
    median: '10 ms',
    p99: '40 ms',
  }),
  quota: positiveRate
    .optional()
    .describe('per fixed one-second window, all operations together; that of the region if left out'),
  region: z.string().regex(regionPattern, 'must be a region such as us-east-1').default('us-east-1'),
  failures: z.array(failure).max(1000).default([]),
})
