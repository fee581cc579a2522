/**
 * A KMS in this process, so that anyone can measure without an AWS account:
 * the KMS service, asked through the AWS SDK without a network in between.
 * Equal calls at equal times get equal answers, key bytes and ciphertexts apart.
 *
 * @module
 */
import type { Clock } from '../clock/clock.ts'
import { KmsAccount, type KmsAccountSnapshot, type TimelineOptions } from '../kms/call-log.ts'
import type {
  Caller,
  DecryptedDataKey,
  DecryptRequest,
  GeneratedDataKey,
  GenerateDataKeyRequest,
  KeyService,
} from '../kms/key-service.ts'
import type { RetryMode } from '../kms/retries.ts'
import { SdkClients } from '../kms/sdk-clients.ts'
import { SdkKeyService, type KmsCommands, type LatencyObserver } from '../kms/sdk-key-service.ts'
import { uuidOf } from '../kms/uuid.ts'
import { randomStream, type Random } from '../random.ts'
import { samplerOf, type Distribution, type Sampler } from '../statistics/distributions.ts'
import { minutes, type Nanoseconds, type PerSecond } from '../units/units.ts'
import { openDirectory } from './access/principals.ts'
import { trustRequests } from './access/signature.ts'
import type { CloudTrailEvent } from './audit-trail.ts'
import { InProcessTransport } from './in-process-transport.ts'
import type { KeyStore } from './keys/key-store.ts'
import { KeyStores } from './keys/key-stores.ts'
import { KmsService } from './kms-service.ts'
import { newKey } from './operations/keys.ts'
import { FailurePlan, type PlannedFailure } from './planned-failures.ts'

export interface EmbeddedKmsOptions {
  readonly clock: Clock
  readonly region: string
  /** Twelve digits. */
  readonly account?: string
  /** In ns, from the arrival of a call to its answer; or a sampler of such times. */
  readonly latency: Distribution | Sampler
  /** For the symmetric operations together, per fixed window of one second; that of the region if left out. */
  readonly quotaPerSecond?: PerSecond | undefined
  readonly failures: readonly PlannedFailure[]
  /** Time of day at 0 of the clock, in ms since 1970; a virtual clock knows none. */
  readonly epochMs?: number | undefined
  /** Of latencies, failures, key ids and the jitter of retries. Never of keys or nonces. */
  readonly seed: number
  readonly timeline?: TimelineOptions
  readonly client?: ClientSettings | undefined
  readonly observer?: LatencyObserver | undefined
  /** Told of every call, in the order in which they were answered. */
  readonly audit?: ((event: CloudTrailEvent) => void) | undefined
}

/** How the SDK asks. */
export interface ClientSettings {
  readonly retryMode: RetryMode
  /** With the first one. */
  readonly maxAttempts: number
  /** How long an answer may take; undefined: as long as it likes. */
  readonly requestTimeout?: Nanoseconds | undefined
}

export const usualClient: ClientSettings = { retryMode: 'standard', maxAttempts: 3 }

/** Any name ends here; the request never leaves the process. */
const endpoint = 'http://kms.invalid'

export class EmbeddedKms implements KeyService, Disposable {
  readonly #account: KmsAccount
  readonly #stores: KeyStores
  readonly #store: KeyStore
  readonly #clients: SdkClients
  readonly #keyService: SdkKeyService

  constructor(options: EmbeddedKmsOptions) {
    const { clock, region, seed, account = '123456789012', client = usualClient, observer } = options
    const ids = randomStream(seed, 'kms/key-ids')
    const now = () => (options.epochMs ?? 0) + clock.now() / 1e6
    this.#stores = new KeyStores({ now, newKeyId: () => randomUuid(ids) })
    this.#store = this.#stores.of(account, region)
    this.#account = new KmsAccount(options.timeline ?? { horizon: minutes(60), slices: 120 })
    const service = serviceOf(options, account, this.#stores, now)
    this.#clients = new SdkClients({
      ...client,
      clock,
      region,
      endpoint,
      seed,
      requestHandler: new InProcessTransport({
        clock,
        handle: service.handle,
        requestTimeout: client.requestTimeout,
      }),
      credentialsOf: (principal) => ({
        credentials: { accessKeyId: principal, secretAccessKey: principal },
        signer: nameTag(principal, region),
      }),
      viaService: `kinesis.${region}.amazonaws.com`,
      account: this.#account,
      observer,
    })
    this.#keyService = new SdkKeyService({
      clock,
      account: this.#account,
      observer,
      clientOf: (principal) => this.#clients.of(principal),
    })
  }

  async generateDataKey(request: GenerateDataKeyRequest): Promise<GeneratedDataKey> {
    return this.#keyService.generateDataKey(request)
  }

  async decrypt(request: DecryptRequest): Promise<DecryptedDataKey> {
    return this.#keyService.decrypt(request)
  }

  /** As {@link SdkKeyService.commandsOf}. */
  commandsOf(caller: Caller): KmsCommands {
    return this.#keyService.commandsOf(caller)
  }

  /** The keys, for whoever administers them without asking: it takes no time and counts as no call. */
  get keys(): KeyStore {
    return this.#store
  }

  /** Returns the ARN of a new, enabled key with AWS's default policy. */
  createKey(alias?: string): string {
    return newKey(this.#store, alias).arn
  }

  /** What was asked of this KMS so far, as plain data. */
  snapshot(): KmsAccountSnapshot {
    return this.#account.snapshot()
  }

  /** Wipes every backing key. Calls that are still in flight fail. */
  destroy(): void {
    this.#stores.destroy()
    this.#clients[Symbol.dispose]()
  }

  [Symbol.dispose](): void {
    this.destroy()
  }
}

/** Says who asks, and in which region, as a signature does; a real one would be made and never looked at. */
function nameTag(principal: string, region: string) {
  const authorization = `AWS4-HMAC-SHA256 Credential=${principal}/19700101/${region}/kms/aws4_request`
  return {
    sign: async <Request extends object>(request: Request): Promise<Request> => {
      const { headers } = request as unknown as { headers: Record<string, string> }
      headers['authorization'] = authorization
      return request
    },
  }
}

function serviceOf(
  options: EmbeddedKmsOptions,
  account: string,
  stores: KeyStores,
  timeOfDay: () => number,
): KmsService {
  const { clock, region, seed, latency, quotaPerSecond, failures, audit } = options
  const principals = openDirectory(account)
  let requests = 0
  return new KmsService({
    clock,
    timeOfDay,
    // There is no wire on which a signature would protect anything.
    authenticate: trustRequests({ principals, usual: principals.find('unknown')!, region }),
    stores,
    latency: typeof latency === 'function' ? latency : samplerOf(latency, randomStream(seed, 'kms/latency')),
    quotas: { symmetric: quotaPerSecond, others: false },
    failures: new FailurePlan(failures, seed),
    newRequestId: () => {
      requests += 1
      return `00000000-0000-4000-8000-${requests.toString(16).padStart(12, '0')}`
    },
    audit,
  })
}

/** Repeats with the seed, which a random one would not. */
function randomUuid(random: Random): string {
  const bytes = Buffer.from(Array.from({ length: 16 }, () => random.below(256)))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return uuidOf(bytes.toString('hex'))
}
