/**
 * Fetches the next key material in the background shortly before the end of
 * the current, so that no record of a busy cache waits for KMS
 * (stale-while-revalidate, RFC 5861, but never beyond the hard end).
 *
 * @module
 */
import type { KeyCacheLimits } from './cache-limits.ts'
import { endOf, type CachePolicy } from './cache-policy.ts'

/** The first use within `refreshAhead` of the end fetches; an idle cache fetches nothing. */
export function refreshAhead(limits: KeyCacheLimits): CachePolicy | undefined {
  const grace = limits.refreshAhead ?? 0
  if (grace === 0) return undefined
  return {
    limit: (term) => {
      term.refreshAt = Math.min(term.refreshAt, endOf(term) - grace)
    },
    refreshes: () => true,
  }
}
