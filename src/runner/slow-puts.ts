/**
 * Notes what is known of the slow records of a put stage while they come
 * through: what they waited for, and behind whom they queued.
 *
 * @module
 */
import { monotonicNow } from '../clock/monotonic.ts'
import type { SlowRecord } from '../measure/tail/slow-record.ts'
import type { Slowness } from '../measure/tail/slowness.ts'
import type { WorkSpan } from '../measure/tail/work-span.ts'
import type { CallInArm } from './call-in-arm.ts'
import type { PutBlock } from './put-block.ts'

export class SlowPuts {
  readonly #isRealTime: boolean
  /** Front ends whose server has taken a record that waited for KMS since it was last idle. */
  readonly #heldUp = new Set<number>()
  #span: WorkSpan | undefined
  #hasSlow = false

  constructor(isRealTime: boolean) {
    this.#isRealTime = isRealTime
  }

  /** An arm begins to take `block`. */
  begin({ tail }: PutBlock): void {
    this.#hasSlow = false
    this.#span = tail?.beginSpan()
  }

  /** It has taken what it could at once. */
  end(): void {
    if (this.#hasSlow) this.#span?.end()
    this.#span = undefined
  }

  /** Record `index` of the call is about to be stored; times in ns, `waited` that part of `service` in which it waited for KMS. */
  look(current: CallInArm, index: number, service: number, waited: number, response: number): void {
    const { arm, block } = current
    if (block.tail === undefined) return
    const watch = block.tail.watchOf(arm.name)
    const behind = arm.name === 'sealed' ? this.#heldUpFor(current, response - service, waited) : 0
    const slowness = watch.look(service, response, service - waited)
    if (slowness === undefined) return
    this.#hasSlow = true
    const times = { service, waited, response }
    const isFirstUse = current.hasWaited || watch.isFirstUse
    const record = this.#note(current, index, slowness, { ...times, behind, isFirstUse })
    block.slow(arm.name, block.firstRecord[current.index]! + index, record)
  }

  #note(
    { call, stopwatch, hasWaited }: CallInArm,
    index: number,
    slowness: Slowness,
    {
      behind,
      ...times
    }: Pick<SlowRecord, 'service' | 'waited' | 'response' | 'isFirstUse'> & {
      readonly behind: number
    },
  ): SlowRecord {
    return {
      ...times,
      ordinal: call.records[index]!.ordinal,
      arrivedAt: call.arrivesAt,
      slowness,
      waitReason: hasWaited ? stopwatch.waitReason : undefined,
      isBehindMiss: behind > 0 && behind >= (times.response - times.service) / 2,
      endedAt: monotonicNow(),
      isRealTime: this.#isRealTime,
      span: this.#span,
    }
  }

  /** How much of `queued` is due to records that waited for KMS: earlier ones of its call, and any that its server has taken since it was last idle. */
  #heldUpFor({ call, waitedNs, hasWaited }: CallInArm, queued: number, waited: number): number {
    const byCall = waitedNs - waited
    // On the real clock one thread serves all front ends, and goes on while a record waits.
    if (this.#isRealTime) return byCall
    const byServer = queued - byCall
    if (byServer <= 0) this.#heldUp.delete(call.frontEnd)
    const isHeldUp = this.#heldUp.has(call.frontEnd)
    if (hasWaited) this.#heldUp.add(call.frontEnd)
    return isHeldUp ? queued : byCall
  }
}
