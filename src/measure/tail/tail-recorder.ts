/**
 * Finds the slow records of one operation and tells their causes, in the plain
 * and the sealed arm, by service and by response time.
 *
 * Garbage collection is known only some turns of the event loop after it, so a
 * slow record waits for its cause until then.
 *
 * @module
 */
import type { LateTurns } from '../../clock/late-turns.ts'
import type { GcLog } from '../gc-log.ts'
import type { SlowArms, SlowRecord } from './slow-record.ts'
import { causesOf, tailArms, type TailArm } from './tail-cause.ts'
import type { TailTime } from './slowness.ts'
import { TailCounts } from './tail-counts.ts'
import { TailWatch } from './tail-watch.ts'
import { WorkSpan, type RunDelay } from './work-span.ts'

/** The second plain arm is watched as they are, or it would be the faster for it, and its noise that of the watching. */
export type WatchedArm = TailArm | 'again'

export interface TailSources {
  readonly collections: Pick<GcLog, 'pauses'>
  /** Undefined on the virtual clock, which is never late. */
  readonly lateTurns: Pick<LateTurns, 'turns'> | undefined
  /** Undefined where the system does not tell. */
  readonly runDelay: RunDelay | undefined
  /** So many records of an arm are first uses of code. */
  readonly firstUses: number
}

/** Calls of `settle` until Node has told of all pauses before a record: it takes two turns of the event loop. */
const settlesUntilTold = 2
const pendingMax = 8192

interface Pending {
  readonly arm: TailArm
  readonly record: SlowRecord
  readonly settlesBefore: number
}

interface ArmTail {
  readonly watch: TailWatch
  readonly counts: Readonly<Record<TailTime, TailCounts>>
}

export class TailRecorder {
  readonly #sources: TailSources
  readonly #arms: Readonly<Record<WatchedArm, ArmTail>>
  #pending: Pending[] = []
  #settles = 0

  constructor(sources: TailSources) {
    this.#sources = sources
    this.#arms = { plain: armTail(sources), again: armTail(sources), sealed: armTail(sources) }
  }

  /** What tells the slow records of `arm`. */
  watchOf(arm: WatchedArm): TailWatch {
    return this.#arms[arm].watch
  }

  /** Whether slow records wait for their causes. */
  get isWaiting(): boolean {
    return this.#pending.length > 0
  }

  /** Slow records of `arm` by cause, but for those that wait for theirs. */
  countsOf(arm: TailArm, time: TailTime): TailCounts {
    return this.#arms[arm].counts[time]
  }

  /** Undefined where the system does not tell. */
  beginSpan(): WorkSpan | undefined {
    const { runDelay } = this.#sources
    return runDelay && new WorkSpan(runDelay)
  }

  /** A record that has come through every arm, and was slow in some. */
  add(slow: SlowArms): void {
    for (const arm of tailArms) {
      const record = slow[arm]
      if (record === undefined) continue
      this.#pending.push({ arm, record, settlesBefore: this.#settles })
    }
    if (this.#pending.length > pendingMax) this.#attribute(this.#pending.splice(0, pendingMax / 2))
  }

  /** Called between turns of the event loop: tells the causes of those for whom all that can be known is known. */
  settle(): void {
    this.#settles += 1
    const isTold = ({ settlesBefore }: Pending) => this.#settles - settlesBefore > settlesUntilTold
    const first = this.#pending.findIndex((pending) => !isTold(pending))
    this.#attribute(this.#pending.splice(0, first < 0 ? this.#pending.length : first))
  }

  #attribute(told: readonly Pending[]): void {
    if (told.length === 0) return
    const { collections, lateTurns } = this.#sources
    const known = { pauses: collections.pauses, lateTurns: lateTurns?.turns ?? [] }
    const { plain, sealed } = this.#arms
    const typicalNs = { plain: plain.watch.typicalNs, sealed: sealed.watch.typicalNs }
    // The slowest takes its share of what held the thread up before the others of its span.
    for (const { arm, record } of told.toSorted(bySlowness)) {
      const { counts } = this.#arms[arm]
      const causes = causesOf(record, { ...known, typicalNs: typicalNs[arm] })
      if (record.slowness.serviceTime) counts.serviceTime.add(record, record.service, causes.serviceTime)
      if (record.slowness.responseTime) counts.responseTime.add(record, record.response, causes.responseTime)
    }
  }
}

function armTail({ firstUses }: TailSources): ArmTail {
  const counts = { serviceTime: new TailCounts(), responseTime: new TailCounts() }
  return { watch: new TailWatch(firstUses), counts }
}

function bySlowness({ record: one }: Pending, { record: other }: Pending): number {
  return other.service - one.service
}
