/**
 * Puts arrivals, routing and records together into the offered load of a cell.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { randomStream } from '../random.ts'
import type { Nanoseconds } from '../units/units.ts'
import type { ArrivalProcess } from './arrivals/arrival-process.ts'
import { createArrivals } from './arrivals/create-arrivals.ts'
import { RecordStreamHash } from './record-stream-hash.ts'
import { fileRecords } from './records/file-records.ts'
import { generatedRecords } from './records/generated-records.ts'
import type { RecordSource } from './records/record-source.ts'
import type { OfferedCall, OfferedRecord, Workload } from './workload.ts'
import type { WorkloadSpec } from './workload-spec.ts'

/**
 * Makes the workload of `spec`. Equal specs give equal record streams on any machine: every source of randomness is a
 * stream of its own under the seed, so that a change to one leaves the others as they were. Throws
 * `InputUnreadableError` where a trace or record file cannot be used.
 */
export function createWorkload(spec: WorkloadSpec): Workload {
  return new OfferedLoad(spec)
}

class OfferedLoad implements Workload {
  readonly span: Nanoseconds
  readonly expectedRecords: number | undefined
  readonly #arrivals: ArrivalProcess
  readonly #source: RecordSource
  readonly #hash = new RecordStreamHash()
  readonly #batch: number
  readonly #drawFrontEnd: () => number
  readonly #drawPrincipal: () => number
  #offered = 0

  constructor({ seed, frontEnds, principals, batch, load, records }: WorkloadSpec) {
    const random = randomStream(seed, 'workload/arrivals')
    this.#arrivals = createArrivals(load, { batch, random })
    this.#source =
      'source' in records ? fileRecords(records, this.#hash) : generatedRecords(records, seed, this.#hash)
    this.#batch = batch
    this.#drawFrontEnd = uniformIndex(frontEnds, seed, 'workload/front-ends')
    this.#drawPrincipal = uniformIndex(principals, seed, 'workload/principals')
    const { expectedCalls, span } = this.#arrivals
    this.span = span
    this.expectedRecords = expectedCalls === undefined ? undefined : expectedCalls * batch
  }

  peek(): Nanoseconds | undefined {
    return this.#arrivals.peek()
  }

  next(): OfferedCall {
    const arrivesAt = this.#arrivals.peek()
    assert(arrivesAt !== undefined, 'nothing arrives now: ask peek() first')
    const client = this.#arrivals.take()
    const frontEnd = this.#drawFrontEnd()
    const principal = this.#drawPrincipal()
    this.#hash.uint53(arrivesAt)
    this.#hash.uint32(frontEnd)
    this.#hash.uint32(principal)
    this.#hash.uint32(client)
    this.#hash.uint32(this.#batch)
    return { arrivesAt, frontEnd, principal, client, records: this.#takeRecords() }
  }

  completed(call: OfferedCall, at: Nanoseconds): void {
    this.#arrivals.completed(call.client, at)
  }

  get finished(): boolean {
    return this.#arrivals.finished
  }

  hash(): string {
    return this.#hash.digest()
  }

  #takeRecords(): OfferedRecord[] {
    const records: OfferedRecord[] = []
    for (let taken = 0; taken < this.#batch; taken += 1) {
      records.push(this.#source.take(this.#offered))
      this.#offered += 1
    }
    return records
  }
}

function uniformIndex(count: number, seed: number, purpose: string): () => number {
  if (count === 1) return () => 0
  const random = randomStream(seed, purpose)
  return () => random.below(count)
}
