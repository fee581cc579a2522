/**
 * Calls at the times of a recorded trace, so that somebody's own traffic can be
 * replayed.
 *
 * @module
 */
import { InputUnreadableError } from '../../errors.ts'
import { readTrace } from '../input/read-trace.ts'
import { openLoop, type ArrivalFactory } from './arrival-process.ts'

/** One call per row, counted from the earliest one; without `duration` the last row arrives too. */
export const traceArrivals: ArrivalFactory<'trace'> = ({ trace, duration = Infinity }) => {
  const times = readTrace(trace.file, trace.time)
  for (const [row, time] of times.entries()) times[row] = Math.round(time / trace.speed)
  const calls = countBefore(times, duration)
  assertExact(times[calls - 1] ?? 0, trace.file)
  let taken = 0
  return openLoop({
    expectedCalls: calls,
    duration,
    // A nanosecond more, so that a trace of one row lasts too.
    span: Number.isFinite(duration) ? duration : (times[calls - 1] ?? 0) + 1,
    nextArrival: () => {
      const time = times[taken] ?? Infinity
      taken += 1
      return time
    },
  })
}

function countBefore(times: Float64Array, duration: number): number {
  const calls = times.findIndex((time) => time >= duration)
  return calls === -1 ? times.length : calls
}

function assertExact(lastArrival: number, file: string): void {
  if (lastArrival <= Number.MAX_SAFE_INTEGER) return
  const days = Math.round(lastArrival / 86_400e9)
  throw new InputUnreadableError(
    `${file}: the trace lasts ${days} days, more than the 104 that can be replayed. ` +
      'Raise load.trace.speed, or set load.duration to stop earlier.',
  )
}
