/**
 * The EDK of a stored record, as it stands there.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { parseEnvelope } from '../envelope/parse.ts'
import type { Stream } from './stream.ts'

export function edkAt(stream: Stream, position: number): Buffer {
  const { keyReference } = parseEnvelope(stream.logs[0]!.read(position).bytes)
  assert(keyReference.kind === 'inline')
  return keyReference.edk
}
