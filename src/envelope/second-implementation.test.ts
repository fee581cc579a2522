import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { SealingKey } from './key-material.ts'
import { openParsed } from './open.ts'
import { parseEnvelope } from './parse.ts'
import { recordContextOf } from './record-context.ts'
import { sealedLength, sealInto } from './seal.ts'
import { openElsewhere, sealElsewhere } from './second-implementation.fixture.ts'
import { unpooledCopy } from './secret-bytes.ts'
import { suites } from './suites/registry.ts'
import type { Suite } from './suites/suite.ts'

const bytes = (minLength: number, maxLength = minLength) => fc.uint8Array({ minLength, maxLength })

/** Of every kind that a record depends on. */
const records = fc.record({
  keyMaterial: bytes(32),
  edk: bytes(1, 300),
  entries: fc.dictionary(
    fc.string({ unit: 'grapheme', maxLength: 9 }),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
  ),
  partitionKey: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  payload: fc.oneof(bytes(0, 100), bytes(0, 3000), bytes(70_000, 70_100)),
  salt: bytes(32),
})

describe('a second implementation of the envelope', () => {
  for (const suite of suites as readonly Suite[]) {
    const { id, name, saltLength, commitmentLength, unavailable } = suite

    it(`opens what is sealed with ${name}, and seals the same`, { skip: unavailable ?? false }, () => {
      fc.assert(
        fc.property(records, ({ keyMaterial, edk, entries, partitionKey, payload, salt: longSalt }) => {
          const salt = Buffer.from(longSalt.subarray(0, saltLength))
          const context = recordContextOf(entries)
          const key = SealingKey.prepare(suite, unpooledCopy(keyMaterial), edk)
          const inline = { kind: 'inline' } as const
          const inner = Buffer.from(partitionKey)
          const inputs = { keyMaterial, edk, context: context.serialized, partitionKey: inner, payload }
          const record = Buffer.alloc(sealedLength(suite, inline, edk.length, inner.length, payload.length))

          sealInto(record, 0, key, context, partitionKey, payload, inline, salt)
          const sealedElsewhere = Buffer.from(sealElsewhere(id, salt, inputs))
          const openedElsewhere = openElsewhere(
            record,
            { salt: saltLength, commitment: commitmentLength },
            inputs,
          )
          const opened = openParsed(parseEnvelope(sealedElsewhere), key, context)

          assert.ok(record.equals(sealedElsewhere), 'both seal the same')
          assert.ok(Buffer.from(openedElsewhere.slice(2)).equals(Buffer.concat([inner, payload])))
          assert.equal(opened.partitionKey, partitionKey)
          assert.ok(opened.payload.equals(payload))
          key.wipe()
        }),
        { seed: 20170701, numRuns: 40 },
      )
    })

    it(`opens what ${name} seals with a salt of its own`, { skip: unavailable ?? false }, () => {
      const [keyMaterial, edk, payload] = [
        Buffer.alloc(32, 5),
        Buffer.alloc(9, 6),
        Buffer.from('hello world'),
      ]
      const context = recordContextOf({})
      const key = SealingKey.prepare(suite, unpooledCopy(keyMaterial), edk)
      const inline = { kind: 'inline' } as const
      const record = Buffer.alloc(sealedLength(suite, inline, edk.length, 4, payload.length))
      const partitionKey = Buffer.from('test')

      for (let round = 0; round < 3; round += 1) {
        sealInto(record, 0, key, context, 'test', payload, inline)
        const inputs = { keyMaterial, edk, context: context.serialized, partitionKey, payload }

        const inner = openElsewhere(record, { salt: saltLength, commitment: commitmentLength }, inputs)

        assert.equal(Buffer.from(inner).toString(), '\0\u0004testhello world')
      }
    })
  }
})
