/**
 * A KMS that really encrypts: what it answers to a request, whatever carried
 * that here. Latency, quota and planned failures pass on its clock, so that
 * they are the same in this process and over HTTP.
 *
 * @module
 */
import { sleepHolding, type Clock } from '../clock/clock.ts'
import { viaServiceHeader } from '../kms/via-service.ts'
import type { Sampler } from '../statistics/distributions.ts'
import { nanoseconds, seconds, type Nanoseconds } from '../units/units.ts'
import type { Authenticator, Identity } from './access/signature.ts'
import { answerBody, answerOf, errorAnswer, identityAnswer } from './answers.ts'
import { cloudTrailEvent, type CloudTrailEvent } from './audit-trail.ts'
import { tampered, thwart } from './fault-effects.ts'
import type { KeyStores } from './keys/key-stores.ts'
import { internalError, throttled, unsupported } from './kms-errors.ts'
import { KmsException } from './kms-exception.ts'
import { CallContext } from './operations/call-context.ts'
import type { Operation } from './operations/operation.ts'
import { operations, unsupportedOperations } from './operations/registry.ts'
import type { FailurePlan, PlannedOutcome } from './planned-failures.ts'
import { RequestQuotas, type QuotaSettings } from './request-quota.ts'
import type { WholeAnswer, WireAnswer, WireRequest } from './wire.ts'

export interface KmsServiceOptions {
  readonly clock: Clock
  /** In ms since 1970. */
  readonly timeOfDay: () => number
  readonly authenticate: Authenticator
  readonly stores: KeyStores
  /** From the arrival of a call to its answer, in ns; undefined: no longer than the work takes. */
  readonly latency?: Sampler | undefined
  /** Undefined: no quota. */
  readonly quotas?: QuotaSettings | undefined
  readonly failures: FailurePlan
  readonly newRequestId: () => string
  /** Resolves when every change so far is on disk; called after each operation that made one. */
  readonly commit?: (() => Promise<void>) | undefined
  readonly audit?: ((event: CloudTrailEvent) => void) | undefined
  /** Told of errors that are no answers of KMS: a fault of ours, a disk that is full, an audit that cannot be written. */
  readonly onError?: ((error: unknown) => void) | undefined
  /** HTTP status of DependencyTimeoutException. */
  readonly timeoutStatus?: number | undefined
}

const targetPrefix = 'TrentService.'
/** More than AWS has. */
const regionsMax = 128
/** A client that is never answered is let go after this long. */
const patience = seconds(3600)

export class KmsService {
  /** May be replaced while the service runs. */
  failures: FailurePlan
  /** Requests so far, by what came of them: `ok` or the name of an error. */
  readonly counts = new Map<string, number>()
  readonly #options: KmsServiceOptions
  readonly #quotas = new Map<string, RequestQuotas>()
  readonly #regions = new Set<string>()
  /** Of the latest changes, while they are not on disk. */
  #saving: Promise<void> | undefined

  constructor(options: KmsServiceOptions) {
    this.#options = options
    this.failures = options.failures
  }

  /** On its clock, from which planned failures count. */
  now(): Nanoseconds {
    return this.#options.clock.now()
  }

  /** Answers one request; never throws. */
  readonly handle = async (request: WireRequest): Promise<WireAnswer> => {
    const { clock, newRequestId } = this.#options
    const requestId = newRequestId()
    clock.hold()
    try {
      const call = await this.#arrive(request, requestId)
      if (call.operation === undefined) return this.#identify(call)
      return await this.#answer(call, call.operation, request)
    } catch (error) {
      const exception = this.#exceptionOf(error)
      this.#count(exception.errorName)
      return errorAnswer(exception, requestId)
    } finally {
      clock.release()
    }
  }

  /** Who asks for what, when, and what the plan and the quota have for it. */
  async #arrive(request: WireRequest, requestId: string): Promise<Call> {
    const { authenticate, timeOfDay, latency } = this.#options
    const arrivedAtMs = timeOfDay()
    const pending = authenticate(request, arrivedAtMs)
    // No turn is lost where nothing has to be computed.
    const identity = pending instanceof Promise ? await pending : pending
    this.#admitRegion(identity)
    const operation = identity.service === 'sts' ? undefined : operationOf(request)
    const base = { requestId, identity, operation, arrivedAtMs, viaService: viaServiceOf(request, identity) }
    if (operation === undefined) return { ...base, delay: seconds(0), fault: undefined }
    const arrivedAt = this.now()
    const { fault, delay } = this.failures.outcomeOf(operation.name, arrivedAt)
    // What an outage keeps away uses no quota up.
    const isThrottled = fault !== 'outage' && !this.#quotasOf(identity).admits(operation.name, arrivedAt)
    return {
      ...base,
      delay: nanoseconds((latency?.() ?? 0) + delay),
      fault: isThrottled ? 'throttling' : fault,
    }
  }

  async #answer(call: Call, operation: Operation, request: WireRequest): Promise<WireAnswer> {
    const { clock, stores, timeOfDay } = this.#options
    if (call.delay > 0) await sleepHolding(clock, call.delay, request.signal)
    const { identity, fault, viaService } = call
    if (fault === 'outage') {
      // It never came here: nothing was done, and nobody logs it.
      this.#count('planned outage')
      return { kind: 'reset' }
    }
    const { principal, region } = identity
    const { name } = operation
    const context = new CallContext({
      operation: name,
      principal,
      region,
      viaService,
      now: timeOfDay(),
      stores,
    })
    let parameters: object | undefined
    let exception: KmsException | undefined
    let whole: WholeAnswer
    try {
      parameters = operation.read(request.body)
      this.#thwart(call, context, parameters)
      const answer = operation.perform(context, parameters)
      await this.#save()
      whole = answerOf(answerBody(fault === undefined ? answer : tampered(fault, answer)), call.requestId)
    } catch (error) {
      exception = this.#exceptionOf(error)
      whole = errorAnswer(exception, call.requestId)
    }
    this.#count(exception?.errorName ?? (fault === undefined ? 'ok' : `planned ${fault}`))
    this.#log(call, name, request, { keyArns: context.keyArns, parameters, error: exception })
    return fault === undefined ? whole : this.#deliver(fault, whole, request.signal)
  }

  /** STS GetCallerIdentity, the one thing that it is asked for here. */
  #identify({ identity, requestId }: Call): WireAnswer {
    this.#count('ok')
    return identityAnswer(identity.principal, requestId)
  }

  /**
   * Resolves when all that a call has changed, or may have seen of the changes
   * of others, is on disk: an EDK of a key that a crash takes back opens no more.
   */
  async #save(): Promise<void> {
    const { stores, commit } = this.#options
    if (commit === undefined || (!stores.hasChanged && this.#saving === undefined)) return
    if (stores.hasChanged) this.#saving = commit()
    const saving = this.#saving
    try {
      await saving
    } catch (error) {
      stores.markChanged()
      throw error
    } finally {
      if (this.#saving === saving) this.#saving = undefined
    }
  }

  /** Fails the call as planned, where the plan has an error for it. */
  #thwart({ fault }: Call, context: CallContext, parameters: object): void {
    if (fault === 'throttling') throw throttled()
    if (fault !== undefined) thwart(fault, context, parameters, this.#options.timeoutStatus)
  }

  /** Sends an answer, or an error, on the way that the plan has for it. */
  async #deliver(
    fault: NonNullable<Call['fault']>,
    whole: WholeAnswer,
    signal: AbortSignal | undefined,
  ): Promise<WireAnswer> {
    switch (fault) {
      case 'connection-reset':
        return { kind: 'reset' }
      case 'no-answer':
        await sleepHolding(this.#options.clock, patience, signal)
        return { kind: 'reset' }
      case 'truncated-answer':
        return { ...whole, kind: 'truncated', sentBytes: Buffer.byteLength(whole.body) >> 1 }
      default:
        return whole
    }
  }

  /** What goes wrong here, and is no answer of KMS, is told to whoever runs the service. */
  #exceptionOf(error: unknown): KmsException {
    if (error instanceof KmsException) return error
    this.#options.onError?.(error)
    return internalError()
  }

  /** A client may name any region, and each has keys and quotas of its own. */
  #admitRegion({ region }: Identity): void {
    if (this.#regions.has(region)) return
    if (this.#regions.size >= regionsMax)
      throw new KmsException('InvalidSignatureException', `Credential should be scoped to a valid region. `)
    this.#regions.add(region)
  }

  #quotasOf({ principal, region }: Identity): Pick<RequestQuotas, 'admits'> {
    const { quotas: settings } = this.#options
    if (settings === undefined) return unlimited
    // Across accounts, AWS throttles the account that asks.
    const name = `${principal.accountId}/${region}`
    let quotas = this.#quotas.get(name)
    if (quotas === undefined) {
      quotas = new RequestQuotas(region, settings)
      this.#quotas.set(name, quotas)
    }
    return quotas
  }

  #log(call: Call, operation: string, { headers }: WireRequest, told: Told): void {
    const { audit, onError } = this.#options
    if (audit === undefined) return
    const { principal, region } = call.identity
    try {
      audit(
        cloudTrailEvent({
          arrivedAt: call.arrivedAtMs,
          operation,
          principal,
          region,
          viaService: call.viaService,
          userAgent: headers['user-agent'] ?? '',
          request: told.parameters,
          keyArns: [...told.keyArns],
          error: told.error,
          requestId: call.requestId,
        }),
      )
    } catch (error) {
      // What was done is done, whether or not it can be logged.
      onError?.(error)
    }
  }

  #count(outcome: string): void {
    this.counts.set(outcome, (this.counts.get(outcome) ?? 0) + 1)
  }
}

interface Call {
  readonly requestId: string
  readonly identity: Identity
  /** Undefined for STS. */
  readonly operation: Operation | undefined
  readonly arrivedAtMs: number
  readonly viaService: string | undefined
  readonly delay: Nanoseconds
  readonly fault: PlannedOutcome['fault']
}

/** What the audit tells of a call beside who made it. */
interface Told {
  /** Of the keys that it was about. */
  readonly keyArns: ReadonlySet<string>
  /** Undefined where the request could not be read. */
  readonly parameters: object | undefined
  readonly error: KmsException | undefined
}

const unlimited = { admits: () => true }

/** Only where the signature vouches for it: nobody on the way can add it. */
function viaServiceOf({ headers }: WireRequest, { signedHeaders }: Identity): string | undefined {
  return signedHeaders.has(viaServiceHeader) ? headers[viaServiceHeader] : undefined
}

/** @throws {KmsException} UnknownOperationException, UnsupportedOperationException */
function operationOf({ method, headers }: WireRequest): Operation {
  const target = headers['x-amz-target'] ?? ''
  const name = target.startsWith(targetPrefix) ? target.slice(targetPrefix.length) : ''
  const operation = method === 'POST' ? operations.get(name) : undefined
  if (operation !== undefined) return operation
  if (!unsupportedOperations.has(name)) throw new KmsException('UnknownOperationException', '')
  throw unsupported(`This KMS does not support ${name}.`)
}
