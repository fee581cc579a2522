/**
 * Fills of the sealing side where each call that finds nothing asks KMS for
 * itself, and without a cache, where each record does.
 *
 * Each answer takes the place of the one before it, and the call that asked for
 * it is sealed under it.
 *
 * @module
 */
import type { CacheStates } from './cache-states.ts'
import { callRoles, operations } from './kms-calls.ts'
import type { OpenedEdks } from './opened-edks.ts'
import type { RunContext } from './run-context.ts'

export class LoneFills {
  readonly #context: RunContext
  readonly #states: CacheStates
  readonly #edks: OpenedEdks
  /** Restarts and new credentials so far, by cache: what was asked before is nobody's any more. */
  readonly #epochs: Int32Array
  /** By call that is under way: the epoch in which it was made. */
  readonly #epochOf = new Map<number, number>()
  /** By call that is under way: the EDK that it shall bring back; -1: a new one. */
  readonly #edkOf = new Map<number, number>()

  constructor(context: RunContext, states: CacheStates, edks: OpenedEdks) {
    this.#context = context
    this.#states = states
    this.#edks = edks
    this.#epochs = new Int32Array(context.settings.caches)
  }

  need(cache: number, time: number): void {
    const { settings, put } = this.#context
    const states = this.#states
    if (time >= states.credentialEnds[cache]!) {
      states.renew(cache, time)
      this.#epochs[cache]! += 1
    }
    states.settle(cache, time)
    put.count(1, time)
    if (states.isUsable(cache, time)) {
      states.uses[cache]! += 1
      states.planNext(cache, time)
      return
    }
    const records = settings.ttlS === 0 ? settings.batch : 1
    for (let record = 0; record < records; record += 1) this.#ask(cache, time, time)
    states.needNext(cache, time)
  }

  #ask(cache: number, time: number, since: number): void {
    const { calls, settings } = this.#context
    const states = this.#states
    const isGeneration = states.isGenerationDue(cache, time)
    if (!isGeneration && settings.ttlS === 0) states.uses[cache]! += 1 / settings.batch
    const operation = isGeneration ? operations.generate : operations.decrypt
    const call = calls.start(time, callRoles.seal, cache, cache, operation)
    calls.since[call] = since
    this.#epochOf.set(call, this.#epochs[cache]!)
    this.#edkOf.set(call, isGeneration ? -1 : states.edk[cache]!)
  }

  answered(call: number, cache: number, time: number): void {
    const { calls, settings } = this.#context
    const states = this.#states
    const edk = this.#edkOf.get(call)!
    const isForgotten = this.#forget(call) !== this.#epochs[cache]! || time >= states.credentialEnds[cache]!
    const isGeneration = edk < 0
    const since = calls.since[call]!
    if (isForgotten) {
      this.#countWait(since, time)
      if (isGeneration) this.#storeAlone(cache, time)
      return
    }
    if (
      !isGeneration &&
      settings.ttlS > 0 &&
      (edk !== states.edk[cache] || states.isGenerationDue(cache, time))
    ) {
      // What it brings back seals no more: what has come meanwhile does, or else a generation.
      if (!states.isUsable(cache, time)) {
        this.#ask(cache, time, since)
        return
      }
      states.uses[cache]! += 1
    } else if (isGeneration || settings.ttlS > 0) {
      states.settle(cache, time)
      states.fillTook[cache] = time - calls.startedAt[call]!
      states.install(cache, time, isGeneration, true)
      states.uses[cache]! += settings.ttlS === 0 ? 1 / settings.batch : 1
    }
    this.#countWait(since, time)
  }

  /** A new credential or a restart came before the answer: its EDK seals the records that wait, and no others. */
  #storeAlone(cache: number, time: number): void {
    const edk = this.#edks.open(cache, time)
    this.#edks.beginSpan(edk, time, time)
    this.#edks.stored(edk, time)
    this.#edks.retire(edk, time)
  }

  #countWait(since: number, time: number): void {
    const { put, settings } = this.#context
    put.waited(since, time, settings.ttlS === 0 ? 1 / settings.batch : 1)
  }

  failed(call: number, time: number): void {
    const { put, calls, settings } = this.#context
    this.#forget(call)
    this.#countWait(calls.since[call]!, time)
    put.lose(settings.ttlS === 0 ? 1 / settings.batch : 1, time)
  }

  restart(cache: number, time: number): void {
    this.#epochs[cache]! += 1
    this.#states.restart(cache, time)
  }

  end(cache: number, time: number): void {
    this.#states.settle(cache, time)
  }

  /** Returns the epoch in which `call` was made. */
  #forget(call: number): number {
    const epoch = this.#epochOf.get(call)!
    this.#epochOf.delete(call)
    this.#edkOf.delete(call)
    return epoch
  }
}
