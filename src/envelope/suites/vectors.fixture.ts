/**
 * HMAC of one message, and bytes as vectors write them.
 *
 * @module
 */
import { Hmac, type Sha } from './hmac.ts'

export const hex = (text: string): Buffer => Buffer.from(text, 'hex')

export function hmac(sha: Sha, key: Buffer, message: Buffer): Buffer {
  const one = new Hmac(sha, message.length)
  one.setKey(key)
  one.message.set(message)
  return one.digest()
}
