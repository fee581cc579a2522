/**
 * The account of KMS calls: each counted by operation, principal, source and
 * outcome, its attempts counted too, and laid out over scenario time, in memory that does not grow with
 * the number of calls.
 *
 * @module
 */
import assert from 'node:assert/strict'

import type { Nanoseconds } from '../units/units.ts'
import type { Caller, KmsErrorName, KmsOperation } from './key-service.ts'

export type KmsOutcome = 'ok' | KmsErrorName
/** Encrypt is left out where it was not called. */
export type CallsByOperation = Readonly<Record<'GenerateDataKey' | 'Decrypt', number> & { Encrypt?: number }>

/**
 * Plain data. Calls count when they are made, whatever becomes of them; outcomes
 * when they end, so calls in flight have none yet.
 */
export interface KmsAccountSnapshot {
  readonly calls: CallsByOperation
  readonly byPrincipal: Readonly<Record<string, CallsByOperation>>
  /** By front end and consumer. */
  readonly bySource: Readonly<Record<string, CallsByOperation>>
  readonly byOutcome: Readonly<Partial<Record<KmsOutcome, number>>>
  /** As the service sees them: a call that was retried is several. */
  readonly attempts: CallsByOperation
  readonly attemptsByOutcome: Readonly<Partial<Record<KmsOutcome, number>>>
  /** Calls that ended with ThrottlingException. */
  readonly throttled: number
  /** Calls that ended with any other error. */
  readonly failed: number
  readonly timeline: {
    readonly sliceNs: number
    readonly GenerateDataKey: number[]
    readonly Decrypt: number[]
    readonly Encrypt?: number[]
    /** Calls of all operations by principal; missing where there is only one. */
    readonly byPrincipal?: readonly PrincipalTimeline[]
  }
}

export interface PrincipalTimeline {
  /** Null: of all that asked first after the first `principalsMax`. */
  readonly principal: string | null
  readonly calls: number[]
}

/** Timelines that are kept by principal, so that their memory does not grow with principals. */
export const principalsMax = 8

export interface TimelineOptions {
  /** Scenario time that the slices share equally; later calls fall into the last slice. */
  readonly horizon: Nanoseconds
  readonly slices: number
}

export class KmsAccount {
  readonly #calls = noCalls()
  readonly #byPrincipal = new Map<string, Record<KmsOperation, number>>()
  readonly #bySource = new Map<string, Record<KmsOperation, number>>()
  readonly #byOutcome = new Map<KmsOutcome, number>()
  readonly #attempts = noCalls()
  readonly #attemptsByOutcome = new Map<KmsOutcome, number>()
  readonly #sliceLength: number
  readonly #timeline: Readonly<Record<KmsOperation, Float64Array>>
  readonly #principalTimelines = new Map<string | null, Float64Array>()

  constructor({ horizon, slices }: TimelineOptions) {
    assert(horizon > 0 && Number.isInteger(slices) && slices > 0, 'a timeline needs a length and slices')
    this.#sliceLength = horizon / slices
    this.#timeline = {
      GenerateDataKey: new Float64Array(slices),
      Decrypt: new Float64Array(slices),
      Encrypt: new Float64Array(slices),
    }
  }

  /** Counts a call that arrives at `time`. */
  countCall(operation: KmsOperation, caller: Caller, time: Nanoseconds): void {
    this.#add(operation, caller, time, 1)
  }

  #add(operation: KmsOperation, caller: Caller, time: Nanoseconds, count: 1 | -1): void {
    this.#calls[operation] += count
    callsOf(this.#byPrincipal, caller.principal)[operation] += count
    callsOf(this.#bySource, caller.source)[operation] += count
    const slices = this.#timeline[operation]
    const slice = Math.min(slices.length - 1, Math.floor(time / this.#sliceLength))
    slices[slice]! += count
    this.#timelineOf(caller.principal)[slice]! += count
  }

  #timelineOf(principal: string): Float64Array {
    const timelines = this.#principalTimelines
    const own = timelines.has(principal) || timelines.size < principalsMax ? principal : null
    let timeline = timelines.get(own)
    if (timeline === undefined) {
      timeline = new Float64Array(this.#timeline.Decrypt.length)
      timelines.set(own, timeline)
    }
    return timeline
  }

  /** Takes back a call of `time` that was not made after all, since the spend cap was reached. */
  withdrawCall(operation: KmsOperation, caller: Caller, time: Nanoseconds): void {
    this.#add(operation, caller, time, -1)
  }

  /** Counts how a call ended. */
  countOutcome(outcome: KmsOutcome): void {
    increment(this.#byOutcome, outcome)
  }

  /** Counts one attempt of a call, when it is over. */
  countAttempt(operation: KmsOperation, outcome: KmsOutcome): void {
    this.#attempts[operation] += 1
    increment(this.#attemptsByOutcome, outcome)
  }

  snapshot(): KmsAccountSnapshot {
    const answered = [...this.#byOutcome.values()].reduce((sum, count) => sum + count, 0)
    const throttled = this.#byOutcome.get('ThrottlingException') ?? 0
    return {
      calls: shown(this.#calls),
      byPrincipal: copyOf(this.#byPrincipal),
      bySource: copyOf(this.#bySource),
      byOutcome: Object.fromEntries(this.#byOutcome),
      attempts: shown(this.#attempts),
      attemptsByOutcome: Object.fromEntries(this.#attemptsByOutcome),
      throttled,
      failed: answered - throttled - (this.#byOutcome.get('ok') ?? 0),
      timeline: {
        sliceNs: this.#sliceLength,
        GenerateDataKey: [...this.#timeline.GenerateDataKey],
        Decrypt: [...this.#timeline.Decrypt],
        ...(this.#calls.Encrypt > 0 && { Encrypt: [...this.#timeline.Encrypt] }),
        ...(this.#principalTimelines.size > 1 && { byPrincipal: this.#byPrincipalOverTime() }),
      },
    }
  }

  #byPrincipalOverTime(): PrincipalTimeline[] {
    return [...this.#principalTimelines].map(([principal, calls]) => ({ principal, calls: [...calls] }))
  }
}

function noCalls(): Record<KmsOperation, number> {
  return { GenerateDataKey: 0, Decrypt: 0, Encrypt: 0 }
}

function increment(counts: Map<KmsOutcome, number>, outcome: KmsOutcome): void {
  counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
}

function callsOf(
  counts: Map<string, Record<KmsOperation, number>>,
  name: string,
): Record<KmsOperation, number> {
  let calls = counts.get(name)
  if (calls === undefined) {
    calls = noCalls()
    counts.set(name, calls)
  }
  return calls
}

function shown({ GenerateDataKey, Decrypt, Encrypt }: Record<KmsOperation, number>): CallsByOperation {
  return { GenerateDataKey, Decrypt, ...(Encrypt > 0 && { Encrypt }) }
}

function copyOf(counts: ReadonlyMap<string, Record<KmsOperation, number>>): Record<string, CallsByOperation> {
  return Object.fromEntries([...counts].map(([name, calls]) => [name, shown(calls)]))
}
