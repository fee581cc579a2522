/**
 * The shape of `load`: what arrives when, in which arrival process.
 *
 * @module
 */
import { z } from '../schema.ts'
import { duration, positiveDuration, positiveRate, rate } from './quantity-schema.ts'

/** A file beside the scenario; the loader resolves it and refuses what is not a readable file. */
export const file = z.string().min(1).max(4096)

/** Of open loops, which offer calls whether or not earlier ones have completed. */
const openLoop = {
  maxInFlight: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .describe('a call that finds so many calls in flight is dropped and counted; no limit if left out'),
}

/** How calls are spaced where the rate changes. */
const spacing = z
  .enum(['poisson', 'constant'])
  .default('poisson')
  .describe('at random, or each after as much of the load as the one before')

export const loadSchema = z.discriminatedUnion('arrivals', [
  z.strictObject({
    arrivals: z.literal('constant'),
    rate: positiveRate,
    duration: positiveDuration,
    ...openLoop,
  }),
  z.strictObject({
    arrivals: z.literal('poisson'),
    rate: positiveRate,
    duration: positiveDuration,
    ...openLoop,
  }),
  z.strictObject({
    arrivals: z.literal('bursts'),
    rate: positiveRate.describe('mean rate over bursts and pauses'),
    duration: positiveDuration,
    burst: z.strictObject({
      every: positiveDuration.describe('from the start of one burst to the start of the next'),
      length: positiveDuration.describe('all arrivals fall in the first `length` of `every`, Poisson'),
    }),
    ...openLoop,
  }),
  z.strictObject({
    arrivals: z.literal('ramp'),
    from: rate.describe('at the beginning'),
    to: rate.describe('at the end; in between the rate changes evenly'),
    duration: positiveDuration,
    spacing,
    ...openLoop,
  }),
  z.strictObject({
    arrivals: z.literal('steps'),
    steps: z
      .array(z.strictObject({ rate: rate.describe('0 /s is a pause'), duration: positiveDuration }))
      .min(1)
      .max(1000)
      .describe('one after the other'),
    duration: positiveDuration.optional().describe('stop there; all steps if left out'),
    spacing,
    ...openLoop,
  }),
  z.strictObject({
    arrivals: z.literal('trace'),
    trace: z.strictObject({
      file: file.describe('NDJSON, CSV or JSON array with one arrival per row'),
      time: z
        .string()
        .min(1)
        .describe('field with the time: ISO 8601, or a number of seconds since any epoch'),
      speed: z.number().positive().max(1e6).default(1).describe('2 replays twice as fast'),
    }),
    duration: positiveDuration.optional().describe('stop there; the whole trace if left out'),
    ...openLoop,
  }),
  z.strictObject({
    arrivals: z.literal('closed'),
    clients: z.int().min(1).max(10_000).describe('each has one call in flight'),
    thinkTime: duration.describe('from completion to the next call of the same client'),
    duration: positiveDuration,
  }),
])
