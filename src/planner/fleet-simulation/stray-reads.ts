/**
 * `Decrypt` calls of consumers for each record, where they have no cache or one
 * that holds fewer EDKs than are read.
 *
 * In a cache that is too small, each call misses with the chance of
 * independent references, whatever was decrypted before: its other records
 * find what the first has found. Records that are
 * pushed are read in turns of 0.1 s, and those of a backlog as
 * many as were put. Where that are very many calls in a turn, each simulated one
 * stands for as many of them.
 *
 * @module
 */
import type { CacheStates } from './cache-states.ts'
import { codeOf, eventKinds } from './events.ts'
import { callRoles, operations } from './kms-calls.ts'
import type { RunContext } from './run-context.ts'
import { poisson } from './variates.ts'

/** To count what a cache has stored since the last turn, beside an event. */
export const workPerCache = 0.05

export class StrayReads {
  readonly #context: RunContext
  readonly #states: CacheStates
  readonly #turnS: number

  constructor(context: RunContext, states: CacheStates) {
    this.#context = context
    this.#states = states
    this.#turnS = context.settings.turnS
  }

  begin(): void {
    const { settings } = this.#context
    if (settings.consumers === 0 || settings.missShare === 0) return
    for (let stream = 0; stream < settings.part.streams; stream += 1)
      this.#context.queue.push(this.#turnAfter(settings.fromS), codeOf(eventKinds.records, stream))
  }

  #turnAfter(time: number): number {
    return (Math.floor(time / this.#turnS + 1e-9) + 1) * this.#turnS
  }

  /**
   * All consumers of `stream` read what was stored since the last time, and ask for each record that they miss.
   * Returns what that takes, in events, beside its calls.
   */
  records(stream: number, time: number): number {
    const { settings, random, storedRecords, queue } = this.#context
    const { consumers, part, missShare, lumps } = settings
    for (let index = 0; index < part.cachesPerStream; index += 1)
      this.#states.countServed(stream * part.cachesPerStream + index, time)
    const stored = this.#isBehind(time) ? 0 : storedRecords[stream]!
    storedRecords[stream] = 0
    const read = stored + this.#backlogRecords(time)
    for (let consumer = 0; consumer < consumers; consumer += 1) {
      const missed = missShare === 1 ? read : poisson(read * missShare, random)
      const asked = lumps.records === 1 ? missed : Math.floor(missed / lumps.records + random.uniform())
      for (let call = 0; call < asked; call += 1) this.ask(stream * consumers + consumer, time)
    }
    queue.push(this.#turnAfter(time), codeOf(eventKinds.records, stream))
    return part.cachesPerStream * workPerCache
  }

  #isBehind(time: number): boolean {
    const { catchUp } = this.#context.settings
    return catchUp !== null && catchUp.speed * time - catchUp.backlogS < time
  }

  /** Records of one stream that were stored before the last turn and are read in this one. */
  #backlogRecords(time: number): number {
    const { settings, load, random } = this.#context
    const { catchUp, part, batch } = settings
    const before = time - this.#turnS
    if (catchUp === null || time <= 0 || !this.#isBehind(before)) return 0
    const from = Math.max(0, before) * catchUp.speed - catchUp.backlogS
    const to = this.#isBehind(time) ? time * catchUp.speed - catchUp.backlogS : before
    return poisson(load.between(from, to) * part.cachesPerStream, random) * batch
  }

  /** `consumer` is one of all streams. */
  ask(consumer: number, time: number): void {
    const { calls, settings } = this.#context
    calls.start(time, callRoles.stray, consumer, settings.caches + consumer, operations.decrypt)
  }

  /** What could not be read is read again. */
  failed(consumer: number, time: number): void {
    const { pollS, isPushed } = this.#context.settings
    const again = isPushed ? time + pollS : this.#turnAfter(time)
    this.#context.queue.push(again, codeOf(eventKinds.stray, consumer))
  }
}
