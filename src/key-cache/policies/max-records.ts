/**
 * Key material seals so many records: what bounds use where random nonces or
 * the strength of a cipher demand it. With 1, each record has its own.
 *
 * @module
 */
import type { KeyCacheLimits } from './cache-limits.ts'
import type { CachePolicy } from './cache-policy.ts'

export function maxRecords({ maxRecords: most }: KeyCacheLimits): CachePolicy {
  return {
    limit: (term) => {
      term.recordsMax = Math.min(term.recordsMax, most)
    },
  }
}
