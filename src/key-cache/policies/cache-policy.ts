/**
 * The one interface of cache policies: each bounds what a fill may still do, so
 * that a use of the cache compares a few numbers and asks no policy.
 *
 * @module
 */
import type { Random } from '../../random.ts'

/** What one fill may still do: set at the fill, read at every use. Times are ns of the cache's clock. */
export interface Term {
  /** From then on the plaintext is out of memory. */
  expiresAt: number
  /** From then on its key material seals no new record, and the next fill generates. */
  retiresAt: number
  /** From then on each use asks the policies whether to fetch the next key material now. */
  refreshAt: number
  /** Most records that its key material seals, over all its fills. */
  recordsMax: number
  /** Most plaintext bytes that its key material seals, over all its fills. */
  bytesMax: number
}

/** How the plaintext came into memory; times as in {@link Term}. */
export interface Fill {
  /** When KMS answered. */
  readonly filledAt: number
  /** When KMS answered the `GenerateDataKey` of its key material: `filledAt`, where this fill is that one. */
  readonly generatedAt: number
  /** How long KMS took. */
  readonly fetchNs: number
  /** Uniform in [0, 1), drawn for this fill. */
  readonly chance: number
  /** The draw of the fill that generated the key material: `chance`, where this fill is that one. */
  readonly generationChance: number
  /** Seeded, one stream for each cache; never for keys. */
  readonly random: Random
}

export interface CachePolicy {
  /** Tightens `term` at a fill. Policies have their turn in the order of the registry. */
  limit(term: Term, fill: Fill): void
  /** At a use from `refreshAt` on, while the term still holds: whether the next key material is fetched now, in the background. */
  refreshes?(now: number, term: Term, fill: Fill): boolean
}

/** A term that bounds nothing. */
export function endlessTerm(): Term {
  return {
    expiresAt: Infinity,
    retiresAt: Infinity,
    refreshAt: Infinity,
    recordsMax: Infinity,
    bytesMax: Infinity,
  }
}

/** When `term` ends by time: its key material is wiped then, whatever comes first. */
export function endOf(term: Term): number {
  return Math.min(term.expiresAt, term.retiresAt)
}
