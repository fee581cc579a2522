/**
 * The fingerprint of a record stream, so that two runs can be shown to have
 * offered the same load.
 *
 * SHA-256 over, in this order, with big-endian integers and texts in UTF-8 after
 * their length in bytes as u32:
 *
 *     stream = text "sealbench/record-stream/v1", source, call ...
 *     source = text "generated", SHA-256 of the payload pool  |  text "file"
 *     call   = u64 arrival in ns, u32 front end, u32 principal, u32 client, u32 records, record ...
 *     record = text partition key, u32 payload bytes, payload
 *     payload = u32 start in the pool  |  SHA-256 of the payload
 *
 * @module
 */
import { createHash } from 'node:crypto'

/** Collects writes into one buffer, because hashing each by itself costs more than all the rest of a record. */
const bufferBytes = 64 * 1024

export class RecordStreamHash {
  readonly #hash = createHash('sha256')
  readonly #buffer = Buffer.allocUnsafe(bufferBytes)
  #used = 0

  constructor() {
    this.text('sealbench/record-stream/v1')
  }

  /** A whole number in [0, 2^32). */
  uint32(value: number): void {
    if (this.#used + 4 > bufferBytes) this.#flush()
    this.#put32(value)
  }

  /** A whole number in [0, 2^53), as 64 bits. */
  uint53(value: number): void {
    if (this.#used + 8 > bufferBytes) this.#flush()
    this.#put32(value / 2 ** 32)
    this.#put32(value)
  }

  /** UTF-8, preceded by its length in bytes as `uint32`. `value` is at most 4096 characters long. */
  text(value: string): void {
    const bytesMax = 3 * value.length
    if (this.#used + 4 + bytesMax > bufferBytes) this.#flush()
    const start = this.#used + 4
    const length = this.#putAscii(value, start) ?? this.#buffer.write(value, start, 'utf8')
    this.#put32(length)
    this.#used += length
  }

  /** Bytes of a length that the reader knows, at most 4096. */
  bytes(value: Buffer): void {
    if (this.#used + value.length > bufferBytes) this.#flush()
    this.#buffer.set(value, this.#used)
    this.#used += value.length
  }

  /** The digest in hex over everything so far; more may follow. */
  digest(): string {
    return this.#hash.copy().update(this.#buffer.subarray(0, this.#used)).digest('hex')
  }

  #put32(value: number): void {
    const buffer = this.#buffer
    const at = this.#used
    buffer[at] = value >>> 24
    buffer[at + 1] = value >>> 16
    buffer[at + 2] = value >>> 8
    buffer[at + 3] = value
    this.#used = at + 4
  }

  /** A loop over a short key is several times as fast as a call into the encoder. */
  #putAscii(value: string, start: number): number | undefined {
    const buffer = this.#buffer
    for (let index = 0; index < value.length; index += 1) {
      const unit = value.charCodeAt(index)
      if (unit > 0x7f) return undefined
      buffer[start + index] = unit
    }
    return value.length
  }

  #flush(): void {
    this.#hash.update(this.#buffer.subarray(0, this.#used))
    this.#used = 0
  }
}
