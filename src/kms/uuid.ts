/**
 * How 16 bytes are written as a UUID (RFC 9562), the form of KMS's ids.
 *
 * @module
 */

/** `hex` is 32 digits. */
export function uuidOf(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
