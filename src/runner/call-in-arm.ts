/**
 * A call on its way through one arm: which one, and what of its time is
 * accounted for.
 *
 * @module
 */
import type { Stopwatch } from '../clock/stopwatch.ts'
import type { OfferedCall } from '../workload/workload.ts'
import type { Arm } from './arm.ts'
import type { PutBlock } from './put-block.ts'

export interface CallInArm {
  readonly arm: Arm
  readonly block: PutBlock
  /** Index in the block. */
  readonly index: number
  readonly call: OfferedCall
  readonly stopwatch: Stopwatch
  /** Real time that the block's other arms have taken before this one; it is theirs. */
  readonly othersNs: number
  lapNs: number
  /** What its records have waited for KMS so far. */
  waitedNs: number
  waits: number
  /** Whether its last record waited for KMS. */
  hasWaited: boolean
}
