import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import type { EnvelopeInputError } from './envelope-error.ts'
import { context, edk, keyMaterial, keyReferences, open, saltOf, seal } from './envelope.fixture.ts'
import { SealingKey } from './key-material.ts'
import { parseEnvelope } from './parse.ts'
import { sealedLength, sealInto } from './seal.ts'
import { aes256GcmHkdfSha512 } from './suites/aes-256-gcm-hkdf-sha512.ts'
import { suites } from './suites/registry.ts'
import type { Suite } from './suites/suite.ts'

const mebibytes10 = 10 * 1024 * 1024

function refuses(reason: EnvelopeInputError['reason']) {
  return { code: 'ERR_ENVELOPE', reason }
}

function setUp(suite: Suite = aes256GcmHkdfSha512) {
  return { suite, key: SealingKey.prepare(suite, keyMaterial(), edk) }
}

describe('sealInto', () => {
  for (const suite of suites) {
    it(`seals with ${suite.name} what opens to the same, in every carriage`, () => {
      const { key } = setUp(suite)
      const partitionKeys = fc
        .string({ unit: 'grapheme', minLength: 1, maxLength: 64 })
        .filter((text) => Buffer.byteLength(text) <= 1024)
      const payloads = fc.uint8Array({ maxLength: 2000 })

      fc.assert(
        fc.property(
          partitionKeys,
          payloads,
          fc.constantFrom(...keyReferences),
          (partitionKey, payload, keyReference) => {
            const opened = open(seal({ key, partitionKey, payload, keyReference }))

            assert.equal(opened.partitionKey, partitionKey)
            assert.deepEqual(opened.payload, Buffer.from(payload))
          },
        ),
        { seed: 20170701, numRuns: 200 },
      )
    })
  }

  it('writes at the offset, as many bytes as it says, and nothing around them', () => {
    const { suite, key } = setUp()
    const payload = Buffer.from('hello world')
    const length = sealedLength(suite, { kind: 'edk-id' }, edk.length, 4, payload.length)
    const target = Buffer.alloc(length + 20, 0xee)

    const written = sealInto(target, 10, key, context, 'test', payload, { kind: 'edk-id' }, saltOf(suite))

    assert.equal(written, length)
    assert.deepEqual(
      target.subarray(10, 10 + length),
      seal({ key, keyReference: { kind: 'edk-id' }, salt: saltOf(suite) }),
    )
    assert.deepEqual([target[9], target[10 + length]], [0xee, 0xee])
  })

  it('refuses a target that is one byte too short', () => {
    const { suite, key } = setUp()
    const length = sealedLength(suite, { kind: 'inline' }, edk.length, 4, 3)
    const sealTo = (target: Buffer) =>
      sealInto(target, 0, key, context, 'test', Buffer.from('abc'), { kind: 'inline' })

    assert.equal(sealTo(Buffer.alloc(length)), length)
    assert.throws(() => sealTo(Buffer.alloc(length - 1)), { code: 'ERR_ASSERTION' })
  })

  it('takes partition keys of 1 to 1024 bytes of UTF-8', () => {
    const { key } = setUp()

    for (const partitionKey of ['k', 'k'.repeat(1024), 'é'.repeat(512), Buffer.from('é'.repeat(512))]) {
      assert.equal(open(seal({ key, partitionKey })).partitionKey, partitionKey.toString())
    }
    for (const partitionKey of ['', 'k'.repeat(1025), 'é'.repeat(512) + 'k', Buffer.alloc(1025, 'k')]) {
      assert.throws(() => seal({ key, partitionKey }), refuses('PARTITION_KEY_LENGTH'))
    }
  })

  it('keeps a byte order mark at the start of a partition key', () => {
    const { key } = setUp()

    assert.equal(open(seal({ key, partitionKey: '\uFEFFkey' })).partitionKey, '\uFEFFkey')
  })

  it('refuses partition keys that UTF-8 cannot encode', () => {
    const { key } = setUp()
    const partitionKeys = [
      '\uD800',
      'a\uDC00b',
      Buffer.of(0xff),
      Buffer.of(0xc0, 0x80),
      Buffer.of(0xed, 0xa0, 0x80),
    ]

    for (const partitionKey of partitionKeys) {
      assert.throws(() => seal({ key, partitionKey }), refuses('PARTITION_KEY_NOT_UTF8'))
    }
    assert.equal(open(seal({ key, partitionKey: '\u{1F511}' })).partitionKey, '\u{1F511}')
  })

  it('takes 10 MiB of partition key and payload, and not a byte more', () => {
    const { key } = setUp()
    const most = Buffer.alloc(mebibytes10 - 4)

    assert.equal(open(seal({ key, payload: most })).payload.length, most.length)
    assert.throws(() => seal({ key, payload: Buffer.alloc(most.length + 1) }), refuses('RECORD_TOO_LARGE'))
  })

  it('takes an empty payload', () => {
    const { key } = setUp()

    assert.equal(open(seal({ key, payload: Buffer.alloc(0) })).payload.length, 0)
  })

  it('takes batch indexes of two bytes', () => {
    const { key } = setUp()
    const sealAs = (index: number) => seal({ key, keyReference: { kind: 'batch-index', index } })

    for (const index of [0, 65_535]) {
      assert.deepEqual(parseEnvelope(sealAs(index)).keyReference, { kind: 'batch-index', index })
    }
    for (const index of [-1, 0.5, 65_536]) {
      assert.throws(() => sealAs(index), refuses('KEY_REFERENCE'))
    }
  })

  it('leaves neither partition key nor payload in what it writes', () => {
    const secret = 'a secret that nobody may find'

    for (const suite of suites) {
      const record = seal({ key: setUp(suite).key, partitionKey: secret, payload: Buffer.from(secret) })

      assert.equal(record.indexOf(secret.slice(0, 8)), -1)
    }
  })

  it('leaves no plaintext in the target where the cipher fails', () => {
    const broken: Suite = {
      ...aes256GcmHkdfSha512,
      encryptInto() {
        throw new Error('no cipher today')
      },
    }
    const { key } = setUp(broken)
    const target = Buffer.alloc(1000)

    assert.throws(
      () => sealInto(target, 0, key, context, 'test', Buffer.from('hello world'), { kind: 'inline' }),
      {
        message: 'no cipher today',
      },
    )

    assert.equal(target.indexOf('test'), -1)
    assert.equal(target.indexOf('hello'), -1)
  })

  for (const suite of suites) {
    it(`gives every record of ${suite.name} a salt of its own`, () => {
      const { key } = setUp(suite)
      const salts = new Set<string>()

      for (let record = 0; record < 5_000; record += 1) {
        const sealed = parseEnvelope(seal({ key, keyReference: { kind: 'edk-id' } }))
        salts.add(sealed.record.toString('latin1', sealed.saltAt, sealed.commitmentAt))
      }

      assert.equal(salts.size, 5_000)
    })
  }

  it('refuses a salt of another length than the suite has', () => {
    const { key } = setUp()

    assert.throws(() => seal({ key, salt: Buffer.alloc(15) }), { code: 'ERR_ASSERTION' })
  })
})
