/**
 * The EDKs of a simulated stream that may still be read: when records are
 * stored under each, as far as anybody asks.
 *
 * Between two fills the calls of a cache are a Poisson process, so that the next
 * record from some moment on is drawn when a consumer looks for it, and kept for
 * the others.
 *
 * @module
 */
import { grown } from './kms-calls.ts'
import type { RunContext } from './run-context.ts'
import { poisson } from './variates.ts'

/** Who reads what is stored. */
export interface EdkReader {
  /** The first record under `edk` is stored at `time`, which may be to come. */
  firstStored(edk: number, time: number): void
  /** Another is stored at `time`, after a while without. */
  storedAgain(edk: number, time: number): void
}

export class OpenedEdks {
  reader: EdkReader | undefined
  #cacheOf = new Int32Array(256)
  /** No record is stored under it from then on. */
  #bound = new Float64Array(256)
  /** The latest stretch in which it sealed without a fill, and the one before that. */
  #from = new Float64Array(256)
  #to = new Float64Array(256)
  #lastFrom = new Float64Array(256)
  #lastTo = new Float64Array(256)
  /** There is no call in [gapFrom, gapTo), and one at gapTo. */
  #gapFrom = new Float64Array(256)
  #gapTo = new Float64Array(256)
  /** The same, as it was drawn for somebody. */
  #drawnFrom = new Float64Array(256)
  #drawnTo = new Float64Array(256)
  #isStored = new Uint8Array(256)
  #isRetired = new Uint8Array(256)
  /** Events that are about it. */
  #pending = new Int32Array(256)
  readonly #free: number[] = []
  /** Retired ones that a restart may find unread. */
  #unread: number[] = []
  #nextRestart = 0
  #used = 0
  readonly #context: RunContext

  constructor(context: RunContext) {
    this.#context = context
  }

  /** EDKs that were ever kept at once. */
  get slots(): number {
    return this.#used
  }

  /** A new EDK of `cache`, under which no record is stored from `bound` on. */
  open(cache: number, bound: number): number {
    if (this.reader === undefined) return 0
    const edk = this.#free.pop() ?? this.#add()
    this.#cacheOf[edk] = cache
    this.#bound[edk] = bound
    this.#from[edk] = Infinity
    this.#to[edk] = -Infinity
    this.#lastTo[edk] = -Infinity
    this.#gapFrom[edk] = Infinity
    this.#drawnFrom[edk] = Infinity
    this.#isStored[edk] = 0
    this.#isRetired[edk] = 0
    this.#pending[edk] = 0
    return edk
  }

  cacheOf(edk: number): number {
    return this.#cacheOf[edk]!
  }

  /** Where nobody reads, it makes no difference. */
  isStored(edk: number): boolean {
    return this.reader === undefined || this.#isStored[edk] === 1
  }

  isRetired(edk: number): boolean {
    return this.#isRetired[edk] === 1
  }

  /** It seals in [from, to), or until it is retired. */
  beginSpan(edk: number, from: number, to: number): void {
    if (this.reader === undefined) return
    const isFirst = this.#from[edk] === Infinity
    if (this.#context.settings.catchUp === null) {
      this.#lastFrom[edk] = this.#from[edk]!
      this.#lastTo[edk] = Math.min(this.#to[edk]!, from)
    }
    // Who reads long after it was stored does not look at the gaps between.
    if (isFirst || this.#context.settings.catchUp === null) this.#from[edk] = from
    this.#to[edk] = to
    this.#gapFrom[edk] = Infinity
  }

  /** Its limit by use is met then. */
  endSpan(edk: number, to: number): void {
    this.#to[edk] = Math.min(this.#to[edk]!, to)
  }

  setGap(edk: number, from: number, to: number): void {
    this.#gapFrom[edk] = from
    this.#gapTo[edk] = to
  }

  /** Records are stored at `time`, by those who waited or by the first call that uses it. */
  stored(edk: number, time: number): void {
    if (this.reader === undefined) return
    if (this.#isStored[edk] === 0) {
      this.#isStored[edk] = 1
      this.#pending[edk]! += 1
      this.reader.firstStored(edk, time)
    } else this.reader.storedAgain(edk, time)
  }

  /** It seals no more. */
  retire(edk: number, time: number): void {
    if (this.reader === undefined) return
    this.#isRetired[edk] = 1
    this.#to[edk] = Math.min(this.#to[edk]!, time)
    this.#bound[edk] = this.#to[edk]
    this.#keepForRestart(edk, time)
    if (this.#pending[edk] === 0) this.#free.push(edk)
  }

  /** What is stored shortly before a restart is read after it, by consumers that hold nothing any more. */
  #keepForRestart(edk: number, time: number): void {
    const { restarts, isPushed, pollS } = this.#context.settings
    while (this.#nextRestart < restarts.length && restarts[this.#nextRestart]! < time) this.#nextRestart += 1
    const restart = restarts[this.#nextRestart]
    if (restart === undefined || isPushed || restart - time > pollS) return
    this.#pending[edk]! += 1
    this.#unread.push(edk)
  }

  /** EDKs that were retired within a poll interval of the last restart, each of which expects one event. */
  takeUnread(): readonly number[] {
    const unread = this.#unread
    this.#unread = []
    return unread
  }

  /** `count` more events are about it, or less. */
  expect(edk: number, count: number): void {
    if (this.reader === undefined) return
    this.#pending[edk]! += count
    if (this.#pending[edk] === 0 && this.#isRetired[edk] === 1) this.#free.push(edk)
  }

  /** Whether a record may be stored under it at `time` or later. */
  isReadFrom(edk: number, time: number): boolean {
    return time < this.#bound[edk]!
  }

  /** From then on no record is stored under it. */
  boundOf(edk: number): number {
    return this.#bound[edk]!
  }

  /** When the first record from `time` on is stored, as far as is known; Infinity where there is none so far. */
  nextRecord(edk: number, time: number): number {
    const from = this.#from[edk]!
    if (time <= from) {
      const before = Math.max(time, this.#lastFrom[edk]!)
      if (before < this.#lastTo[edk]!) {
        const at = this.#nextCall(edk, before)
        if (at < this.#lastTo[edk]!) return at
      }
      return from
    }
    const at = this.#nextCall(edk, time)
    return at < this.#to[edk]! ? at : Infinity
  }

  #nextCall(edk: number, time: number): number {
    const { load, random } = this.#context
    if (time >= this.#drawnFrom[edk]! && time <= this.#drawnTo[edk]!) return this.#drawnTo[edk]!
    let at = load.after(time, random.exponential())
    if (at >= this.#gapFrom[edk]! && time <= this.#gapTo[edk]!) at = Math.min(at, this.#gapTo[edk]!)
    if (at >= this.#gapFrom[edk]! && at < this.#gapTo[edk]!) at = this.#gapTo[edk]!
    this.#drawnFrom[edk] = time
    this.#drawnTo[edk] = at
    return at
  }

  /** Whether all records under it were stored at `since` or later, so that consumers are to find the first of them. */
  isNewSince(edk: number, since: number): boolean {
    return this.#lastTo[edk] === -Infinity && this.#from[edk]! >= since
  }

  /** Whether records have been stored under it in [from, to), by chance where it is not known. */
  hasRecordsIn(edk: number, from: number, to: number): boolean {
    if (this.#isStored[edk] === 0) return false
    if (this.#from[edk]! >= from) return true
    const { load, random } = this.#context
    return poisson(load.between(from, Math.min(to, this.#to[edk]!)), random) > 0
  }

  #add(): number {
    if (this.#used === this.#cacheOf.length) this.#grow()
    this.#used += 1
    return this.#used - 1
  }

  #grow(): void {
    const size = this.#cacheOf.length * 2
    const times = () => new Float64Array(size)
    this.#cacheOf = grown(this.#cacheOf, new Int32Array(size))
    this.#bound = grown(this.#bound, times())
    this.#from = grown(this.#from, times())
    this.#to = grown(this.#to, times())
    this.#lastFrom = grown(this.#lastFrom, times())
    this.#lastTo = grown(this.#lastTo, times())
    this.#gapFrom = grown(this.#gapFrom, times())
    this.#gapTo = grown(this.#gapTo, times())
    this.#drawnFrom = grown(this.#drawnFrom, times())
    this.#drawnTo = grown(this.#drawnTo, times())
    this.#isStored = grown(this.#isStored, new Uint8Array(size))
    this.#isRetired = grown(this.#isRetired, new Uint8Array(size))
    this.#pending = grown(this.#pending, new Int32Array(size))
  }
}
