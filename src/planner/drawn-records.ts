/**
 * Draws the records of a run as far as somebody reads them: most polls find
 * nothing that is new to them, and what they found makes no difference.
 *
 * All readers see the same records, so what was drawn is kept.
 *
 * @module
 */
import type { Random } from '../random.ts'
import type { DrawnKeys } from './drawn-keys.ts'
import type { NextCall, SealingSpan } from './sealing-side.ts'

/** Records in the order of the log. */
export interface RecordSlice {
  /** When each was stored, in ns. */
  readonly times: readonly number[]
  readonly edks: readonly number[]
  readonly shards: readonly number[]
}

export interface RecordsSpec {
  readonly keys: DrawnKeys
  /** Calls that one cache sees; as many as make a difference. */
  readonly nextCall: NextCall
  readonly random: Random
  readonly shards: number
  /** Records in a call. */
  readonly batch: number
  /** Slices of this length, in ns, are drawn at a time. */
  readonly sliceNs: number
}

interface DrawnRecord {
  readonly at: number
  readonly edk: number
  readonly shard: number
}

/** What it costs to draw one record, in steps. */
const drawingWork = 8

export class DrawnRecords {
  /** Steps that drawing and reading have taken. */
  work = 0
  readonly #spec: RecordsSpec
  readonly #slices = new Map<number, RecordSlice>()
  /** Of each cache, the span that the last slice began with. */
  readonly #cursors: number[]

  constructor(spec: RecordsSpec) {
    this.#spec = spec
    this.#cursors = spec.keys.spans.map(() => 0)
  }

  /** Appends the EDKs of the records of `shard` that are stored in [from, to). */
  read(shard: number, from: number, to: number, into: number[]): void {
    const { sliceNs } = this.#spec
    for (let index = Math.floor(from / sliceNs); index * sliceNs < to; index += 1) {
      const { times, edks, shards } = this.#slice(index)
      for (let at = firstFrom(times, from); at < times.length && times[at]! < to; at += 1) {
        this.work += 1
        // A record under the EDK of the one before it finds what that one has just found.
        if (shards[at] === shard && into.at(-1) !== edks[at]) into.push(edks[at]!)
      }
    }
  }

  /** When the first record under `edk` is stored, at `from` or later. */
  nextUnder(edk: number, from: number): number | undefined {
    const { sliceNs, keys } = this.#spec
    for (let index = Math.floor(from / sliceNs); index * sliceNs <= keys.lastStoredAt[edk]! + 1; index += 1) {
      const { times, edks } = this.#slice(index)
      for (let at = firstFrom(times, from); at < times.length; at += 1) {
        this.work += 1
        if (edks[at] === edk) return times[at]
      }
    }
    return undefined
  }

  #slice(index: number): RecordSlice {
    const { keys } = this.#spec
    let slice = this.#slices.get(index)
    if (slice === undefined) {
      slice = this.#draw(index)
      this.#slices.set(index, slice)
      this.work += drawingWork * (slice.times.length + keys.spans.length)
    }
    return slice
  }

  #draw(index: number): RecordSlice {
    const { sliceNs, keys } = this.#spec
    const start = index * sliceNs
    const records: DrawnRecord[] = []
    for (const [cache, spans] of keys.spans.entries()) {
      let at = this.#cursors[cache]!
      while (at > 0 && spans[at - 1]!.to >= start) at -= 1
      while (at < spans.length && spans[at]!.to < start) at += 1
      this.#cursors[cache] = at
      for (; at < spans.length && storedAt(spans[at]!) < start + sliceNs; at += 1)
        this.#drawSpan(spans[at]!, start, records)
    }
    records.sort((a, b) => a.at - b.at)
    return {
      times: records.map((record) => record.at),
      edks: records.map((record) => record.edk),
      shards: records.map((record) => record.shard),
    }
  }

  #drawSpan(span: SealingSpan, start: number, into: DrawnRecord[]): void {
    const { nextCall, sliceNs, shards } = this.#spec
    const first = storedAt(span)
    // More calls at one moment than this reach every shard.
    const waiting = first < start ? 0 : Math.min(span.waiting, shards === 1 ? 1 : 8 * shards)
    for (let call = 0; call < waiting; call += 1) this.#drawCall(first, span.edk, into)
    const end = Math.min(span.to, start + sliceNs)
    for (let at = nextCall(Math.max(span.from, start)); at < end; at = nextCall(at + 0.5))
      this.#drawCall(at, span.edk, into)
  }

  #drawCall(at: number, edk: number, into: DrawnRecord[]): void {
    const { shards, batch, random } = this.#spec
    if (shards === 1) {
      into.push({ at, edk, shard: 0 })
      return
    }
    const records = Math.min(batch, 8 * shards)
    for (let record = 0; record < records; record += 1) into.push({ at, edk, shard: random.below(shards) })
  }
}

/** What KMS answers at the moment of a poll is stored before it; what arrives at that moment, after. */
function storedAt({ from }: SealingSpan): number {
  return from - 0.5
}

function firstFrom(times: readonly number[], from: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! < from) low = middle + 1
    else high = middle
  }
  return low
}
