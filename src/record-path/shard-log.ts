/**
 * The back-end store of one shard: an append-only log in memory, in the order
 * of its sequence numbers. Records lie in large segments rather than in objects
 * of their own, so that storing does not feed the garbage collector.
 *
 * @module
 */
import assert from 'node:assert/strict'

import type { Nanoseconds } from '../units/units.ts'

const segmentLength = 1 << 20
const initialCapacity = 1024

/** Where the next record goes: write `length` bytes at `offset`, then commit. */
export interface Reservation {
  buffer: Buffer
  offset: number
}

/** What is known of a record without opening it. */
export interface RecordEntry {
  readonly arrivedAt: Nanoseconds
  /** The producer's number of the record. */
  readonly ordinal: number
  /** Index of the encryption epoch of the stream in which it was taken. */
  readonly epoch: number
  readonly isSealed: boolean
  /** Partition key and payload, which is what limits on answers count. */
  readonly contentBytes: number
  /** The EDKs of its batch, where it refers to them by index. */
  readonly batchTable: readonly Buffer[] | undefined
}

export interface StoredRecord extends RecordEntry {
  /** Read-only view into the log; valid until the log is trimmed past it. */
  readonly bytes: Buffer
}

interface Segment {
  readonly buffer: Buffer
  used: number
  /** Position after the last record in it. */
  end: number
}

/** Positions count from 0 and never change; what `trim` has dropped is gone. */
export class ShardLog {
  #first = 0
  #next = 0
  #mask = initialCapacity - 1
  #segmentOf: (Segment | undefined)[] = []
  #offsets = new Float64Array(initialCapacity)
  #lengths = new Float64Array(initialCapacity)
  #contentBytes = new Float64Array(initialCapacity)
  #arrivedAt = new Float64Array(initialCapacity)
  #ordinals = new Float64Array(initialCapacity)
  #epochs = new Int32Array(initialCapacity)
  #sealed = new Uint8Array(initialCapacity)
  #batchTables: (readonly Buffer[] | undefined)[] = []
  readonly #segments: Segment[] = []
  #spare: Segment | undefined
  readonly #reservation: Reservation = { buffer: Buffer.alloc(0), offset: 0 }
  #storedBytes = 0

  /** Position of the oldest record held. */
  get first(): number {
    return this.#first
  }

  /** Position that the next record gets. */
  get next(): number {
    return this.#next
  }

  /** Bytes ever stored, batch tables not included. */
  get storedBytes(): number {
    return this.#storedBytes
  }

  /** Room for `length` bytes. Until `commit` nothing is stored; the next `reserve` takes the same room. */
  reserve(length: number): Reservation {
    let segment = this.#segments.at(-1)
    if (segment === undefined || segment.used + length > segment.buffer.length) {
      segment = this.#newSegment(length)
      this.#segments.push(segment)
    }
    this.#reservation.buffer = segment.buffer
    this.#reservation.offset = segment.used
    return this.#reservation
  }

  /** Appends what was written into the last reservation; gives its position. */
  commit(length: number, entry: RecordEntry): number {
    const segment = this.#segments.at(-1)
    assert(
      segment !== undefined && segment.used + length <= segment.buffer.length,
      'commit fits its reservation',
    )
    if (this.#next - this.#first > this.#mask) this.#grow()
    const slot = this.#next & this.#mask
    this.#segmentOf[slot] = segment
    this.#offsets[slot] = segment.used
    this.#lengths[slot] = length
    this.#contentBytes[slot] = entry.contentBytes
    this.#arrivedAt[slot] = entry.arrivedAt
    this.#ordinals[slot] = entry.ordinal
    this.#epochs[slot] = entry.epoch
    this.#sealed[slot] = entry.isSealed ? 1 : 0
    this.#batchTables[slot] = entry.batchTable
    segment.used += length
    this.#storedBytes += length
    this.#next += 1
    segment.end = this.#next
    return this.#next - 1
  }

  read(position: number): StoredRecord {
    assert(position >= this.#first && position < this.#next, 'position is held by the log')
    const slot = position & this.#mask
    const offset = this.#offsets[slot]!
    return {
      bytes: this.#segmentOf[slot]!.buffer.subarray(offset, offset + this.#lengths[slot]!),
      arrivedAt: this.#arrivedAt[slot]! as Nanoseconds,
      ordinal: this.#ordinals[slot]!,
      epoch: this.#epochs[slot]!,
      isSealed: this.#sealed[slot] === 1,
      contentBytes: this.#contentBytes[slot]!,
      batchTable: this.#batchTables[slot],
    }
  }

  arrivedAt(position: number): Nanoseconds {
    return this.#arrivedAt[position & this.#mask]! as Nanoseconds
  }

  contentBytesAt(position: number): number {
    return this.#contentBytes[position & this.#mask]!
  }

  /** Drops the records before `position`. */
  trim(position: number): void {
    const last = Math.min(position, this.#next)
    for (; this.#first < last; this.#first += 1) {
      const slot = this.#first & this.#mask
      // What nobody can read must not be kept alive until its slot is used again.
      this.#segmentOf[slot] = undefined
      if (this.#batchTables[slot] !== undefined) this.#batchTables[slot] = undefined
    }
    while (this.#segments.length > 1 && this.#segments[0]!.end <= this.#first) {
      const { buffer } = this.#segments.shift()!
      if (buffer.length === segmentLength) this.#spare = { buffer, used: 0, end: 0 }
    }
    const only = this.#segments[0]
    if (this.#segments.length === 1 && only!.end <= this.#first) only!.used = 0
  }

  #newSegment(length: number): Segment {
    const spare = this.#spare
    if (spare !== undefined && length <= segmentLength) {
      this.#spare = undefined
      return spare
    }
    return { buffer: Buffer.allocUnsafeSlow(Math.max(length, segmentLength)), used: 0, end: 0 }
  }

  #grow(): void {
    const oldMask = this.#mask
    const capacity = (oldMask + 1) * 2
    this.#mask = capacity - 1
    const move = <Numbers extends Float64Array | Int32Array | Uint8Array>(
      from: Numbers,
      to: Numbers,
    ): Numbers => {
      for (let at = this.#first; at < this.#next; at += 1) to[at & this.#mask] = from[at & oldMask]!
      return to
    }
    this.#offsets = move(this.#offsets, new Float64Array(capacity))
    this.#lengths = move(this.#lengths, new Float64Array(capacity))
    this.#contentBytes = move(this.#contentBytes, new Float64Array(capacity))
    this.#arrivedAt = move(this.#arrivedAt, new Float64Array(capacity))
    this.#ordinals = move(this.#ordinals, new Float64Array(capacity))
    this.#epochs = move(this.#epochs, new Int32Array(capacity))
    this.#sealed = move(this.#sealed, new Uint8Array(capacity))
    const segmentOf: (Segment | undefined)[] = []
    const batchTables: (readonly Buffer[] | undefined)[] = []
    for (let at = this.#first; at < this.#next; at += 1) {
      segmentOf[at & this.#mask] = this.#segmentOf[at & oldMask]
      batchTables[at & this.#mask] = this.#batchTables[at & oldMask]
    }
    this.#segmentOf = segmentOf
    this.#batchTables = batchTables
  }
}
