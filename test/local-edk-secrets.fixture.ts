/**
 * Says what a local EDK was made of: a process of its own, so that the one whose
 * memory is searched need not derive what it looks for. The branch key comes in
 * under its mask, as the answers go out: the key material and its wrapping key.
 *
 * @module
 */
import { createDecipheriv, createHmac } from 'node:crypto'

import { masked, unmasked } from '../src/envelope/memory-search.fixture.ts'

const [branchKey, edk] = process.argv.slice(2).map((hex) => Buffer.from(hex, 'hex')) as [Buffer, Buffer]

// NIST SP 800-108r1, 4.1: counter, label, 00, context, length in bits.
const wrappingKey = createHmac('sha256', unmasked(branchKey))
  .update(Buffer.concat([Buffer.of(0, 0, 0, 1), Buffer.from('sealbench/local-edk/v1\0')]))
  .update(Buffer.concat([edk.subarray(0, 16), Buffer.of(0, 0, 1, 0)]))
  .digest()
// NIST SP 800-38D, 7.1: the first block of GCM is under counter 2.
const counter = Buffer.concat([edk.subarray(16, 28), Buffer.of(0, 0, 0, 2)])
const keyMaterial = createDecipheriv('aes-256-ctr', wrappingKey, counter).update(edk.subarray(44, 76))
console.log(JSON.stringify([masked(keyMaterial), masked(wrappingKey)]))
