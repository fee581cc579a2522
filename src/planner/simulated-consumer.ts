/**
 * One consumer that reads a drawn run: which EDKs it asks KMS for, and when.
 * Written from the rules of the record path and not from its code, as it is
 * what that code is checked against.
 *
 * A poll opens records in the order of the log and waits for each EDK that it
 * misses. So what it misses first decides how late it looks the others up, and
 * by then they may have expired.
 *
 * @module
 */
import type { WaitAt } from './branch-key.ts'
import { HeldEdks } from './held-edks.ts'
import type { DrawnKeys } from './drawn-keys.ts'
import type { DrawnRecords } from './drawn-records.ts'

export interface ConsumerSpec {
  readonly keys: DrawnKeys
  readonly records: DrawnRecords
  /** How long what is asked for takes. */
  readonly latency: WaitAt
  readonly shards: number
  /** In ns, more than 0. */
  readonly ttlNs: number
  readonly pollIntervalNs: number
  /** EDKs that it holds at most; the least recently used goes first. None ever goes if left out. */
  readonly capacity?: number
}

/** A shard that is being read. */
interface Reading {
  /** Stored before this, in ns, and taken by a poll. */
  until: number
  /** EDKs of the records that the poll took, and how far it has come. */
  edks: number[]
  next: number
  isWaiting: boolean
}

/** What a poll costs beside what it reads, in steps. */
const pollWork = 8

export class SimulatedConsumer {
  decrypts = 0
  /** Steps that it has taken. */
  work = 0
  readonly #spec: ConsumerSpec
  readonly #held: HeldEdks
  /** When KMS answers, by EDK. */
  readonly #flights = new Map<number, number>()
  readonly #shards: readonly Reading[]
  /** Of any record. */
  readonly #lastStoredAt: number
  /** EDKs that are read, with the poll that asks KMS for them next. */
  readonly #due = new Map<number, number>()
  /** In the order in which they are first stored. */
  readonly #unseen: readonly number[]
  #seen = 0
  /** The last poll, from 1 on. */
  #last = 0

  constructor(spec: ConsumerSpec) {
    const { firstStoredAt, lastStoredAt } = spec.keys
    this.#spec = spec
    this.#held = new HeldEdks(firstStoredAt.length, spec.capacity ?? Infinity)
    this.#lastStoredAt = lastStoredAt.reduce((last, at) => Math.max(last, at), -Infinity)
    this.#unseen = [...firstStoredAt.keys()]
      .filter((edk) => firstStoredAt[edk]! < Infinity)
      .toSorted((a, b) => firstStoredAt[a]! - firstStoredAt[b]!)
    this.#shards = Array.from({ length: spec.shards }, () => ({
      until: 0,
      edks: [],
      next: 0,
      isWaiting: false,
    }))
  }

  /** The last poll, in ns. */
  get now(): number {
    return this.#timeOf(this.#last)
  }

  /** Goes on to the next poll that asks KMS or finds a shard still waiting for it. Returns false once there is none. */
  advance(): boolean {
    const poll = this.#isBehind() ? this.#last + 1 : this.#nextPoll()
    if (poll === Infinity) return false
    // Nothing was asked in between, so that every poll before it read all there was.
    if (!this.#isBehind()) for (const shard of this.#shards) shard.until = this.#timeOf(poll - 1)
    this.work += this.#due.size + this.#shards.length + pollWork
    this.#last = poll
    this.#poll(poll)
    if (!this.#held.evicts && !this.#isBehind()) this.#settle()
    return true
  }

  /** Whether some shard was still waiting when the last poll came, or is now. */
  #isBehind(): boolean {
    return this.#shards.some(({ isWaiting, until }) => isWaiting || until < this.now)
  }

  #timeOf(poll: number): number {
    return poll * this.#spec.pollIntervalNs
  }

  #nextPoll(): number {
    // Any poll may miss, or change what is missed next.
    if (this.#held.evicts) return this.now <= this.#lastStoredAt ? this.#last + 1 : Infinity
    let next = this.#firstPollOf(this.#unseen[this.#seen])
    for (const poll of this.#due.values()) if (poll < next) next = poll
    return next
  }

  #firstPollOf(edk: number | undefined): number {
    return edk === undefined ? Infinity : this.#pollAfter(this.#spec.keys.firstStoredAt[edk]! - 0.5)
  }

  /** The poll that takes what is stored at `time`. */
  #pollAfter(time: number): number {
    return Math.floor(time / this.#spec.pollIntervalNs) + 1
  }

  /** A poll, and all that KMS answers up to the next one. */
  #poll(poll: number): void {
    const { records } = this.#spec
    const now = this.#timeOf(poll)
    for (const [index, shard] of this.#shards.entries()) {
      if (shard.isWaiting) continue
      shard.edks.length = 0
      shard.next = 0
      records.read(index, shard.until, now, shard.edks)
      shard.until = now
      this.#open(shard, now)
    }
    for (;;) {
      const [edk, answeredAt] = this.#nextAnswer()
      if (answeredAt > this.#timeOf(poll + 1)) return
      this.#flights.delete(edk)
      this.#held.add(edk, answeredAt, answeredAt + this.#spec.ttlNs)
      const waiting = this.#shards.filter((shard) => shard.isWaiting && shard.edks[shard.next] === edk)
      for (const shard of waiting) {
        shard.next += 1
        this.#open(shard, answeredAt)
      }
    }
  }

  #nextAnswer(): [edk: number, answeredAt: number] {
    let first: [number, number] = [-1, Infinity]
    for (const flight of this.#flights) if (flight[1] < first[1]) first = flight
    return first
  }

  /** Opens records up to one whose EDK is missing. */
  #open(shard: Reading, now: number): void {
    shard.isWaiting = false
    for (; shard.next < shard.edks.length; shard.next += 1) {
      const edk = shard.edks[shard.next]!
      if (this.#held.use(edk, now)) continue
      shard.isWaiting = true
      if (this.#flights.has(edk)) return
      this.decrypts += 1
      this.work += pollWork
      this.#flights.set(edk, now + this.#spec.latency(now))
      if (!this.#held.evicts) this.#due.set(edk, -1)
      return
    }
  }

  /** Everything is read: finds the next poll for every EDK that was asked for. */
  #settle(): void {
    const { keys, records } = this.#spec
    while (this.#firstPollOf(this.#unseen[this.#seen]) <= this.#last) this.#seen += 1
    for (const [edk, due] of this.#due) {
      if (due > this.#last) continue
      const poll = Math.ceil(this.#held.expiresAt(edk) / this.#spec.pollIntervalNs)
      const from = this.#timeOf(Math.max(this.#last, poll - 1))
      const at = keys.lastStoredAt[edk]! < from - 1 ? undefined : records.nextUnder(edk, from)
      if (at === undefined) this.#due.delete(edk)
      else this.#due.set(edk, this.#pollAfter(at))
    }
  }
}
