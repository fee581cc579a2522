/**
 * How often one owner of a branch key asks KMS for it: at the first need after
 * it has expired. Needs follow from data keys, and those from their caches.
 *
 * @module
 */
import { gammaCdf } from '../../statistics/special-functions.ts'

/** Times in s. */
export interface SealingOwner {
  readonly branchTtl: number
  readonly latency: number
  /** Calls per second at this front end under this principal. */
  readonly rate: number
  /** From one need to the next, less the wait for a call; 0: every call is a need. */
  readonly pause: number
  readonly credential: number
}

/** Fills per second. Needs are renewals of `pause` and a wait: the first after the TTL ends a cycle (Wald). */
export function sealingBranchKeyRate({ branchTtl, latency, rate, pause, credential }: SealingOwner): number {
  const life = Math.min(branchTtl, credential) + latency
  if (pause === 0) return 1 / (life + 1 / rate)
  let needs = 1
  for (let ordinal = 1; ordinal * pause < life; ordinal += 1) {
    const probability = gammaCdf(ordinal, rate * (life - ordinal * pause))
    if (probability < 1e-12) break
    needs += probability
    if (ordinal > termsMax) return 1 / (life + (pause + 1 / rate) / 2)
  }
  return 1 / (needs * (pause + 1 / rate))
}

/** With more needs than this in a TTL, the wait for the next is that of a renewal process in equilibrium. */
const termsMax = 10_000

export interface ReadingOwner {
  readonly branchTtl: number
  readonly latency: number
  /** Sealing caches whose EDKs this consumer reads. */
  readonly caches: number
  /** New EDKs per second of one of them, and calls per second. */
  readonly edks: number
  readonly rate: number
  /** 0: records are pushed. */
  readonly pollInterval: number
  readonly credential: number
}

/** Fills per second, where each new EDK is a need: those of caches in equilibrium, independent of each other. */
export function readingBranchKeyRate(owner: ReadingOwner): number {
  const { branchTtl, latency, caches, edks, rate, pollInterval, credential } = owner
  const life = Math.min(branchTtl, credential) + latency
  const wait = waitForEdk(caches, 1 / edks, rate)
  if (pollInterval === 0) return 1 / (life + wait)
  const found = -Math.expm1(-pollInterval / wait)
  // It was asked for at a poll, and so is the next time.
  return 1 / (pollInterval * (Math.ceil(life / pollInterval - 1e-9) + (1 - found) / found))
}

/** The least of `caches` residual times of a cycle that is a pause and an exponential wait, on average. */
function waitForEdk(caches: number, cycle: number, rate: number): number {
  const pause = Math.max(0, cycle - 1 / rate)
  const after = 1 - pause / cycle
  const inPause = (cycle / (caches + 1)) * (1 - after ** (caches + 1))
  return inPause + after ** caches / (caches * rate)
}
