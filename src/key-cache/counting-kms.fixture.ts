/**
 * A KMS for tests that notes every call and answers after a given latency.
 *
 * @module
 */
import type { VirtualClock } from '../clock/virtual-clock.ts'
import type { SealingKey } from '../envelope/key-material.ts'
import {
  KmsError,
  type DecryptedDataKey,
  type DecryptRequest,
  type GeneratedDataKey,
  type GenerateDataKeyRequest,
  type KeyService,
  type KmsErrorName,
  type KmsOperation,
} from '../kms/key-service.ts'
import { nanoseconds, type Nanoseconds } from '../units/units.ts'

export const keyId = 'alias/orders'
export const encryptionContext = {
  'aws:kinesis:arn': 'arn:aws:kinesis:us-east-1:123456789012:stream/orders',
}

export interface NotedCall {
  readonly operation: KmsOperation
  readonly arrivedAt: Nanoseconds
  readonly answeredAt: Nanoseconds
  readonly request: GenerateDataKeyRequest | DecryptRequest
}

/** EDKs are 184 bytes with a number in front, and decrypt to 32 times that number. */
export class CountingKms implements KeyService {
  readonly calls: NotedCall[] = []
  /** Of the next calls. */
  latency = nanoseconds(0)
  /** What the next calls are answered with, if anything but a key. */
  failure: KmsErrorName | undefined
  /** Every plaintext that was handed out, in order; receivers wipe it. */
  readonly plaintexts: Buffer[] = []
  readonly #clock: VirtualClock
  #generated = 0

  constructor(clock: VirtualClock) {
    this.#clock = clock
  }

  get operations(): readonly KmsOperation[] {
    return this.calls.map(({ operation }) => operation)
  }

  count(operation: KmsOperation): number {
    return this.operations.filter((one) => one === operation).length
  }

  async generateDataKey(request: GenerateDataKeyRequest): Promise<GeneratedDataKey> {
    await this.#answerTo('GenerateDataKey', request)
    this.#generated += 1
    return { ...this.#plaintextOf(this.#generated), ciphertextBlob: edkNumber(this.#generated) }
  }

  async decrypt(request: DecryptRequest): Promise<DecryptedDataKey> {
    const number = Buffer.from(request.ciphertextBlob).readUInt32BE()
    await this.#answerTo('Decrypt', request)
    return this.#plaintextOf(number)
  }

  async #answerTo(operation: KmsOperation, request: NotedCall['request']): Promise<void> {
    const { failure } = this
    const arrivedAt = this.#clock.now()
    const answeredAt = nanoseconds(arrivedAt + this.latency)
    this.calls.push({ operation, arrivedAt, answeredAt, request })
    await this.#clock.sleep(this.latency)
    if (failure !== undefined) throw new KmsError(failure, 'as the test wants it')
  }

  #plaintextOf(number: number): DecryptedDataKey {
    const plaintext = Buffer.from(new ArrayBuffer(32)).fill(number)
    this.plaintexts.push(plaintext)
    return { plaintext, keyId }
  }
}

/** The EDK that stands for `number`, in memory of its own. */
export function edkNumber(number: number): Buffer {
  const edk = Buffer.alloc(184, 0xed)
  edk.writeUInt32BE(number)
  return edk
}

export const numberOf = (key: SealingKey): number => key.edk.readUInt32BE()
