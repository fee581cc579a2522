/**
 * What a sealing cache holds under one credential. A new credential, as well
 * as a restart, begins another; calls that still wait are served by the old.
 *
 * @module
 */
import { newHeldBranchKey, type HeldBranchKey } from './branch-keys.ts'

/** A put of some records that are not stored yet. */
export interface PutCall {
  readonly arrivedAt: number
  left: number
}

export interface SealingEntry {
  /** End of its credential, in s. */
  readonly endsAt: number
  readonly held: HeldBranchKey
  /** Undefined until key material was generated. */
  edk: number | undefined
  /** Records that the EDK has sealed. */
  uses: number
  rotatesAt: number
  expiresAt: number
  /** How long the last fill took, in s. */
  tookS: number
  /** Calls that wait for the fill in flight; undefined where there is none. */
  flight: PutCall[] | undefined
}

export function newSealingEntry(endsAt: number): SealingEntry {
  return {
    endsAt,
    held: newHeldBranchKey(),
    edk: undefined,
    uses: 0,
    rotatesAt: -Infinity,
    expiresAt: -Infinity,
    tookS: 0,
    flight: undefined,
  }
}
