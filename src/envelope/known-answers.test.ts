import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'

import { edkHashOf } from './edk-hash.ts'
import { context, edk, keyMaterial, keyReferences, open, saltOf, seal } from './envelope.fixture.ts'
import { SealingKey } from './key-material.ts'
import type { KeyReference } from './layout.ts'
import { suites } from './suites/registry.ts'

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** ENVELOPE.md 1.6, where two independent programs agree. */
const inlineRecords: Readonly<Record<string, string>> = {
  'aes-256-gcm+hkdf-sha512': '52a3952fa59f83462647219f17068147b1376c356033101310db335209e106fb',
  'aes-256-gcm+random-nonce': '34e4cb5513f46f6fa8b2d60417c37dc677cdb0181af95643844a1b29534eefec',
  'chacha20-poly1305+hkdf-sha512': '77db6b4c9fe3e57f39f509f787710f0f0ede032195ae325389adf8f5d621c9f3',
}
const edkIdRecord =
  '4b530102010100102e1b4a9eb998018370344409c12a1e16a0a1a2a3a4a5a6a7a8a9aaabacadaeaf' +
  '636298a295c57c792f896b9273ff8cc791b377744ecbc4aa13447c87c4bbe949' +
  '0000001149101b5eb8660de143b6d930446d667c30366fd8d5b7bf7e64bbf605c984addc96'
const batchIndexRecord = 'a658b1c3771158cfe31077cae68a1d97ac02e62b4d87ec32eb6418062b848ad0'

/** ENVELOPE.md 1.1: bytes over partition key and payload. */
const overheads: Readonly<Record<string, readonly number[]>> = {
  'aes-256-gcm+hkdf-sha512': [262, 94, 80],
  'aes-256-gcm+random-nonce': [226, 58, 44],
  'chacha20-poly1305+hkdf-sha512': [262, 94, 80],
}

describe('the known answers of the envelope specification', () => {
  it('holds for context and EDK hashes', () => {
    assert.equal(
      context.serialized.toString('hex'),
      '0002000f6177733a6b696e657369733a61726e003461726e3a6177733a6b696e657369733a75732d656173742d313a3132333435363738393031323a73747265616d2f6f726465727300096b73653a73686172640014736861726449642d303030303030303030303033',
    )
    assert.equal(
      context.hash.toString('hex'),
      'db2795d115fc26f2067ab29863f023e7afa1016b5cc9532f746944585f78bdc1',
    )
    assert.equal(
      edkHashOf(edk).toString('hex'),
      '2e1b4a9eb998018370344409c12a1e165ce1810ca2d05aab30c0d0e0e0318425',
    )
  })

  for (const suite of suites) {
    it(`holds for an inline record of ${suite.name}`, () => {
      const key = SealingKey.prepare(suite, keyMaterial(), edk)

      const record = seal({ key, salt: saltOf(suite) })

      assert.equal(sha256(record), inlineRecords[suite.name])
      assert.deepEqual(open(record), { partitionKey: 'test', payload: Buffer.from('hello world') })
    })

    it(`adds to a record of ${suite.name} what the table of sizes says`, () => {
      const key = SealingKey.prepare(suite, keyMaterial(), edk)

      const added = keyReferences.map(
        (keyReference) =>
          seal({ key, keyReference, partitionKey: 'k', payload: Buffer.alloc(99) }).length - 100,
      )

      assert.deepEqual(added, overheads[suite.name])
    })
  }

  it('holds for the other carriages of the default suite', () => {
    const key = SealingKey.prepare(suites[0], keyMaterial(), edk)
    const sealAs = (keyReference: KeyReference): Buffer =>
      seal({ key, keyReference, salt: saltOf(suites[0]) })

    const byId = sealAs({ kind: 'edk-id' })
    const byIndex = sealAs({ kind: 'batch-index', index: 1 })

    assert.equal(byId.toString('hex'), edkIdRecord)
    assert.equal(byIndex.length, 95)
    assert.equal(sha256(byIndex), batchIndexRecord)
  })
})
