/**
 * One sealing cache of the record-by-record simulation, written from the rules
 * and not from the code of `key-cache`.
 *
 * Where the rules leave room it does as `key-cache.ts`: who started a fill is
 * served by it whatever the limits say, the others look again in the order in
 * which they came; a `Decrypt` whose answer comes when rotation is due goes on
 * with a `GenerateDataKey`; XFetch draws at each record; nothing is refreshed
 * because a credential ends, which the cache cannot know. Unlike there, a
 * refresh that failed is tried again at the next use. Bytes are those of mean
 * records.
 *
 * @module
 */
import type { Random } from '../../random.ts'
import { betaOf, graceNsOf } from '../fleet-model.ts'
import type { PlanModel } from '../plan-model.ts'
import type { DataKeys, StreamBranchKey } from './branch-keys.ts'
import type { Credential } from './credential.ts'
import type { EventQueue } from './event-queue.ts'
import type { RetryClient } from './retry-client.ts'
import type { RunningTally } from './running-tally.ts'
import { newSealingEntry, type PutCall, type SealingEntry } from './sealing-entry.ts'

export interface SealingCacheOptions {
  readonly model: PlanModel
  readonly queue: EventQueue
  readonly tally: RunningTally
  readonly keys: DataKeys
  readonly client: RetryClient
  readonly credential: Credential
  readonly branchKey: StreamBranchKey
  readonly random: Random
  /** Calls before it, in the fleet's past, do not come here. */
  readonly beginsAt: number
  readonly newEdk: () => number
  /** A record is in the stream. */
  readonly stored: (edk: number) => void
}

type Then = (isOk: boolean) => void

export class SealingCache {
  readonly #options: SealingCacheOptions
  readonly #ttl: number
  readonly #rotation: number
  readonly #jitter: number
  readonly #grace: number
  readonly #beta: number
  readonly #usesMax: number
  #entry: SealingEntry

  constructor(options: SealingCacheOptions) {
    const { fleet } = options.model
    this.#options = options
    this.#ttl = fleet.ttlNs / 1e9
    this.#rotation = fleet.rotationNs / 1e9
    this.#jitter = fleet.jitter ?? 0
    this.#grace = fleet.singleFlight ? graceNsOf(fleet) / 1e9 : 0
    this.#beta = fleet.singleFlight ? betaOf(fleet) : 0
    this.#usesMax = Math.max(
      1,
      Math.min(fleet.maxRecords, Math.floor(fleet.maxBytes / fleet.meanRecordBytes)),
    )
    this.#entry = newSealingEntry(options.credential.endAfter(options.queue.now))
  }

  /** A call of `batch` records, at this moment. */
  put(): void {
    const { queue, tally, model, beginsAt, credential } = this.#options
    const { now } = queue
    if (now < beginsAt) return
    tally.offered(now, model.fleet.batch)
    if (now >= this.#entry.endsAt) this.#entry = newSealingEntry(credential.endAfter(now))
    this.#serve(this.#entry, { arrivedAt: now, left: model.fleet.batch })
  }

  /** Empties it; fills in flight go on for those who wait. */
  restart(): void {
    this.#entry = newSealingEntry(this.#options.credential.endAfter(this.#options.queue.now))
  }

  /** Record by record, until all are stored or one must wait. */
  #serve(entry: SealingEntry, call: PutCall): void {
    while (call.left > 0) {
      if (!this.#use(entry, call)) {
        this.#miss(entry, call)
        return
      }
    }
  }

  #use(entry: SealingEntry, call: PutCall): boolean {
    const { now } = this.#options.queue
    if (this.#ttl === 0 || now >= entry.expiresAt || entry.uses >= this.#usesMax) return false
    entry.uses += 1
    this.#store(entry.edk!, call)
    if (this.#refreshes(entry, now)) this.#refresh(entry)
    return true
  }

  #store(edk: number, call: PutCall): void {
    const { queue, tally, stored } = this.#options
    call.left -= 1
    tally.waited(call.arrivedAt, queue.now)
    stored(edk)
  }

  #miss(entry: SealingEntry, call: PutCall): void {
    if (this.#ttl === 0 || !this.#options.model.fleet.singleFlight) {
      this.#fill(entry, call, (isOk) => (isOk ? this.#serve(entry, call) : this.#lose(call)))
    } else if (entry.flight !== undefined) {
      entry.flight.push(call)
    } else {
      entry.flight = []
      this.#fill(entry, call, (isOk) => this.#land(entry, isOk, call))
    }
  }

  /** The fill in flight is over: `starter`'s other records go on first, then those who waited. */
  #land(entry: SealingEntry, isOk: boolean, starter?: PutCall): void {
    const waiting = entry.flight!
    entry.flight = undefined
    for (const call of starter === undefined ? waiting : [starter, ...waiting]) {
      if (isOk) this.#serve(entry, call)
      else this.#lose(call)
    }
  }

  #lose(call: PutCall): void {
    const { queue, tally } = this.#options
    for (let record = 0; record < call.left; record += 1) tally.waited(call.arrivedAt, queue.now)
    tally.lost(call.arrivedAt, call.left)
  }

  /** Stores one record of `call` when KMS has answered. */
  #fill(entry: SealingEntry, call: PutCall, then: Then): void {
    const { edk } = entry
    if (edk === undefined || this.#isDue(entry)) return this.#generate(entry, call, then)
    if (this.#ttl > 0) return this.#restore(entry, edk, call, then)
    entry.uses += 1
    this.#ask(entry, 'Decrypt', (isOk) => {
      if (isOk) this.#store(edk, call)
      then(isOk)
    })
  }

  #isDue(entry: SealingEntry, time: number = this.#options.queue.now): boolean {
    return time >= entry.rotatesAt || entry.uses >= this.#usesMax
  }

  #refreshes(entry: SealingEntry, now: number): boolean {
    if (entry.flight !== undefined || entry !== this.#entry || now >= entry.endsAt) return false
    const left = entry.expiresAt - now
    if (this.#grace > 0 && left <= this.#grace) return true
    return this.#beta > 0 && entry.tookS * this.#beta * this.#options.random.exponential() >= left
  }

  #refresh(entry: SealingEntry): void {
    entry.flight = []
    const then = (isOk: boolean): void => this.#land(entry, isOk)
    if (this.#isDue(entry, entry.expiresAt)) this.#generate(entry, undefined, then)
    else this.#restore(entry, entry.edk!, undefined, then)
  }

  #restore(entry: SealingEntry, edk: number, call: PutCall | undefined, then: Then): void {
    const askedAt = this.#options.queue.now
    this.#ask(entry, 'Decrypt', (isOk) => {
      if (!isOk) return then(false)
      if (entry.edk === edk && !this.#isDue(entry)) {
        this.#install(entry, askedAt, call)
        return then(true)
      }
      if (call !== undefined && this.#use(entry, call)) return then(true)
      this.#generate(entry, call, then)
    })
  }

  #generate(entry: SealingEntry, call: PutCall | undefined, then: Then): void {
    const askedAt = this.#options.queue.now
    this.#ask(entry, 'GenerateDataKey', (isOk) => {
      if (isOk) {
        entry.edk = this.#options.newEdk()
        entry.uses = 0
        entry.rotatesAt = Infinity
        this.#install(entry, askedAt, call)
      }
      then(isOk)
    })
  }

  #install(entry: SealingEntry, askedAt: number, call: PutCall | undefined): void {
    const { queue, random } = this.#options
    const { now } = queue
    const share = 1 - this.#jitter * random.uniform()
    if (entry.rotatesAt === Infinity) entry.rotatesAt = now + this.#rotation * share
    entry.expiresAt = Math.min(now + this.#ttl * share, entry.rotatesAt)
    entry.tookS = now - askedAt
    if (call === undefined) return
    entry.uses += 1
    this.#store(entry.edk!, call)
  }

  #ask(entry: SealingEntry, operation: 'GenerateDataKey' | 'Decrypt', answered: Then): void {
    const { keys, client, branchKey } = this.#options
    keys.ask({ client, held: entry.held, ofStream: branchKey }, operation, answered)
  }
}
