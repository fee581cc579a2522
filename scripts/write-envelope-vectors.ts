/**
 * Writes the published test vectors of the envelope, with every intermediate
 * value, so that others can write a reader of their own without reading ours.
 *
 * The intermediate values follow the formulas of `docs/envelope.md` with the
 * primitives of Node alone, and must add up to the very record that the
 * program seals.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { createCipheriv, createHash, createHmac } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import path from 'node:path'

import {
  batchTable,
  context,
  edk,
  keyMaterial,
  keyReferences,
  saltOf,
  seal,
  shardId,
  streamArn,
} from '../src/envelope/envelope.fixture.ts'
import { SealingKey } from '../src/envelope/key-material.ts'
import type { KeyReference } from '../src/envelope/layout.ts'
import { recordContextOf } from '../src/envelope/record-context.ts'
import { suites, type SuiteName } from '../src/envelope/suites/registry.ts'

/** One record and all that leads to it, in hex. */
export interface EnvelopeVector {
  readonly name: string
  readonly suite: SuiteName
  readonly keyReference: KeyReference['kind']
  readonly partitionKey: string
  readonly partitionKeyText: string
  readonly payload: string
  readonly salt: string
  /** null where the suite derives nothing. */
  readonly prk: string | null
  readonly info: string | null
  readonly recordKey: string
  /** Empty where the suite has none. */
  readonly commitment: string
  readonly nonce: string
  readonly aad: string
  readonly inner: string
  readonly ciphertext: string
  readonly tag: string
  readonly record: string
}

export interface EnvelopeVectors {
  readonly about: string
  readonly inputs: Readonly<Record<string, unknown>>
  readonly contexts: readonly ContextVector[]
  readonly records: readonly EnvelopeVector[]
}

interface ContextVector {
  readonly about: string
  readonly entries: Readonly<Record<string, string>>
  readonly serialized: string
  readonly hash: string
}

export const vectorsFile = path.join(import.meta.dirname, '..', 'docs', 'envelope-vectors.json')

export function envelopeVectors(): EnvelopeVectors {
  return {
    about:
      'Test vectors of the envelope KSE1. All values are hex, except texts: names, context entries and partitionKeyText. ' +
      'The key material is public and seals nothing but these records. All records share the inputs.',
    inputs: {
      keyMaterial: hex(keyMaterial()),
      edk: hex(edk),
      edkHash: hex(edkHash),
      batchTable: batchTable.map(hex),
      context: { 'aws:kinesis:arn': streamArn, 'kse:shard': shardId },
      serializedContext: hex(context.serialized),
      ctxHash: hex(ctxHash),
    },
    contexts: [
      contextVector('no entries', {}),
      contextVector('sorted by the bytes of the keys in UTF-8, which is not the order in UTF-16', {
        '\u{1F600}': 'second, although its first UTF-16 unit is less',
        '\u{FF5E}': 'first',
      }),
      contextVector('an empty value, and a key that begins with another', { ab: '', a: 'é' }),
    ],
    records: suites.flatMap(({ name: suite }) => [
      ...keyReferences.map((keyReference) =>
        vector({ about: 'known answer', suite, keyReference, partitionKey: 'test', payload: 'hello world' }),
      ),
      vector({ about: 'empty payload', suite, keyReference: inline, partitionKey: 'test', payload: '' }),
      vector({
        about: 'partition key beyond ASCII',
        suite,
        keyReference: inline,
        partitionKey: 'Zürich 東京 😀',
        payload: 'hello world',
      }),
    ]),
  }
}

/** The file as it should stand. */
export function vectorsText(): string {
  return `${JSON.stringify(envelopeVectors(), null, 2)}\n`
}

interface VectorInputs {
  readonly about: string
  readonly suite: SuiteName
  readonly keyReference: KeyReference
  readonly partitionKey: string
  readonly payload: string
}

const inline: KeyReference = { kind: 'inline' }
const ctxHash = sha256(Buffer.from('KSE1/context/v1\0'), context.serialized)
const edkHash = sha256(Buffer.from('KSE1/edk/v1\0'), edk)
const cipherOf = {
  'aes-256-gcm+hkdf-sha512': 'aes-256-gcm',
  'aes-256-gcm+random-nonce': 'aes-256-gcm',
  'chacha20-poly1305+hkdf-sha512': 'chacha20-poly1305',
} as const satisfies Record<SuiteName, string>

function contextVector(about: string, entries: Readonly<Record<string, string>>): ContextVector {
  const { serialized, hash } = recordContextOf(entries)
  return { about, entries, serialized: hex(serialized), hash: hex(hash) }
}

function vector({ about, suite: name, keyReference, partitionKey, payload }: VectorInputs): EnvelopeVector {
  const suite = suites.find((one) => one.name === name)!
  const id = uint16(suite.id)
  const salt = saltOf(suite)
  const key = Buffer.from(partitionKey)
  const inner = Buffer.concat([uint16(key.length), key, Buffer.from(payload)])
  const { prk, info, recordKey, commitment, nonce } = secretsOf(name, id, salt)
  const length = uint32(inner.length)
  const aad = Buffer.concat([label, id, edkHash, salt, commitment, length, ctxHash])
  const { ciphertext, tag } = encrypt(name, recordKey, nonce, aad, inner)

  const { type, bytes } = carried(keyReference)
  const head = Buffer.concat([Buffer.from('KS'), Buffer.of(1, type), id, uint16(bytes.length), bytes])
  const record = Buffer.concat([head, salt, commitment, length, ciphertext, tag])
  const sealed = seal({
    key: SealingKey.prepare(suite, keyMaterial(), edk),
    keyReference,
    partitionKey,
    payload: Buffer.from(payload),
    salt,
  })
  assert.equal(hex(record), hex(sealed), `${about}, ${name}: the formulas and the program disagree`)
  return {
    name: `${about}: ${name}, ${keyReference.kind}`,
    suite: name,
    keyReference: keyReference.kind,
    partitionKey: hex(key),
    partitionKeyText: partitionKey,
    payload: hex(Buffer.from(payload)),
    salt: hex(salt),
    prk: prk === null ? null : hex(prk),
    info: info === null ? null : hex(info),
    recordKey: hex(recordKey),
    commitment: hex(commitment),
    nonce: hex(nonce),
    aad: hex(aad),
    inner: hex(inner),
    ciphertext: hex(ciphertext),
    tag: hex(tag),
    record: hex(record),
  }
}

const label = Buffer.from('KSE1')

function secretsOf(name: SuiteName, id: Buffer, salt: Buffer) {
  if (name === 'aes-256-gcm+random-nonce')
    return { prk: null, info: null, recordKey: keyMaterial(), commitment: Buffer.alloc(0), nonce: salt }
  const prk = hmacSha512(Buffer.from('KSE1/extract/v1'), keyMaterial())
  const info = Buffer.concat([label, id, ctxHash, salt])
  const okm = hmacSha512(prk, Buffer.concat([info, Buffer.of(1)]))
  return {
    prk,
    info,
    recordKey: okm.subarray(0, 32),
    commitment: okm.subarray(32),
    nonce: Buffer.alloc(12),
  }
}

function encrypt(name: SuiteName, key: Buffer, nonce: Buffer, aad: Buffer, inner: Buffer) {
  const options = { authTagLength: 16 }
  const algorithm = cipherOf[name]
  const cipher =
    algorithm === 'aes-256-gcm'
      ? createCipheriv(algorithm, key, nonce, options)
      : createCipheriv(algorithm, key, nonce, options)
  cipher.setAAD(aad, { plaintextLength: inner.length })
  const ciphertext = Buffer.concat([cipher.update(inner), cipher.final()])
  return { ciphertext, tag: cipher.getAuthTag() }
}

function carried(keyReference: KeyReference): { readonly type: number; readonly bytes: Buffer } {
  switch (keyReference.kind) {
    case 'inline':
      return { type: 1, bytes: edk }
    case 'edk-id':
      return { type: 2, bytes: edkHash.subarray(0, 16) }
    case 'batch-index':
      return { type: 3, bytes: uint16(keyReference.index) }
    default:
      return keyReference satisfies never
  }
}

function sha256(...parts: readonly Buffer[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest()
}

function hmacSha512(key: Buffer, message: Buffer): Buffer {
  return createHmac('sha512', key).update(message).digest()
}

function uint16(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff)
}

function uint32(value: number): Buffer {
  return Buffer.concat([uint16(value >>> 16), uint16(value & 0xffff)])
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

if (import.meta.main) writeFileSync(vectorsFile, vectorsText())
