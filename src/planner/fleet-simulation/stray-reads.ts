/**
 * `Decrypt` calls of consumers that no cache can spare: for each record, where
 * there is no cache or it holds fewer EDKs than are read, and for the EDKs of a
 * backlog that is caught up with.
 *
 * The records of a poll are a Poisson number of those that were put since the
 * last one, less those that were lost; what waits for KMS on put counts as
 * stored when it came. EDKs of the backlog begin as those of a fleet without
 * trouble, each for as long as rotation lets it seal and a call comes.
 *
 * @module
 */
import type { PlanModel } from '../plan-model.ts'
import { codeOf, eventKinds } from './events.ts'
import { callRoles, operations } from './kms-calls.ts'
import type { RunContext } from './run-context.ts'
import { poisson } from './variates.ts'

export class StrayReads {
  readonly #context: RunContext
  readonly #catchUp: PlanModel['catchUp']
  /** Of each stream, up to when its records are read. */
  readonly #readTo: Float64Array
  /** Of each cache, how far into the backlog its next EDK begins, in s. */
  readonly #backlogAt: Float64Array

  constructor(context: RunContext, catchUp: PlanModel['catchUp']) {
    const { settings } = context
    this.#context = context
    this.#catchUp = catchUp
    this.#readTo = new Float64Array(settings.part.streams).fill(Math.max(0, settings.fromS))
    this.#backlogAt = new Float64Array(catchUp === null ? 0 : settings.caches)
  }

  begin(): void {
    const { settings, random } = this.#context
    const { part, consumers, missShare } = settings
    if (consumers === 0) return
    if (missShare > 0)
      for (let stream = 0; stream < part.streams; stream += 1) this.#waitForRecords(stream, 0)
    for (let cache = 0; cache < this.#backlogAt.length; cache += 1) {
      this.#backlogAt[cache] = random.uniform() * this.#edkSpanS()
      this.#pushBacklog(cache)
    }
  }

  /** Expected from one generation of a cache to the next is the mean of this. */
  #edkSpanS(): number {
    const { settings, load, random } = this.#context
    const sealsForS = Math.min(
      settings.rotationS * (1 - settings.jitter * random.uniform()),
      settings.credentialS,
    )
    return load.after(0, random.exponential()) + Math.max(0, sealsForS - settings.graceS)
  }

  #pushBacklog(cache: number): void {
    const { backlogS, speed } = this.#catchUp!
    const at = this.#backlogAt[cache]!
    if (at < backlogS) this.#context.queue.push(at / speed, codeOf(eventKinds.backlog, cache))
  }

  /** All consumers of a stream come to the next EDK of `cache`. */
  backlog(cache: number, time: number): void {
    const { consumers, part } = this.#context.settings
    const stream = Math.floor(cache / part.cachesPerStream)
    for (let consumer = 0; consumer < consumers; consumer += 1) this.ask(stream * consumers + consumer, time)
    this.#backlogAt[cache]! += this.#edkSpanS()
    this.#pushBacklog(cache)
  }

  /** All consumers of `stream` read what came since the last time, and ask for each record that they miss. */
  records(stream: number, time: number): void {
    const { settings, load, random } = this.#context
    const { consumers, part, batch, missShare, isPushed } = settings
    const calls = isPushed
      ? 1
      : poisson(load.between(this.#readTo[stream]!, time) * part.cachesPerStream, random)
    this.#readTo[stream] = time
    const asked = missShare === 1 ? calls * batch : poisson(calls * batch * missShare, random)
    for (let consumer = 0; consumer < consumers; consumer += 1)
      for (let record = 0; record < asked; record += 1) this.ask(stream * consumers + consumer, time)
    this.#waitForRecords(stream, time)
  }

  #waitForRecords(stream: number, time: number): void {
    const { settings, load, random, queue } = this.#context
    const { isPushed, pollS, part } = settings
    const next = isPushed
      ? load.after(time, random.exponential() / part.cachesPerStream)
      : (Math.floor(time / pollS + 1e-9) + 1) * pollS
    queue.push(next, codeOf(eventKinds.records, stream))
  }

  /** `consumer` is one of all streams. */
  ask(consumer: number, time: number): void {
    const { calls, settings } = this.#context
    calls.start(time, callRoles.stray, consumer, settings.caches + consumer, operations.decrypt)
  }

  failed(consumer: number, time: number): void {
    const { pollS, isPushed } = this.#context.settings
    const again = isPushed ? time + pollS : (Math.floor(time / pollS + 1e-9) + 1) * pollS
    this.#context.queue.push(again, codeOf(eventKinds.stray, consumer))
  }
}
