/**
 * A request as it comes over the wire.
 *
 * @module
 */

export function bytesOf(request: object): Buffer {
  return Buffer.from(JSON.stringify(request))
}
