/**
 * Key material seals new records for a fixed time, however often `Decrypt`
 * brings it back: what bounds how much one key material protects.
 *
 * @module
 */
import type { KeyCacheLimits } from './cache-limits.ts'
import type { CachePolicy } from './cache-policy.ts'

export function rotation({ rotation: interval }: KeyCacheLimits): CachePolicy {
  return {
    limit: (term, { generatedAt }) => {
      term.retiresAt = Math.min(term.retiresAt, generatedAt + interval)
    },
  }
}
