/**
 * When producers call: a Poisson process whose rate follows the load, by
 * thinning one of the highest rate (Lewis and Shedler, Simulation of
 * Nonhomogeneous Poisson Processes by Thinning, Naval Res. Logist. Q. 26, 1979).
 *
 * @module
 */
import type { Random } from '../../random.ts'
import type { LoadSegment } from '../plan-model.ts'

/** Calls per second at `time`, before 0 too: a load that repeats has always done so, another has begun as it is at 0. */
export function rateAt(load: readonly LoadSegment[], time: number): number {
  const period = load.reduce((sum, { lengthS }) => sum + lengthS, 0)
  let left = period === Infinity ? Math.max(0, time) : time - Math.floor(time / period) * period
  for (const { lengthS, from, to } of load) {
    if (left < lengthS) return lengthS === Infinity ? from : from + ((to - from) * left) / lengthS
    left -= lengthS
  }
  return load.at(-1)!.to
}

/** Times of all calls in [`from`, `to`), in order; `streams` have each the rate of `load`. */
export function* callTimes(
  load: readonly LoadSegment[],
  streams: number,
  [from, to]: readonly [number, number],
  random: Random,
): Generator<number> {
  const highest = Math.max(...load.flatMap((segment) => [segment.from, segment.to]))
  if (highest === 0) return
  for (let time = from; ;) {
    time += random.exponential() / (highest * streams)
    if (time >= to) return
    if (random.uniform() * highest < rateAt(load, time)) yield time
  }
}
