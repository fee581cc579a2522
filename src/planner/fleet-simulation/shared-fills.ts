/**
 * Fills of the sealing side under single flight: the calls that come during one
 * wait for it together. A refresh is such a fill too, begun by a call that is
 * served all the same.
 *
 * A `Decrypt` that is answered when its key material may seal no more is
 * followed by `GenerateDataKey`, for all who wait. Where more records wait than
 * one key material may seal, the rest of them wait again.
 *
 * @module
 */
import { BranchKeyOfStreams } from './branch-key-of-streams.ts'
import type { CacheStates } from './cache-states.ts'
import { DetachedFills } from './detached-fills.ts'
import { codeOf, eventKinds } from './events.ts'
import { callRoles, operations } from './kms-calls.ts'
import type { OpenedEdks } from './opened-edks.ts'
import type { RunContext } from './run-context.ts'
import { poisson } from './variates.ts'
import { WaitingRecords } from './waiting-records.ts'

/** How long before its end a credential is watched: longer than most calls take, in s. */
const watchS = 120
/** Instead of a call: waits for the branch key that another cache makes. */
const noFlight = -1
const waitsForBranch = -2

export class SharedFills {
  readonly #context: RunContext
  readonly #states: CacheStates
  readonly #edks: OpenedEdks
  /** The call that is under way. */
  readonly #flight: Int32Array
  readonly #isGeneration: Uint8Array
  readonly #askedAt: Float64Array
  /** The call that began the fill, and how many of its records wait. */
  readonly #firstAt: Float64Array
  readonly #firstRecords: Float64Array
  /** From then on calls wait. */
  readonly #waitFrom: Float64Array
  /** By cache, where use limits key material: who came before the fill was asked for, or while another was. */
  readonly #queues: WaitingRecords
  readonly #branchEnds: Float64Array
  readonly #branchKeys: BranchKeyOfStreams
  readonly #detached: DetachedFills

  constructor(context: RunContext, states: CacheStates, edks: OpenedEdks) {
    const { caches, part } = context.settings
    this.#context = context
    this.#states = states
    this.#edks = edks
    this.#flight = new Int32Array(caches).fill(noFlight)
    this.#isGeneration = new Uint8Array(caches)
    this.#askedAt = new Float64Array(caches)
    this.#firstAt = new Float64Array(caches)
    this.#firstRecords = new Float64Array(caches)
    this.#waitFrom = new Float64Array(caches)
    this.#branchEnds = new Float64Array(caches).fill(-Infinity)
    this.#branchKeys = new BranchKeyOfStreams(part.streams)
    this.#detached = new DetachedFills(context)
    this.#queues = new WaitingRecords(context.put)
  }

  /** A call at `time` needs KMS, or is served and fetches ahead. */
  need(cache: number, time: number): void {
    const { settings, put } = this.#context
    const states = this.#states
    states.renew(cache, time)
    states.settle(cache, time)
    put.count(1, time)
    const served = states.sealsAtOnce(cache, time)
    if (served > 0) {
      states.uses[cache]! += served
      this.#store(cache, states.edk[cache]!, time, served)
    }
    if (served === settings.batch) {
      this.#refresh(cache, time)
      return
    }
    this.#firstAt[cache] = time
    this.#firstRecords[cache] = settings.batch - served
    this.#waitFrom[cache] = time
    this.#ask(cache, time, states.isGenerationDue(cache, time))
  }

  #store(cache: number, edk: number, time: number, records: number): void {
    const { storedRecords } = this.#context
    storedRecords[this.#streamOf(cache)]! += records
    this.#edks.stored(edk, time)
  }

  #streamOf(cache: number): number {
    return Math.floor(cache / this.#context.settings.part.cachesPerStream)
  }

  #ask(cache: number, time: number, isGeneration: boolean): void {
    const { settings, queue } = this.#context
    this.#isGeneration[cache] = isGeneration ? 1 : 0
    this.#askedAt[cache] = time
    const ends = this.#states.credentialEnds[cache]!
    if (ends - time < watchS) queue.push(ends, codeOf(eventKinds.detach, cache))
    if (settings.branchTtlS > 0) this.#askByBranch(cache, time)
    else this.#startCall(cache, time, isGeneration)
  }

  #startCall(cache: number, time: number, isGeneration: boolean): void {
    const { calls } = this.#context
    const operation = isGeneration ? operations.generate : operations.decrypt
    const answeredAt = calls.callAtOnce(
      time,
      cache,
      operation,
      this.#states.undisturbedUntil(cache, isGeneration),
    )
    if (Number.isNaN(answeredAt))
      this.#flight[cache] = calls.start(time, callRoles.seal, cache, cache, operation)
    else this.#finish(cache, answeredAt)
  }

  /** With a branch key in hand nobody asks KMS. Who needs that of a stream first has it generated, and the others wait for it. */
  #askByBranch(cache: number, time: number): void {
    if (time < this.#branchEnds[cache]!) this.#finish(cache, time)
    else {
      const operation = this.#branchKeys.operationFor(this.#streamOf(cache), cache)
      if (operation === undefined) this.#flight[cache] = waitsForBranch
      else this.#startCall(cache, time, operation === operations.generate)
    }
  }

  /** The branch key of a stream has been made, or not. */
  #endMaking(cache: number, time: number, isMade: boolean): void {
    for (const other of this.#branchKeys.endMaking(this.#streamOf(cache), cache, isMade))
      if (this.#flight[other] === waitsForBranch) this.#askByBranch(other, time)
  }

  answered(call: number, cache: number, time: number): void {
    if (this.#detached.has(call)) {
      const records = this.#detached.end(call, time)
      if (records > 0) this.#storeAlone(cache, time, records)
      this.#endMaking(cache, time, true)
      return
    }
    const { branchTtlS } = this.#context.settings
    this.#flight[cache] = noFlight
    if (branchTtlS > 0) {
      this.#branchEnds[cache] = Math.min(time + branchTtlS, this.#states.credentialEnds[cache]!)
      this.#endMaking(cache, time, true)
    }
    this.#finish(cache, time)
  }

  /** What the cache asked for is there. */
  #finish(cache: number, time: number): void {
    const { settings } = this.#context
    const states = this.#states
    const isGeneration = this.#isGeneration[cache] === 1
    this.#flight[cache] = noFlight
    this.#sealAside(cache, time)
    if (!isGeneration && states.isGenerationDue(cache, time)) {
      this.#ask(cache, time, true)
      return
    }
    const records = this.#recordsWaiting(cache, time)
    states.fillTook[cache] = time - this.#askedAt[cache]!
    states.install(cache, time, isGeneration, this.#branchEnds[cache]!)
    const sealed = Math.min(records, settings.recordsMax - states.uses[cache]!)
    if (sealed > 0) this.#store(cache, states.edk[cache]!, time, sealed)
    states.uses[cache]! += sealed
    this.#queues.release(cache, time, sealed)
    if (sealed < records) this.#askForRest(cache, time)
    else if (states.fetchesAgain(cache, time, records - this.#firstRecords[cache]!))
      this.#refresh(cache, time)
    else states.planNext(cache, time)
  }

  /** Nobody waits, unless the end comes before the answer, which is to be used from the end on. */
  #refresh(cache: number, time: number): void {
    const states = this.#states
    states.serveAside(cache, time)
    this.#firstAt[cache] = time
    this.#firstRecords[cache] = 0
    this.#waitFrom[cache] = Math.max(time, states.endsAt[cache]!)
    this.#ask(cache, time, states.isGenerationDue(cache, states.termEnds[cache]!))
  }

  /** Calls that were served while KMS was asked: with a limit by use, what is beyond it waits. */
  #sealAside(cache: number, time: number): void {
    const { settings, load, random, put } = this.#context
    const states = this.#states
    const from = this.#askedAt[cache]!
    const isAside = this.#firstRecords[cache] === 0 && !this.#queues.has(cache)
    if (settings.recordsMax === Infinity || !isAside) {
      states.settle(cache, time)
      return
    }
    states.forgetServed(cache)
    const to = Math.min(time, states.endsAt[cache]!)
    const calls = poisson(load.between(from, to), random)
    put.count(calls, time)
    states.uses[cache]! += calls * settings.batch
    const beyond = states.uses[cache]! - settings.recordsMax
    if (beyond > 0) this.#queues.add(cache, from, to, beyond)
    states.uses[cache] = Math.min(states.uses[cache]!, settings.recordsMax)
  }

  /** Counts those who wait at `time`. Returns how many records they are. */
  #recordsWaiting(cache: number, time: number): number {
    const { put, settings } = this.#context
    const from = this.#waitFrom[cache]!
    const first = this.#firstRecords[cache]!
    const calls = this.#othersBefore(cache, time)
    const others = calls * settings.batch
    put.count(calls, time)
    if (settings.recordsMax === Infinity) {
      put.waitedEvenly(from, time, time, others)
      put.waited(this.#firstAt[cache]!, time, first)
      return others + first
    }
    this.#queues.add(cache, this.#firstAt[cache]!, this.#firstAt[cache]!, first)
    this.#queues.add(cache, from, time, others)
    return this.#queues.count(cache)
  }

  /** Records that key material cannot seal wait for the next. */
  #askForRest(cache: number, time: number): void {
    this.#firstAt[cache] = time
    this.#firstRecords[cache] = 0
    this.#waitFrom[cache] = time
    this.#ask(cache, time, true)
  }

  /** All who wait fail, and the cache stays as it was. */
  failed(call: number, cache: number, time: number): void {
    const { put, settings } = this.#context
    if (this.#detached.has(call)) put.lose(this.#detached.end(call, time), time)
    else {
      this.#flight[cache] = noFlight
      this.#sealAside(cache, time)
      const lost = this.#recordsWaiting(cache, time)
      this.#queues.release(cache, time, lost)
      if (lost > 0) put.lose(lost, time)
      this.#states.planNext(cache, time)
    }
    if (settings.branchTtlS > 0) this.#endMaking(cache, time, false)
  }

  /** The credential of `cache` ends: what is under way is nobody's any more. */
  detach(cache: number, time: number): void {
    if (this.#flight[cache] === noFlight || this.#states.credentialEnds[cache] !== time) return
    this.#forget(cache, time)
    this.#states.renew(cache, time)
    this.#branchEnds[cache] = -Infinity
    this.#states.needNext(cache, time)
  }

  restart(cache: number, time: number): void {
    this.#branchEnds[cache] = -Infinity
    const isUnderWay = this.#flight[cache] !== noFlight
    if (isUnderWay) this.#forget(cache, time)
    this.#states.restart(cache, time)
    if (isUnderWay) this.#states.needNext(cache, time)
  }

  #forget(cache: number, time: number): void {
    this.#sealAside(cache, time)
    const call = this.#flight[cache]!
    this.#flight[cache] = noFlight
    if (call === waitsForBranch) {
      this.#context.put.count(this.#othersBefore(cache, time), time)
      this.#queues.take(cache)
      return
    }
    this.#detached.add(call, {
      firstAt: this.#firstAt[cache]!,
      firstRecords: this.#firstRecords[cache]!,
      from: this.#waitFrom[cache]!,
      to: time,
      before: this.#queues.take(cache),
    })
  }

  /** Calls that have come to wait by `time`. */
  #othersBefore(cache: number, time: number): number {
    return poisson(this.#context.load.between(this.#waitFrom[cache]!, time), this.#context.random)
  }

  /** What was asked for before seals what waits for it, and nothing else. */
  #storeAlone(cache: number, time: number, records: number): void {
    const edk = this.#edks.open(cache, time)
    this.#edks.beginSpan(edk, time, time)
    this.#store(cache, edk, time, records)
    this.#edks.retire(edk, time)
  }

  /** The plan is over: who waits now has come, and nothing is known of what becomes of it. */
  end(cache: number, time: number): void {
    this.#states.settle(cache, time)
    if (this.#flight[cache] !== noFlight) this.#context.put.count(this.#othersBefore(cache, time), time)
  }
}
