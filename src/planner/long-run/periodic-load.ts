/**
 * The fills of one cache under a load that changes, exact where key material
 * lives as long as the load needs to change, or longer: a short burst fills a
 * cache once, however long the silence after it.
 *
 * @module
 */
import { average } from '../latency.ts'
import type { LoadProfile } from './load-profile.ts'

export interface FillsUnderLoad {
  /** Of one cache. */
  readonly perSecond: number
  /** Of one cache in the second in which most are due, on average. */
  readonly busiestSecond: number
}

const bins = 1024
const roundsMax = 160
const negligible = 1e-30

/**
 * The phase of the period at which a cache fills is a Markov chain: one of
 * `pausesS`, which are equally likely, later it waits for a call, whose rate
 * the phase decides. Its stationary distribution gives the mean cycle, from
 * fill to fill. `share` of the calls come to this cache.
 */
export function fillsUnderLoad(
  profile: LoadProfile,
  share: number,
  pausesS: readonly number[],
): FillsUnderLoad {
  const width = profile.periodS / bins
  const served = Float64Array.from({ length: bins }, (_, bin) => {
    const calls = profile.callsUntil((bin + 1) * width) - profile.callsUntil(bin * width)
    return -Math.expm1(-share * calls)
  })
  // Where the load is, as a beginning.
  const all = served.reduce((total, each) => total + each, 0)
  let fills = served.map((value) => value / all)
  const sum: Sum = { fills: new Float64Array(bins), waiting: new Float64Array(bins), rounds: 0 }
  for (let round = 0; round < roundsMax; round += 1) {
    const { next, waiting } = waitFrom(
      shifted(
        fills,
        pausesS.map((pauseS) => pauseS / width),
      ),
      served,
    )
    // What has not mixed goes round in circles: its mean over the rounds is stationary.
    if (round >= roundsMax / 2) {
      for (let bin = 0; bin < bins; bin += 1) {
        sum.fills[bin]! += next[bin]!
        sum.waiting[bin]! += waiting[bin]!
      }
      sum.rounds += 1
    }
    fills = next
  }
  const waitS = (width * sum.waiting.reduce((total, each) => total + each, 0)) / sum.rounds
  const perSecond = 1 / (average(pausesS) + waitS)
  return { perSecond, busiestSecond: perSecond * profile.periodS * busiest(profile, share, sum, width) }
}

interface Sum {
  readonly fills: Float64Array
  /** How many wait at a phase, on average over the time of a bin. */
  readonly waiting: Float64Array
  rounds: number
}

/** What is at each phase, one of `pauses` in bins later; parts of bins are shared between two. */
function shifted(fills: Float64Array, pauses: readonly number[]): Float64Array {
  const later = new Float64Array(bins)
  for (const pause of pauses) {
    const whole = Math.floor(pause)
    const next = (pause - whole) / pauses.length
    const here = 1 / pauses.length - next
    // A pause may be more bins than a small integer holds, of which each remainder would be slow.
    const first = whole % bins
    for (let bin = 0; bin < bins; bin += 1) {
      later[(bin + first) % bins]! += here * fills[bin]!
      later[(bin + first + 1) % bins]! += next * fills[bin]!
    }
  }
  return later
}

/** From the phases at which caches begin to wait to those at which a call comes, and who waits in between. */
function waitFrom(entering: Float64Array, served: Float64Array) {
  const next = new Float64Array(bins)
  const waiting = new Float64Array(bins)
  let left = 0
  let hazard = 0
  for (let bin = 0; bin < bins; bin += 1) {
    left = (left + entering[bin]!) * (1 - served[bin]!)
    hazard -= Math.log1p(-Math.min(served[bin]!, 1 - 1e-16))
  }
  // Who waits at the end waits at the beginning, round after round.
  let carried = left / -Math.expm1(-hazard)
  for (let bin = 0; bin < bins; bin += 1) {
    const here = carried + entering[bin]!
    next[bin] = here * served[bin]!
    // Next to nothing would only be slow, as subnormal numbers are.
    carried = here - next[bin]! < negligible ? 0 : here - next[bin]!
    // Who leaves in this bin has waited for half of it, unless it is served at once.
    waiting[bin] = served[bin]! > 0 ? next[bin]! / -Math.log1p(-Math.min(served[bin]!, 1 - 1e-16)) : here
  }
  return { next, waiting }
}

/** Share of a period's fills that is due in its busiest second; more than 1 where that holds many periods. */
function busiest(profile: LoadProfile, share: number, sum: Sum, width: number): number {
  const { fills, waiting, rounds } = sum
  const periods = Math.floor(1 / profile.periodS)
  // What is left of a second beside whole periods: never more bins than there are.
  const window = Math.max(periods === 0 ? 1 : 0, Math.round((1 - periods * profile.periodS) / width))
  const whole = (periods * fills.reduce((total, each) => total + each, 0)) / rounds
  let inWindow = 0
  let most = 0
  for (let bin = 0; bin < bins + window; bin += 1) {
    inWindow += fills[bin % bins]! - (bin < window ? 0 : fills[(bin - window) % bins]!)
    most = Math.max(most, inWindow / Math.max(1, window * width) / rounds)
    // Where the load comes back, all who have waited are served within the second.
    const atOnce = waiting[bin % bins]! * -Math.expm1(-share * profile.rateAt(((bin + 1.5) % bins) * width))
    if (periods === 0) most = Math.max(most, atOnce / rounds)
  }
  return whole + most
}
