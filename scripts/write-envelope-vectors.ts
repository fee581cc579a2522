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
import { ctxHash, edkHash, encrypt, hex, label, secretsOf, uint16, uint32 } from './envelope-formulas.ts'

/** One record and all that leads to it, in hex. */
export interface EnvelopeVector {
  readonly name: string
  readonly suite: SuiteName
  readonly keyReference: KeyReference['kind']
  readonly partitionKey: string
  readonly partitionKeyText: string
  readonly payload: string
  readonly salt: string
  /** null where the suite extracts nothing. */
  readonly prk: string | null
  /** null where the suite derives without one; with "aes-256-gcm+kbkdf" the whole of what is authenticated. */
  readonly info: string | null
  readonly recordKey: string
  /** null where the cipher authenticates. */
  readonly macKey: string | null
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
  const secrets = secretsOf[name]({ id, salt })
  const { prk = null, info = null, macKey = null, recordKey, commitment, nonce } = secrets
  const length = uint32(inner.length)
  const aad = Buffer.concat([label, id, edkHash, salt, commitment, length, ctxHash])
  const { ciphertext, tag } = encrypt(name, secrets, aad, inner)

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
    macKey: macKey === null ? null : hex(macKey),
    commitment: hex(commitment),
    nonce: hex(nonce),
    aad: hex(aad),
    inner: hex(inner),
    ciphertext: hex(ciphertext),
    tag: hex(tag),
    record: hex(record),
  }
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

if (import.meta.main) writeFileSync(vectorsFile, vectorsText())
