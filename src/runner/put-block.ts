/**
 * A block of records on their way through the arms. Its times are kept until a
 * record has been through all of them, which for a record that waits for KMS
 * may be long after the block was done.
 *
 * @module
 */
import type { OperationRecorder } from '../measure/operation-recorder.ts'
import type { SlowArms, SlowRecord } from '../measure/tail/slow-record.ts'
import type { TailRecorder, WatchedArm } from '../measure/tail/tail-recorder.ts'
import type { OfferedCall } from '../workload/workload.ts'
import type { ArmName } from './arm.ts'
import { recordArms, type ArmTimes } from './record-arms.ts'

const notYet = -1
const failed = -2

interface BlockTimes extends ArmTimes {
  readonly call: Float64Array
}

export class PutBlock {
  readonly calls: readonly OfferedCall[]
  /** Index in the block of each call's first record. */
  readonly firstRecord: Int32Array
  readonly records: number
  readonly #recorder: OperationRecorder
  readonly #times: Readonly<Record<ArmName, BlockTimes>>
  /** By index; made with the first. */
  #slow: Map<number, SlowArms> | undefined
  #isClosed = false

  constructor(calls: readonly OfferedCall[], recorder: OperationRecorder) {
    this.calls = calls
    this.#recorder = recorder
    this.firstRecord = new Int32Array(calls.length)
    let records = 0
    for (const [index, call] of calls.entries()) {
      this.firstRecord[index] = records
      records += call.records.length
    }
    this.records = records
    const armTimes = (): BlockTimes => ({
      service: new Float64Array(records).fill(notYet),
      response: new Float64Array(records),
      call: new Float64Array(calls.length).fill(notYet),
    })
    this.#times = { plain: armTimes(), again: armTimes(), sealed: armTimes() }
  }

  /** Who tells the causes of slow records, if anybody does. */
  get tail(): TailRecorder | undefined {
    return this.#recorder.tail
  }

  /** Record `index` is slow in `arm`, where it is about to be stored. */
  slow(arm: WatchedArm, index: number, record: SlowRecord): void {
    this.#slow ??= new Map()
    const slow = this.#slow.get(index) ?? {}
    slow[arm] = record
    this.#slow.set(index, slow)
  }

  /** Record `index` was stored in `arm`; times in ns. */
  stored(arm: ArmName, index: number, service: number, response: number): void {
    const times = this.#times[arm]
    times.service[index] = service
    times.response[index] = response
    if (this.#isClosed) this.#record(index)
  }

  /** Record `index` was not stored in `arm`; it is left out of the latencies of all arms. */
  failed(arm: ArmName, index: number): void {
    this.#times[arm].service[index] = failed
  }

  /** All records of call `index` have come through `arm`; time in ns. */
  called(arm: ArmName, index: number, duration: number): void {
    this.#times[arm].call[index] = duration
    if (this.#isClosed) this.#recordCall(index)
  }

  /** Every arm has had its turn: records what is complete, and the rest when it is. */
  close(): void {
    for (let index = 0; index < this.records; index += 1) this.#record(index)
    for (let index = 0; index < this.calls.length; index += 1) this.#recordCall(index)
    this.#isClosed = true
  }

  #record(index: number): void {
    const { plain, again, sealed } = this.#times
    const isComplete = plain.service[index]! >= 0 && again.service[index]! >= 0 && sealed.service[index]! >= 0
    if (!isComplete) return
    recordArms(this.#recorder, this.#times, index, this.#slow?.get(index))
  }

  /** With one record to a call, the record's times say it all. */
  #recordCall(index: number): void {
    if (this.records === this.calls.length) return
    const plain = this.#times.plain.call[index]!
    const sealed = this.#times.sealed.call[index]!
    if (plain >= 0 && sealed >= 0) this.#recorder.recordCall(plain, sealed)
  }
}
