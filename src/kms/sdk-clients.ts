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
import { KmsError, kmsOperations, type KmsOperation } from './key-service.ts'
import { ClockedRetryStrategy, type RetryMode } from './retries.ts'
import type { LatencyObserver } from './sdk-key-service.ts'
import type { SpendCap } from './spend-cap.ts'

/** Names the AWS service on whose behalf a request is made; ours, since AWS keeps its own to itself. */
export const viaServiceHeader = 'x-sealbench-via-service'

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
          this.#attempt(operationOf(context.commandName), () => next(args)),
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
  async #attempt<Output>(operation: KmsOperation | undefined, next: () => Promise<Output>): Promise<Output> {
    const { clock, account, observer, spendCap } = this.#options
    if (spendCap?.take() === false) throw spendCapReached(spendCap.maxCalls)
    if (operation === undefined) return next()
    const startedAt = clock.now()
    try {
      const output = await next()
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

function operationOf(commandName: string | undefined): KmsOperation | undefined {
  return kmsOperations.find((operation) => `${operation}Command` === commandName)
}

function spendCapReached(maxCalls: number): KmsError {
  return new KmsError(
    'SpendCapReached',
    `The next KMS call would be number ${maxCalls + 1} of this run, and its cap is ${maxCalls}. ` +
      'Raise --max-kms-calls or --max-usd if that may cost more.',
  )
}
