/**
 * Lets a library seal in the envelope's place: the record is laid out as it is
 * where nothing is sealed, handed over, and the result is copied into the log.
 *
 * @module
 */
import type { Clock } from '../clock/clock.ts'
import type { RecordCipher } from '../contestants/contestant.ts'
import type { KmsWitness } from './kms-witness.ts'
import { callLibrary } from './library-call.ts'
import { laidOut } from './plain-layout.ts'
import {
  receiptOf,
  type Place,
  type PutCall,
  type PutReceipt,
  type PutRecord,
  type Sealer,
} from './sealer.ts'
import { asServiceError } from './service-errors.ts'
import type { Stream } from './stream.ts'

export interface CipherSealerOptions {
  readonly stream: Stream
  readonly clock: Clock
  /** Principals share no key material. Called once for each. */
  readonly cipherOf: (principal: string) => WitnessedCipher
}

/** A cipher, and what saw how KMS answered it. */
export interface WitnessedCipher {
  readonly cipher: RecordCipher
  readonly witness: KmsWitness
}

export class CipherSealer implements Sealer {
  readonly #options: CipherSealerOptions
  readonly #ciphers = new Map<string, WitnessedCipher>()

  constructor(options: CipherSealerOptions) {
    this.#options = options
  }

  store(record: PutRecord, call: PutCall, place: Place): PutReceipt | Promise<PutReceipt> {
    const { clock, stream } = this.#options
    const content = laidOut(record)
    const { cipher, witness } = this.#cipherOf(call.principal)
    return callLibrary(clock, call.stopwatch, {
      work: () => cipher.seal(content, stream.contexts[place.shard]!),
      use: (sealed) => this.#store(sealed, record, call, place),
      refusal: (error) => asServiceError(witness.take() ?? error),
    })
  }

  dispose(): void {
    this.#ciphers.clear()
  }

  #cipherOf(principal: string): WitnessedCipher {
    let cipher = this.#ciphers.get(principal)
    if (cipher === undefined) {
      cipher = this.#options.cipherOf(principal)
      this.#ciphers.set(principal, cipher)
    }
    return cipher
  }

  #store(sealed: Buffer, { ordinal }: PutRecord, call: PutCall, { size, shard, epoch }: Place): PutReceipt {
    const { stream } = this.#options
    const log = stream.logs[shard]!
    const { buffer, offset } = log.reserve(sealed.length)
    buffer.set(sealed, offset)
    const position = log.commit(sealed.length, {
      arrivedAt: call.receivedAt,
      ordinal,
      epoch,
      isSealed: true,
      contentBytes: size,
      batchTable: undefined,
    })
    return receiptOf(stream, shard, position, 'KMS')
  }
}
