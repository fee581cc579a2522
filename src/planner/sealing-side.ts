/**
 * The sealing side of a run that is drawn by chance: what decides it, and what
 * a cache of it has done.
 *
 * @module
 */
import type { Random } from '../random.ts'
import type { Sampler } from '../statistics/distributions.ts'
import type { WaitAt } from './branch-key.ts'
import type { Moments } from './cache-arrivals.ts'
import type { FleetModel } from './fleet-model.ts'
import type { Count } from './renewals.ts'

/** A stretch of time over which one cache seals under one EDK without asking KMS. In ns. */
export interface SealingSpan {
  readonly edk: number
  /** KMS's answer, or the first call where none waited for it. */
  readonly from: number
  readonly to: number
  /** Calls whose records are stored at `from`: they waited for that answer, or are that first call. */
  readonly waiting: number
}

/** The time of the first call that one cache sees at or after `time`. */
export type NextCall = (time: number) => number

export interface SealingSide {
  readonly model: FleetModel
  readonly random: Random
  /** Of KMS. */
  readonly latency: Sampler
  /** How long the fills of one cache take; KMS's latency if left out. */
  readonly waitOf?: (cache: number) => WaitAt
  readonly nextCall: NextCall
  /** Of the calls that one cache sees, in ns. */
  readonly wait: Moments
  /** Calls that one key material lasts for, where a limit by use is met. */
  readonly callsPerKey: Count | undefined
}
