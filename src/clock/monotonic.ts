/**
 * The one timer of the project. `process.hrtime.bigint` costs about 50 ns a
 * call and never steps; the time of day is for logs only.
 *
 * @module
 */
import type { Nanoseconds } from '../units/units.ts'

const origin = process.hrtime.bigint()

/** Monotonic nanoseconds since this thread loaded the module. */
export function monotonicNow(): Nanoseconds {
  return Number(process.hrtime.bigint() - origin) as Nanoseconds
}
