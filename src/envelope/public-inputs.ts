/**
 * The public bytes that bind one record to its suite, EDK, context and salt,
 * laid out once per suite and thread, so that sealing a record allocates none
 * of them. Valid from one record to the next; sealing is synchronous.
 *
 * @module
 */
import type { Suite } from './suites/suite.ts'

const label = Buffer.from('KSE1')
const suiteAt = label.length
const afterSuite = suiteAt + 2
const hashLength = 32

type Lengths = Pick<Suite, 'id' | 'saltLength' | 'commitmentLength' | 'commitmentOffset'>

export class PublicInputs {
  /** `"KSE1" || suite || context hash || salt` */
  readonly info: Buffer
  /** `info || 01`: what HKDF-Expand authenticates for its first block. */
  readonly infoBlock: Buffer
  readonly contextHash: Buffer
  readonly salt: Buffer
  /** `"KSE1" || suite || EDK hash || salt || commitment || ciphertext length || context hash` */
  readonly aad: Buffer
  readonly commitment: Buffer
  readonly #aadSaltAt: number
  readonly #ciphertextLengthAt: number
  readonly #aadContextAt: number
  readonly #commitmentOffset: number

  constructor({ id, saltLength, commitmentLength, commitmentOffset }: Lengths) {
    const saltAt = afterSuite + hashLength
    this.infoBlock = Buffer.alloc(saltAt + saltLength + 1)
    this.info = this.infoBlock.subarray(0, saltAt + saltLength)
    this.contextHash = this.info.subarray(afterSuite, saltAt)
    this.salt = this.info.subarray(saltAt)
    this.infoBlock[saltAt + saltLength] = 1

    this.#aadSaltAt = afterSuite + hashLength
    const commitmentAt = this.#aadSaltAt + saltLength
    this.#ciphertextLengthAt = commitmentAt + commitmentLength
    this.#aadContextAt = this.#ciphertextLengthAt + 4
    this.#commitmentOffset = commitmentOffset
    this.aad = Buffer.alloc(this.#aadContextAt + hashLength)
    this.commitment = this.aad.subarray(commitmentAt, this.#ciphertextLengthAt)

    for (const bytes of [this.infoBlock, this.aad]) {
      bytes.set(label)
      bytes.writeUInt16BE(id, suiteAt)
    }
  }

  /** Binds what derivation needs; `salt` is set by the caller. */
  bindContext(contextHash: Buffer): void {
    this.contextHash.set(contextHash)
  }

  /** Binds the rest, once the salt is set. `record` is that of the reader or `secrets` of the writer. */
  bindRecord(edkHash: Buffer, ciphertextLength: number): void {
    this.aad.set(edkHash, afterSuite)
    this.aad.set(this.salt, this.#aadSaltAt)
    this.aad.writeUInt32BE(ciphertextLength, this.#ciphertextLengthAt)
    this.aad.set(this.contextHash, this.#aadContextAt)
  }

  /** Takes the commitment from the secrets that a writer derived. */
  takeCommitment(secrets: Buffer): void {
    const { commitment } = this
    if (commitment.length > 0) secrets.copy(commitment, 0, this.#commitmentOffset)
  }
}

const inputsBySuite = new Map<number, PublicInputs>()

/** The inputs that this thread uses for every record of `suite`. */
export function publicInputsOf(suite: Suite): PublicInputs {
  let inputs = inputsBySuite.get(suite.id)
  if (inputs === undefined) {
    inputs = new PublicInputs(suite)
    inputsBySuite.set(suite.id, inputs)
  }
  return inputs
}
