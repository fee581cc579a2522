/**
 * A record path whose KMS fails in one way from its third to its fourth TTL, in process or over
 * HTTP, on either clock.
 *
 * @module
 */
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'

import type { DrivenClock } from '../src/clock/clock.ts'
import { RealClock } from '../src/clock/real-clock.ts'
import { VirtualClock } from '../src/clock/virtual-clock.ts'
import { openDirectory } from '../src/kms-service/access/principals.ts'
import { trustRequests } from '../src/kms-service/access/signature.ts'
import { startHttpServer } from '../src/kms-service/http/http-server.ts'
import { InProcessTransport } from '../src/kms-service/in-process-transport.ts'
import { KeyStores } from '../src/kms-service/keys/key-stores.ts'
import { KmsService } from '../src/kms-service/kms-service.ts'
import { newKey } from '../src/kms-service/operations/keys.ts'
import { FailurePlan, type Fault, type PlannedOutcome } from '../src/kms-service/planned-failures.ts'
import type { WireHandler } from '../src/kms-service/wire.ts'
import { KmsAccount } from '../src/kms/call-log.ts'
import { NodeTransport } from '../src/kms/node-transport.ts'
import { SdkClients } from '../src/kms/sdk-clients.ts'
import { SdkKeyService } from '../src/kms/sdk-key-service.ts'
import { Stream } from '../src/record-path/stream.ts'
import { milliseconds, nanoseconds, seconds, type Nanoseconds } from '../src/units/units.ts'
import { Fills, Path } from './disturbed-path.fixture.ts'

export type Way = 'in process' | 'over HTTP'
export type ClockKind = DrivenClock['kind']

const region = 'us-east-1'
const account = '123456789012'
const attemptsMax = 2

export async function setUp(kind: ClockKind, way: Way, fault: Fault) {
  const stack = new AsyncDisposableStack()
  const clock = kind === 'virtual' ? new VirtualClock() : new RealClock()
  const ttl = kind === 'virtual' ? seconds(60) : milliseconds(300)
  // Elsewhere, and with a short one, a busy machine would make time-outs that no plan has.
  const requestTimeout = fault === 'no-answer' ? milliseconds(kind === 'virtual' ? 5000 : 1000) : undefined
  const { service, keyArn, failures } = serviceOn(clock, fault, ttl, kind)
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
  const path = new Path(clock, ttl, stream, fills, kmsAccount)
  failures.progress = () => path.progress
  return Object.assign(path, {
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  })
}

function serviceOn(clock: DrivenClock, fault: Fault, ttl: number, kind: ClockKind) {
  const timeOfDay = () => clock.now() / 1e6
  const stores = new KeyStores({ now: timeOfDay, newKeyId: () => '00000000-0000-4000-8000-00000000000a' })
  const principals = openDirectory(account)
  let requests = 0
  const failures = new FailuresOfRecords(
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
  )
  const service = new KmsService({
    clock,
    timeOfDay,
    stores,
    authenticate: trustRequests({ principals, usual: principals.find('ann')!, region }),
    failures,
    latency: () => (kind === 'virtual' ? 10e6 : 0),
    newRequestId: () => `00000000-0000-4000-8000-${String((requests += 1)).padStart(12, '0')}`,
  })
  return { service, keyArn: newKey(stores.of(account, region)).arn, failures }
}

/** Fails by which records are due and not by the clock, on which a busy machine may sleep through the plan. */
class FailuresOfRecords extends FailurePlan {
  progress = (): Nanoseconds => nanoseconds(0)

  override outcomeOf(operation: string): PlannedOutcome {
    return super.outcomeOf(operation, this.progress())
  }
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
