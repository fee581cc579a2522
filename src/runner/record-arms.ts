/**
 * Hands what the arms measured of one record to the recorder.
 *
 * @module
 */
import type { OperationRecorder, RecordTimes } from '../measure/operation-recorder.ts'
import type { SlowArms } from '../measure/tail/slow-record.ts'
import type { ArmName } from './arm.ts'

/** Times of an arm by index, in ns. */
export interface ArmTimes {
  readonly service: Float64Array
  readonly response: Float64Array
}

/** Records the times at `index`, which belong to the same record in every arm, and where it was slow. */
export function recordArms(
  recorder: OperationRecorder,
  { plain, again, sealed }: Readonly<Record<ArmName, ArmTimes>>,
  index: number,
  slow: SlowArms | undefined,
): void {
  scratch.plainService = plain.service[index]!
  scratch.plainResponse = plain.response[index]!
  scratch.sealedService = sealed.service[index]!
  scratch.sealedResponse = sealed.response[index]!
  scratch.againService = again.service[index]!
  scratch.againResponse = again.response[index]!
  recorder.record(scratch)
  if (slow !== undefined) recorder.tail?.add(slow)
}

/** Recording copies; one object serves all records of a thread. */
const scratch: RecordTimes = {
  plainService: 0,
  plainResponse: 0,
  sealedService: 0,
  sealedResponse: 0,
  againService: 0,
  againResponse: 0,
}
