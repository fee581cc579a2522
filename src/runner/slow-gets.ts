/**
 * Notes what is known of the slow records that one GetRecords call of one arm
 * reads: what they waited for, and behind what.
 *
 * @module
 */
import { monotonicNow } from '../clock/monotonic.ts'
import type { Stopwatch } from '../clock/stopwatch.ts'
import type { TailRecorder, WatchedArm } from '../measure/tail/tail-recorder.ts'
import type { TailWatch } from '../measure/tail/tail-watch.ts'
import type { WorkSpan } from '../measure/tail/work-span.ts'
import type { Reading } from './get-pairing.ts'

/** Times in ns. */
export interface GetTimes {
  readonly service: number
  readonly response: number
  /** The part of its service time in which it waited for KMS. */
  readonly waited: number
  readonly hasWaited: boolean
  /** When the poll was due that should have read it, on the scenario's clock. */
  readonly dueAt: number
}

export interface GetCall {
  readonly reading: Reading
  readonly stopwatch: Stopwatch
  readonly isRealTime: boolean
  /** Until when the last call waited that had to end before this one, on the scenario's clock. */
  readonly heldUpUntil: number
}

export class SlowGets {
  readonly #call: GetCall
  readonly #watch: TailWatch
  readonly #span: WorkSpan | undefined
  #hasSlow = false
  #hasWaited = false

  /** The call of `arm` begins. */
  constructor(tail: TailRecorder, arm: WatchedArm, call: GetCall) {
    this.#call = call
    this.#watch = tail.watchOf(arm)
    this.#span = tail.beginSpan()
  }

  /** Record `ordinal` has been read and is about to be added. */
  look(ordinal: number, { service, response, waited, hasWaited, dueAt }: GetTimes): void {
    const { reading, stopwatch, isRealTime, heldUpUntil } = this.#call
    this.#hasWaited ||= hasWaited
    const slowness = this.#watch.look(service, response, service - waited)
    if (slowness === undefined) return
    this.#hasSlow = true
    const queued = response - service
    const behind = stopwatch.waited - waited + Math.max(0, heldUpUntil - dueAt)
    reading.slow.set(reading.count, {
      ordinal,
      arrivedAt: dueAt,
      slowness,
      service,
      response,
      waited,
      waitReason: hasWaited ? stopwatch.waitReason : undefined,
      isBehindMiss: behind > 0 && behind >= queued / 2,
      isFirstUse: hasWaited || this.#watch.isFirstUse,
      endedAt: monotonicNow(),
      isRealTime,
      span: this.#hasWaited ? undefined : this.#span,
    })
  }

  /** The call has ended, or waits. */
  end(): void {
    if (this.#hasSlow) this.#span?.end()
  }
}
