/**
 * How a record lies in the log where the stream is not encrypted: the same
 * partition key and payload that sealing would encrypt, in the clear.
 *
 * `u16 length of partition key || partition key (UTF-8) || payload`
 *
 * @module
 */
interface Content {
  readonly partitionKey: string
  readonly payload: Uint8Array
}

/** Bytes that {@link storePlain} writes. */
export function plainLength({ partitionKey, payload }: Content): number {
  return 2 + Buffer.byteLength(partitionKey) + payload.length
}

/** Writes the record into `target` at `offset`; the caller has made room. */
export function storePlain(target: Buffer, offset: number, { partitionKey, payload }: Content): void {
  const keyLength = target.write(partitionKey, offset + 2, 'utf8')
  target.writeUInt16BE(keyLength, offset)
  target.set(payload, offset + 2 + keyLength)
}

/** The record in a Buffer of its length, which the caller owns: what a cipher seals in one piece. */
export function laidOut(record: Content): Buffer {
  const content = Buffer.allocUnsafe(plainLength(record))
  storePlain(content, 0, record)
  return content
}

/** Reads a record back. The payload is a copy that the caller owns. */
export function loadPlain(bytes: Buffer): { partitionKey: string; payload: Buffer } {
  const { partitionKey, payload } = contentOf(bytes)
  return { partitionKey, payload: Buffer.from(payload) }
}

/** The same without a copy, for who owns `bytes`: the payload is a view. */
export function contentOf(bytes: Buffer): { partitionKey: string; payload: Buffer } {
  const keyLength = bytes.readUInt16BE(0)
  return {
    partitionKey: bytes.toString('utf8', 2, 2 + keyLength),
    payload: bytes.subarray(2 + keyLength),
  }
}
