import assert from 'node:assert/strict'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { describe, it } from 'node:test'

import type { DrivenClock } from '../src/clock/clock.ts'
import { RealClock } from '../src/clock/real-clock.ts'
import { Stopwatch } from '../src/clock/stopwatch.ts'
import { VirtualClock } from '../src/clock/virtual-clock.ts'
import { parseEnvelope } from '../src/envelope/parse.ts'
import { suites } from '../src/envelope/suites/registry.ts'
import { KmsAccount } from '../src/kms/call-log.ts'
import type { KeyService, KmsErrorName } from '../src/kms/key-service.ts'
import { NodeTransport } from '../src/kms/node-transport.ts'
import { SdkClients } from '../src/kms/sdk-clients.ts'
import { SdkKeyService } from '../src/kms/sdk-key-service.ts'
import { openDirectory } from '../src/kms-service/access/principals.ts'
import { trustRequests } from '../src/kms-service/access/signature.ts'
import { startHttpServer } from '../src/kms-service/http/http-server.ts'
import { InProcessTransport } from '../src/kms-service/in-process-transport.ts'
import { KeyStores } from '../src/kms-service/keys/key-stores.ts'
import { KmsService } from '../src/kms-service/kms-service.ts'
import { newKey } from '../src/kms-service/operations/keys.ts'
import { FailurePlan, faults, type Fault } from '../src/kms-service/planned-failures.ts'
import type { WireHandler } from '../src/kms-service/wire.ts'
import { Consumer } from '../src/record-path/consumer.ts'
import { EnvelopeOpener } from '../src/record-path/envelope-opener.ts'
import { EnvelopeSealer } from '../src/record-path/envelope-sealer.ts'
import { FrontEnd } from '../src/record-path/front-end.ts'
import type { PutReceipt } from '../src/record-path/sealer.ts'
import { ServiceError } from '../src/record-path/service-errors.ts'
import { Stream } from '../src/record-path/stream.ts'
import { bytes, milliseconds, nanoseconds, seconds, type Nanoseconds } from '../src/units/units.ts'

/** What the client sees in the end of calls that a fault hits; `ok` where it only delays. */
const seenAs: Readonly<Record<Fault, KmsErrorName | 'ok'>> = {
  throttling: 'ThrottlingException',
  'internal-error': 'KMSInternalException',
  timeout: 'DependencyTimeoutException',
  'access-denied': 'AccessDeniedException',
  'key-disabled': 'DisabledException',
  'key-pending-deletion': 'KMSInvalidStateException',
  'key-not-found': 'NotFoundException',
  slow: 'ok',
  'brown-out': 'KMSInternalException',
  outage: 'ConnectionFailed',
  'connection-reset': 'ConnectionFailed',
  'no-answer': 'RequestTimedOut',
  'truncated-answer': 'ConnectionFailed',
  'wrong-plaintext-length': 'UnusableAnswer',
  'other-key-id': 'UnusableAnswer',
}

const retried: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'KMSInternalException',
  'DependencyTimeoutException',
  'ConnectionFailed',
  'RequestTimedOut',
])

type Way = 'in process' | 'over HTTP'
type ClockKind = DrivenClock['kind']

const region = 'us-east-1'
const account = '123456789012'
const attemptsMax = 2
/** Records in all: six in each TTL, for six TTLs, of which the third and fourth are disturbed. */
const recordsInTtl = 6
const records = 36

for (const kind of ['virtual', 'real'] satisfies ClockKind[]) {
  for (const way of ['in process', 'over HTTP'] satisfies Way[]) {
    describe(
      `a record path whose KMS, ${way} on the ${kind} clock, fails with`,
      { concurrency: true },
      () => {
        for (const fault of faults) {
          it(`${fault}: stores nothing unsealed, loses nothing, keeps no key too long, counts it all`, async () => {
            await using path = await setUp(kind, way, fault)

            await path.run()

            path.assertEverythingIsSealed()
            path.assertNothingIsLost()
            path.assertNoKeyOutlivesItsTtl()
            path.assertCountsAreWhole(expectedOutcome(fault, kind, way))
          })
        }
      },
    )
  }
}

/** A time-out of the SDK's HTTP is real time, of which the virtual clock knows nothing: there the hour is over first. */
function expectedOutcome(fault: Fault, kind: ClockKind, way: Way): KmsErrorName | 'ok' {
  return fault === 'no-answer' && kind === 'virtual' && way === 'over HTTP'
    ? 'ConnectionFailed'
    : seenAs[fault]
}

async function setUp(kind: ClockKind, way: Way, fault: Fault) {
  const stack = new AsyncDisposableStack()
  const clock = kind === 'virtual' ? new VirtualClock() : new RealClock()
  const ttl = kind === 'virtual' ? seconds(60) : milliseconds(300)
  // Elsewhere a busy machine would make time-outs that no plan has.
  const requestTimeout = fault === 'no-answer' ? milliseconds(kind === 'virtual' ? 5000 : 100) : undefined
  const { service, keyArn } = serviceOn(clock, fault, ttl, kind)
  const { requestHandler, endpoint } =
    way === 'in process'
      ? inProcess(service, clock, requestTimeout)
      : await overHttp(service, clock, kind === 'virtual' ? undefined : requestTimeout, stack)
  const kmsAccount = new KmsAccount({ horizon: seconds(3600), slices: 1 })
  const clients = stack.use(
    new SdkClients({
      clock,
      region,
      endpoint,
      requestHandler,
      credentialsOf: (name) => ({ credentials: { accessKeyId: name, secretAccessKey: name } }),
      retryMode: 'standard',
      maxAttempts: attemptsMax,
      seed: 20170701,
      account: kmsAccount,
    }),
  )
  const fills = new Fills(
    new SdkKeyService({ clock, account: kmsAccount, clientOf: (name) => clients.of(name) }),
    clock,
  )
  const stream = new Stream({ name: 'orders', clock, updateDelay: nanoseconds(0) })
  const applied = stream.startEncryption(keyArn, 'administrator')
  await clock.waitUntil(clock.now())
  await applied
  return Object.assign(new Path(clock, ttl, stream, fills, kmsAccount), {
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  })
}

function serviceOn(clock: DrivenClock, fault: Fault, ttl: number, kind: ClockKind) {
  const timeOfDay = () => clock.now() / 1e6
  const stores = new KeyStores({ now: timeOfDay, newKeyId: () => '00000000-0000-4000-8000-00000000000a' })
  const principals = openDirectory(account)
  let requests = 0
  const service = new KmsService({
    clock,
    timeOfDay,
    stores,
    authenticate: trustRequests({ principals, usual: principals.find('ann')!, region }),
    failures: new FailurePlan(
      [
        {
          fault,
          from: nanoseconds(2 * ttl),
          to: nanoseconds(4 * ttl),
          share: 1,
          operations: ['GenerateDataKey', 'Decrypt'],
          delay: fault === 'no-answer' ? undefined : milliseconds(kind === 'virtual' ? 1000 : 5),
        },
      ],
      1,
    ),
    latency: () => (kind === 'virtual' ? 10e6 : 0),
    newRequestId: () => `00000000-0000-4000-8000-${String((requests += 1)).padStart(12, '0')}`,
  })
  return { service, keyArn: newKey(stores.of(account, region)).arn }
}

function inProcess(service: KmsService, clock: DrivenClock, requestTimeout: Nanoseconds | undefined) {
  const requestHandler = new InProcessTransport({ handle: service.handle, clock, requestTimeout })
  return { requestHandler, endpoint: 'http://kms.invalid' }
}

/** The service's own sleep lets time pass, and not the way of bytes over the wire. */
async function overHttp(
  service: KmsService,
  clock: DrivenClock,
  requestTimeout: Nanoseconds | undefined,
  stack: AsyncDisposableStack,
) {
  const handle: WireHandler = async (request) => {
    const answer = service.handle(request)
    clock.release()
    try {
      return await answer
    } finally {
      clock.hold()
    }
  }
  const server = stack.use(await startHttpServer({ host: '127.0.0.1', port: 0, handle }))
  const sockets = { keepAlive: true, maxSockets: 50 }
  const httpAgent = new HttpAgent(sockets)
  stack.defer(() => httpAgent.destroy())
  const requestHandler = new NodeTransport({ requestTimeout, httpAgent, httpsAgent: new HttpsAgent(sockets) })
  return { requestHandler, endpoint: server.url }
}

/** Passes calls on, and notes when each EDK's key material came. */
class Fills implements KeyService {
  /** Times of answers, by EDK. */
  readonly times = new Map<string, Nanoseconds[]>()
  readonly #inner: KeyService
  readonly #clock: DrivenClock

  constructor(inner: KeyService, clock: DrivenClock) {
    this.#inner = inner
    this.#clock = clock
  }

  async generateDataKey(request: Parameters<KeyService['generateDataKey']>[0]) {
    const answer = await this.#inner.generateDataKey(request)
    this.#note(answer.ciphertextBlob)
    return answer
  }

  async decrypt(request: Parameters<KeyService['decrypt']>[0]) {
    const answer = await this.#inner.decrypt(request)
    this.#note(Buffer.from(request.ciphertextBlob))
    return answer
  }

  #note(edk: Buffer): void {
    const name = edk.toString('latin1')
    this.times.set(name, [...(this.times.get(name) ?? []), this.#clock.now()])
  }
}

interface Put {
  readonly text: string
  readonly at: Nanoseconds
  outcome: PutReceipt | ServiceError | undefined
  settledAt: Nanoseconds
}

class Path {
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

  /** Puts every record in its time, polls in between, and goes on until everything has ended. */
  async run(): Promise<void> {
    const step = nanoseconds(this.#ttl / recordsInTtl)
    const startedAt = this.#clock.now()
    for (let index = 0; index < records; index += 1) {
      await this.#clock.waitUntil(nanoseconds(startedAt + index * step))
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
      const filled = this.#fills.times.get(keyReference.edk.toString('latin1')) ?? []
      assert.ok(
        filled.some((time) => time <= settledAt && at < time + this.#ttl),
        `sealed at ${at} with key material of ${filled.join()}`,
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
