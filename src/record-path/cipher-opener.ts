/**
 * Lets a library open what it has sealed in the envelope's place.
 *
 * @module
 */
import type { Clock } from '../clock/clock.ts'
import type { Stopwatch } from '../clock/stopwatch.ts'
import { EnvelopeError } from '../envelope/envelope-error.ts'
import { KmsError } from '../kms/key-service.ts'
import type { WitnessedCipher } from './cipher-sealer.ts'
import { callLibrary } from './library-call.ts'
import type { Content, Opener } from './opener.ts'
import { contentOf } from './plain-layout.ts'
import type { StoredRecord } from './shard-log.ts'
import type { Stream } from './stream.ts'

export interface CipherOpenerOptions {
  readonly stream: Stream
  readonly clock: Clock
  readonly cipher: WitnessedCipher
}

export class CipherOpener implements Opener {
  /** Whatever a library caches, it does not tell. */
  readonly cachedKeys = 0
  readonly #options: CipherOpenerOptions

  constructor(options: CipherOpenerOptions) {
    this.#options = options
  }

  open(
    { bytes }: StoredRecord,
    shard: number,
    _keyId: string,
    stopwatch: Stopwatch,
  ): Content | Promise<Content> {
    const { clock, stream } = this.#options
    const { cipher, witness } = this.#options.cipher
    return callLibrary(clock, stopwatch, {
      work: () => cipher.open(bytes, stream.contexts[shard]!),
      use: contentOf,
      refusal: (error) => refusalOf(witness.take() ?? error),
    })
  }

  dispose(): void {}
}

/** KMS may fail a call; everything else that a library throws is about the record. */
function refusalOf(error: unknown): unknown {
  const isAboutCall = error instanceof KmsError && error.kmsErrorName !== 'InvalidCiphertextException'
  return isAboutCall ? error : new EnvelopeError('AUTH')
}
