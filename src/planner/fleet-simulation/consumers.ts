/**
 * Consumers of the simulated streams: which EDKs each asks KMS for, and when.
 *
 * An entry is one EDK at one consumer. As long as it is held nothing happens;
 * after that the next record under the EDK is looked for. Where nothing can be
 * stored under the EDK any more by then, the entry is forgotten at once, so that
 * most entries cost no event beside their call.
 *
 * @module
 */
import { codeOf, eventKinds } from './events.ts'
import { callRoles, operations } from './kms-calls.ts'
import type { EdkReader, OpenedEdks } from './opened-edks.ts'
import type { RunContext } from './run-context.ts'

/** `idle`: waits for a record to be stored; `failed`: is going to be asked for again; `held`: was answered. */
const entryStates = { known: 0, idle: 1, failed: 2, held: 3 } as const

/** Rounding must not move what is due at a poll to the next one. */
const epsilon = 1e-9

export class Consumers implements EdkReader {
  readonly #context: RunContext
  readonly #edks: OpenedEdks
  /** By entry. */
  #state = new Uint8Array(256)
  /** By consumer of each stream. */
  readonly #phases: Float64Array
  readonly #branchEnds: Float64Array
  /** Entries that wait for the branch key of a consumer. */
  readonly #branchWaiting = new Map<number, number[]>()
  #restartedAt = -Infinity

  constructor(context: RunContext, edks: OpenedEdks) {
    const { consumers, part, credentialS } = context.settings
    const all = consumers * part.streams
    this.#context = context
    this.#edks = edks
    this.#phases = Float64Array.from({ length: credentialS === Infinity ? 0 : all }, () => {
      return context.random.uniform() * credentialS
    })
    this.#branchEnds = new Float64Array(all).fill(-Infinity)
  }

  /** The poll that finds what is stored at `time`; pushed records are found at once. */
  findAt(time: number): number {
    const from = this.#readAt(time)
    return this.#context.settings.isPushed ? from : this.#pollAfter(from)
  }

  #pollAfter(time: number): number {
    const { pollS } = this.#context.settings
    return (Math.floor(time / pollS + epsilon) + 1) * pollS
  }

  /** When consumers come to what is stored at `time`: who is behind is at speed t - backlog until that is the tip. */
  #readAt(time: number): number {
    const { catchUp } = this.#context.settings
    return catchUp === null ? time : Math.max(time, (time + catchUp.backlogS) / catchUp.speed)
  }

  /** What consumers come to at `time` was stored then. */
  #storedAt(time: number): number {
    const { catchUp } = this.#context.settings
    return catchUp === null ? time : Math.min(time, catchUp.speed * time - catchUp.backlogS)
  }

  firstStored(edk: number, time: number): void {
    const { settings, queue } = this.#context
    const { consumers, isPushed, pollS } = settings
    const first = edk * consumers
    this.#makeRoom(first + consumers)
    for (let entry = first; entry < first + consumers; entry += 1) this.#state[entry] = entryStates.known
    if (settings.catchUp === null || time >= -settings.catchUp.backlogS) {
      queue.push(this.findAt(time), codeOf(eventKinds.found, edk))
      return
    }
    // They begin in the middle of it.
    this.#edks.expect(edk, consumers - 1)
    for (let entry = first; entry < first + consumers; entry += 1)
      queue.push(isPushed ? 0 : pollS, codeOf(eventKinds.look, entry))
  }

  storedAgain(edk: number, time: number): void {
    const { consumers } = this.#context.settings
    const first = edk * consumers
    if (first >= this.#state.length) return
    for (let entry = first; entry < first + consumers; entry += 1) {
      if (this.#state[entry] !== entryStates.idle) continue
      this.#state[entry] = entryStates.known
      this.#edks.expect(edk, 1)
      this.#context.queue.push(this.findAt(time), codeOf(eventKinds.ask, entry))
    }
  }

  /** All consumers of a stream find the first record under `edk`. */
  found(edk: number, time: number): void {
    const { settings } = this.#context
    const { consumers } = settings
    const first = edk * consumers
    if (settings.branchTtlS === 0 && this.#areSure(edk, time)) this.#askSurely(first, time)
    else {
      this.#edks.expect(edk, consumers)
      for (let entry = first; entry < first + consumers; entry += 1) {
        if (this.#state[entry] === entryStates.failed) this.#edks.expect(edk, -1)
        else this.ask(entry, time)
      }
    }
    this.#edks.expect(edk, -1)
  }

  /** Whether all consumers of the stream of `edk` would be answered at the first attempt; these are made then. */
  #areSure(edk: number, time: number): boolean {
    const { calls, kms, settings } = this.#context
    const client = this.#clientOf(edk * settings.consumers)
    for (let one = client; one < client + settings.consumers; one += 1) if (!calls.isFull(one)) return false
    return kms.attemptAll(time, settings.consumers * settings.lumps.consumers)
  }

  #askSurely(first: number, time: number): void {
    const { calls, kms, settings } = this.#context
    calls.addSure(time, settings.consumers * settings.lumps.consumers)
    const lastUse = this.#lastUse(this.#edkOf(first))
    for (let entry = first; entry < first + settings.consumers; entry += 1) {
      const answeredAt = time + kms.takes(time)
      // Mostly it is held for as long as anybody may need it.
      if (answeredAt + settings.readerTtlS <= lastUse) this.#hold(entry, time, answeredAt)
    }
  }

  /** An entry that is held for longer than this is never looked at again; Infinity where that is not so simple. */
  #lastUse(edk: number): number {
    const { isPushed, pollS, credentialS, catchUp } = this.#context.settings
    if (isPushed || credentialS < Infinity || catchUp !== null) return Infinity
    return (Math.ceil(this.#edks.boundOf(edk) / pollS) + epsilon) * pollS
  }

  ask(entry: number, time: number): void {
    const { settings, calls } = this.#context
    this.#state[entry] = entryStates.known
    if (settings.branchTtlS > 0) this.#askByBranch(entry, time)
    else calls.start(time, callRoles.open, entry, this.#clientOf(entry), operations.decrypt)
  }

  answered(call: number, entry: number, time: number): void {
    const { calls } = this.#context
    this.#hold(entry, calls.startedAt[call]!, time)
    this.#edks.expect(this.#edkOf(entry), -1)
  }

  /** What could not be read is read again: at the next poll, or where records are pushed, one interval later. */
  failed(entry: number, time: number): void {
    const { isPushed, pollS } = this.#context.settings
    if (this.#state[entry] === entryStates.failed || this.#state[entry] === entryStates.held) {
      // It was asked for before a restart, and since then once more.
      this.#edks.expect(this.#edkOf(entry), -1)
      return
    }
    const again = isPushed ? time + pollS : this.#pollAfter(time)
    this.#state[entry] = entryStates.failed
    this.#context.queue.push(again, codeOf(eventKinds.ask, entry))
  }

  /** The entry is held from `answeredAt` on, unless all was forgotten since `askedAt`. */
  #hold(entry: number, askedAt: number, answeredAt: number): void {
    const { settings, queue } = this.#context
    const { readerTtlS, isPushed, pollS, isBranchAlone } = settings
    let until = answeredAt + readerTtlS
    if (isBranchAlone) until = this.#branchEnds[this.#consumerOf(entry)]!
    if (settings.credentialS < Infinity) until = Math.min(until, this.#credentialEnd(entry, askedAt))
    if (askedAt < this.#restartedAt) until = answeredAt
    else this.#state[entry] = entryStates.held
    until = Math.max(until, answeredAt)
    let lookAt = isPushed ? until : Math.ceil(until / pollS - epsilon) * pollS
    // What was read with this answer is not read again, however short it is held.
    if (lookAt <= askedAt + epsilon) lookAt += isPushed ? epsilon : pollS
    const edk = this.#edkOf(entry)
    if (!this.#edks.isReadFrom(edk, this.#storedAt(isPushed ? lookAt : lookAt - pollS))) return
    this.#edks.expect(edk, 1)
    queue.push(lookAt, codeOf(eventKinds.look, entry))
  }

  #credentialEnd(entry: number, time: number): number {
    const { credentialS } = this.#context.settings
    const phase = this.#phases[this.#consumerOf(entry)]!
    return phase + (Math.floor((time - phase) / credentialS) + 1) * credentialS
  }

  /** The entry is not held at `time`: asks for it where there is a record that was not read. */
  look(entry: number, time: number): void {
    const { isPushed, pollS } = this.#context.settings
    const edk = this.#edkOf(entry)
    if (this.#restartedAt > time - pollS && !isPushed && this.#edks.isRetired(edk)) {
      // All consumers find what was stored before the restart, if anything was.
      this.#edks.expect(edk, -1)
      return
    }
    const storedAt = this.#edks.nextRecord(edk, this.#storedAt(isPushed ? time : time - pollS))
    if (storedAt === Infinity) {
      if (!this.#edks.isRetired(edk)) this.#state[entry] = entryStates.idle
      this.#edks.expect(edk, -1)
      return
    }
    const findAt = this.findAt(storedAt)
    if (findAt <= time + epsilon) this.ask(entry, time)
    else this.#context.queue.push(findAt, codeOf(eventKinds.look, entry))
  }

  /** All entries are forgotten. What was stored since the last poll is found by the next, under `unread` EDKs as well. */
  restart(time: number, unread: readonly number[]): void {
    const { queue, settings } = this.#context
    this.#restartedAt = time
    this.#branchEnds.fill(-Infinity)
    const next = this.#pollAfter(time)
    const last = next - settings.pollS
    for (const edk of unread) {
      const isMissed = settings.catchUp === null && !this.#edks.isNewSince(edk, last)
      if (isMissed && this.#edks.hasRecordsIn(edk, last, time))
        queue.push(next, codeOf(eventKinds.found, edk))
      else this.#edks.expect(edk, -1)
    }
  }

  #askByBranch(entry: number, time: number): void {
    const { calls } = this.#context
    const consumer = this.#consumerOf(entry)
    if (time < this.#branchEnds[consumer]!) {
      this.#hold(entry, time, time)
      this.#edks.expect(this.#edkOf(entry), -1)
      return
    }
    const waiting = this.#branchWaiting.get(consumer)
    if (waiting !== undefined) {
      waiting.push(entry)
      return
    }
    this.#branchWaiting.set(consumer, [entry])
    calls.start(time, callRoles.openBranch, consumer, this.#clientOf(entry), operations.decrypt)
  }

  branchAnswered(call: number, consumer: number, time: number): void {
    const { calls, settings } = this.#context
    const askedAt = calls.startedAt[call]!
    const waiting = this.#branchWaiting.get(consumer)!
    this.#branchWaiting.delete(consumer)
    const isKept = askedAt >= this.#restartedAt
    const ends = settings.credentialS < Infinity ? this.#credentialEnd(waiting[0]!, askedAt) : Infinity
    this.#branchEnds[consumer] = isKept ? Math.min(time + settings.branchTtlS, ends) : -Infinity
    for (const entry of waiting) {
      this.#hold(entry, askedAt, time)
      this.#edks.expect(this.#edkOf(entry), -1)
    }
  }

  branchFailed(consumer: number, time: number): void {
    const waiting = this.#branchWaiting.get(consumer)!
    this.#branchWaiting.delete(consumer)
    for (const entry of waiting) this.failed(entry, time)
  }

  #edkOf(entry: number): number {
    return Math.floor(entry / this.#context.settings.consumers)
  }

  /** Among the consumers of all streams. */
  #consumerOf(entry: number): number {
    const { consumers, part } = this.#context.settings
    const stream = Math.floor(this.#edks.cacheOf(this.#edkOf(entry)) / part.cachesPerStream)
    return stream * consumers + (entry % consumers)
  }

  /** Clients of the sealing side come first. */
  #clientOf(entry: number): number {
    return this.#context.settings.caches + this.#consumerOf(entry)
  }

  #makeRoom(entries: number): void {
    if (entries <= this.#state.length) return
    const wider = new Uint8Array(Math.max(entries, 2 * this.#state.length))
    wider.set(this.#state)
    this.#state = wider
  }
}
