/**
 * Plaintext leaves memory after a fixed time, used or not: what bounds how long
 * a stolen memory, or a permission that was withdrawn, still opens records.
 *
 * @module
 */
import type { KeyCacheLimits } from './cache-limits.ts'
import type { CachePolicy } from './cache-policy.ts'

/** A TTL of 0 ends each fill as it begins: there is no cache. */
export function ttl({ ttl: lifetime }: KeyCacheLimits): CachePolicy {
  return {
    limit: (term, { filledAt }) => {
      term.expiresAt = Math.min(term.expiresAt, filledAt + lifetime)
    },
  }
}
