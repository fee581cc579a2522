/**
 * How often a cache generates within a time that is not long against the life
 * of its key material, where use ends that life before age does.
 *
 * @module
 */
import { gammaCdf } from '../../statistics/special-functions.ts'
import { countLimited, cycleOf, type LimitedUse } from '../limited-use.ts'

/** Beyond so many cycles the second-order renewal theorem is exact enough. */
const cyclesMax = 20
const pointsOfCycle = 32
const pointsMax = 640

/** From an empty cache on: the renewal equation, on a grid. Variance of the uses is left out. */
export function limitedWithin(use: LimitedUse): number {
  const { rate, life, duration, callsPerKey } = use
  const cycle = cycleOf(rate, life, callsPerKey).mean
  if (duration > cyclesMax * cycle) return countLimited(use).mean
  const points = Math.min(pointsMax, Math.ceil((pointsOfCycle * Math.max(duration, cycle)) / cycle))
  const width = duration / points
  const first = gridOf(points, (at) => -Math.expm1(-rate * at * width))
  const next = gridOf(points, (at) => 1 - survival(use, at * width))
  const renewals = new Float64Array(points + 1)
  // By steps of the distribution of a cycle, each at the middle of its bin.
  for (let at = 1; at <= points; at += 1) {
    let sum = first[at]!
    for (let step = 1; step <= at; step += 1) {
      const mass = next[step]! - next[step - 1]!
      if (mass > 0) sum += (mass * (renewals[at - step]! + renewals[at - step + 1]!)) / 2
    }
    const own = (next[1]! - next[0]!) / 2
    // Half of the first step falls on the point that is being computed.
    renewals[at] = sum / (1 - own)
  }
  return renewals[points]!
}

/** P(cycle > time): neither the last use nor a call after the life has come. */
function survival({ rate, life, callsPerKey }: LimitedUse, time: number): number {
  const unused = 1 - gammaCdf(callsPerKey.mean, rate * Math.min(time, life))
  return time <= life ? unused : unused * Math.exp(-rate * (time - life))
}

function gridOf(points: number, valueAt: (point: number) => number): Float64Array {
  return Float64Array.from({ length: points + 1 }, (_, point) => valueAt(point))
}
