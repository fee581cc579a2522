/**
 * The hash by which records are bound to their EDK, however they carry it.
 *
 * @module
 */
import { createHash } from 'node:crypto'

/** 32 bytes; the first 16 are the EDK's id. */
export function edkHashOf(edk: Uint8Array): Buffer {
  return createHash('sha256').update('KSE1/edk/v1\0').update(edk).digest()
}
