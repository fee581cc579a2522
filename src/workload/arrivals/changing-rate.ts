/**
 * Calls whose rate changes with time: those of a steady process, with its time
 * stretched where the rate is low and pressed together where it is high.
 *
 * A Poisson process of rate 1 that is seen through the inverse of the expected
 * count is a Poisson process with the changing rate (the time-change theorem:
 * Daley and Vere-Jones, An Introduction to the Theory of Point Processes, 7.4).
 *
 * @module
 */
import { openLoop, type ArrivalContext, type ArrivalProcess } from './arrival-process.ts'
import { callsBefore } from './constant.ts'

export interface ChangingRate {
  readonly spacing: 'poisson' | 'constant'
  /** Nothing arrives at this time or later, in ns. */
  readonly duration: number
  /** Calls that are expected by the end. */
  readonly expectedCalls: number
  /** When so many calls are expected to have arrived, in ns; grows with `calls`, Infinity where there never are as many. */
  readonly timeOf: (calls: number) => number
}

/** The first call of a constant spacing arrives where none is expected before it, the next where one is, and so on. */
export function arrivalsAtChangingRate(
  { spacing, duration, expectedCalls, timeOf }: ChangingRate,
  random: ArrivalContext['random'],
): ArrivalProcess {
  if (spacing === 'poisson') {
    let expected = 0
    return openLoop({
      expectedCalls,
      duration,
      nextArrival: () => {
        expected += random.exponential()
        return Math.floor(timeOf(expected))
      },
    })
  }
  const wholeTimeOf = (call: number): number => Math.round(timeOf(call))
  let calls = 0
  return openLoop({
    expectedCalls: callsBefore(duration, wholeTimeOf, expectedCalls),
    duration,
    nextArrival: () => {
      const time = wholeTimeOf(calls)
      calls += 1
      return time
    },
  })
}
