/**
 * The public bytes that bind one record to its suite, EDK, context and salt,
 * laid out once per key, so that sealing a record allocates none of them and
 * writes only those that differ from record to record. Valid from one record to
 * the next; sealing is synchronous.
 *
 * @module
 */
const label = Buffer.from('KSE1')
const suiteAt = label.length
const edkHashAt = suiteAt + 2
const hashLength = 32
const nonceLength = 12

/** What of a suite the layout of a record depends on; lengths in bytes. */
export interface RecordLayout {
  /** On the wire; 0 is reserved. */
  readonly id: number
  readonly saltLength: number
  /** 0 where the suite does not commit to its key in a field of its own. */
  readonly commitmentLength: number
  /** Where the commitment lies in the secrets of a record. */
  readonly commitmentOffset: number
}

export class PublicInputs {
  /** `"KSE1" || suite || EDK hash || salt || commitment || ciphertext length || context hash` */
  readonly aad: Buffer
  /** `salt || commitment || ciphertext length`, which a record has in the same order. */
  readonly header: Buffer
  readonly salt: Buffer
  /** The end of the salt, where that is or holds the nonce. */
  readonly nonce: Buffer
  readonly commitment: Buffer
  readonly #lengthAt: number
  readonly #contextAt: number
  readonly #commitmentOffset: number
  #contextHash: Buffer | undefined

  constructor({ id, saltLength, commitmentLength, commitmentOffset }: RecordLayout, edkHash: Buffer) {
    const saltAt = edkHashAt + hashLength
    const commitmentAt = saltAt + saltLength
    this.#lengthAt = commitmentAt + commitmentLength
    this.#contextAt = this.#lengthAt + 4
    this.#commitmentOffset = commitmentOffset
    this.aad = Buffer.alloc(this.#contextAt + hashLength)
    this.header = this.aad.subarray(saltAt, this.#contextAt)
    this.salt = this.aad.subarray(saltAt, commitmentAt)
    this.nonce = this.salt.subarray(-nonceLength)
    this.commitment = this.aad.subarray(commitmentAt, this.#lengthAt)
    this.aad.set(label)
    this.aad.writeUInt16BE(id, suiteAt)
    this.aad.set(edkHash, edkHashAt)
  }

  /** 32 bytes; a view. */
  get contextHash(): Buffer {
    return this.#contextHash as Buffer
  }

  /** Binds the context, by its `hash`, whose bytes never change. */
  bindContext(hash: Buffer): void {
    if (hash === this.#contextHash) return
    this.#contextHash = hash
    this.aad.set(hash, this.#contextAt)
  }

  bindLength(ciphertextLength: number): void {
    this.aad.writeUInt32BE(ciphertextLength, this.#lengthAt)
  }

  /** Takes salt, commitment and ciphertext length from a record, where they lie from `start` to `end`. */
  takeHeader(record: Buffer, start: number, end: number): void {
    record.copy(this.header, 0, start, end)
  }

  /** Takes the commitment from the secrets that a writer derived. */
  takeCommitment(secrets: Buffer): void {
    const { commitment } = this
    if (commitment.length > 0) secrets.copy(commitment, 0, this.#commitmentOffset)
  }
}
