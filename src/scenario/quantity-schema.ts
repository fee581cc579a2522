/**
 * Schemas of quantities and of distributions of quantities: text with a unit
 * outside, base units inside, and printable back to the same text, so that a
 * checked scenario can be stored and run again.
 *
 * @module
 */
import { z } from '../schema.ts'
import {
  asBytes,
  asDuration,
  asRate,
  asSpan,
  formatBytes,
  formatDuration,
  formatRate,
  formatSpan,
  parseQuantity,
  patternOf,
  type QuantityKind,
} from '../units/quantity.ts'

export const duration = quantity('duration', asDuration, formatDuration)
export const span = quantity('span', asSpan, formatSpan)
export const size = quantity('size', asBytes, formatBytes)
export const rate = quantity('rate', asRate, formatRate)
export const positiveDuration = duration.refine((value) => value > 0, 'must be longer than 0 s')
export const positiveSpan = span.refine((value) => value > 0, 'must be longer than 0 s')
export const positiveRate = rate.refine((value) => value > 0, 'must be more than 0 /s')

/** `5 ms` for short, or one of the distributions with bounds in the same dimension. */
export function distributionOf<Max extends z.ZodType<number | undefined, string | undefined>>(
  value: z.ZodType<number, string>,
  max: Max,
) {
  const constant = z.strictObject({ distribution: z.literal('constant'), value: z.number() })
  return z.union([
    z.codec(value, constant, {
      decode: (number) => ({ distribution: 'constant' as const, value: number }),
      encode: (fixed) => fixed.value,
    }),
    z.discriminatedUnion('distribution', [
      z.codec(z.strictObject({ distribution: z.enum(['constant', 'fixed']), value }), constant, {
        decode: (fixed) => ({ distribution: 'constant' as const, value: fixed.value }),
        encode: (fixed) => fixed,
      }),
      z.strictObject({ distribution: z.literal('uniform'), min: value, max: value }),
      z.strictObject({ distribution: z.literal('lognormal'), median: value, p99: value, max }),
      z.strictObject({ distribution: z.literal('empirical'), values: z.array(value).min(1).max(100_000) }),
    ]),
  ])
}

function quantity<Value extends number>(
  dimension: QuantityKind,
  brand: (value: number) => Value,
  format: (value: Value) => string,
) {
  const reasonFor = (input: unknown) => {
    const parsed = parseQuantity(dimension, input)
    return parsed.ok ? `must have no spaces around it` : parsed.reason
  }
  const text = z
    .string({ error: (issue) => reasonFor(issue.input) })
    .regex(new RegExp(patternOf(dimension)), { error: (issue) => reasonFor(issue.input) })
  return z.codec(
    text,
    z.custom<Value>((value) => typeof value === 'number'),
    {
      decode: (input, context) => {
        const parsed = parseQuantity(dimension, input)
        if (parsed.ok) return brand(parsed.value)
        context.issues.push({ code: 'custom', message: parsed.reason, input })
        return z.NEVER
      },
      encode: format,
    },
  )
}
