/**
 * The call that XFetch has refresh key material before its end: the chance of a
 * record at t is e^-((end - t) / scale), so that the hazard is that times the
 * rate of records.
 *
 * @module
 */
import type { RunContext } from './run-context.ts'

export interface EarlyRefresh {
  /** In s; Infinity where no call refreshes. */
  readonly at: number
  /** Calls that are expected to refresh up to then, of all: as none does, so many are not among those that came. */
  readonly refused: number
}

interface Watched {
  /** Calls in [fromS, toS) may refresh. */
  readonly fromS: number
  readonly toS: number
  readonly endS: number
  /** Beta times how long the last fill took. */
  readonly scaleS: number
}

/** Where a call has many records they may ask together only once, and where the load is below its highest fewer come, for which some of those drawn are refused. */
export function earlyRefresh(context: RunContext, watched: Watched): EarlyRefresh {
  const { load, random, settings } = context
  const { fromS, toS, endS, scaleS } = watched
  const { batch } = settings
  if (scaleS === 0 || fromS >= toS) return { at: Infinity, refused: 0 }
  const chanceMost = load.rateMax * scaleS * batch
  const begun = Math.exp((fromS - endS) / scaleS)
  const whole = chanceMost * (Math.exp((toS - endS) / scaleS) - begun)
  for (let drawn = random.exponential(); drawn < whole; drawn += random.exponential()) {
    const chance = drawn / chanceMost + begun
    const at = Math.min(toS, Math.max(fromS, endS + scaleS * Math.log(chance)))
    const kept = (load.rateAt(at) / load.rateMax) * askTogether(chance, batch)
    if (random.uniform() * batch * chance < kept) return { at, refused: expectedOf(context, watched, at) }
  }
  return { at: Infinity, refused: expectedOf(context, watched, toS) }
}

function askTogether(chance: number, batch: number): number {
  return 1 - (1 - Math.min(1, chance)) ** batch
}

/** The integral of the rate of calls that refresh, with the mean of the load within one `scaleS` before `untilS`. */
function expectedOf({ load, settings }: RunContext, watched: Watched, untilS: number): number {
  const { fromS, endS, scaleS } = watched
  const since = Math.max(fromS, untilS - scaleS)
  const rate = untilS > since ? load.between(since, untilS) / (untilS - since) : load.rateAt(untilS)
  const [first, last] = [fromS, untilS].map((at) => 1 - Math.min(1, Math.exp((at - endS) / scaleS)))
  let sum = 0
  for (let power = 1; power <= settings.batch; power += 1) sum += (first! ** power - last! ** power) / power
  return rate * scaleS * sum
}
