/**
 * Fetches the next key material early by chance, the likelier the nearer the
 * end and the longer KMS takes, so that caches that cannot talk to each other
 * rarely refresh together. XFetch: Vattani, Chierichetti, Lowenstein, Optimal
 * Probabilistic Cache Stampede Prevention, VLDB 2015.
 *
 * @module
 */
import { exponentialMax } from '../../random.ts'
import type { KeyCacheLimits } from './cache-limits.ts'
import { endOf, type CachePolicy } from './cache-policy.ts'

/** Each use refreshes if `-delta * beta * ln(U)` is at least the time left, delta being how long the fill took. */
export function xfetch({ xfetch: beta = 0 }: KeyCacheLimits): CachePolicy | undefined {
  if (beta === 0) return undefined
  return {
    limit: (term, { fetchNs }) => {
      // Earlier than this no draw can reach, so none is made.
      const reach = fetchNs * beta * exponentialMax
      if (reach > 0) term.refreshAt = Math.min(term.refreshAt, endOf(term) - reach)
    },
    refreshes: (now, term, { fetchNs, random }) => fetchNs * beta * random.exponential() >= endOf(term) - now,
  }
}
