/**
 * How often key material is used up where a call brings many records: one call
 * may need the rest of one key, or several keys one after the other.
 *
 * @module
 */
import { gammaCdf } from '../../statistics/special-functions.ts'

/** Times in s. */
export interface BatchedUse {
  /** Calls per second at this cache, each of `batch` records. */
  readonly rate: number
  readonly batch: number
  /** Records that one key material seals; whole. */
  readonly recordsPerKey: number
  /** From a fill's call to the end of the key by age, answer included. */
  readonly life: number
  /** Chance that no new credential comes from one call to the next. */
  readonly staysFor: number
}

export interface BatchedFills {
  /** `GenerateDataKey` per second. */
  readonly generations: number
  /**
   * Of one of them, on average: what it seals of the call that asked for it, in
   * calls, by how many of that call's fills come one after the other up to it.
   */
  readonly sealedAtDepth: readonly number[]
  /** Share of the generations that come as use has ended a key, and not age. */
  readonly usedUpShare: number
}

const negligible = 1e-9
const keysMax = 4000

/**
 * The state at a fill is how many records of its call are left. It follows from
 * that at the fill before, unless age (or a credential) comes first: then it is
 * a whole call, and all begins anew (a regenerative process).
 */
export function batchedFills(use: BatchedUse): BatchedFills {
  const { rate, batch, recordsPerKey, life, staysFor } = use
  const sealedAtDepth: number[] = []
  let left = batch
  let depth = 0
  let reached = 1
  let fills = 0
  let time = 0
  let usedUp = 0
  for (let key = 0; key < keysMax && reached > negligible; key += 1) {
    fills += reached
    const sealed = Math.min(left, recordsPerKey)
    sealedAtDepth[depth] = (sealedAtDepth[depth] ?? 0) + (reached * sealed) / batch
    const rest = recordsPerKey - left
    if (rest < 0) {
      left = -rest
      usedUp += reached
      depth += 1
      continue
    }
    const calls = Math.floor(rest / batch) + 1
    const inTime = gammaCdf(calls, rate * life)
    const stays = calls === 1 ? staysFor : 1
    time += reached * ((calls / rate) * gammaCdf(calls + 1, rate * life) + (1 - inTime) * (life + 1 / rate))
    usedUp += reached * inTime
    left = batch - (rest % batch)
    depth = 0
    if (left === batch) break
    reached *= inTime * stays
  }
  return {
    generations: fills / time,
    sealedAtDepth: sealedAtDepth.map((sealed) => sealed / fills),
    usedUpShare: usedUp / fills,
  }
}
