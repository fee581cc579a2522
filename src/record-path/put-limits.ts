/**
 * What a put may hold, as the Kinesis API documents it, whether or not the
 * stream is encrypted.
 *
 * @module
 */
import { ServiceError } from './service-errors.ts'

interface Content {
  readonly partitionKey: string
  readonly payload: Uint8Array
}

/**
 * Gives the bytes of partition key and payload, which the limits count.
 *
 * @throws {ServiceError}
 */
export function checkRecord({ partitionKey, payload }: Content, maxBytes: number): number {
  const characters = charactersOf(partitionKey)
  if (characters < 1 || characters > 256) {
    throw new ServiceError(
      'InvalidArgumentException',
      `The partition key has ${characters} characters. Use 1 to 256.`,
    )
  }
  if (!partitionKey.isWellFormed()) {
    throw new ServiceError(
      'InvalidArgumentException',
      'The partition key is not valid Unicode: it has a lone surrogate.',
    )
  }
  const size = Buffer.byteLength(partitionKey) + payload.length
  if (size > maxBytes) {
    throw new ServiceError(
      'InvalidArgumentException',
      `The record has ${size} bytes, partition key included. This stream takes at most ${maxBytes}.`,
    )
  }
  return size
}

/**
 * PutRecords takes 1 to 500 records, 10 MiB in all (Kinesis API, since October 2025).
 *
 * @throws {ServiceError}
 */
export function checkBatch(records: readonly Content[]): void {
  if (records.length < 1 || records.length > 500) {
    throw new ServiceError(
      'InvalidArgumentException',
      `The call has ${records.length} records. Send 1 to 500.`,
    )
  }
  let total = 0
  for (const { partitionKey, payload } of records) total += Buffer.byteLength(partitionKey) + payload.length
  if (total > 10 * 2 ** 20) {
    throw new ServiceError(
      'InvalidArgumentException',
      `The call has ${total} bytes. Send at most ${10 * 2 ** 20}.`,
    )
  }
}

/** AWS counts Unicode characters, and JavaScript two units for some; only long keys need a closer look. */
function charactersOf(partitionKey: string): number {
  return partitionKey.length <= 256 ? partitionKey.length : Array.from(partitionKey).length
}
