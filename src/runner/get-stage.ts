/**
 * Lets every consumer of every arm poll every shard, and times each record.
 *
 * @module
 */
import type { DrivenClock } from '../clock/clock.ts'
import { throughTime } from '../clock/through-time.ts'
import { Stopwatch } from '../clock/stopwatch.ts'
import { EnvelopeError } from '../envelope/envelope-error.ts'
import type { OperationRecorder } from '../measure/operation-recorder.ts'
import type { TailRecorder } from '../measure/tail/tail-recorder.ts'
import { ServiceError } from '../record-path/service-errors.ts'
import type { Nanoseconds } from '../units/units.ts'
import type { Arm } from './arm.ts'
import type { ArmOrder } from './arm-order.ts'
import { GetPairing, Reading, type Poll } from './get-pairing.ts'
import { SlowGets } from './slow-gets.ts'

export class GetStage {
  readonly #clock: DrivenClock
  readonly #arms: readonly Arm[]
  readonly #sealed: Arm
  readonly #maxRecords: number
  readonly #pollInterval: number
  readonly #pairings: readonly GetPairing[]
  readonly #order: ArmOrder<Arm>
  readonly #spare: Poll[] = []
  readonly #tail: TailRecorder | undefined
  /** By consumer and shard: until when the sealed arm's last call that waited for KMS did so. */
  readonly #heldUpUntil = new Map<string, number>()
  /** Records that waited for KMS, and for how long together. */
  recordsDelayed = 0
  waitedNs = 0
  /** Calls that failed and records that did not open, in the sealed arm, by error name. */
  readonly failures: Record<string, number> = {}
  #unexpected: unknown
  #excusedNs = 0

  constructor(
    clock: DrivenClock,
    arms: readonly Arm[],
    limits: { readonly maxRecords: number; readonly pollInterval: Nanoseconds },
    recorder: OperationRecorder,
    order: ArmOrder<Arm>,
  ) {
    this.#clock = clock
    this.#arms = arms
    this.#sealed = arms.find((arm) => arm.name === 'sealed')!
    this.#order = order
    this.#maxRecords = limits.maxRecords
    this.#pollInterval = limits.pollInterval
    this.#tail = recorder.tail
    this.#pairings = this.#sealed.consumers.map(() => new GetPairing(recorder))
  }

  /** Whether some consumer of the sealed arm has not read all that is stored. */
  get hasUnread(): boolean {
    const { logs } = this.#sealed.stream
    return this.#sealed.consumers.some((consumer) =>
      logs.some((log, shard) => consumer.position(shard) < log.next),
    )
  }

  /** Records of the sealed arm that its consumers have not read, together. */
  get unread(): number {
    const { logs } = this.#sealed.stream
    let unread = 0
    for (const consumer of this.#sealed.consumers) {
      for (const [shard, log] of logs.entries()) unread += log.next - consumer.position(shard)
    }
    return unread
  }

  /** Records that were read in one arm and not, or too late, in the other. */
  get unpaired(): number {
    return this.#pairings.reduce((sum, { forgotten }) => sum + forgotten, 0)
  }

  /** The sealed arm has not stored record `ordinal`: nobody will read it there. */
  unstored(ordinal: number): void {
    for (const pairing of this.#pairings) pairing.unstored(ordinal)
  }

  /**
   * One poll of each shard by each consumer; those that wait for KMS end later.
   * On the real clock it is late by `excusedNs` for a reason that is not the consumers'.
   */
  async poll(until: Nanoseconds, excusedNs = 0): Promise<void> {
    this.#excusedNs = excusedNs
    for (const index of this.#sealed.consumers.keys()) {
      for (const shard of this.#sealed.stream.logs.keys()) {
        const poll = this.#begin(index, shard)
        if (poll === undefined) continue
        if (this.#sealed.isSerial) await this.#readInTurn(index, shard, until, poll)
        else this.#readTogether(index, shard, until, poll)
      }
    }
    this.trim()
    if (this.#unexpected !== undefined) throw this.#unexpected
  }

  /** Lets go of what every consumer has read, and of everything where there is none. */
  trim(): void {
    for (const { stream, consumers } of this.#arms) {
      for (const [shard, log] of stream.logs.entries()) {
        let position = log.next
        for (const consumer of consumers) position = Math.min(position, consumer.position(shard))
        log.trim(position)
      }
    }
  }

  /** Undefined where there is nothing to read, or the last poll still waits. */
  #begin(index: number, shard: number): Poll | undefined {
    if (this.#sealed.consumers[index]!.isReading(shard)) return undefined
    const hasNews = this.#arms.some(
      ({ stream, consumers }) => consumers[index]!.position(shard) < stream.logs[shard]!.next,
    )
    if (!hasNews) return undefined
    return this.#spare.pop() ?? { plain: new Reading(), again: new Reading(), sealed: new Reading() }
  }

  /** An arm that waits for KMS goes on when the others are done. */
  #readTogether(index: number, shard: number, until: Nanoseconds, poll: Poll): void {
    let pending: Promise<unknown> | undefined
    for (const arm of this.#order.next()) pending = this.#read(arm, index, shard, until, poll) ?? pending
    if (pending === undefined) {
      this.#settle(index, poll)
      return
    }
    pending
      .catch((error: unknown) => this.#failed(error, poll))
      .then(() => this.#settle(index, poll))
      .catch((error: unknown) => {
        this.#unexpected ??= error
      })
  }

  /** Each arm comes to its end before the next begins. */
  async #readInTurn(index: number, shard: number, until: Nanoseconds, poll: Poll): Promise<void> {
    for (const arm of this.#order.next()) {
      const pending = this.#read(arm, index, shard, until, poll)
      if (pending === undefined) continue
      await throughTime(this.#clock, pending)
      await pending.catch((error: unknown) => this.#failed(error, poll))
    }
    this.#settle(index, poll)
  }

  #read(
    arm: Arm,
    index: number,
    shard: number,
    until: Nanoseconds,
    poll: Poll,
  ): Promise<unknown> | undefined {
    const reading = poll[arm.name]
    const isSealed = arm === this.#sealed
    const stopwatch = new Stopwatch(this.#clock)
    let before = 0
    let waitedBefore = 0
    let waitsBefore = 0
    // What arms that come through in turn have waited for KMS is not this one's: on the virtual clock a poll is when it is due.
    const polledAt = this.#clock.kind === 'virtual' ? until : this.#clock.now() - this.#excusedNs
    const slow = this.#slowGets(arm, index, shard, reading, stopwatch)
    stopwatch.start()
    const outcome = arm.consumers[index]!.getRecords(
      shard,
      this.#maxRecords,
      until,
      stopwatch,
      (ordinal, record) => {
        const total = stopwatch.lap()
        const waited = stopwatch.waited - waitedBefore
        const hasWaited = stopwatch.waits > waitsBefore
        if (isSealed && hasWaited) this.#countWait(waited)
        if (!(record instanceof EnvelopeError)) {
          const dueAt = this.#dueAt(record.approximateArrivalAt)
          const service = total - before
          const response = Math.max(0, polledAt - dueAt) + total
          slow?.look(ordinal, { service, response, waited, hasWaited, dueAt })
          reading.add(ordinal, service, response)
        } else if (isSealed) this.#count(record.reason)
        before = total
        waitedBefore = stopwatch.waited
        waitsBefore = stopwatch.waits
        // What was noted down here is no part of the next record.
        stopwatch.skip()
      },
    )
    slow?.end()
    if (!(outcome instanceof Promise)) {
      reading.callNs = stopwatch.lap()
      return undefined
    }
    return outcome.then((): void => {
      this.#heldUpUntil.set(callName(index, shard), this.#clock.now())
      reading.callNs = before
      return undefined
    })
  }

  #slowGets(
    arm: Arm,
    index: number,
    shard: number,
    reading: Reading,
    stopwatch: Stopwatch,
  ): SlowGets | undefined {
    if (this.#tail === undefined) return undefined
    const isRealTime = this.#clock.kind === 'real'
    const heldUpUntil = arm === this.#sealed ? (this.#heldUpUntil.get(callName(index, shard)) ?? 0) : 0
    return new SlowGets(this.#tail, arm.name, { reading, stopwatch, isRealTime, heldUpUntil })
  }

  /** A record is meant to be read by the first poll after its arrival: response time counts from there. */
  #dueAt(arrivedAt: Nanoseconds): number {
    return (Math.floor(arrivedAt / this.#pollInterval) + 1) * this.#pollInterval
  }

  #settle(index: number, poll: Poll): void {
    this.#pairings[index]!.settle(poll)
    for (const reading of [poll.plain, poll.again, poll.sealed]) reading.clear()
    this.#spare.push(poll)
  }

  /** The call delivered nothing; what it has read is read again by the next. */
  #failed(error: unknown, poll: Poll): void {
    if (!(error instanceof ServiceError)) throw error
    this.#count(error.errorName)
    poll.sealed.clear()
  }

  #count(name: string): void {
    this.failures[name] = (this.failures[name] ?? 0) + 1
  }

  #countWait(waited: number): void {
    this.recordsDelayed += 1
    this.waitedNs += waited
  }
}

function callName(consumer: number, shard: number): string {
  return `${consumer}/${shard}`
}
