/**
 * The KMS service as a server of its own: HTTP or HTTPS, keys that outlast a
 * restart, and a control port for failures.
 *
 * @module
 */
import { randomUUID } from 'node:crypto'

import { RealClock } from '../clock/real-clock.ts'
import { unpooledCopy } from '../envelope/secret-bytes.ts'
import type { Sampler } from '../statistics/distributions.ts'
import { nanoseconds } from '../units/units.ts'
import { trustRequests, verifySignatures, type Authenticator } from './access/signature.ts'
import { directoryOf, type Principal } from './access/principals.ts'
import type { CloudTrailEvent } from './audit-trail.ts'
import { readFailures, writeFailures, type FailureDocument } from './failure-file.ts'
import { createCertificates } from './http/certificate.ts'
import { startControlServer, type Controls } from './http/control-server.ts'
import { startHttpServer } from './http/http-server.ts'
import { KeyStores } from './keys/key-stores.ts'
import { KmsService } from './kms-service.ts'
import { FailurePlan, type PlannedFailure } from './planned-failures.ts'
import type { QuotaSettings } from './request-quota.ts'
import { CommittedState } from './storage/committed-state.ts'

export interface KmsServerOptions {
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
  /** Of requests that name none. */
  readonly region: string
  /** At least one; requests that name no principal are the first one's, where signatures are not verified. */
  readonly principals: readonly Principal[]
  readonly verifiesSignatures: boolean
  /** In ms since 1970. */
  readonly timeOfDay: () => number
  /** Names that a certificate made now shall be for; undefined: HTTP. */
  readonly tls?: { readonly hosts: readonly string[] } | undefined
  /** Undefined: keys are gone when the server ends. */
  readonly dataFile?: string | undefined
  /** Undefined: no control port. 0: any that is free. */
  readonly controlPort?: number | undefined
  readonly latency?: Sampler | undefined
  /** Undefined: none. */
  readonly quotas?: QuotaSettings | undefined
  readonly failures: readonly PlannedFailure[]
  /** Of failures. */
  readonly seed: number
  /** Told of every call. */
  readonly audit?: ((event: CloudTrailEvent) => void) | undefined
  /** Told of errors that are no answers of KMS. */
  readonly onError?: ((error: unknown) => void) | undefined
  /** HTTP status of DependencyTimeoutException. */
  readonly timeoutStatus?: number | undefined
}

export interface KmsServer extends AsyncDisposable {
  readonly url: string
  readonly controlUrl: string | undefined
  /** PEM of the CA that clients have to trust; undefined with HTTP. */
  readonly ca: string | undefined
}

const certificateDays = 825
/** Events that the control port can show. */
const recentEvents = 1000

/**
 * @throws {InputUnreadableError} where the data file is not one of ours, or its root key is gone.
 * @throws {OutputUnwritableError} where another server has it, or it cannot be written.
 */
export async function startKmsServer(options: KmsServerOptions): Promise<KmsServer> {
  const { host, port, timeOfDay, controlPort, tls, onError } = options
  await using stack = new AsyncDisposableStack()
  const stores = new KeyStores({ now: timeOfDay, newKeyId: randomUUID })
  stack.defer(() => stores.destroy())
  const state = openState(options.dataFile, stores)
  if (state !== undefined) stack.use(state)

  const events: CloudTrailEvent[] = []
  const service = serviceOf(options, stores, state, events)
  const certificates =
    tls &&
    (await createCertificates({
      hosts: tls.hosts,
      notBefore: new Date(timeOfDay() - 3_600_000),
      days: certificateDays,
    }))
  const server = stack.use(
    await startHttpServer({ host, port, handle: service.handle, tls: certificates, onError }),
  )
  const control =
    controlPort === undefined
      ? undefined
      : stack.use(
          await startControlServer({
            port: controlPort,
            controls: controlsOf(options, service, events),
            onError,
          }),
        )
  const running = stack.move()
  return {
    url: server.url,
    controlUrl: control?.url,
    ca: certificates?.caPem,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

function openState(file: string | undefined, stores: KeyStores): CommittedState | undefined {
  if (file === undefined) return undefined
  const committed = CommittedState.open(file)
  if (committed.state !== undefined) {
    const state = unpooledCopy(committed.state)
    stores.restore(state)
    state.fill(0)
  }
  return committed
}

function serviceOf(
  options: KmsServerOptions,
  stores: KeyStores,
  state: CommittedState | undefined,
  events: CloudTrailEvent[],
): KmsService {
  const { latency, quotas, failures, seed, timeOfDay, audit, timeoutStatus, controlPort } = options
  return new KmsService({
    // Who serves many must not turn idly for each that waits.
    clock: new RealClock({ isPrecise: false }),
    timeOfDay,
    authenticate: authenticatorOf(options),
    stores,
    latency,
    quotas,
    failures: new FailurePlan(failures, seed),
    newRequestId: randomUUID,
    commit: state && (() => state.commit(() => stores.snapshot())),
    audit:
      audit === undefined && controlPort === undefined
        ? undefined
        : (event) => {
            audit?.(event)
            if (controlPort === undefined) return
            events.push(event)
            if (events.length > 2 * recentEvents) events.splice(0, recentEvents)
          },
    timeoutStatus,
    onError: options.onError,
  })
}

function authenticatorOf({ principals, verifiesSignatures, region }: KmsServerOptions): Authenticator {
  const directory = directoryOf(principals)
  if (verifiesSignatures) return verifySignatures(directory)
  return trustRequests({ principals: directory, usual: principals[0]!, region })
}

/** What the control port can see and change. */
function controlsOf(options: KmsServerOptions, service: KmsService, events: CloudTrailEvent[]): Controls {
  let plan = options.failures
  const put = ({ failures, seed = options.seed }: FailureDocument): object => {
    plan = failures
    service.failures = new FailurePlan(shifted(failures, service.now()), seed)
    return writeFailures(plan)
  }
  return {
    faults: () => writeFailures(plan),
    replaceFaults: (given) => put(readFailures(given, 'The request')),
    clearFaults: () => put({ failures: [] }),
    counters: () => Object.fromEntries(service.counts),
    audit: (limit) => events.slice(-Math.min(limit, recentEvents)),
    reset: () => {
      put({ failures: [] })
      service.counts.clear()
      events.length = 0
    },
  }
}

/** A plan counts from the moment at which it was given. */
function shifted(failures: readonly PlannedFailure[], by: number): PlannedFailure[] {
  return failures.map((failure) => ({
    ...failure,
    from: nanoseconds(failure.from + by),
    to: failure.to === undefined ? undefined : nanoseconds(failure.to + by),
  }))
}
