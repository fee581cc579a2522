/**
 * Calls that come in bursts with silence between them, which is when caches
 * expire unused.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { openLoop, type ArrivalFactory } from './arrival-process.ts'

/** Poisson within the first `length` of each `every`, at the rate that makes the mean over all of it `rate`. */
export const burstArrivals: ArrivalFactory<'bursts'> = ({ rate, duration, burst }, { batch, random }) => {
  const { every, length } = burst
  assert(length <= every, 'a burst must end before the next one begins')
  const meanGap = ((batch * 1e9) / rate) * (length / every)
  // Time with the pauses cut out.
  let burstTime = 0
  return openLoop({
    expectedCalls: burstTimeBefore(duration, every, length) / meanGap,
    duration,
    nextArrival: () => {
      burstTime += meanGap * random.exponential()
      const sinceBurstBegan = burstTime % length
      const burstsBefore = Math.round((burstTime - sinceBurstBegan) / length)
      return burstsBefore * every + Math.floor(sinceBurstBegan)
    },
  })
}

function burstTimeBefore(duration: number, every: number, length: number): number {
  return Math.floor(duration / every) * length + Math.min(duration % every, length)
}
