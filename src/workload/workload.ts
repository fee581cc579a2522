/**
 * What arrives when, where, how large and on whose behalf: the offered load of
 * a cell, seeded and repeatable.
 *
 * @module
 */
import type { Nanoseconds } from '../units/units.ts'

/** One record as a producer hands it over. Both fields are read-only views: do not keep, do not write. */
export interface OfferedRecord {
  /** Position in the record stream, from 0. */
  readonly ordinal: number
  readonly partitionKey: string
  readonly payload: Buffer
}

/** One PutRecord or PutRecords call. */
export interface OfferedCall {
  /** Intended arrival, on the scenario's clock. */
  readonly arrivesAt: Nanoseconds
  /** Index of the front end that takes the call. */
  readonly frontEnd: number
  /** Index of the principal on whose behalf it is made. */
  readonly principal: number
  /** Index of the closed loop's client; 0 where the loop is open. */
  readonly client: number
  readonly records: readonly OfferedRecord[]
}

export interface Workload {
  /** Records that the whole workload will offer, where that is known in advance (expected value for Poisson). */
  readonly expectedRecords: number | undefined
  /** How long the load lasts, in ns: of a trace without a duration, up to its last row. */
  readonly span: Nanoseconds
  /** When the next call arrives; `undefined` when there is none, or none until a call completes (closed loop). */
  peek(): Nanoseconds | undefined
  /** Takes the next call. Only where `peek()` gave a time. */
  next(): OfferedCall
  /** Tells a closed loop that `call` completed at `at`; an open loop does not care. */
  completed(call: OfferedCall, at: Nanoseconds): void
  /** True when nothing will arrive any more, whatever completes. */
  readonly finished: boolean
  /** SHA-256 in hex over everything offered so far: arrivals, routing, partition keys, payloads. */
  hash(): string
}
