/**
 * Calls of KMS that are under way, each with its attempts: from whoever makes
 * one to its answer or its last error, with retries as the SDK makes them.
 *
 * @module
 */
import type { Random } from '../../random.ts'
import type { EventQueue } from './event-queue.ts'
import { codeOf, eventKinds } from './events.ts'
import { pauseMaxOf, tokensMax, tokensOfSuccess, type RetryRule, type Trouble } from './retry-rules.ts'
import type { SimulatedKms } from './simulated-kms.ts'

/** Who waits for a call: a cache of the sealing side, an entry of a consumer, a branch key, or nobody. */
export const callRoles = { seal: 0, open: 1, sealBranch: 2, openBranch: 3, stray: 4 } as const
export type CallRole = (typeof callRoles)[keyof typeof callRoles]

export const operations = { generate: 0, decrypt: 1 } as const
export type OperationCode = (typeof operations)[keyof typeof operations]

export interface CallsSpec {
  readonly kms: SimulatedKms
  readonly queue: EventQueue
  readonly random: Random
  readonly rule: RetryRule
  /** What the bucket of each client holds. */
  readonly tokensMax: Float64Array
  readonly lumps: ReadLumps
}

/** What one simulated call of a consumer stands for: its like of so many consumers, and without a cache of so many records. */
export interface ReadLumps {
  readonly consumers: number
  readonly records: number
}

/** Calls and those that failed, of one side of the fleet. */
export interface SideCounts {
  made: number
  failed: number
}

export class KmsCalls {
  /** Made from 0 on, by `operations`. */
  readonly made = new Float64Array(2)
  /** Of the sealing side, and of consumers. */
  readonly sealing: SideCounts = { made: 0, failed: 0 }
  readonly reading: SideCounts = { made: 0, failed: 0 }
  /** That took a slot: for each there are events to come. */
  started = 0
  role = new Uint8Array(256)
  owner = new Int32Array(256)
  operation = new Uint8Array(256)
  startedAt = new Float64Array(256)
  /** Since when a record waits for it; whoever makes the call may set it. */
  since = new Float64Array(256)
  #client = new Int32Array(256)
  #retries = new Int32Array(256)
  /** Tokens of the last retry; 0 before the first. */
  #cost = new Float64Array(256)
  #free: number[] = []
  #used = 0
  readonly #spec: CallsSpec
  readonly #tokens: Float64Array

  constructor(spec: CallsSpec) {
    this.#spec = spec
    this.#tokens = spec.tokensMax.slice()
  }

  /** Slots that were ever used at once. */
  get slots(): number {
    return this.#used
  }

  /**
   * Makes a call if it is sure to be answered before `before`, and returns when that is. Else makes none
   * and returns NaN. So nothing need happen at its answer, if nobody looks before.
   */
  callAtOnce(time: number, client: number, operation: OperationCode, before: number): number {
    const { kms } = this.#spec
    if (time >= before || !this.isFull(client)) return Number.NaN
    const takes = kms.takes(time)
    if (time + takes >= before || !kms.attemptAll(time, 1)) {
      kms.keep(takes)
      return Number.NaN
    }
    if (time >= 0) this.#countMade(callRoles.seal, operation, 1)
    return time + takes
  }

  /** Begins a call and makes its first attempt. Returns its number, which is good until it is let go. */
  start(time: number, role: CallRole, owner: number, client: number, operation: OperationCode): number {
    const call = this.#free.pop() ?? this.#add()
    this.role[call] = role
    this.owner[call] = owner
    this.operation[call] = operation
    this.startedAt[call] = time
    this.since[call] = time
    this.#client[call] = client
    this.#retries[call] = 0
    this.#cost[call] = 0
    this.started += 1
    if (time >= 0) this.#countMade(role, operation, this.#weightOf(role))
    this.attempt(call, time)
    return call
  }

  /** Counts calls of consumers with full buckets that are sure to succeed at once. */
  addSure(time: number, count: number): void {
    if (time >= 0) this.#countMade(callRoles.open, operations.decrypt, count)
  }

  /** Calls that one of such a role stands for. */
  #weightOf(role: number): number {
    const { consumers, records } = this.#spec.lumps
    return isSealing(role) ? 1 : role === callRoles.stray ? consumers * records : consumers
  }

  #countMade(role: number, operation: OperationCode, count: number): void {
    this.made[operation]! += count
    ;(isSealing(role) ? this.sealing : this.reading).made += count
  }

  isFull(client: number): boolean {
    return this.#tokens[client]! >= this.#spec.tokensMax[client]!
  }

  attempt(call: number, time: number): void {
    const { kms, queue } = this.#spec
    const trouble = kms.attempt(time, this.#weightOf(this.role[call]!))
    const kind =
      trouble === undefined
        ? eventKinds.answer
        : trouble === 'throttled'
          ? eventKinds.throttled
          : eventKinds.fault
    queue.push(time + kms.takes(time), codeOf(kind, call))
  }

  /** The call has been answered: gives tokens back. */
  settle(call: number): void {
    const client = this.#client[call]!
    const back = this.#cost[call]! || tokensOfSuccess * this.#recordsOf(call)
    this.#tokens[client] = Math.min(this.#spec.tokensMax[client]!, this.#tokens[client]! + back)
  }

  /** An attempt has come back with an error. Returns false where the call has failed for good. */
  retry(call: number, time: number, trouble: Trouble): boolean {
    const { rule, random, queue } = this.#spec
    const client = this.#client[call]!
    const cost = rule.tokens[trouble] * this.#recordsOf(call)
    const retries = this.#retries[call]!
    if (retries + 1 >= rule.attemptsMax || this.#tokens[client]! < cost) {
      const role = this.role[call]!
      if (time >= 0) (isSealing(role) ? this.sealing : this.reading).failed += this.#weightOf(role)
      return false
    }
    this.#tokens[client]! -= cost
    this.#cost[call] = cost
    this.#retries[call] = retries + 1
    const pause = random.uniform() * pauseMaxOf(rule, trouble, retries)
    queue.push(time + pause, codeOf(eventKinds.attempt, call))
    return true
  }

  /** Whose calls take from one bucket. */
  #recordsOf(call: number): number {
    return this.role[call] === callRoles.stray ? this.#spec.lumps.records : 1
  }

  letGo(call: number): void {
    this.#free.push(call)
  }

  #add(): number {
    if (this.#used === this.owner.length) this.#grow()
    this.#used += 1
    return this.#used - 1
  }

  #grow(): void {
    const size = this.owner.length * 2
    this.role = grown(this.role, new Uint8Array(size))
    this.owner = grown(this.owner, new Int32Array(size))
    this.operation = grown(this.operation, new Uint8Array(size))
    this.startedAt = grown(this.startedAt, new Float64Array(size))
    this.since = grown(this.since, new Float64Array(size))
    this.#client = grown(this.#client, new Int32Array(size))
    this.#retries = grown(this.#retries, new Int32Array(size))
    this.#cost = grown(this.#cost, new Float64Array(size))
  }
}

function isSealing(role: number): boolean {
  return role === callRoles.seal || role === callRoles.sealBranch
}

export function fullBuckets(clients: number): Float64Array {
  return new Float64Array(clients).fill(tokensMax)
}

/** `into`, which is longer, with what `from` holds. */
export function grown<Numbers extends Float64Array | Int32Array | Uint8Array>(
  from: Numbers,
  into: Numbers,
): Numbers {
  into.set(from)
  return into
}
