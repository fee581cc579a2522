/**
 * Calls whose rate rises or falls evenly, to see at which rate something gives
 * way.
 *
 * @module
 */
import type { ArrivalFactory } from './arrival-process.ts'
import { arrivalsAtChangingRate } from './changing-rate.ts'

/** From rate `from` at time 0 to rate `to` at `duration`. */
export const rampArrivals: ArrivalFactory<'ramp'> = ({ from, to, duration, spacing }, { batch, random }) => {
  // Calls per ns.
  const [begin, end] = [from / (batch * 1e9), to / (batch * 1e9)]
  const slope = (end - begin) / duration
  const timeOf = (calls: number): number => {
    if (calls === 0 && begin > 0) return 0
    // The root of begin t + slope t^2 / 2 = calls that loses no digits where the slope is small.
    const discriminant = begin * begin + 2 * slope * calls
    if (discriminant < 0) return Infinity
    const divisor = begin + Math.sqrt(discriminant)
    if (divisor === 0) return slope > 0 ? 0 : Infinity
    return (2 * calls) / divisor
  }
  return arrivalsAtChangingRate(
    { spacing, duration, expectedCalls: (duration * (begin + end)) / 2, timeOf },
    random,
  )
}
