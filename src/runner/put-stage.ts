/**
 * Takes a block of calls through one arm's front ends and times each record.
 *
 * @module
 */
import type { DrivenClock } from '../clock/clock.ts'
import { monotonicNow } from '../clock/monotonic.ts'
import { throughTime } from '../clock/through-time.ts'
import { Stopwatch } from '../clock/stopwatch.ts'
import { ServiceError } from '../record-path/service-errors.ts'
import type { OfferedCall, Workload } from '../workload/workload.ts'
import { principalName, type Arm, type RecordSink } from './arm.ts'
import type { CallInArm } from './call-in-arm.ts'
import type { InFlightLimit } from './in-flight-limit.ts'
import type { PutBlock } from './put-block.ts'
import { SlowPuts } from './slow-puts.ts'

export class PutStage {
  readonly #clock: DrivenClock
  readonly #workload: Workload
  readonly #onUnstored: (ordinal: number) => void
  readonly #slow: SlowPuts
  /** Used again by every call that need not wait. */
  #stopwatch: Stopwatch
  /** Calls of the sealed arm that wait for KMS. */
  inFlight = 0
  /** Records of the sealed arm that waited for KMS, and for how long together. */
  recordsDelayed = 0
  waitedNs = 0
  /** Records of the sealed arm that were not stored, by error name. */
  readonly failures: Record<string, number> = {}
  #unexpected: unknown
  readonly #limit: InFlightLimit | undefined

  /** `onUnstored` is told the ordinal of each record that the sealed arm did not store, `limit` when its calls are complete. */
  constructor(
    clock: DrivenClock,
    workload: Workload,
    onUnstored: (ordinal: number) => void,
    limit?: InFlightLimit,
  ) {
    this.#limit = limit
    this.#onUnstored = onUnstored
    this.#clock = clock
    this.#workload = workload
    this.#stopwatch = new Stopwatch(clock)
    this.#slow = new SlowPuts(clock.kind === 'real')
  }

  /** Moves the clock to the call's arrival, if the arm is the one that moves it, and puts its records. */
  async putBlock(arm: Arm, block: PutBlock, startedAt: number): Promise<void> {
    const isSealed = arm.name === 'sealed'
    this.#slow.begin(block)
    for (const [index, call] of block.calls.entries()) {
      // The driver has brought the clock to the first call already.
      if (isSealed && index > 0) {
        if (this.#clock.mustWait(call.arrivesAt)) await this.#clock.waitUntil(call.arrivesAt)
        else this.#clock.reach(call.arrivesAt)
      }
      const pending = this.#putCall(arm, block, index, call, monotonicNow() - startedAt)
      if (arm.isSerial && pending !== undefined) await throughTime(this.#clock, pending)
    }
    this.#slow.end()
    if (this.#unexpected !== undefined) throw this.#unexpected
  }

  /** Gives what is still to come of a call that was not done at once. */
  #putCall(
    arm: Arm,
    block: PutBlock,
    index: number,
    call: OfferedCall,
    othersNs: number,
  ): Promise<void> | undefined {
    const stopwatch = this.#stopwatch
    const current: CallInArm = {
      arm,
      block,
      index,
      call,
      stopwatch,
      othersNs,
      lapNs: 0,
      waitedNs: 0,
      waits: 0,
      hasWaited: false,
    }
    const pending = call.records.length === 1 ? this.#putOne(current) : this.#putMany(current)
    if (pending === undefined) {
      this.#completed(current)
      return undefined
    }
    // It keeps its stopwatch while it waits; the next call gets another.
    this.#stopwatch = new Stopwatch(this.#clock)
    this.inFlight += 1
    const settle = (): void => {
      this.inFlight -= 1
      this.#completed(current)
    }
    return pending.then(settle, (error: unknown) => {
      this.#unexpected ??= error
      settle()
    })
  }

  #putOne(current: CallInArm): Promise<void> | undefined {
    const { arm, call, stopwatch } = current
    const frontEnd = arm.frontEnds[call.frontEnd]!
    const principal = principalName(call.principal)
    stopwatch.start()
    try {
      const receipt = frontEnd.putRecord(call.records[0]!, principal, call.arrivesAt, stopwatch)
      if (receipt instanceof Promise) {
        return receipt.then(
          () => this.#stored(current, 0),
          (error: unknown) => this.#failed(current, 0, error),
        )
      }
      this.#stored(current, 0)
    } catch (error) {
      this.#failed(current, 0, error)
    }
    return undefined
  }

  #putMany(current: CallInArm): Promise<void> | undefined {
    const { arm, call, stopwatch } = current
    const frontEnd = arm.frontEnds[call.frontEnd]!
    const principal = principalName(call.principal)
    stopwatch.start()
    try {
      return this.#putBatch(current, frontEnd, principal)
    } catch (error) {
      // The call as a whole was refused.
      for (const index of call.records.keys()) this.#failed(current, index, error)
      return undefined
    }
  }

  #putBatch(current: CallInArm, frontEnd: RecordSink, principal: string): Promise<void> | undefined {
    const { call, stopwatch } = current
    const pending = frontEnd.putRecords(
      call.records,
      principal,
      call.arrivesAt,
      stopwatch,
      (index, outcome) => {
        if (outcome instanceof ServiceError) this.#failed(current, index, outcome)
        else this.#stored(current, index)
      },
    )
    return pending instanceof Promise ? pending : undefined
  }

  /** Reads the time first. */
  #stored(current: CallInArm, index: number): void {
    const total = current.stopwatch.lap()
    const { arm, block, call } = current
    const service = total - current.lapNs
    const waited = current.stopwatch.waited - current.waitedNs
    current.lapNs = total
    current.waitedNs = current.stopwatch.waited
    this.#countWait(current, waited)
    const response = this.#responseTime(arm, call, current, service - waited)
    this.#slow.look(current, index, service, waited, response)
    block.stored(arm.name, block.firstRecord[current.index]! + index, service, response)
    // What was noted down here is no part of the batch's next record.
    if (call.records.length > 1) current.stopwatch.skip()
  }

  #failed(current: CallInArm, index: number, error: unknown): void {
    if (!(error instanceof ServiceError)) throw error
    current.lapNs = current.stopwatch.lap()
    const waited = current.stopwatch.waited - current.waitedNs
    current.waitedNs = current.stopwatch.waited
    this.#countWait(current, waited)
    current.block.failed(current.arm.name, current.block.firstRecord[current.index]! + index)
    if (current.arm.name !== 'sealed') return
    this.failures[error.errorName] = (this.failures[error.errorName] ?? 0) + 1
    this.#onUnstored(current.call.records[index]!.ordinal)
  }

  #countWait(current: CallInArm, waited: number): void {
    const { waits } = current.stopwatch
    current.hasWaited = waits !== current.waits
    if (!current.hasWaited) return
    current.waits = waits
    this.recordsDelayed += 1
    this.waitedNs += waited
  }

  /**
   * From intended arrival to completion. On the virtual clock the front end's
   * queue is worked out (Lindley's recursion): its server takes a record when
   * it has its key material and the server is free. On the real clock it is
   * what the clock says, less what the other arms took.
   */
  #responseTime(arm: Arm, call: OfferedCall, current: CallInArm, worked: number): number {
    if (this.#clock.kind === 'real') return Math.max(0, this.#clock.now() - call.arrivesAt - current.othersNs)
    const readyAt = call.arrivesAt + current.waitedNs
    const takenAt = Math.max(readyAt, arm.freeAt[call.frontEnd]!)
    const completedAt = (arm.stall?.begins(takenAt) ?? takenAt) + worked
    arm.freeAt[call.frontEnd] = completedAt
    return completedAt - call.arrivesAt
  }

  #completed(current: CallInArm): void {
    current.block.called(current.arm.name, current.index, current.lapNs)
    if (current.arm.name !== 'sealed') return
    const now = this.#clock.now()
    this.#workload.completed(current.call, now)
    this.#limit?.completes(Math.max(now, current.arm.freeAt[current.call.frontEnd]!))
  }
}
