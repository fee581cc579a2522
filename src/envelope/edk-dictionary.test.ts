import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { EdkDictionary, resolveEdk } from './edk-dictionary.ts'
import { edkHashOf } from './edk-hash.ts'
import { batchTable, dictionaryOf, edk, keyMaterial, otherEdk, seal } from './envelope.fixture.ts'
import { SealingKey } from './key-material.ts'
import type { KeyReference } from './layout.ts'
import { parseEnvelope } from './parse.ts'
import { suites } from './suites/registry.ts'

const idOf = (bytes: Buffer): Buffer => edkHashOf(bytes).subarray(0, 16)
const unknown = { code: 'ERR_ENVELOPE', reason: 'UNKNOWN_EDK' }

describe('EdkDictionary', () => {
  it('holds each EDK once and says whether it was new', () => {
    const dictionary = new EdkDictionary()
    const edkHash = edkHashOf(edk)

    const added = [dictionary.add(edk, edkHash), dictionary.add(edk, edkHash), dictionary.add(edk)]

    assert.deepEqual(added, [true, false, false])
    assert.equal(dictionary.size, 1)
    assert.deepEqual(dictionary.withId(idOf(edk)), edk)
    assert.equal(dictionary.withId(idOf(otherEdk)), undefined)
  })

  it('takes a stored entry only under its own id', () => {
    const dictionary = new EdkDictionary()

    dictionary.addStored(idOf(edk), edk)

    assert.deepEqual(dictionary.withId(idOf(edk)), edk)
    assert.throws(() => dictionary.addStored(idOf(otherEdk), edk), unknown)
    assert.throws(() => dictionary.addStored(edkHashOf(edk), edk), unknown)
  })
})

const key = SealingKey.prepare(suites[0], keyMaterial(), edk)
const parsedAs = (keyReference: KeyReference) => parseEnvelope(seal({ key, keyReference }))
const byIndex = (index: number) => parsedAs({ kind: 'batch-index', index })

describe('resolveEdk', () => {
  it('finds the EDK wherever the record says', () => {
    const references: readonly KeyReference[] = [
      { kind: 'inline' },
      { kind: 'edk-id' },
      { kind: 'batch-index', index: 1 },
    ]

    for (const reference of references) {
      assert.deepEqual(resolveEdk(parsedAs(reference), dictionaryOf(otherEdk, edk), batchTable), edk)
    }
  })

  it('refuses a reference that the reader cannot follow', () => {
    assert.throws(() => resolveEdk(parsedAs({ kind: 'edk-id' }), dictionaryOf(otherEdk), batchTable), unknown)
    assert.throws(() => resolveEdk(parsedAs({ kind: 'edk-id' }), undefined, batchTable), unknown)
    assert.throws(() => resolveEdk(byIndex(2), dictionaryOf(edk), batchTable), unknown)
    assert.throws(() => resolveEdk(byIndex(0), dictionaryOf(edk), undefined), unknown)
  })
})
