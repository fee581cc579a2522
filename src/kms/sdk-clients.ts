/**
 * SDK clients, one for each principal: each signs with credentials of its own
 * and has retries of its own, as separate applications would.
 *
 * @module
 */
import { KMSClient, type KMSClientConfig } from '@aws-sdk/client-kms'

import type { Clock } from '../clock/clock.ts'
import { randomStream } from '../random.ts'
import { nanoseconds } from '../units/units.ts'
import type { KmsAccount } from './call-log.ts'
import { asKmsError } from './client-errors.ts'
import { isAwsHost } from './aws-host.ts'
import { KmsError, kmsOperations, type KmsOperation } from './key-service.ts'
import { ClockedRetryStrategy, type RetryMode } from './retries.ts'
import type { LatencyObserver } from './sdk-key-service.ts'
import type { SpendCap } from './spend-cap.ts'
import { viaServiceHeader } from './via-service.ts'

export interface SdkClientsOptions {
  readonly clock: Clock
  readonly region: string
  /** AWS's own of the region if left out. */
  readonly endpoint?: string | undefined
  /** The SDK's default for HTTP if left out. */
  readonly requestHandler?: KMSClientConfig['requestHandler']
  /** The SDK's default chain where it gives nothing. */
  readonly credentialsOf?: (principal: string) => SdkCredentials
  readonly retryMode: RetryMode
  /** With the first one. */
  readonly maxAttempts: number
  /** Of the jitter of retries on the virtual clock. */
  readonly seed: number
  /** Such as `kinesis.us-east-1.amazonaws.com`; never sent to AWS. */
  readonly viaService?: string | undefined
  readonly account?: KmsAccount | undefined
  readonly observer?: LatencyObserver | undefined
  readonly spendCap?: SpendCap | undefined
  /**
   * Whether every request must go to AWS: variables and profiles may send the
   * SDK elsewhere, and then it would not be AWS that was measured.
   */
  readonly isAws?: boolean | undefined
}

/** `signer` where requests go nowhere that would verify a signature. */
export type SdkCredentials = Pick<KMSClientConfig, 'credentials' | 'profile' | 'signer'>

export class SdkClients implements Disposable {
  readonly #options: SdkClientsOptions
  readonly #clients = new Map<string, KMSClient>()

  constructor(options: SdkClientsOptions) {
    this.#options = options
  }

  of(principal: string): KMSClient {
    let client = this.#clients.get(principal)
    if (client === undefined) {
      client = this.#create(principal)
      this.#clients.set(principal, client)
    }
    return client
  }

  [Symbol.dispose](): void {
    for (const client of this.#clients.values()) client.destroy()
    this.#clients.clear()
  }

  #create(principal: string): KMSClient {
    const { region, endpoint, requestHandler, credentialsOf } = this.#options
    const client = new KMSClient({
      region,
      ...(endpoint !== undefined && { endpoint }),
      ...(requestHandler !== undefined && { requestHandler }),
      ...credentialsOf?.(principal),
      ...this.#retriesOf(principal),
    })
    const { middlewareStack } = client
    middlewareStack.addRelativeTo(
      <Args, Output>(next: (args: Args) => Promise<Output>, context: { readonly commandName?: string }) =>
        (args: Args) =>
          this.#attempt(operationOf(context.commandName), args, next),
      { name: 'sealbenchAttempts', relation: 'after', toMiddleware: 'retryMiddleware' },
    )
    const { viaService } = this.#options
    if (viaService !== undefined) {
      middlewareStack.add(
        (next) => async (args) => {
          const { headers } = args.request as { headers: Record<string, string> }
          headers[viaServiceHeader] = viaService
          return next(args)
        },
        // Before it is signed.
        { name: 'sealbenchViaService', step: 'build' },
      )
    }
    return client
  }

  /** On the real clock, the SDK's own from end to end. */
  #retriesOf(principal: string): KMSClientConfig {
    const { clock, retryMode, maxAttempts, seed } = this.#options
    if (clock.kind === 'real') return { retryMode, maxAttempts }
    const jitter = randomStream(seed, `kms/retry/${principal}`)
    return { retryStrategy: new ClockedRetryStrategy(maxAttempts, clock, jitter), maxAttempts }
  }

  /** One attempt of a call: within the cap, counted and timed. Control operations count against the cap alone. */
  async #attempt<Args, Output>(
    operation: KmsOperation | undefined,
    args: Args,
    next: (args: Args) => Promise<Output>,
  ): Promise<Output> {
    const { clock, account, observer, spendCap, isAws } = this.#options
    const { hostname } = (args as { request: { hostname: string } }).request
    if (isAws === true && !isAwsHost(hostname)) throw notAws(hostname)
    if (spendCap?.take() === false) throw spendCapReached(spendCap.maxCalls)
    if (operation === undefined) return next(args)
    const startedAt = clock.now()
    try {
      const output = await next(args)
      account?.countAttempt(operation, 'ok')
      return output
    } catch (error) {
      account?.countAttempt(operation, asKmsError(error, operation).kmsErrorName)
      throw error
    } finally {
      observer?.attempt(nanoseconds(clock.now() - startedAt))
    }
  }
}

function notAws(hostname: string): KmsError {
  return new KmsError(
    'ConnectionFailed',
    `AWS itself was asked for, and the SDK is told to ask ${hostname}. Unset AWS_ENDPOINT_URL_KMS and AWS_ENDPOINT_URL, ` +
      'and take endpoint_url out of the profile; or ask that endpoint by its address.',
  )
}

function operationOf(commandName: string | undefined): KmsOperation | undefined {
  return kmsOperations.find((operation) => `${operation}Command` === commandName)
}

function spendCapReached(maxCalls: number): KmsError {
  return new KmsError(
    'SpendCapReached',
    `The cap of ${maxCalls} KMS calls is reached. Raise --max-kms-calls or --max-usd if it may cost more.`,
  )
}
