/**
 * Fills of the sealing side under single flight: the calls that come during one
 * wait for it together. A refresh is such a fill too, begun by a call that is
 * served all the same.
 *
 * A `Decrypt` that is answered when its key material may seal no more is
 * followed by `GenerateDataKey`, for all who wait.
 *
 * @module
 */
import type { CacheStates } from './cache-states.ts'
import { codeOf, eventKinds } from './events.ts'
import { callRoles, operations, type OperationCode } from './kms-calls.ts'
import type { OpenedEdks } from './opened-edks.ts'
import type { RunContext } from './run-context.ts'
import { poisson } from './variates.ts'

/** Those who wait for a fill that the cache has forgotten. */
interface Detached {
  readonly cache: number
  readonly firstAt: number
  readonly from: number
  readonly to: number
  readonly isGeneration: boolean
}

/** How long before its end a credential is watched: longer than most calls take. */
const watchS = 120

export class SharedFills {
  readonly #context: RunContext
  readonly #states: CacheStates
  readonly #edks: OpenedEdks
  /** The call that is under way; -1: none. */
  readonly #flight: Int32Array
  readonly #isGeneration: Uint8Array
  readonly #askedAt: Float64Array
  /** The call that began the fill and waits for it; NaN where it does not wait. */
  readonly #firstAt: Float64Array
  /** From then on calls wait. */
  readonly #waitFrom: Float64Array
  /** Calls that found the last key material used up by those before them. */
  readonly #left: Float64Array
  readonly #branchEnds: Float64Array
  readonly #hasBranch: Uint8Array
  readonly #detached = new Map<number, Detached>()

  constructor(context: RunContext, states: CacheStates, edks: OpenedEdks) {
    const { caches, part } = context.settings
    this.#context = context
    this.#states = states
    this.#edks = edks
    this.#flight = new Int32Array(caches).fill(-1)
    this.#isGeneration = new Uint8Array(caches)
    this.#askedAt = new Float64Array(caches)
    this.#firstAt = new Float64Array(caches)
    this.#waitFrom = new Float64Array(caches)
    this.#left = new Float64Array(caches)
    this.#branchEnds = new Float64Array(caches).fill(-Infinity)
    this.#hasBranch = new Uint8Array(part.streams)
  }

  /** A call at `time` needs KMS, or is served and fetches ahead. */
  need(cache: number, time: number): void {
    const states = this.#states
    states.renew(cache, time)
    states.settle(cache, time)
    this.#context.put.count(1, time)
    const isServed = states.isUsable(cache, time)
    if (isServed) {
      const edk = states.edk[cache]!
      if (!this.#edks.isStored(edk)) this.#edks.stored(edk, time)
      states.uses[cache]! += 1
      states.serveAside(cache, time)
    }
    this.#firstAt[cache] = isServed ? Number.NaN : time
    this.#waitFrom[cache] = isServed ? Math.max(time, states.endsAt[cache]!) : time
    this.#left[cache] = 0
    // What is fetched ahead is to be used from the end on.
    this.#ask(cache, time, states.isGenerationDue(cache, isServed ? states.termEnds[cache]! : time))
  }

  #ask(cache: number, time: number, isGeneration: boolean): void {
    const { settings, calls, queue } = this.#context
    this.#isGeneration[cache] = isGeneration ? 1 : 0
    this.#askedAt[cache] = time
    const ends = this.#states.credentialEnds[cache]!
    if (ends - time < watchS) queue.push(ends, codeOf(eventKinds.detach, cache))
    if (settings.branchTtlS === 0) {
      const operation = isGeneration ? operations.generate : operations.decrypt
      this.#flight[cache] = calls.start(time, callRoles.seal, cache, cache, operation)
    } else if (time < this.#branchEnds[cache]!) this.#finish(cache, time)
    else this.#flight[cache] = calls.start(time, callRoles.sealBranch, cache, cache, this.#branchOf(cache))
  }

  /** Who needs the branch key of a stream first has it generated. */
  #branchOf(cache: number): OperationCode {
    const stream = Math.floor(cache / this.#context.settings.part.cachesPerStream)
    if (this.#hasBranch[stream] === 1) return operations.decrypt
    this.#hasBranch[stream] = 1
    return operations.generate
  }

  answered(call: number, cache: number, time: number): void {
    const detached = this.#detached.get(call)
    if (detached !== undefined) {
      this.#serveDetached(detached, time)
      this.#detached.delete(call)
      return
    }
    const { branchTtlS } = this.#context.settings
    this.#flight[cache] = -1
    if (branchTtlS > 0) {
      this.#branchEnds[cache] = Math.min(time + branchTtlS, this.#states.credentialEnds[cache]!)
    }
    this.#finish(cache, time)
  }

  /** What the cache asked for is there. */
  #finish(cache: number, time: number): void {
    const states = this.#states
    const isGeneration = this.#isGeneration[cache] === 1
    this.#serveAside(cache, time)
    if (!isGeneration && states.isGenerationDue(cache, time)) {
      this.#ask(cache, time, true)
      return
    }
    const calls = this.#callsWaiting(cache, time)
    states.fillTook[cache] = time - this.#askedAt[cache]!
    states.install(cache, time, isGeneration, calls > 0)
    if (this.#context.settings.isBranchAlone) {
      states.endsAt[cache] = this.#branchEnds[cache]!
      states.termEnds[cache] = this.#branchEnds[cache]!
    } else states.uses[cache]! += calls
    const left = states.uses[cache]! - this.#context.settings.callsMax
    if (left > 0 && !this.#context.settings.isBranchAlone) this.#askForRest(cache, time, left)
    else states.planNext(cache, time)
  }

  /** Calls that were served while KMS was asked: with a limit by use, those beyond it wait. */
  #serveAside(cache: number, time: number): void {
    const { settings, load, random, put } = this.#context
    const states = this.#states
    const from = this.#askedAt[cache]!
    const isAside = Number.isNaN(this.#firstAt[cache]!) && this.#left[cache] === 0
    if (settings.callsMax === Infinity || !isAside) {
      states.settle(cache, time)
      return
    }
    const to = Math.min(time, states.endsAt[cache]!)
    const calls = poisson(load.between(from, to), random)
    put.count(calls, time)
    states.uses[cache]! += calls
    const beyond = states.uses[cache]! - settings.callsMax
    if (beyond > 0) this.#left[cache]! += beyond
  }

  /** Counts those who wait, and their waits up to `time`. Returns how many calls they are. */
  #callsWaiting(cache: number, time: number): number {
    const { load, random, put } = this.#context
    const firstAt = this.#firstAt[cache]!
    const from = this.#waitFrom[cache]!
    const others = poisson(load.between(from, time), random)
    put.count(others, time)
    put.waitedEvenly(from, time, time, others)
    const left = this.#left[cache]!
    if (left > 0) put.waitedEvenly(this.#askedAt[cache]!, time, time, left)
    if (Number.isNaN(firstAt)) return others + left
    put.waited(firstAt, time, 1)
    return others + left + 1
  }

  /** More calls waited than one key material may seal: the rest of them wait again. */
  #askForRest(cache: number, time: number, left: number): void {
    this.#states.uses[cache] = this.#context.settings.callsMax
    this.#firstAt[cache] = Number.NaN
    this.#waitFrom[cache] = time
    this.#left[cache] = left
    this.#ask(cache, time, true)
  }

  /** All who wait fail, and the cache stays as it was. */
  failed(call: number, cache: number, time: number): void {
    const { put } = this.#context
    const detached = this.#detached.get(call)
    if (detached !== undefined) {
      put.lose(this.#waitedFor(detached, time), time)
      this.#detached.delete(call)
      return
    }
    this.#flight[cache] = -1
    this.#states.settle(cache, time)
    const lost = this.#callsWaiting(cache, time)
    if (lost > 0) put.lose(lost, time)
    this.#states.planNext(cache, time)
  }

  /** The credential of `cache` ends: what is under way is nobody's any more. */
  detach(cache: number, time: number): void {
    if (this.#flight[cache]! < 0 || this.#states.credentialEnds[cache] !== time) return
    this.#forget(cache, time)
    this.#states.renew(cache, time)
    this.#branchEnds[cache] = -Infinity
    this.#states.needNext(cache, time)
  }

  restart(cache: number, time: number): void {
    this.#branchEnds[cache] = -Infinity
    const isUnderWay = this.#flight[cache]! >= 0
    if (isUnderWay) this.#forget(cache, time)
    this.#states.restart(cache, time)
    if (isUnderWay) this.#states.needNext(cache, time)
  }

  #forget(cache: number, time: number): void {
    this.#states.settle(cache, time)
    this.#detached.set(this.#flight[cache]!, {
      cache,
      firstAt: this.#firstAt[cache]!,
      from: this.#waitFrom[cache]!,
      to: time,
      isGeneration: this.#isGeneration[cache] === 1,
    })
    this.#flight[cache] = -1
  }

  #serveDetached(detached: Detached, time: number): void {
    const calls = this.#waitedFor(detached, time)
    if (calls === 0 || !detached.isGeneration) return
    const edk = this.#edks.open(detached.cache, time)
    this.#edks.beginSpan(edk, time, time)
    this.#edks.stored(edk, time)
    this.#edks.retire(edk, time)
  }

  #waitedFor({ firstAt, from, to }: Detached, time: number): number {
    const { load, random, put } = this.#context
    const others = poisson(load.between(from, to), random)
    put.count(others, time)
    put.waitedEvenly(from, to, time, others)
    if (Number.isNaN(firstAt)) return others
    put.waited(firstAt, time, 1)
    return others + 1
  }

  /** The plan is over: who waits now has come, and nothing is known of what becomes of it. */
  end(cache: number, time: number): void {
    const { load, random, put } = this.#context
    this.#states.settle(cache, time)
    if (this.#flight[cache]! < 0) return
    put.count(poisson(load.between(this.#waitFrom[cache]!, time), random), time)
  }
}
