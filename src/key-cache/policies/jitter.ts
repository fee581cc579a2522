/**
 * Ends each fill early by chance, so that caches that were filled together do
 * not ask KMS together at every end thereafter.
 *
 * TTL and rotation shrink by one draw: where they are equal they end together,
 * with one `GenerateDataKey`, rather than a `Decrypt` shortly before it. The
 * deadline of rotation is drawn once, when the key material is generated.
 *
 * @module
 */
import type { KeyCacheLimits } from './cache-limits.ts'
import type { CachePolicy } from './cache-policy.ts'

/** `T * (1 - jitter * U)`, U uniform: a busy cache fills every `T * (1 - jitter / 2)` on average. */
export function jitter({ jitter: share = 0 }: KeyCacheLimits): CachePolicy | undefined {
  if (share === 0) return undefined
  return {
    limit: (term, { filledAt, generatedAt, chance, generationChance }) => {
      term.expiresAt = shortened(filledAt, term.expiresAt, share * chance)
      term.retiresAt = shortened(generatedAt, term.retiresAt, share * generationChance)
    },
  }
}

function shortened(from: number, to: number, share: number): number {
  return from + Math.floor((to - from) * (1 - share))
}
