/**
 * A stream with a front end, a consumer and an embedded KMS on a virtual clock,
 * and what producers, consumers and administrators do with them.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { answered } from '../clock/answered.fixture.ts'
import { Stopwatch } from '../clock/stopwatch.ts'
import { VirtualClock } from '../clock/virtual-clock.ts'
import { EnvelopeError } from '../envelope/envelope-error.ts'
import { suites } from '../envelope/suites/registry.ts'
import { keyAdministratorOf } from '../kms-service/administrator.fixture.ts'
import type { CloudTrailEvent } from '../kms-service/audit-trail.ts'
import { EmbeddedKms, type EmbeddedKmsOptions } from '../kms-service/embedded-kms.ts'
import { bytes, milliseconds, nanoseconds, perSecond, seconds } from '../units/units.ts'
import { Consumer, type DeliveredRecord } from './consumer.ts'
import { EnvelopeOpener, type EnvelopeOpenerOptions } from './envelope-opener.ts'
import { EnvelopeSealer, type EnvelopeSealerOptions } from './envelope-sealer.ts'
import { FrontEnd } from './front-end.ts'
import type { PutReceipt, PutRecord } from './sealer.ts'
import { ServiceError } from './service-errors.ts'
import { Stream, type StreamOptions } from './stream.ts'

export const updateDelay = seconds(2)
export const kmsLatency = milliseconds(10)
const ttl = seconds(300)

export interface SetUpOptions {
  readonly stream?: Partial<StreamOptions>
  readonly frontEnd?: Partial<EnvelopeSealerOptions>
  readonly consumer?: Partial<EnvelopeOpenerOptions>
  readonly kms?: Partial<EmbeddedKmsOptions>
}

export type Outcome = DeliveredRecord | EnvelopeError

export function setUp(options: SetUpOptions = {}) {
  const clock = new VirtualClock()
  const auditEvents: CloudTrailEvent[] = []
  const kms = new EmbeddedKms({
    clock,
    region: 'us-east-1',
    latency: { distribution: 'constant', value: kmsLatency },
    quotaPerSecond: perSecond(10_000),
    failures: [],
    seed: 20170701,
    audit: (event) => auditEvents.push(structuredClone(event)),
    ...options.kms,
  })
  const arn = kms.createKey('alias/orders')
  const stream = new Stream({ name: 'orders', clock, updateDelay, ...options.stream })
  const parts = { stream, clock, keyService: kms }
  const makeFrontEnd = (changes: Partial<EnvelopeSealerOptions> = {}): FrontEnd =>
    new FrontEnd({
      stream,
      sealer: new EnvelopeSealer({ ...parts, ...usualFrontEnd, ...options.frontEnd, ...changes }),
    })
  const makeConsumer = (changes: Partial<EnvelopeOpenerOptions> = {}): Consumer =>
    new Consumer({
      stream,
      opener: new EnvelopeOpener({ ...parts, ...usualConsumer, ...options.consumer, ...changes }),
    })
  const frontEnd = makeFrontEnd()
  const consumer = makeConsumer()
  return {
    clock,
    kms,
    /** What KMS was asked, in the order in which it answered. */
    auditEvents,
    administrator: keyAdministratorOf(kms.keys, clock),
    arn,
    stream,
    frontEnd,
    consumer,
    makeFrontEnd,
    makeConsumer,
    ...producerOf(clock, frontEnd),
    ...administratorOf(clock, stream, arn),
    read: (from = consumer, shard = 0, maxRecords = 10_000) => readFrom(clock, from, shard, maxRecords),
    /** Bytes of every record that `shard` holds, together. */
    stored: (shard = 0) => storedIn(stream, shard),
  }
}

const usualFrontEnd = {
  name: 'front-end-0',
  suite: suites[0],
  keyReference: 'inline',
  limits: { ttl, rotation: ttl, maxRecords: 2 ** 32, maxBytes: bytes(2 ** 50) },
  policy: 'single-flight',
} as const

const usualConsumer = {
  name: 'consumer-0',
  principal: 'carl',
  cache: { ttl, capacity: 1000 },
  suites,
}

export function recordOf(partitionKey: string, payload: string | Uint8Array = '', ordinal = 0): PutRecord {
  return { partitionKey, payload: Buffer.from(payload), ordinal }
}

function producerOf(clock: VirtualClock, usual: FrontEnd) {
  /** As PutRecord: gives the receipt or throws. */
  const put = (
    partitionKey: string,
    payload: string | Uint8Array = '',
    { principal = 'ann', to = usual } = {},
  ): Promise<PutReceipt> => {
    const call = async (): Promise<PutReceipt> =>
      to.putRecord(recordOf(partitionKey, payload), principal, clock.now(), startedOn(clock))
    return answered(clock, call())
  }
  /** As PutRecords: gives each record's receipt or error, in order. */
  const putAll = async (records: readonly PutRecord[], principal = 'ann') => {
    const outcomes: (PutReceipt | ServiceError)[] = []
    const observer = (index: number, outcome: PutReceipt | ServiceError): void => {
      assert.equal(index, outcomes.length, 'a batch is told of in order')
      outcomes.push(outcome)
    }
    const call = async (): Promise<void> =>
      usual.putRecords(records, principal, clock.now(), startedOn(clock), observer)
    await answered(clock, call())
    return outcomes
  }
  return { put, putAll }
}

function administratorOf(clock: VirtualClock, stream: Stream, usualKey: string) {
  const applied = async (change: () => Promise<void>): Promise<void> => {
    const pending = change()
    await clock.waitUntil(nanoseconds(clock.now() + updateDelay))
    await pending
  }
  return {
    startEncryption: (keyId = usualKey) => applied(() => stream.startEncryption(keyId, 'administrator')),
    stopEncryption: () => applied(() => stream.stopEncryption('administrator')),
  }
}

/** As GetRecords: gives what was delivered and what was refused, in order. */
async function readFrom(
  clock: VirtualClock,
  consumer: Consumer,
  shard: number,
  maxRecords: number,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const call = async (): Promise<number> =>
    consumer.getRecords(shard, maxRecords, clock.now(), startedOn(clock), (_, outcome) => {
      outcomes.push(outcome)
    })
  assert.equal(await answered(clock, call()), outcomes.length)
  return outcomes
}

export function startedOn(clock: VirtualClock): Stopwatch {
  const stopwatch = new Stopwatch(clock)
  stopwatch.start()
  return stopwatch
}

function storedIn(stream: Stream, shard: number): Buffer {
  const log = stream.logs[shard]!
  const positions = Array.from({ length: log.next - log.first }, (_, index) => log.first + index)
  return Buffer.concat(positions.map((position) => log.read(position).bytes))
}

/** What was delivered, as `key=payload`; what was refused, as its reason. */
export function textOf(outcome: Outcome): string {
  if (outcome instanceof EnvelopeError) return outcome.reason
  return `${outcome.partitionKey}=${outcome.payload.toString()}`
}

/** The error's AWS name, or the encryption type of what was stored. */
export function resultOf(outcome: PutReceipt | ServiceError): string {
  return outcome instanceof ServiceError ? outcome.errorName : outcome.encryptionType
}
