/**
 * The load of one stream over time: what theory averages over, and what it has
 * happen at once.
 *
 * @module
 */
import type { LoadSegment, PlanModel } from '../plan-model.ts'

/** Calls per second; times in s from the beginning of the plan. */
export interface LoadProfile {
  /** Over one period. */
  readonly mean: number
  readonly peak: number
  /** From here on it repeats itself; the horizon at the latest. */
  readonly periodS: number
  readonly isConstant: boolean
  /** Loads that stand for all, each with its share of the time; without those at which nothing comes. */
  readonly loads: readonly { readonly callsPerSecond: number; readonly share: number }[]
  rateAt(timeS: number): number
  /** Calls from 0 to `timeS`, on average. */
  callsUntil(timeS: number): number
}

/** What of the load falls within the horizon, or one period where that is shorter. */
export function loadProfileOf({ load, horizonS }: PlanModel): LoadProfile {
  const pieces = piecesUntil(load, horizonS)
  const periodS = pieces.at(-1)?.endS ?? horizonS
  const callsOfPeriod = pieces.reduce((sum, piece) => sum + callsOf(piece, piece.endS), 0)
  const peak = Math.max(0, ...pieces.flatMap(({ from, to }) => [from, to]))
  const rest = (timeS: number): number => timeS - Math.floor(timeS / periodS) * periodS
  return {
    mean: callsOfPeriod / periodS,
    peak,
    periodS,
    isConstant: pieces.every(({ from, to }) => from === peak && to === peak),
    loads: loadsOf(pieces, periodS),
    rateAt: (timeS) => {
      const time = rest(timeS)
      const piece = pieces.find(({ endS }) => time < endS) ?? pieces.at(-1)!
      return rateIn(piece, time)
    },
    callsUntil: (timeS) => {
      const time = rest(timeS)
      const whole = Math.floor(timeS / periodS) * callsOfPeriod
      return pieces.reduce((sum, piece) => sum + callsOf(piece, time), whole)
    },
  }
}

interface Piece {
  readonly startS: number
  readonly endS: number
  /** Calls per second at its start and its end. */
  readonly from: number
  readonly to: number
}

function piecesUntil(load: readonly LoadSegment[], horizonS: number): Piece[] {
  const pieces: Piece[] = []
  let startS = 0
  for (const { lengthS, from, to } of load) {
    if (startS >= horizonS) break
    const endS = Math.min(horizonS, startS + lengthS)
    const share = lengthS === Infinity ? 0 : (endS - startS) / lengthS
    if (endS > startS)
      pieces.push({ startS, endS, from, to: lengthS === Infinity ? from : from + share * (to - from) })
    startS = endS
  }
  return pieces
}

/** In so many parts all ramps are cut together, or in one each. */
const rampParts = 12

function loadsOf(pieces: readonly Piece[], periodS: number): LoadProfile['loads'] {
  const each = Math.max(1, Math.floor(rampParts / pieces.length))
  return pieces
    .flatMap(({ startS, endS, from, to }) => {
      const count = from === to ? 1 : each
      return Array.from({ length: count }, (_, part) => ({
        callsPerSecond: from + ((part + 0.5) / count) * (to - from),
        share: (endS - startS) / periodS / count,
      }))
    })
    .filter(({ callsPerSecond }) => callsPerSecond > 0)
}

function rateIn({ startS, endS, from, to }: Piece, time: number): number {
  return from + ((time - startS) / (endS - startS)) * (to - from)
}

/** Calls of `piece` before `time`. */
function callsOf(piece: Piece, time: number): number {
  const until = Math.min(time, piece.endS)
  return until <= piece.startS ? 0 : ((piece.from + rateIn(piece, until)) / 2) * (until - piece.startS)
}
