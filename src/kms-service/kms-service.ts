/**
 * A KMS that really encrypts: what it answers to a request, whatever carried
 * that here. Latency, quota and planned failures pass on its clock, so that
 * they are the same in this process and over HTTP.
 *
 * @module
 */
import { sleepHolding, type Clock } from '../clock/clock.ts'
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
import type { Answer, Operation } from './operations/operation.ts'
import { operations, unsupportedOperations } from './operations/registry.ts'
import type { FailurePlan, PlannedOutcome } from './planned-failures.ts'
import { RequestQuotas, type QuotaSettings } from './request-quota.ts'
import type { WireAnswer, WireRequest } from './wire.ts'

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
  /** HTTP status of DependencyTimeoutException. */
  readonly timeoutStatus?: number | undefined
}

/** Names the AWS service on whose behalf a signed request is made. */
export const viaServiceHeader = 'x-sealbench-via-service'

const targetPrefix = 'TrentService.'
/** A client that is never answered is let go after this long. */
const patience = seconds(3600)

export class KmsService {
  /** May be replaced while the service runs. */
  failures: FailurePlan
  /** Requests so far, by what came of them: `ok` or the name of an error. */
  readonly counts = new Map<string, number>()
  readonly #options: KmsServiceOptions
  readonly #quotas = new Map<string, RequestQuotas>()
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
      return call.operation === undefined
        ? identityAnswer(call.identity.principal, requestId)
        : await this.#answer(call, call.operation, request)
    } catch (error) {
      const exception = error instanceof KmsException ? error : internalError()
      this.#count(exception.errorName)
      return errorAnswer(exception, requestId)
    } finally {
      clock.release()
    }
  }

  /** Who asks for what, when, and what the plan and the quota have for it. */
  async #arrive(request: WireRequest, requestId: string): Promise<Call> {
    const { authenticate, clock, timeOfDay, latency } = this.#options
    const arrivedAtMs = timeOfDay()
    const pending = authenticate(request, arrivedAtMs)
    // No turn is lost where nothing has to be computed.
    const identity = pending instanceof Promise ? await pending : pending
    const operation = identity.service === 'sts' ? undefined : operationOf(request)
    const arrivedAt = clock.now()
    const outcome = operation === undefined ? untroubled : this.failures.outcomeOf(operation.name, arrivedAt)
    const isAdmitted = operation === undefined || this.#quotasOf(identity).admits(operation.name, arrivedAt)
    return {
      requestId,
      identity,
      operation,
      arrivedAtMs,
      delay: nanoseconds((latency?.() ?? 0) + outcome.delay),
      fault: isAdmitted ? outcome.fault : 'throttling',
    }
  }

  async #answer(call: Call, operation: Operation, request: WireRequest): Promise<WireAnswer> {
    const { clock, stores, timeOfDay } = this.#options
    if (call.delay > 0) await sleepHolding(clock, call.delay, request.signal)
    const { identity, fault } = call
    if (fault === 'outage') {
      // It never came here: nothing was done, and nobody logs it.
      this.#count('planned outage')
      return { kind: 'reset' }
    }
    const context = new CallContext({
      operation: operation.name,
      principal: identity.principal,
      region: identity.region,
      viaService: viaServiceOf(request, identity),
      now: timeOfDay(),
      storeOf: stores.of,
      findById: stores.findById,
    })
    let parameters: object | undefined
    let exception: KmsException | undefined
    try {
      parameters = operation.read(request.body)
      this.#thwart(call, context, parameters)
      const answer = operation.perform(context, parameters)
      if (stores.hasChanged || this.#saving !== undefined) await this.#save()
      return await this.#send(call, answer, request)
    } catch (error) {
      exception = error instanceof KmsException ? error : internalError()
      return errorAnswer(exception, call.requestId)
    } finally {
      this.#count(exception?.errorName ?? (fault === undefined ? 'ok' : `planned ${fault}`))
      this.#log(call, operation, context, parameters, exception, request)
    }
  }

  /**
   * Resolves when all that a call has changed, or may have seen of the changes
   * of others, is on disk: an EDK of a key that a crash takes back opens no more.
   */
  async #save(): Promise<void> {
    const { commit, stores } = this.#options
    if (stores.hasChanged) this.#saving = commit?.()
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

  async #send({ fault, requestId }: Call, answer: Answer, { signal }: WireRequest): Promise<WireAnswer> {
    const body = answerBody(fault === undefined ? answer : tampered(fault, answer))
    switch (fault) {
      case 'connection-reset':
        return { kind: 'reset' }
      case 'no-answer':
        await sleepHolding(this.#options.clock, patience, signal)
        return { kind: 'reset' }
      case 'truncated-answer':
        return { ...answerOf(body, requestId), kind: 'truncated', sentBytes: body.length >> 1 }
      default:
        return answerOf(body, requestId)
    }
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

  #log(
    call: Call,
    { name }: Operation,
    { keyArns }: CallContext,
    request: object | undefined,
    error: KmsException | undefined,
    wire: WireRequest,
  ): void {
    const { principal, region } = call.identity
    this.#options.audit?.(
      cloudTrailEvent({
        arrivedAt: call.arrivedAtMs,
        operation: name,
        principal,
        region,
        viaService: viaServiceOf(wire, call.identity),
        userAgent: wire.headers['user-agent'] ?? '',
        request,
        keyArns: [...keyArns],
        error,
        requestId: call.requestId,
      }),
    )
  }

  #count(outcome: string): void {
    this.counts.set(outcome, (this.counts.get(outcome) ?? 0) + 1)
  }
}

interface Call {
  readonly requestId: string
  readonly identity: Identity
  /** Undefined for STS, which is asked for one thing only. */
  readonly operation: Operation | undefined
  readonly arrivedAtMs: number
  readonly delay: Nanoseconds
  readonly fault: PlannedOutcome['fault']
}

const unlimited = { admits: () => true }
const untroubled: PlannedOutcome = { fault: undefined, delay: seconds(0) }

/** @throws {KmsException} UnknownOperationException, UnsupportedOperationException */
function operationOf({ method, headers }: WireRequest): Operation {
  const target = headers['x-amz-target'] ?? ''
  const name = target.startsWith(targetPrefix) ? target.slice(targetPrefix.length) : ''
  const operation = method === 'POST' ? operations.get(name) : undefined
  if (operation !== undefined) return operation
  if (unsupportedOperations.has(name)) throw unsupported(`This KMS does not support ${name}.`)
  throw new KmsException('UnknownOperationException', '')
}

/** Only where the signature vouches for it: nobody on the way can add it. */
function viaServiceOf({ headers }: WireRequest, { signedHeaders }: Identity): string | undefined {
  return signedHeaders.has(viaServiceHeader) ? headers[viaServiceHeader] : undefined
}
