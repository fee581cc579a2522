/**
 * Brings together what the arms' consumers measured of the same record. The
 * arms mostly read the same records in the same order; a record that waited
 * for KMS on its way in is read later in the sealed arm than in the plain one.
 *
 * @module
 */
import type { OperationRecorder, RecordTimes } from '../measure/operation-recorder.ts'
import type { SlowArms, SlowRecord } from '../measure/tail/slow-record.ts'
import type { TailArm } from '../measure/tail/tail-cause.ts'
import { recordArms } from './record-arms.ts'

/** What one GetRecords call of one arm measured, in order; grows as needed and is used again. */
export class Reading {
  count = 0
  callNs = 0
  ordinals = new Float64Array(64)
  service = new Float64Array(64)
  response = new Float64Array(64)
  /** By index; most have none. */
  readonly slow = new Map<number, SlowRecord>()

  add(ordinal: number, service: number, response: number): void {
    if (this.count === this.ordinals.length) this.#grow()
    this.ordinals[this.count] = ordinal
    this.service[this.count] = service
    this.response[this.count] = response
    this.count += 1
  }

  clear(): void {
    this.count = 0
    this.callNs = 0
    if (this.slow.size > 0) this.slow.clear()
  }

  #grow(): void {
    this.ordinals = larger(this.ordinals)
    this.service = larger(this.service)
    this.response = larger(this.response)
  }
}

function larger(numbers: Float64Array): Float64Array<ArrayBuffer> {
  const copy = new Float64Array(numbers.length * 2)
  copy.set(numbers)
  return copy
}

/** The readings of one poll of one shard by one consumer, in all arms. */
export interface Poll {
  readonly plain: Reading
  readonly again: Reading
  readonly sealed: Reading
}

/** What is known so far of a record that some arms have read. */
interface PendingTimes extends Partial<RecordTimes> {
  slow?: SlowArms
}

/** Records that wait for their counterpart; more than this many are forgotten, oldest first. */
const pendingMax = 100_000

export class GetPairing {
  readonly #recorder: OperationRecorder
  readonly #pending = new Map<number, PendingTimes>()
  /** Records that the sealed arm did not store, until the others have read theirs. */
  readonly #unstored = new Set<number>()
  /** Records that were read in one arm but not, or too late, in the other. */
  forgotten = 0

  constructor(recorder: OperationRecorder) {
    this.#recorder = recorder
  }

  /** The sealed arm will never read record `ordinal`. */
  unstored(ordinal: number): void {
    const times = this.#pending.get(ordinal)
    if (times !== undefined && isPlainComplete(times)) this.#pending.delete(ordinal)
    else this.#unstored.add(ordinal)
  }

  settle(poll: Poll): void {
    const { plain, again, sealed } = poll
    const isSameCall = plain.count > 0 && isSame(plain, sealed)
    if (isSameCall) this.#recorder.recordCall(plain.callNs, sealed.callNs)
    const isAligned = isSameCall && isSame(plain, again) && this.#pending.size === 0
    if (!isAligned) this.#recordApart(poll)
    else {
      for (let index = 0; index < plain.count; index += 1)
        recordArms(this.#recorder, poll, index, slowAt(poll, index))
    }
  }

  #recordApart({ plain, again, sealed }: Poll): void {
    this.#collect(plain, (times, service, response, slow) => {
      times.plainService = service
      times.plainResponse = response
      if (slow !== undefined) noteSlow(times, 'plain', slow)
    })
    this.#collect(again, (times, service, response) => {
      times.againService = service
      times.againResponse = response
    })
    this.#collect(sealed, (times, service, response, slow) => {
      times.sealedService = service
      times.sealedResponse = response
      if (slow !== undefined) noteSlow(times, 'sealed', slow)
    })
    for (const ordinal of this.#pending.keys()) {
      if (this.#pending.size <= pendingMax) break
      this.#pending.delete(ordinal)
      this.forgotten += 1
    }
  }

  #collect(
    reading: Reading,
    put: (times: PendingTimes, service: number, response: number, slow: SlowRecord | undefined) => void,
  ): void {
    for (let index = 0; index < reading.count; index += 1) {
      const ordinal = reading.ordinals[index]!
      const times = this.#pending.get(ordinal) ?? {}
      put(times, reading.service[index]!, reading.response[index]!, reading.slow.get(index))
      if (isComplete(times)) {
        this.#pending.delete(ordinal)
        this.#recorder.record(times)
        if (times.slow !== undefined) this.#recorder.tail?.add(times.slow)
      } else if (isPlainComplete(times) && this.#unstored.delete(ordinal)) {
        this.#pending.delete(ordinal)
      } else {
        this.#pending.set(ordinal, times)
      }
    }
  }
}

/** Undefined for most. */
function slowAt({ plain, sealed }: Poll, index: number): SlowArms | undefined {
  if (plain.slow.size + sealed.slow.size === 0) return undefined
  const [ofPlain, ofSealed] = [plain.slow.get(index), sealed.slow.get(index)]
  if (ofPlain === undefined && ofSealed === undefined) return undefined
  return { ...(ofPlain && { plain: ofPlain }), ...(ofSealed && { sealed: ofSealed }) }
}

function noteSlow(times: PendingTimes, arm: TailArm, record: SlowRecord): void {
  times.slow ??= {}
  times.slow[arm] = record
}

function isSame(a: Reading, b: Reading): boolean {
  if (a.count !== b.count) return false
  for (let index = 0; index < a.count; index += 1) if (a.ordinals[index] !== b.ordinals[index]) return false
  return true
}

function isPlainComplete({ plainService, againService }: Partial<RecordTimes>): boolean {
  return plainService !== undefined && againService !== undefined
}

function isComplete(times: PendingTimes): times is PendingTimes & RecordTimes {
  return isPlainComplete(times) && times.sealedService !== undefined
}
