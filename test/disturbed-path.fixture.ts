/**
 * A record path on a KMS that is disturbed: it puts and reads records for six TTLs, and tells
 * whether anything was lost, in the clear or sealed with a key that is too old.
 *
 * @module
 */
import assert from 'node:assert/strict'

import type { DrivenClock } from '../src/clock/clock.ts'
import { Stopwatch } from '../src/clock/stopwatch.ts'
import { parseEnvelope } from '../src/envelope/parse.ts'
import { suites } from '../src/envelope/suites/registry.ts'
import { KmsAccount } from '../src/kms/call-log.ts'
import type { KeyService, KmsErrorName } from '../src/kms/key-service.ts'
import { Consumer } from '../src/record-path/consumer.ts'
import { EnvelopeOpener } from '../src/record-path/envelope-opener.ts'
import { EnvelopeSealer } from '../src/record-path/envelope-sealer.ts'
import { FrontEnd } from '../src/record-path/front-end.ts'
import type { PutReceipt } from '../src/record-path/sealer.ts'
import { ServiceError } from '../src/record-path/service-errors.ts'
import { Stream } from '../src/record-path/stream.ts'
import { bytes, nanoseconds, type Nanoseconds } from '../src/units/units.ts'

const retried: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'KMSInternalException',
  'DependencyTimeoutException',
  'ConnectionFailed',
  'RequestTimedOut',
])

/** Records in all: six in each TTL, for six TTLs, of which the third and fourth are disturbed. */
const recordsInTtl = 6
const records = 36

/** When key material came: whoever asked for it reads the clock between these. */
interface Fill {
  readonly from: Nanoseconds
  until: Nanoseconds
}

/** More than there are between an answer and its receiver. */
const microtasks = 50

/** Passes calls on, and notes when each EDK's key material came. */
export class Fills implements KeyService {
  /** By EDK. */
  readonly byEdk = new Map<string, Fill[]>()
  readonly #inner: KeyService
  readonly #clock: DrivenClock

  constructor(inner: KeyService, clock: DrivenClock) {
    this.#inner = inner
    this.#clock = clock
  }

  async generateDataKey(request: Parameters<KeyService['generateDataKey']>[0]) {
    const answer = await this.#inner.generateDataKey(request)
    void this.#note(answer.ciphertextBlob)
    return answer
  }

  async decrypt(request: Parameters<KeyService['decrypt']>[0]) {
    const answer = await this.#inner.decrypt(request)
    void this.#note(Buffer.from(request.ciphertextBlob))
    return answer
  }

  /** The real clock goes on between two microtasks, on a busy machine by many ms. */
  async #note(edk: Buffer): Promise<void> {
    const name = edk.toString('latin1')
    const from = this.#clock.now()
    const fill = { from, until: nanoseconds(Infinity) }
    this.byEdk.set(name, [...(this.byEdk.get(name) ?? []), fill])
    for (let turn = 0; turn < microtasks; turn += 1) await Promise.resolve()
    fill.until = this.#clock.now()
  }
}

interface Put {
  readonly text: string
  readonly at: Nanoseconds
  outcome: PutReceipt | ServiceError | undefined
  settledAt: Nanoseconds
}

export class Path {
  readonly #clock: DrivenClock
  readonly #ttl: Nanoseconds
  readonly #stream: Stream
  readonly #fills: Fills
  readonly #account: KmsAccount
  readonly #frontEnd: FrontEnd
  readonly #consumer: Consumer
  readonly #puts: Put[] = []
  readonly #read: string[] = []
  #isReading = false
  #progress = nanoseconds(0)

  constructor(clock: DrivenClock, ttl: Nanoseconds, stream: Stream, fills: Fills, kmsAccount: KmsAccount) {
    this.#clock = clock
    this.#ttl = ttl
    this.#stream = stream
    this.#fills = fills
    this.#account = kmsAccount
    const parts = { stream, clock, keyService: fills }
    const sealer = new EnvelopeSealer({
      ...parts,
      name: 'front-end-0',
      suite: suites[0],
      keyReference: 'inline',
      limits: { ttl, rotation: ttl, maxRecords: 2 ** 32, maxBytes: bytes(2 ** 50) },
      policy: 'single-flight',
    })
    this.#frontEnd = new FrontEnd({ stream, sealer })
    const opener = new EnvelopeOpener({
      ...parts,
      name: 'consumer-0',
      principal: 'carl',
      cache: { ttl, capacity: 1000 },
      suites,
    })
    this.#consumer = new Consumer({ stream, opener })
  }

  /** When the last record was due, counted from the first: on a busy machine that is not when it was put. */
  get progress(): Nanoseconds {
    return this.#progress
  }

  /** Puts every record in its time or later, polls in between, and goes on until everything has ended. */
  async run(): Promise<void> {
    const step = nanoseconds(this.#ttl / recordsInTtl)
    let due = this.#clock.now()
    for (let index = 0; index < records; index += 1) {
      await this.#clock.waitUntil(due)
      due = nanoseconds(this.#clock.now() + step)
      this.#progress = nanoseconds(index * step)
      this.#put(`secret-record-${index}`)
      this.#poll()
    }
    const stored = () => this.#stream.logs[0]!.next
    const isOver = () =>
      this.#puts.every(({ outcome }) => outcome !== undefined) && this.#read.length === stored()
    for (let turn = 0; !isOver(); turn += 1) {
      assert.ok(turn < 5000, 'everything ends, sooner or later')
      await this.#clock.waitUntil(nanoseconds(this.#clock.now() + step))
      this.#poll()
    }
    this.#frontEnd.dispose()
    this.#consumer.dispose()
  }

  #put(text: string): void {
    const put: Put = { text, at: this.#clock.now(), outcome: undefined, settledAt: this.#clock.now() }
    this.#puts.push(put)
    const settle = (outcome: PutReceipt | ServiceError): void => {
      put.outcome = outcome
      put.settledAt = this.#clock.now()
    }
    const record = { partitionKey: text, payload: Buffer.from(text), ordinal: this.#puts.length - 1 }
    const call = async (): Promise<PutReceipt> =>
      this.#frontEnd.putRecord(record, 'ann', put.at, this.#stopwatch())
    call().then(settle, (error: unknown) => {
      assert.ok(error instanceof ServiceError, String(error))
      settle(error)
    })
  }

  #poll(): void {
    if (this.#isReading) return
    this.#isReading = true
    const call = async (): Promise<number> =>
      this.#consumer.getRecords(0, 10_000, this.#clock.now(), this.#stopwatch(), (_, outcome) => {
        this.#read.push('partitionKey' in outcome ? outcome.partitionKey : outcome.reason)
      })
    call().then(
      () => (this.#isReading = false),
      () => (this.#isReading = false),
    )
  }

  #stopwatch(): Stopwatch {
    const stopwatch = new Stopwatch(this.#clock)
    stopwatch.start()
    return stopwatch
  }

  get #stored(): Put[] {
    return this.#puts.filter(({ outcome }) => !(outcome instanceof ServiceError))
  }

  #bytesAt(position: number): Buffer {
    return this.#stream.logs[0]!.read(position).bytes
  }

  assertEverythingIsSealed(): void {
    const log = this.#stream.logs[0]!
    assert.ok(log.next > 0)
    for (let position = 0; position < log.next; position += 1) {
      assert.equal(this.#bytesAt(position).includes('secret-record'), false)
      assert.equal(parseEnvelope(this.#bytesAt(position)).suite, suites[0])
    }
    for (const { outcome } of this.#stored) assert.equal((outcome as PutReceipt).encryptionType, 'KMS')
  }

  assertNothingIsLost(): void {
    const acknowledged = this.#stored.map(({ text }) => text)

    assert.ok(acknowledged.length >= records / 3, 'what comes before and after the fault is stored')
    assert.deepEqual(this.#read.toSorted(), acknowledged.toSorted())
  }

  /** Each record was sealed while the key material of its EDK was no older than the TTL. */
  assertNoKeyOutlivesItsTtl(): void {
    const log = this.#stream.logs[0]!
    for (let position = 0; position < log.next; position += 1) {
      const { at, settledAt } = this.#puts[log.read(position).ordinal]!
      const { keyReference } = parseEnvelope(this.#bytesAt(position))
      assert.equal(keyReference.kind, 'inline')
      const filled = this.#fills.byEdk.get(keyReference.edk.toString('latin1')) ?? []
      assert.ok(
        filled.some(({ from, until }) => from <= settledAt && at < until + this.#ttl),
        `sealed at ${at} with key material of ${filled.map(({ from }) => from).join()}`,
      )
    }
  }

  assertCountsAreWhole(outcome: KmsErrorName | 'ok'): void {
    const { calls, byOutcome, attempts, attemptsByOutcome } = this.#account.snapshot()

    assert.equal(sum(byOutcome), sum(calls), 'every call has an outcome')
    assert.equal(sum(attemptsByOutcome), sum(attempts), 'every attempt has one')
    // What a client finds wrong with an answer, the service has answered well.
    const seen = outcome === 'UnusableAnswer' ? byOutcome : attemptsByOutcome
    assert.ok((seen[outcome] ?? 0) > 0, `${outcome} is counted: ${JSON.stringify(seen)}`)
    if (retried.has(outcome)) assert.ok(sum(attempts) > sum(calls), 'and tried again')
    else assert.equal(sum(attempts), sum(calls), 'and not tried again')
  }
}

function sum(counts: object): number {
  return Object.values(counts).reduce((total: number, count: number) => total + count, 0)
}
