/**
 * Planned failures as people write them outside of a scenario: in a file, or
 * to the control port.
 *
 * @module
 */
import { InputUnreadableError } from '../errors.ts'
import { z } from '../schema.ts'
import { asDuration, formatDuration, parseQuantity } from '../units/quantity.ts'
import { operations } from './operations/registry.ts'
import { faults, type PlannedFailure } from './planned-failures.ts'

const duration = z.string().transform((text, context) => {
  const parsed = parseQuantity('duration', text)
  if (parsed.ok) return asDuration(parsed.value)
  context.issues.push({ code: 'custom', message: parsed.reason, input: text })
  return z.NEVER
})

const planSchema = z.strictObject({
  /** Decides which calls a share of them hits; the server's if left out. */
  seed: z.int().min(0).optional(),
  failures: z
    .array(
      z.strictObject({
        fault: z.enum(faults),
        from: duration.prefault('0 s'),
        to: duration.optional(),
        share: z.number().gt(0).max(1).default(1),
        operations: z
          .array(z.string().refine((name) => operations.has(name), 'is no operation of this KMS'))
          .min(1)
          .default([...operations.keys()]),
        delay: duration.optional(),
      }),
    )
    .max(1000),
})

export interface FailureDocument {
  readonly seed?: number | undefined
  readonly failures: readonly PlannedFailure[]
}

/** As {@link readFailures} takes it, so that what is shown can be given back. */
export function writeFailures(failures: readonly PlannedFailure[]): object {
  return {
    failures: failures.map(({ from, to, delay, ...rest }) => ({
      ...rest,
      from: formatDuration(from),
      ...(to !== undefined && { to: formatDuration(to) }),
      ...(delay !== undefined && { delay: formatDuration(delay) }),
    })),
  }
}

/** @throws {InputUnreadableError} that says where `given`, which `source` names, is wrong. */
export function readFailures(given: unknown, source: string): FailureDocument {
  const read = planSchema.safeParse(given)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const where = issue!.path.join('.') || 'the document'
  throw new InputUnreadableError(
    `${source} holds no planned failures: ${where}: ${issue!.message}. Write, for example, ` +
      '{"failures": [{"fault": "throttling", "from": "10 s", "to": "20 s", "share": 0.5}]}.',
  )
}
