/**
 * The records, keys and operations that the benchmarks of the envelope have
 * in common, so that their figures are of the same thing.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { createCipheriv, createHash, randomBytes } from 'node:crypto'

import { SealingKey } from '../../src/envelope/key-material.ts'
import type { KeyReference } from '../../src/envelope/layout.ts'
import { openParsed } from '../../src/envelope/open.ts'
import { parseEnvelope } from '../../src/envelope/parse.ts'
import { recordContext } from '../../src/envelope/record-context.ts'
import { sealedLength, sealInto } from '../../src/envelope/seal.ts'
import { unpooledBytes, unpooledCopy } from '../../src/envelope/secret-bytes.ts'
import { suites } from '../../src/envelope/suites/registry.ts'
import type { Suite } from '../../src/envelope/suites/suite.ts'
import type { Operation } from '../interleaved.ts'

export const partitionKey = 'partition-key-0001'
export const context = recordContext(
  'arn:aws:kinesis:us-east-1:123456789012:stream/orders',
  'shardId-000000000003',
)
export const inline: KeyReference = { kind: 'inline' }
/** Of what KMS returns for 32 bytes of key material. */
const edkLength = 184

/** What to measure with how many rounds' worth of time: large records need longer for as many samples. */
export const sizes = [
  { name: '64 B', bytes: 64 },
  { name: '1 KiB', bytes: 1024 },
  { name: '64 KiB', bytes: 65_536 },
  { name: '1 MiB', bytes: 1_048_576 },
] as const

/** Those that this Node can seal with. */
export function availableSuites(): readonly Suite[] {
  return suites.filter((suite: Suite & { readonly unavailable?: unknown }) => suite.unavailable === undefined)
}

export function freshKey(suite: Suite): SealingKey {
  return SealingKey.prepare(suite, unpooledCopy(randomBytes(32)), randomBytes(edkLength))
}

/** `payload` sealed under `key`. */
export function sealedUnder(key: SealingKey, payload: Buffer, keyReference = inline): Buffer {
  const target = unpooledBytes(lengthUnder(key, payload, keyReference))
  sealInto(target, 0, key, context, partitionKey, payload, keyReference)
  return target
}

function lengthUnder(key: SealingKey, payload: Buffer, keyReference = inline): number {
  return sealedLength(key.suite, keyReference, key.edk.length, partitionKey.length, payload.length)
}

/** Sealing `payload` in `suite`, which has opened what it sealed. */
export function sealing(suite: Suite, payload: Buffer): Operation {
  const key = freshKey(suite)
  const opened = openParsed(parseEnvelope(sealedUnder(key, payload)), key, context)
  assert.deepEqual(opened, { partitionKey, payload }, suite.name)

  const target = Buffer.alloc(lengthUnder(key, payload))
  return {
    name: suite.name,
    run: () => sealInto(target, 0, key, context, partitionKey, payload, inline),
  }
}

/** Opening what was sealed so: parsing, deriving, checking the commitment and decrypting. */
export function opening(suite: Suite, payload: Buffer): Operation {
  const key = freshKey(suite)
  const sealed = sealedUnder(key, payload)
  const run = () => openParsed(parseEnvelope(sealed), key, context)
  assert.deepEqual(run(), { partitionKey, payload }, suite.name)
  return { name: suite.name, run }
}

/** The cipher of node:crypto and nothing else: one key, one nonce, no additional data. */
export function bareSealing(payload: Buffer): Operation {
  const [key, nonce] = [randomBytes(32), Buffer.alloc(12)]
  return { name: 'bare aes-256-gcm', run: () => bareEncrypt(key, nonce, payload) }
}

/** The same bytes on every machine. */
export function payloadOf(size: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(size / 64) }, (_, block) =>
    createHash('sha512').update(`payload ${block}`).digest(),
  )
  return Buffer.concat(blocks, size)
}

/** What anybody would write who has a key and no envelope. */
export function bareEncrypt(key: Buffer, nonce: Buffer, payload: Buffer): [Buffer, Buffer] {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
  const ciphertext = cipher.update(payload)
  cipher.final()
  return [ciphertext, cipher.getAuthTag()]
}
