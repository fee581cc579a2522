/**
 * Remembers how KMS failed a library, since some say only that they could not
 * do their work: whether KMS or the record is to blame must not be lost.
 *
 * @module
 */
import { KmsError } from '../kms/key-service.ts'
import type { KmsCommands } from '../kms/sdk-key-service.ts'

export class KmsWitness {
  /** What the library is given to ask KMS with. */
  readonly commands: KmsCommands
  #failure: KmsError | undefined

  constructor(commands: KmsCommands) {
    this.commands = {
      generateDataKey: (input) => this.#watched(commands.generateDataKey(input)),
      encrypt: (input) => this.#watched(commands.encrypt(input)),
      decrypt: (input) => this.#watched(commands.decrypt(input)),
    }
  }

  /** How KMS failed since the last time that this was asked, if it did; one work after another. */
  take(): KmsError | undefined {
    const failure = this.#failure
    this.#failure = undefined
    return failure
  }

  async #watched<Answer>(asked: Promise<Answer>): Promise<Answer> {
    try {
      return await asked
    } catch (error) {
      if (error instanceof KmsError) this.#failure = error
      throw error
    }
  }
}
