/**
 * One byte string for an encryption context, however its pairs are ordered, so
 * that a ciphertext can be bound to it.
 *
 * @module
 */
import type { EncryptionContext } from '../../kms/key-service.ts'

/**
 * The pairs in ascending order of their keys, each string with its length
 * before it: equal for equal contexts and different for different ones.
 *
 * UTF-16 rather than UTF-8, which would map every lone surrogate to the same
 * replacement character and so confuse two contexts.
 */
export function canonicalBytesOf(context: EncryptionContext): Buffer {
  const strings = Object.keys(context)
    .toSorted()
    .flatMap((key) => [key, context[key]!])
  const length = strings.reduce((sum, text) => sum + 4 + 2 * text.length, 0)
  const bytes = Buffer.alloc(length)
  let offset = 0
  for (const text of strings) {
    offset = bytes.writeUInt32LE(text.length, offset)
    offset += bytes.write(text, offset, 'utf16le')
  }
  return bytes
}
