/**
 * A KMS in this process, so that anyone can measure without an AWS account. It
 * really encrypts, and answers after a simulated latency, within a quota, and
 * with failures by plan. Equal calls at equal times get equal answers, key
 * bytes and ciphertexts apart.
 *
 * @module
 */
import { randomFillSync } from 'node:crypto'

import type { Clock } from '../clock/clock.ts'
import { unpooledBytes } from '../envelope/secret-bytes.ts'
import { randomStream } from '../random.ts'
import { samplerOf, type Distribution, type Sampler } from '../statistics/distributions.ts'
import { minutes, nanoseconds, type Nanoseconds, type PerSecond } from '../units/units.ts'
import { AuditTrail, type CloudTrailEvent } from './audit-trail.ts'
import { KmsAccount, type KmsAccountSnapshot, type TimelineOptions } from './call-log.ts'
import { backingKeyOf, keyMaterialLength, openBlob, sealBlob } from './ciphertext-blob.ts'
import { canonicalBytesOf } from './encryption-context.ts'
import {
  KmsError,
  type Caller,
  type DecryptedDataKey,
  type DecryptRequest,
  type EncryptionContext,
  type GeneratedDataKey,
  type GenerateDataKeyRequest,
  type KeyService,
  type KmsOperation,
} from './key-service.ts'
import { KeyStore, type CreateKeyRequest } from './key-store.ts'
import { errorOfFault, incorrectKey, internalError, invalidCiphertext } from './kms-errors.ts'
import type { KmsKey, KmsKeyDescription } from './kms-key.ts'
import { FailurePlan, type PlannedFailure, type PlannedOutcome } from './planned-failures.ts'
import { principalArnOf } from './principal-arn.ts'
import { RequestQuota } from './request-quota.ts'

export interface EmbeddedKmsOptions {
  readonly clock: Clock
  readonly region: string
  /** Twelve digits. */
  readonly account?: string
  /** In ns, from the arrival of a call to its answer. */
  readonly latency: Distribution
  /** For all operations together, per fixed window of one second. */
  readonly quotaPerSecond: PerSecond
  readonly failures: readonly PlannedFailure[]
  /** Of latencies, failures and key ids. Never of keys or nonces. */
  readonly seed: number
  readonly timeline?: TimelineOptions
  /** CloudTrail events kept, the last ones. */
  readonly auditCapacity?: number
}

/** AWS waits for 7 to 30 days, 30 unless told. */
const usualPendingWindow = minutes(30 * 24 * 60)

export class EmbeddedKms implements KeyService, Disposable {
  readonly #clock: Clock
  readonly #awsAccount: string
  readonly #keys: KeyStore
  readonly #latency: Sampler
  readonly #quota: RequestQuota
  readonly #failures: FailurePlan
  readonly #account: KmsAccount
  readonly #audit: AuditTrail
  #arrivals = 0

  constructor(options: EmbeddedKmsOptions) {
    const { clock, region, seed, account = '123456789012', auditCapacity = 1000 } = options
    this.#clock = clock
    this.#awsAccount = account
    this.#keys = new KeyStore({ clock, region, account, seed })
    this.#latency = samplerOf(options.latency, randomStream(seed, 'kms/latency'))
    this.#quota = new RequestQuota(options.quotaPerSecond)
    this.#failures = new FailurePlan(options.failures, seed)
    this.#account = new KmsAccount(options.timeline ?? { horizon: minutes(60), slices: 120 })
    this.#audit = new AuditTrail({ region, account, capacity: auditCapacity })
  }

  async generateDataKey(request: GenerateDataKeyRequest): Promise<GeneratedDataKey> {
    const call = this.#arrive('GenerateDataKey', request)
    await this.#clock.sleep(call.latency)
    return this.#answer(call, (key) => {
      const plaintext = randomFillSync(unpooledBytes(keyMaterialLength))
      const context = canonicalBytesOf(request.encryptionContext)
      const ciphertextBlob = sealBlob(key.encryptionKey(), plaintext, context)
      return { plaintext, ciphertextBlob, keyId: key.arn }
    })
  }

  async decrypt(request: DecryptRequest): Promise<DecryptedDataKey> {
    const call = this.#arrive('Decrypt', request)
    // As a client that puts it on the wire does: the caller may reuse its buffer from here on.
    const ciphertextBlob = Buffer.from(request.ciphertextBlob)
    await this.#clock.sleep(call.latency)
    return this.#answer(call, (key) => {
      const backingKey = this.#backingKeyFor(ciphertextBlob, key)
      const context = canonicalBytesOf(request.encryptionContext)
      const plaintext = openBlob(ciphertextBlob, backingKey, context)
      if (plaintext === undefined) throw invalidCiphertext()
      return { plaintext, keyId: key.arn }
    })
  }

  /** Returns the ARN of a new, enabled key. An alias must be new too. */
  createKey(request?: CreateKeyRequest): string {
    return this.#keys.create(request)
  }

  /** Makes `alias` name this key from now on, whether or not it existed. */
  updateAlias(alias: string, keyId: string): void {
    this.#keys.pointAlias(alias, keyId)
  }

  describeKey(keyId: string): KmsKeyDescription {
    return this.#keys.describe(keyId)
  }

  enableKey(keyId: string): void {
    this.#keys.enable(keyId)
  }

  disableKey(keyId: string): void {
    this.#keys.disable(keyId)
  }

  /** The key cannot be used from now on, and goes for good when `pendingWindow` is over. */
  scheduleKeyDeletion(keyId: string, pendingWindow: Nanoseconds = usualPendingWindow): void {
    this.#keys.scheduleDeletion(keyId, pendingWindow)
  }

  /** Leaves the key disabled, as AWS does. */
  cancelKeyDeletion(keyId: string): void {
    this.#keys.cancelDeletion(keyId)
  }

  /** A new backing key encrypts from now on; older ones still decrypt. */
  rotateKey(keyId: string): void {
    this.#keys.rotate(keyId)
  }

  denyPrincipal(keyId: string, principal: string): void {
    this.#keys.deny(keyId, principal)
  }

  allowPrincipal(keyId: string, principal: string): void {
    this.#keys.allow(keyId, principal)
  }

  /** What was asked of this KMS so far, as plain data. */
  snapshot(): KmsAccountSnapshot {
    return this.#account.snapshot()
  }

  /** The last calls that were answered, oldest first. */
  auditEvents(): CloudTrailEvent[] {
    return this.#audit.events()
  }

  /** Wipes every backing key. Calls that are still in flight fail. */
  destroy(): void {
    this.#keys.destroy()
  }

  [Symbol.dispose](): void {
    this.destroy()
  }

  /** All that happens in the caller's own time; the order of draws is the order of calls. */
  #arrive(operation: KmsOperation, request: Request): Call {
    const arrivedAt = this.#clock.now()
    this.#arrivals += 1
    this.#account.countCall(operation, request.caller, arrivedAt)
    const latency = this.#latency()
    const planned = this.#failures.outcomeOf(operation, arrivedAt)
    return {
      ordinal: this.#arrivals,
      operation,
      request,
      arrivedAt,
      latency: nanoseconds(latency + planned.delay),
      fault: this.#quota.admits(arrivedAt) ? planned.fault : 'throttling',
    }
  }

  #answer<Result>(call: Call, perform: (key: KmsKey) => Result): Result {
    const { operation, request, fault } = call
    const { principal } = request.caller
    let error: KmsError | undefined
    try {
      if (fault !== undefined) {
        const principalArn = principalArnOf(principal, this.#awsAccount)
        throw errorOfFault(fault, operation, principalArn, this.#keys.arnOf(request.keyId))
      }
      return perform(this.#keys.findUsable(request.keyId, operation, principal))
    } catch (cause) {
      error = cause instanceof KmsError ? cause : internalError()
      throw cause
    } finally {
      this.#account.countOutcome(error?.kmsErrorName ?? 'ok')
      this.#log(call, error)
    }
  }

  #backingKeyFor(ciphertextBlob: Uint8Array, key: KmsKey): Uint8Array {
    const reference = backingKeyOf(ciphertextBlob)
    if (reference === undefined || !this.#keys.hasId(reference.keyId)) throw invalidCiphertext()
    if (!key.idBytes.equals(reference.keyId)) throw incorrectKey()
    const backingKey = key.backingKey(reference.version)
    if (backingKey === undefined) throw invalidCiphertext()
    return backingKey
  }

  #log(call: Call, error: KmsError | undefined): void {
    const { ordinal, arrivedAt, operation, request } = call
    const { keyId, encryptionContext, caller } = request
    const keyArn = this.#keys.tryFind(keyId)?.arn
    this.#audit.add({ ordinal, arrivedAt, operation, keyId, keyArn, encryptionContext, caller, error })
  }
}

interface Request {
  readonly keyId: string
  readonly encryptionContext: EncryptionContext
  readonly caller: Caller
}

interface Call {
  readonly ordinal: number
  readonly operation: KmsOperation
  readonly request: Request
  readonly arrivedAt: Nanoseconds
  readonly latency: Nanoseconds
  readonly fault: PlannedOutcome['fault']
}
