/**
 * Key material seals so much plaintext: the limit of maxRecords for
 * records of very different sizes. A record that is larger by itself has key
 * material of its own.
 *
 * @module
 */
import type { KeyCacheLimits } from './cache-limits.ts'
import type { CachePolicy } from './cache-policy.ts'

export function maxBytes({ maxBytes: most }: KeyCacheLimits): CachePolicy {
  return {
    limit: (term) => {
      term.bytesMax = Math.min(term.bytesMax, most)
    },
  }
}
