/**
 * Calls that arrive independently of one another, as those of many producers do.
 *
 * @module
 */
import { openLoop, type ArrivalFactory } from './arrival-process.ts'

export const poissonArrivals: ArrivalFactory<'poisson'> = ({ rate, duration }, { batch, random }) => {
  const meanGap = (batch * 1e9) / rate
  let time = 0
  return openLoop({
    expectedCalls: duration / meanGap,
    duration,
    nextArrival: () => {
      time += meanGap * random.exponential()
      return Math.floor(time)
    },
  })
}
