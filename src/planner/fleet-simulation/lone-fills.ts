/**
 * Fills of the sealing side where each call that finds nothing asks KMS for
 * itself, and without a cache, where each record does, one after the other.
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

/** A put that waits for a call of its own. */
interface Waiting {
  /** Restarts and new credentials of the cache before it. */
  readonly epoch: number
  readonly since: number
  /** Records that are not stored. */
  readonly records: number
  /** The EDK that shall be brought back; -1: a new one. */
  readonly edk: number
}

export class LoneFills {
  readonly #context: RunContext
  readonly #states: CacheStates
  readonly #edks: OpenedEdks
  /** Restarts and new credentials so far, by cache: what was asked before is nobody's any more. */
  readonly #epochs: Int32Array
  /** By call. */
  readonly #waiting = new Map<number, Waiting>()

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
    const served = this.#sealAtOnce(cache, time, settings.batch)
    if (served < settings.batch) this.#ask(cache, time, time, settings.batch - served)
    if (time < states.endsAt[cache]! && served > 0) states.planNext(cache, time)
    else states.needNext(cache, time)
  }

  /** Returns how many of `records` the key material at hand seals. */
  #sealAtOnce(cache: number, time: number, records: number): number {
    const states = this.#states
    const served = Math.min(records, states.sealsAtOnce(cache, time))
    if (served > 0) {
      states.uses[cache]! += served
      this.#store(cache, states.edk[cache]!, time, served)
    }
    return served
  }

  #store(cache: number, edk: number, time: number, records: number): void {
    const { settings, storedRecords } = this.#context
    storedRecords[Math.floor(cache / settings.part.cachesPerStream)]! += records
    this.#edks.stored(edk, time)
  }

  #ask(cache: number, time: number, since: number, records: number): void {
    const { calls, settings } = this.#context
    const states = this.#states
    const isGeneration = states.isGenerationDue(cache, time)
    if (!isGeneration && settings.ttlS === 0) states.uses[cache]! += 1
    const operation = isGeneration ? operations.generate : operations.decrypt
    const call = calls.start(time, callRoles.seal, cache, cache, operation)
    const edk = isGeneration ? -1 : states.edk[cache]!
    if (edk >= 0) this.#edks.expect(edk, 1)
    this.#waiting.set(call, { epoch: this.#epochs[cache]!, since, records, edk })
  }

  answered(call: number, cache: number, time: number): void {
    const { settings } = this.#context
    const states = this.#states
    const waiting = this.#waiting.get(call)!
    this.#waiting.delete(call)
    const { epoch, since, records, edk } = waiting
    const isForgotten = epoch !== this.#epochs[cache]! || time >= states.credentialEnds[cache]!
    const isStale =
      edk >= 0 && settings.ttlS > 0 && (edk !== states.edk[cache] || states.isGenerationDue(cache, time))
    const stored = isForgotten
      ? this.#storeAlone(cache, time, records)
      : isStale
        ? this.#sealAtOnce(cache, time, records)
        : this.#install(call, cache, time, waiting)
    if (edk >= 0) this.#edks.expect(edk, -1)
    this.#context.put.waited(since, time, stored)
    if (stored < records) this.#ask(cache, time, since, records - stored)
  }

  /** Returns how many of the records that wait are sealed under what KMS has answered. */
  #install(call: number, cache: number, time: number, { edk, records }: Waiting): number {
    const { settings, calls } = this.#context
    const states = this.#states
    if (settings.ttlS === 0 && edk >= 0) {
      this.#store(cache, edk, time, 1)
      return 1
    }
    states.fillTook[cache] = time - calls.startedAt[call]!
    states.install(cache, time, edk < 0, Infinity)
    states.uses[cache]! += 1
    this.#store(cache, states.edk[cache]!, time, 1)
    // The next call is known already, and those after it are not.
    if (states.needAt[cache]! > time) this.#edks.setGap(states.edk[cache]!, time, states.needAt[cache]!)
    const stored = settings.ttlS === 0 ? 1 : 1 + this.#sealAtOnce(cache, time, records - 1)
    if (states.uses[cache]! >= settings.recordsMax) this.#edks.endSpan(states.edk[cache]!, time)
    return stored
  }

  /** A new credential or a restart came before the answer: it seals what waits, and no others. */
  #storeAlone(cache: number, time: number, records: number): number {
    const edk = this.#edks.open(cache, time)
    this.#edks.beginSpan(edk, time, time)
    this.#store(cache, edk, time, records)
    this.#edks.retire(edk, time)
    return records
  }

  failed(call: number, time: number): void {
    const { put } = this.#context
    const { since, records, edk } = this.#waiting.get(call)!
    this.#waiting.delete(call)
    if (edk >= 0) this.#edks.expect(edk, -1)
    put.waited(since, time, records)
    put.lose(records, time)
  }

  restart(cache: number, time: number): void {
    this.#epochs[cache]! += 1
    this.#states.restart(cache, time)
  }

  end(cache: number, time: number): void {
    this.#states.settle(cache, time)
  }
}
