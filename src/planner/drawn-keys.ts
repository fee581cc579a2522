/**
 * Draws one run of the sealing side: which EDK each cache seals under, and
 * when. What is stored in between is left open until somebody reads it.
 *
 * @module
 */
import { DrawnCache } from './drawn-cache.ts'
import { cachesOf } from './fleet-model.ts'
import type { SealingSide, SealingSpan } from './sealing-side.ts'

/** All times in ns. */
export interface DrawnKeys {
  /** Of each cache, in order of time. */
  readonly spans: readonly (readonly SealingSpan[])[]
  /** When the first record under each EDK is stored; never if Infinity. */
  readonly firstStoredAt: readonly number[]
  /** No record under the EDK is stored later. */
  readonly lastStoredAt: readonly number[]
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
