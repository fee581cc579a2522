/**
 * Replicates of a bootstrap of circular blocks: choices of segments in which
 * neighbours stay together, so that what they have in common stays too.
 *
 * @module
 */
import type { Random } from '../random.ts'

/** Segments in a block of a replicate. */
export function blockLength(segments: number): number {
  return Math.max(1, Math.round(Math.cbrt(segments)))
}

/** `count` times how often each segment is taken: whole blocks, the last one cut to fit. */
export function drawReplicates(segments: number, count: number, random: Random): Float64Array[] {
  const length = blockLength(segments)
  return Array.from({ length: count }, () => {
    const weights = new Float64Array(segments)
    for (let taken = 0; taken < segments; taken += length) {
      const start = random.below(segments)
      const end = Math.min(length, segments - taken)
      for (let step = 0; step < end; step += 1) weights[(start + step) % segments]! += 1
    }
    return weights
  })
}
