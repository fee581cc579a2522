/**
 * Calls at equal distances from time 0 on, so that counts can be checked to the
 * last record.
 *
 * @module
 */
import { openLoop, type ArrivalFactory } from './arrival-process.ts'

/** The n-th call, from 0, arrives at `n * batch / rate`, to the nearest ns. */
export const constantArrivals: ArrivalFactory<'constant'> = ({ rate, duration }, { batch }) => {
  // Multiplied rather than summed up, so that no error accumulates.
  const timeOf = (call: number) => Math.round((call * (batch * 1e9)) / rate)
  let calls = 0
  return openLoop({
    expectedCalls: callsBefore(duration, timeOf, (duration * rate) / (batch * 1e9)),
    duration,
    nextArrival: () => {
      const time = timeOf(calls)
      calls += 1
      return time
    },
  })
}

/** Corrects `estimate`, which is off by rounding at most, to the number of calls strictly before `duration`. */
export function callsBefore(duration: number, timeOf: (call: number) => number, estimate: number): number {
  let calls = Math.ceil(estimate)
  while (calls > 0 && timeOf(calls - 1) >= duration) calls -= 1
  while (timeOf(calls) < duration) calls += 1
  return calls
}
