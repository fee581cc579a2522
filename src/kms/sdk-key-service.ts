/**
 * Asks KMS through the AWS SDK as any application would: the embedded KMS in
 * this process, an endpoint, or AWS itself. Counts each call as the caller sees
 * it and each attempt as the service does.
 *
 * @module
 */
import {
  DecryptCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  type DecryptCommandInput,
  type DecryptCommandOutput,
  type EncryptCommandInput,
  type EncryptCommandOutput,
  type GenerateDataKeyCommandInput,
  type GenerateDataKeyCommandOutput,
  type KMSClient,
} from '@aws-sdk/client-kms'

import type { Clock } from '../clock/clock.ts'
import { edkLengthMax } from '../envelope/layout.ts'
import { unpooledBytes } from '../envelope/secret-bytes.ts'
import { nanoseconds, type Nanoseconds } from '../units/units.ts'
import type { KmsAccount } from './call-log.ts'
import { asKmsError, unusableAnswer } from './client-errors.ts'
import type {
  Caller,
  DecryptedDataKey,
  DecryptRequest,
  GeneratedDataKey,
  GenerateDataKeyRequest,
  KeyService,
  KmsError,
  KmsOperation,
} from './key-service.ts'
import { isKeyArn } from './key-arn.ts'

const keyMaterialLength = 32

/** Latencies on the clock of the run, whatever came of it. */
export interface LatencyObserver {
  /** Of a call, with all its attempts and the pauses between them. */
  call(elapsed: Nanoseconds): void
  /** Of one attempt. */
  attempt(elapsed: Nanoseconds): void
}

/** KMS as libraries ask it: the methods of the SDK's client that they use. @throws {KmsError} */
export interface KmsCommands {
  generateDataKey(input: GenerateDataKeyCommandInput): Promise<GenerateDataKeyCommandOutput>
  encrypt(input: EncryptCommandInput): Promise<EncryptCommandOutput>
  decrypt(input: DecryptCommandInput): Promise<DecryptCommandOutput>
}

export interface SdkKeyServiceOptions {
  readonly clock: Clock
  /** The client that signs as `principal`; it belongs to the giver. */
  readonly clientOf: (principal: string) => KMSClient
  readonly account: KmsAccount
  readonly observer?: LatencyObserver | undefined
}

export class SdkKeyService implements KeyService {
  readonly #options: SdkKeyServiceOptions

  constructor(options: SdkKeyServiceOptions) {
    this.#options = options
  }

  async generateDataKey({
    keyId,
    encryptionContext,
    caller,
  }: GenerateDataKeyRequest): Promise<GeneratedDataKey> {
    return this.#call('GenerateDataKey', caller, async (client) => {
      const command = new GenerateDataKeyCommand({
        KeyId: keyId,
        NumberOfBytes: keyMaterialLength,
        EncryptionContext: encryptionContext,
      })
      const answer = await client.send(command)
      const key = keyOf(answer, keyId)
      const { CiphertextBlob: edk } = answer
      if (!(edk instanceof Uint8Array) || edk.length === 0 || edk.length > edkLengthMax) {
        key.plaintext.fill(0)
        throw unusableAnswer('GenerateDataKey', `a CiphertextBlob of ${edk?.length ?? 0} bytes`)
      }
      return { ...key, ciphertextBlob: Buffer.from(edk) }
    })
  }

  async decrypt({
    ciphertextBlob,
    keyId,
    encryptionContext,
    caller,
  }: DecryptRequest): Promise<DecryptedDataKey> {
    // The caller may reuse its buffer from here on.
    const edk = Uint8Array.from(ciphertextBlob)
    return this.#call('Decrypt', caller, async (client) => {
      const command = new DecryptCommand({
        CiphertextBlob: edk,
        KeyId: keyId,
        EncryptionContext: encryptionContext,
      })
      return keyOf(await client.send(command), keyId)
    })
  }

  /** Counted and timed as every other call. For work that holds the clock: that time passes while KMS is asked. */
  commandsOf(caller: Caller): KmsCommands {
    const ask = <Answer>(operation: KmsOperation, send: (client: KMSClient) => Promise<Answer>) =>
      this.#callWhileHolding(operation, caller, send)
    return {
      generateDataKey: (input) =>
        ask('GenerateDataKey', (client) => client.send(new GenerateDataKeyCommand(input))),
      encrypt: (input) => ask('Encrypt', (client) => client.send(new EncryptCommand(input))),
      decrypt: (input) => ask('Decrypt', (client) => client.send(new DecryptCommand(input))),
    }
  }

  async #callWhileHolding<Answer>(
    operation: KmsOperation,
    caller: Caller,
    send: (client: KMSClient) => Promise<Answer>,
  ): Promise<Answer> {
    const { clock } = this.#options
    clock.release()
    try {
      // Holds it again before it first waits.
      return await this.#call(operation, caller, send)
    } finally {
      clock.hold()
    }
  }

  async #call<Answer>(
    operation: KmsOperation,
    caller: Caller,
    ask: (client: KMSClient) => Promise<Answer>,
  ): Promise<Answer> {
    const { clock, account, clientOf, observer } = this.#options
    const calledAt = clock.now()
    account.countCall(operation, caller, calledAt)
    // What the SDK does takes time on this machine, and none on the virtual clock.
    clock.hold()
    try {
      const answer = await ask(clientOf(caller.principal))
      account.countOutcome('ok')
      return answer
    } catch (error) {
      const kmsError = asKmsError(error, operation)
      // A call whose very first attempt the cap refused never came to KMS.
      if (wasRefused(kmsError)) account.withdrawCall(operation, caller, calledAt)
      else account.countOutcome(kmsError.kmsErrorName)
      throw kmsError
    } finally {
      clock.release()
      observer?.call(nanoseconds(clock.now() - calledAt))
    }
  }
}

function wasRefused(error: KmsError): boolean {
  // The SDK notes this on whatever its attempts throw.
  const { $metadata: metadata } = error as { readonly $metadata?: { readonly attempts?: number } }
  return error.kmsErrorName === 'SpendCapReached' && (metadata?.attempts ?? 1) === 1
}

interface KeyAnswer {
  readonly Plaintext?: Uint8Array | undefined
  readonly KeyId?: string | undefined
}

/**
 * Takes the plaintext over into memory of its own and wipes what the SDK made,
 * which lies in a pool with whatever else was decoded.
 *
 * @throws {KmsError} where a key of another length or another KMS key came: neither may be cached.
 */
function keyOf({ Plaintext: plaintext, KeyId: keyArn }: KeyAnswer, asked: string): DecryptedDataKey {
  const key = unpooledBytes(keyMaterialLength)
  const length = plaintext?.length ?? 0
  if (length === keyMaterialLength) key.set(plaintext!)
  plaintext?.fill(0)
  if (length === keyMaterialLength && isAnswerFor(keyArn, asked)) return { plaintext: key, keyId: keyArn! }
  key.fill(0)
  if (length !== keyMaterialLength) throw unusableAnswer('KMS', `key material of ${length} bytes, not 32`)
  // Whatever is no ARN may be anything, even a key.
  const answered = keyArn !== undefined && isKeyArn(keyArn) ? `KMS key ${keyArn}` : 'no ARN of a KMS key'
  throw unusableAnswer('KMS', `${answered} where ${asked} was asked for`)
}

/** An alias may name any key, so only ARNs and ids of keys can be compared. */
function isAnswerFor(keyArn: string | undefined, asked: string): boolean {
  if (keyArn === undefined || !isKeyArn(keyArn)) return false
  if (isKeyArn(asked)) return keyArn === asked
  return asked.includes('alias/') || keyArn.endsWith(`:key/${asked}`)
}
