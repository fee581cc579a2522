/**
 * Simulates a fleet once, from event to event, for a cost that grows with KMS
 * calls and not with records.
 *
 * It is exact in distribution but for these: a fleet in a steady state was never
 * throttled before 0; what a reading cache that is too small misses (see
 * `stray-reads`); a load that changes within reach of XFetch; records that a use
 * limit cuts short, as consumers that look for one between two fills see it,
 * and where each call fills for itself; a backlog that is read across a restart,
 * or of which records are lost, where each is asked for.
 *
 * @module
 */
import { randomStream } from '../../random.ts'
import { samplerOf } from '../../statistics/distributions.ts'
import type { FleetTally, PlanModel } from '../plan-model.ts'
import { CallSeries } from './call-series.ts'
import { CacheStates } from './cache-states.ts'
import { Consumers } from './consumers.ts'
import { codeOf, eventKinds, idOf, kindOf } from './events.ts'
import { EventQueue } from './event-queue.ts'
import { settingsOf, wholePart, type FleetSettings, type SimulatedPart } from './fleet-settings.ts'
import { callRoles, fullBuckets, KmsCalls, type SideCounts } from './kms-calls.ts'
import { LoadCurve } from './load-curve.ts'
import { LoneFills } from './lone-fills.ts'
import { OpenedEdks } from './opened-edks.ts'
import { prime } from './primed-caches.ts'
import { PutTally } from './put-tally.ts'
import { retryRuleOf, tokensMax } from './retry-rules.ts'
import type { RunContext } from './run-context.ts'
import { SharedFills } from './shared-fills.ts'
import { SimulatedKms } from './simulated-kms.ts'
import { StrayReads } from './stray-reads.ts'

export interface OnceOptions {
  /** What of the plan is simulated; all of it if left out. The quota is scaled alike, and counts are not. */
  readonly part?: SimulatedPart
  /** Events after which it stops; no limit if left out. */
  readonly workMax?: number
  /** When counts are noted, in s; never if left out. */
  readonly settledS?: number
}

/** Counts of the part that was simulated, up to some time. */
export type RunCounts = Omit<FleetTally, 'records' | 'busiestSecond'> & {
  readonly sealing: SideCounts
  readonly reading: SideCounts
  /** Records that waited for KMS on put, by wait; for `waitQuantiles`. */
  readonly waitCounts: Float64Array
}

export interface FleetRun extends FleetTally, RunCounts {
  /** As counts were at `settledS`; undefined where that was not reached. */
  readonly settled: RunCounts | undefined
  readonly series: CallSeries
  /** As in `plan-document`; null where there was no trouble, or it was not over at the end. */
  readonly recoveryS: number | null
  readonly isUnrecovered: boolean
  /** How far it came, in s: less than the part asks for where work was out. */
  readonly simulatedS: number
  /** Events. */
  readonly work: number
  /** What was kept at once, at most: EDKs, calls under way and events to come. */
  readonly slots: { readonly edks: number; readonly calls: number; readonly events: number }
}

/** One replication, the same for the same `seed`. */
export function simulateOnce(model: PlanModel, seed: number, options: OnceOptions = {}): FleetRun {
  const settings = settingsOf(model, options.part ?? wholePart(model))
  return new Simulation(model, settings, seed).run(options)
}

class Simulation {
  readonly #model: PlanModel
  readonly #context: RunContext
  readonly #series: CallSeries
  readonly #states: CacheStates
  readonly #edks: OpenedEdks
  readonly #shared: SharedFills
  readonly #lone: LoneFills
  readonly #consumers: Consumers
  readonly #strays: StrayReads
  #work = 0
  #eventsMax = 0
  #now = 0

  constructor(model: PlanModel, settings: FleetSettings, seed: number) {
    this.#model = model
    this.#series = new CallSeries(settings.part.untilS)
    this.#context = contextOf(model, settings, this.#series, seed)
    this.#edks = new OpenedEdks(this.#context)
    this.#states = new CacheStates(this.#context, this.#edks)
    this.#shared = new SharedFills(this.#context, this.#states, this.#edks)
    this.#lone = new LoneFills(this.#context, this.#states, this.#edks)
    this.#consumers = new Consumers(this.#context, this.#edks)
    this.#strays = new StrayReads(this.#context, this.#states)
    if (settings.consumers > 0 && settings.missShare === 0) this.#edks.reader = this.#consumers
  }

  run({ workMax = Infinity, settledS = Infinity }: OnceOptions): FleetRun {
    const { queue, settings } = this.#context
    this.#states.begin()
    if (settings.part.isPrimed === true) prime(this.#context, this.#states, this.#edks)
    this.#strays.begin()
    for (const time of settings.restarts) queue.push(time, codeOf(eventKinds.restart, 0))
    const { untilS } = settings.part
    this.#advance(Math.min(untilS, settledS), workMax)
    const settled = this.#now < settledS ? undefined : this.#counts()
    this.#advance(untilS, workMax)
    return this.#end(settled)
  }

  /** Handles events before `untilS`. */
  #advance(untilS: number, workMax: number): void {
    const { queue, calls } = this.#context
    let time = queue.time
    // One event may begin many calls.
    for (; time < untilS && this.#work < workMax && calls.started < workMax; time = queue.time) {
      if (queue.size > this.#eventsMax) this.#eventsMax = queue.size
      this.#handle(queue.pop(), time)
      this.#work += 1
    }
    this.#now = Math.max(0, Math.min(untilS, time))
  }

  #handle(code: number, time: number): void {
    const id = idOf(code)
    switch (kindOf(code)) {
      case eventKinds.need:
        if (time !== this.#states.needAt[id]) return
        if (this.#context.settings.isShared) this.#shared.need(id, time)
        else this.#lone.need(id, time)
        return
      case eventKinds.answer:
        this.#answer(id, time)
        return
      case eventKinds.found:
        this.#consumers.found(id, time)
        return
      case eventKinds.look:
        this.#consumers.look(id, time)
        return
      case eventKinds.ask:
        this.#consumers.ask(id, time)
        return
      case eventKinds.attempt:
        this.#context.calls.attempt(id, time)
        return
      case eventKinds.throttled:
        if (!this.#context.calls.retry(id, time, 'throttled')) this.#fail(id, time)
        return
      case eventKinds.fault:
        if (!this.#context.calls.retry(id, time, 'fault')) this.#fail(id, time)
        return
      default:
        this.#handleRarer(code, id, time)
    }
  }

  #handleRarer(code: number, id: number, time: number): void {
    switch (kindOf(code)) {
      case eventKinds.detach:
        this.#shared.detach(id, time)
        return
      case eventKinds.records:
        this.#work += this.#strays.records(id, time)
        return
      case eventKinds.stray:
        this.#strays.ask(id, time)
        return
      default:
        this.#restart(time)
    }
  }

  #answer(call: number, time: number): void {
    const { calls, settings } = this.#context
    const owner = calls.owner[call]!
    calls.settle(call)
    switch (calls.role[call]) {
      case callRoles.open:
        this.#consumers.answered(call, owner, time)
        break
      case callRoles.openBranch:
        this.#consumers.branchAnswered(call, owner, time)
        break
      case callRoles.stray:
        break
      default:
        if (settings.isShared) this.#shared.answered(call, owner, time)
        else this.#lone.answered(call, owner, time)
    }
    calls.letGo(call)
  }

  #fail(call: number, time: number): void {
    const { calls, settings } = this.#context
    const owner = calls.owner[call]!
    if (time >= 0) this.#series.addTrouble(time)
    switch (calls.role[call]) {
      case callRoles.open:
        this.#consumers.failed(owner, time)
        break
      case callRoles.openBranch:
        this.#consumers.branchFailed(owner, time)
        break
      case callRoles.stray:
        this.#strays.failed(owner, time)
        break
      default:
        if (settings.isShared) this.#shared.failed(call, owner, time)
        else this.#lone.failed(call, time)
    }
    calls.letGo(call)
  }

  #restart(time: number): void {
    const { settings } = this.#context
    for (let cache = 0; cache < settings.caches; cache += 1) {
      if (settings.isShared) this.#shared.restart(cache, time)
      else this.#lone.restart(cache, time)
    }
    this.#consumers.restart(time, this.#edks.takeUnread())
  }

  #end(settled: RunCounts | undefined): FleetRun {
    const { settings, kms, calls, put, random } = this.#context
    for (let cache = 0; cache < settings.caches; cache += 1) {
      if (settings.isShared) this.#shared.end(cache, this.#now)
      else this.#lone.end(cache, this.#now)
    }
    kms.end()
    const origins = this.#model.disturbances.map((one) => (one.kind === 'restart' ? one.atS : one.fromS))
    const isUnrecovered = this.#series.isUnrecovered(this.#now)
    return {
      ...this.#counts(),
      records: put.records(random),
      busiestSecond: this.#series.busiestSecond,
      settled,
      series: this.#series,
      recoveryS: isUnrecovered ? null : this.#series.recoveryS(origins),
      isUnrecovered,
      simulatedS: this.#now,
      work: this.#work,
      slots: { edks: this.#edks.slots, calls: calls.slots, events: this.#eventsMax },
    }
  }

  #counts(): RunCounts {
    const { kms, calls, put } = this.#context
    return {
      calls: { GenerateDataKey: calls.made[0]!, Decrypt: calls.made[1]! },
      attempts: kms.attempts,
      throttled: kms.throttled,
      failedCalls: calls.sealing.failed + calls.reading.failed,
      sealing: { ...calls.sealing },
      reading: { ...calls.reading },
      waited: put.waits.waited,
      waitedS: put.waits.waitedS,
      lost: put.lost,
      waitCounts: put.waits.counts(),
    }
  }
}

function contextOf(model: PlanModel, settings: FleetSettings, series: CallSeries, seed: number): RunContext {
  const { fleet } = model
  const random = randomStream(seed, 'planner/events')
  const queue = new EventQueue()
  const load = new LoadCurve(model.load, settings.shareOfStream / settings.part.cachesPerStream)
  const kms = new SimulatedKms({
    latency: samplerOf(fleet.kmsLatency, randomStream(seed, 'planner/latency')),
    quotaPerSecond: (fleet.quotaPerSecond ?? Infinity) * settings.share,
    disturbances: model.disturbances,
    share: settings.share,
    random,
    series,
  })
  const buckets = fullBuckets(settings.caches + settings.consumers * settings.part.streams)
  // Of a part of a stream, consumers have a part of their tokens.
  buckets.fill(tokensMax * settings.shareOfStream, settings.caches)
  const rule = retryRuleOf(model.retries, model.maxAttempts)
  const calls = new KmsCalls({ kms, queue, random, rule, tokensMax: buckets, lumps: settings.lumps })
  const put = new PutTally(load, settings.part.untilS, fleet.batch, series)
  return {
    settings,
    queue,
    kms,
    calls,
    load,
    random,
    put,
    storedRecords: new Float64Array(settings.part.streams),
  }
}
