/**
 * Draws one run of the sealing side: which EDK each cache seals under, and
 * when. What is stored in between is left open until somebody reads it.
 *
 * @module
 */
import type { Random } from '../random.ts'
import type { Sampler } from '../statistics/distributions.ts'
import type { WaitAt } from './branch-key.ts'
import type { Moments } from './cache-arrivals.ts'
import { DrawnCache } from './drawn-cache.ts'
import { cachesOf, type FleetModel } from './fleet-model.ts'
import type { Count } from './renewals.ts'

/** A stretch of time over which one cache seals under one EDK without asking KMS. In ns. */
export interface SealingSpan {
  readonly edk: number
  /** KMS's answer, or the first call where none waited for it. */
  readonly from: number
  readonly to: number
  /** Calls whose records are stored at `from`: they waited for that answer, or are that first call. */
  readonly waiting: number
}

/** All times in ns. */
export interface DrawnKeys {
  /** Of each cache, in order of time. */
  readonly spans: readonly (readonly SealingSpan[])[]
  /** When the first record under each EDK is stored; never if Infinity. */
  readonly firstStoredAt: readonly number[]
  /** No record under the EDK is stored later. */
  readonly lastStoredAt: readonly number[]
}

/** The time of the first call that one cache sees at or after `time`. */
export type NextCall = (time: number) => number

export interface SealingSide {
  readonly model: FleetModel
  readonly random: Random
  /** Of KMS. */
  readonly latency: Sampler
  /** How long the fills of one cache take; KMS's latency if left out. */
  readonly waitOf?: (cache: number) => WaitAt
  readonly nextCall: NextCall
  /** Of the calls that one cache sees, in ns. */
  readonly wait: Moments
  /** Calls that one key material lasts for, where a limit by use is met. */
  readonly callsPerKey: Count | undefined
}

/** Spans of all caches. */
export function spansIn({ spans }: DrawnKeys): number {
  return spans.reduce((sum, each) => sum + each.length, 0)
}

/** Latencies and gaps are drawn for the whole run; costs a few draws for each call to KMS. */
export function drawKeys(side: SealingSide): DrawnKeys {
  const edks = { firstStoredAt: [] as number[], lastStoredAt: [] as number[] }
  const spans = Array.from({ length: cachesOf(side.model) }, (_, index) => {
    const cache = new DrawnCache(side, edks, side.waitOf?.(index) ?? side.latency)
    cache.draw()
    return cache.spans
  })
  return { spans, ...edks }
}
