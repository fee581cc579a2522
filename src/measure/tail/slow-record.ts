/**
 * What is kept of a record that may belong to the tail, until its cause can be
 * told. Others leave nothing.
 *
 * @module
 */
import type { WaitReason } from '../../clock/stopwatch.ts'
import type { Slowness } from './slowness.ts'
import type { WorkSpan } from './work-span.ts'

/** Times in ns. */
export interface SlowRecord {
  /** The producer's number of it. */
  readonly ordinal: number
  /** Intended arrival on the scenario's clock; for a get the poll that should have read it. */
  readonly arrivedAt: number
  readonly slowness: Slowness
  readonly service: number
  readonly response: number
  /** The part of its service time in which it waited for KMS. */
  readonly waited: number
  /** Undefined where it did not wait, or nobody told why. */
  readonly waitReason: WaitReason | undefined
  /** Whether what it queued behind had waited for KMS. */
  readonly isBehindMiss: boolean
  /** Whether code, cache or key material were used for the first time, or nearly. */
  readonly isFirstUse: boolean
  /** When its work ended, as `monotonicNow` of this thread. */
  readonly endedAt: number
  /** Whether its waits passed on the monotonic timer too. */
  readonly isRealTime: boolean
  /** The work that it was part of; undefined where nobody looked. */
  readonly span: WorkSpan | undefined
}

/** Of one record, in the arms in which it was slow. */
export interface SlowArms {
  plain?: SlowRecord
  /** Looked at like the others, and told of by nobody. */
  again?: SlowRecord
  sealed?: SlowRecord
}
