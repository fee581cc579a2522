/**
 * Lets a library open what it has sealed in the envelope's place.
 *
 * @module
 */
import type { Clock } from '../clock/clock.ts'
import type { Stopwatch } from '../clock/stopwatch.ts'
import type { RecordCipher } from '../contestants/contestant.ts'
import { EnvelopeError } from '../envelope/envelope-error.ts'
import { KmsError } from '../kms/key-service.ts'
import { callLibrary } from './library-call.ts'
import type { Content, Opener } from './opener.ts'
import { contentOf } from './plain-layout.ts'
import type { StoredRecord } from './shard-log.ts'
import type { Stream } from './stream.ts'

export interface CipherOpenerOptions {
  readonly stream: Stream
  readonly clock: Clock
  readonly cipher: RecordCipher
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
    const { clock, cipher, stream } = this.#options
    return callLibrary(clock, stopwatch, {
      work: () => cipher.open(bytes, stream.contexts[shard]!),
      use: contentOf,
      refusal: refusalOf,
    })
  }

  dispose(): void {}
}

/** KMS may fail a call; everything else that a library throws is about the record. */
function refusalOf(error: unknown): unknown {
  const isAboutCall = error instanceof KmsError && error.kmsErrorName !== 'InvalidCiphertextException'
  return isAboutCall ? error : new EnvelopeError('AUTH')
}
