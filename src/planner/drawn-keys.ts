/**
 * Draws one run of the sealing side: which EDK each cache seals under, and
 * when. What is stored in between is left open until somebody reads it.
 *
 * @module
 */
import type { Random } from '../random.ts'
import type { Sampler } from '../statistics/distributions.ts'
import type { Moments } from './cache-arrivals.ts'
import { cachesOf, type FleetModel } from './fleet-model.ts'
import type { Count } from './renewals.ts'

/** A stretch of time over which one cache seals under one EDK without asking KMS. In ns. */
export interface SealingSpan {
  readonly edk: number
  /** KMS's answer. */
  readonly from: number
  readonly to: number
  /** Calls that waited for that answer; their records are stored at `from`. */
  readonly waiting: number
}

/** All times in ns. */
export interface DrawnKeys {
  /** Of each cache, in order of time. */
  readonly spans: readonly (readonly SealingSpan[])[]
  /** When the first record under each EDK is stored. */
  readonly firstStoredAt: readonly number[]
  /** No record under the EDK is stored later. */
  readonly lastStoredAt: readonly number[]
}

/** The time of the first call that one cache sees at or after `time`. */
export type NextCall = (time: number) => number

export interface SealingSide {
  readonly model: FleetModel
  readonly random: Random
  readonly latency: Sampler
  readonly nextCall: NextCall
  /** Of the calls that one cache sees, in ns. */
  readonly wait: Moments
  /** Calls that one key material lasts for, where a limit by use is met. */
  readonly callsPerKey: Count | undefined
}

/** Latencies and gaps are drawn for the whole run; costs a few draws for each call to KMS. */
export function drawKeys(side: SealingSide): DrawnKeys {
  const spans: SealingSpan[][] = []
  const drawn = { spans, firstStoredAt: [] as number[], lastStoredAt: [] as number[] }
  for (let cache = 0; cache < cachesOf(side.model); cache += 1) spans.push(drawCache(side, drawn))
  return drawn
}

/** As calls that were made together and are answered one by one. */
interface Fill {
  readonly answers: readonly number[]
  /** Calls that each answer lets through. */
  readonly waiting: number
}

function drawCache(side: SealingSide, drawn: { firstStoredAt: number[]; lastStoredAt: number[] }) {
  const { ttlNs, rotationNs, durationNs } = side.model
  const spans: SealingSpan[] = []
  let edk = -1
  let rotatesAt = -Infinity
  for (let at = side.nextCall(0); at < durationNs;) {
    let fill = drawFill(side, at)
    const isRefill = at < rotatesAt
    // A refill that is answered too late is followed by the generation that is due by then.
    if (isRefill && fill.answers.at(-1)! >= rotatesAt) fill = drawFill(side, fill.answers.at(-1)!)
    const generates = !isRefill || fill.answers.at(-1)! >= rotatesAt
    const answeredAt = fill.answers.at(-1)!
    if (generates) rotatesAt = limitedBy(side, fill, answeredAt + rotationNs)
    const lives = ttlNs === 0 ? rotatesAt : Math.min(answeredAt + ttlNs, rotatesAt)
    for (const [index, from] of fill.answers.entries()) {
      if (generates) edk = drawn.firstStoredAt.push(from) - 1
      const to = Math.max(from, Math.min(durationNs, fill.answers[index + 1] ?? lives))
      spans.push(displaced(side, { edk, from, to, waiting: fill.waiting }))
      drawn.lastStoredAt[edk] = spans.at(-1)!.to
    }
    at = side.nextCall(lives)
  }
  return spans
}

function drawFill({ model, latency, nextCall }: SealingSide, at: number): Fill {
  const first = at + latency()
  const isShared = model.singleFlight && model.ttlNs > 0
  const answers = [first]
  let waiting = 1
  let answeredAt = first
  for (let call = nextCall(at + 0.5); call < answeredAt; call = nextCall(call + 0.5)) {
    if (isShared) waiting += 1
    else answeredAt = Math.min(answeredAt, answers[answers.push(call + latency()) - 1]!)
  }
  return { answers: answers.toSorted((a, b) => a - b), waiting }
}

/** When key material is rotated that came with `fill` and would be rotated at `end` by age. */
function limitedBy({ callsPerKey, random, wait }: SealingSide, fill: Fill, end: number): number {
  if (callsPerKey === undefined) return end
  const drawn = callsPerKey.mean + Math.sqrt(callsPerKey.variance) * random.normal()
  const left = Math.max(0, Math.round(drawn) - fill.waiting)
  // Where use limits matter, the sum of that many waits is close to normal.
  const sum = wait.mean * left + Math.sqrt(wait.variance * left) * random.normal()
  return Math.min(fill.answers.at(-1)! + Math.max(0, sum), end)
}

/** Without a cache each record is stored when its own call is answered; together they are late by one latency. */
function displaced({ model, latency }: SealingSide, span: SealingSpan): SealingSpan {
  return model.ttlNs === 0 ? { ...span, to: span.to + latency() } : span
}
