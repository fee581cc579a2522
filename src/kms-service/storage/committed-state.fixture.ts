/**
 * States as bytes that may be wiped, and the error of a file that cannot be written.
 *
 * @module
 */
import { unpooledCopy } from '../../envelope/secret-bytes.ts'

export const unwritable = { code: 'ERR_OUTPUT_UNWRITABLE' }

export function bytesOf(text: string): Buffer {
  return unpooledCopy(Buffer.from(text))
}
