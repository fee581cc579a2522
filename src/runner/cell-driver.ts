/**
 * Drives one cell: offers its load to the arms block by block in balanced
 * order, lets consumers poll in between, and moves the clock.
 *
 * The same code runs on both clocks. On the virtual clock a block may be ahead
 * of its time, since only the sealed arm looks at the clock; on the real clock,
 * in a closed loop, and where calls in flight are limited, a block is a single
 * call.
 *
 * @module
 */
import { setImmediate as turnOfEventLoop } from 'node:timers/promises'

import { monotonicNow } from '../clock/monotonic.ts'
import { Histogram } from '../measure/histogram.ts'
import type { OperationRecorder } from '../measure/operation-recorder.ts'
import { randomStream } from '../random.ts'
import { milliseconds, nanoseconds, seconds, type Nanoseconds } from '../units/units.ts'
import type { OfferedCall } from '../workload/workload.ts'
import type { Arm } from './arm.ts'
import { ArmOrder } from './arm-order.ts'
import type { CellWorld } from './cell-world.ts'
import { GetStage } from './get-stage.ts'
import { InFlightLimit } from './in-flight-limit.ts'
import type { PlantedStall } from './planted-stall.ts'
import { PutBlock } from './put-block.ts'
import { PutStage } from './put-stage.ts'
import { StoredWatch } from './stored-watch.ts'

export interface CellRecorders {
  readonly put: OperationRecorder
  readonly get: OperationRecorder
}

/** How long the thread works before it lets messages in. */
const uninterrupted = milliseconds(25)
/** A block ends here too, so that large records do not pile up in the arms' logs. */
const blockBytes = 8 * 2 ** 20
/** How long the real clock waits at a time. */
const stopsWithin = milliseconds(100)
/** Reading on after the load has ended, without any progress, ends after this much scenario time. */
const patience = seconds(120)
/** And in any case after this much: keys may expire faster than KMS gives them. */
const longestDrain = seconds(86_400)

export class CellDriver {
  readonly put: PutStage
  readonly get: GetStage
  /** Records and their bytes, offered to the arms. */
  records = 0
  bytes = 0
  /** Real clock: how late calls were offered, in ns. */
  readonly lag = new Histogram()
  /** Records beside those that found `load.maxInFlight` calls in flight: offered to no arm. */
  drops = 0
  isStopped = false
  /** When the last record of the load had been offered, in ns of the scenario's clock. */
  offeredUntil = 0
  readonly stored: StoredWatch
  readonly #world: CellWorld
  readonly #recorders: CellRecorders
  readonly #onTurn: () => void
  readonly #blockRecords: number
  readonly #pollInterval: number
  readonly #order: ArmOrder<Arm>
  readonly #limit: InFlightLimit | undefined
  /** On the real clock, where the thread itself must stop. */
  readonly #stall: PlantedStall | undefined
  #tick: number
  #turnedAt = monotonicNow()

  /** `onTurn` is called many times a second, between blocks; it may call `stop`. */
  constructor(world: CellWorld, recorders: CellRecorders, onTurn: () => void) {
    const { scenario, clock, workload, arms } = world
    const { load } = scenario
    const maxInFlight = load.arrivals === 'closed' ? undefined : load.maxInFlight
    const isOneByOne = clock.kind === 'real' || load.arrivals === 'closed' || maxInFlight !== undefined
    this.#limit = maxInFlight === undefined ? undefined : new InFlightLimit(maxInFlight)
    this.#world = world
    this.#recorders = recorders
    this.#onTurn = onTurn
    this.#blockRecords = isOneByOne ? 1 : scenario.measure.blockRecords
    this.#pollInterval = scenario.get.pollInterval
    this.#order = new ArmOrder(arms, randomStream(scenario.seed, 'arm-order/put'))
    this.#stall = clock.kind === 'real' ? world.sealed.stall : undefined
    this.stored = new StoredWatch(world.sealed.stream, scenario.envelope.suite)
    this.put = new PutStage(clock, workload, (ordinal) => this.get.unstored(ordinal), this.#limit)
    const getOrder = new ArmOrder(arms, randomStream(scenario.seed, 'arm-order/get'))
    this.get = new GetStage(clock, arms, scenario.get, recorders.get, getOrder)
    this.#tick = scenario.fleet.consumers > 0 ? this.#pollInterval : Infinity
  }

  /** Ends the cell at the next block; what was measured stands. */
  stop(): void {
    this.isStopped = true
  }

  /** Offers the whole load and reads everything. */
  async run(): Promise<void> {
    const { workload } = this.#world
    while (!this.isStopped) {
      const next = workload.peek()
      if (next === undefined && workload.finished) break
      await this.#advance(next)
      await this.#turn()
    }
    this.offeredUntil = this.#world.clock.now()
    await this.#drain()
    this.stored.look()
    this.#recorders.put.closeSegment()
    this.#recorders.get.closeSegment()
  }

  async #advance(next: Nanoseconds | undefined): Promise<void> {
    const { clock } = this.#world
    const stallsAt = this.#stall?.isDueAt ?? Infinity
    const due = Math.min(next ?? Infinity, this.#tick, stallsAt)
    if (clock.kind === 'real' && due > clock.now() + stopsWithin) {
      // In steps, so that a cell that is stopped need not wait for its next arrival.
      return clock.waitUntil(nanoseconds(clock.now() + stopsWithin))
    }
    if (stallsAt < Infinity && due === stallsAt) return this.#stall?.stand(clock)
    // Nothing to read and nothing on its way: polls before the next arrival would be idle.
    const isIdle = next !== undefined && this.put.inFlight === 0 && !this.get.hasUnread
    if (isIdle && this.#tick < next) this.#tick = Math.ceil(next / this.#pollInterval) * this.#pollInterval
    if (next !== undefined && next < this.#tick) return this.#putBlock(next)
    if (next !== undefined) return this.#poll()

    // A closed loop whose clients all wait: whatever wakes first, once all that was asked for is asleep.
    await clock.settled()
    if (this.#world.workload.peek() !== undefined) return undefined
    const wake = clock.nextWake() ?? Infinity
    if (this.#tick <= wake) return this.#poll()
    return clock.waitUntil(nanoseconds(wake))
  }

  async #putBlock(next: Nanoseconds): Promise<void> {
    const { clock } = this.#world
    const excused = this.#stall?.excuse(next, clock.now()) ?? 0
    if (clock.mustWait(next)) await clock.waitUntil(next)
    else clock.reach(next)
    if (clock.kind === 'real') this.lag.record(Math.max(0, clock.now() - next - excused))
    const { records, bytes } = this
    const calls = this.#takeCalls()
    if (this.#limit?.admits(next, this.put.inFlight) === false) {
      this.drops += this.records - records
      Object.assign(this, { records, bytes })
      return
    }
    const block = new PutBlock(calls, this.#recorders.put)
    const startedAt = monotonicNow()
    for (const arm of this.#order.next()) {
      // That the thread stood still is no plain arm's doing.
      const since = arm === this.#world.sealed ? startedAt : startedAt - excused
      await this.put.putBlock(arm, block, since)
    }
    block.close()
    this.stored.look()
    if (this.#tick === Infinity) this.get.trim()
  }

  #takeCalls(): OfferedCall[] {
    const { workload } = this.#world
    const calls: OfferedCall[] = []
    let records = 0
    const bytesBefore = this.bytes
    while (records < this.#blockRecords && this.bytes - bytesBefore < blockBytes) {
      const next = workload.peek()
      if (next === undefined || next >= this.#tick) break
      const call = workload.next()
      calls.push(call)
      records += call.records.length
      for (const { partitionKey, payload } of call.records)
        this.bytes += Buffer.byteLength(partitionKey) + payload.length
    }
    this.records += records
    return calls
  }

  async #poll(): Promise<void> {
    const { clock } = this.#world
    const tick = nanoseconds(this.#tick)
    const excused = this.#stall?.excuse(tick, clock.now()) ?? 0
    await clock.waitUntil(tick)
    this.stored.look()
    await this.get.poll(tick, excused)
    this.#tick += this.#pollInterval
  }

  /** The load has ended: lets what waits for KMS come through, and consumers read what is left. */
  async #drain(): Promise<void> {
    const { clock } = this.#world
    while (this.put.inFlight > 0 && !this.isStopped) {
      await clock.settled()
      const wake = clock.nextWake() ?? clock.now()
      await clock.waitUntil(
        nanoseconds(clock.kind === 'real' ? Math.min(wake, clock.now() + stopsWithin) : wake),
      )
      await this.#turn()
    }
    if (this.#tick === Infinity) return
    const givenUpAt = clock.now() + longestDrain
    let [unread, answers, progressAt] = [this.get.unread, this.#kmsAnswers(), clock.now()]
    while (unread > 0 && !this.isStopped && clock.now() < givenUpAt) {
      await this.#poll()
      await this.#turn()
      // A call that opens EDK by EDK ends nothing for long, and gets on all the same.
      if (this.get.unread < unread || this.#kmsAnswers() > answers) progressAt = clock.now()
      unread = this.get.unread
      answers = this.#kmsAnswers()
      if (clock.now() - progressAt > Math.max(patience, 10 * this.#pollInterval)) break
    }
  }

  /** Calls that KMS has answered well. */
  #kmsAnswers(): number {
    return this.#world.kms.snapshot().byOutcome.ok ?? 0
  }

  async #turn(): Promise<void> {
    if (monotonicNow() - this.#turnedAt < uninterrupted) return
    this.#onTurn()
    await turnOfEventLoop()
    this.#turnedAt = monotonicNow()
  }
}
