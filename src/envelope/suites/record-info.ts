/**
 * What most derivations are given of a record: `"KSE1" || suite || context hash || salt`.
 *
 * @module
 */

/** Length in bytes of the salt of every suite that derives from an info. */
export const infoSaltLength = 16

const label = Buffer.from('KSE1')
const hashLength = 32

/** Where the context hash belongs in the info, and where the salt. */
export const contextAt: number = label.length + 2
export const recordSaltAt: number = contextAt + hashLength

/** The info, with context hash and salt still to be written. */
export function recordInfo(suiteId: number): Buffer {
  const info = Buffer.alloc(recordSaltAt + infoSaltLength)
  info.set(label)
  info.writeUInt16BE(suiteId, label.length)
  return info
}
