import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'

import { edkHashOf } from './edk-hash.ts'
import { context, edk, keyMaterial, keyReferences, open, saltOf, seal } from './envelope.fixture.ts'
import { SealingKey } from './key-material.ts'
import type { KeyReference } from './layout.ts'
import { suites } from './suites/registry.ts'

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** ENVELOPE.md 1.6, where two independent programs agree; the other suites are held to a second implementation. */
const inlineRecords: Readonly<Record<string, string>> = {
  'aes-256-gcm+hkdf-sha512': '52a3952fa59f83462647219f17068147b1376c356033101310db335209e106fb',
  'aes-256-gcm+hkdf-sha256': '38653cd41a45fe8fc8970018d040adb3be960c235c044b2ddd380c63b690ba5c',
  'aes-256-gcm+kbkdf': '3a4a1c26353a80534fcc2f20cfb19cd6be59d9f288b9b0a1e1247bc3631e429c',
  'xaes-256-gcm': 'd9523b57284fc09465d2379456cf1340e20c7faf7a57685eb78cce850f2fc4bc',
  'aes-256-gcm+random-nonce': '34e4cb5513f46f6fa8b2d60417c37dc677cdb0181af95643844a1b29534eefec',
  'chacha20-poly1305+hkdf-sha512': '77db6b4c9fe3e57f39f509f787710f0f0ede032195ae325389adf8f5d621c9f3',
  'aes-256-ctr-hmac+hkdf-sha512': 'b64ea7aa17cf1e10cf0443a1b1790947c043f4dca96d83e276850342534b2302',
}
const edkIdRecord =
  '4b530102010100102e1b4a9eb998018370344409c12a1e16a0a1a2a3a4a5a6a7a8a9aaabacadaeaf' +
  '636298a295c57c792f896b9273ff8cc791b377744ecbc4aa13447c87c4bbe949' +
  '0000001149101b5eb8660de143b6d930446d667c30366fd8d5b7bf7e64bbf605c984addc96'
const batchIndexRecord = 'a658b1c3771158cfe31077cae68a1d97ac02e62b4d87ec32eb6418062b848ad0'

/** ENVELOPE.md 1.1, or by its formula: bytes over partition key and payload. */
const overheads: Readonly<Record<string, readonly number[]>> = {
  'aes-256-gcm+hkdf-sha512': [262, 94, 80],
  'aes-256-gcm+hkdf-sha256': [230, 62, 48],
  'aes-256-gcm+kbkdf': [230, 62, 48],
  'xaes-256-gcm': [238, 70, 56],
  'aes-256-gcm+one-step-sha256': [230, 62, 48],
  'aes-256-gcm+esdk': [278, 110, 96],
  'aes-256-gcm+random-nonce': [226, 58, 44],
  'aes-256-gcm+counter-nonce': [226, 58, 44],
  'aes-128-gcm+hkdf-sha512': [262, 94, 80],
  'chacha20-poly1305+hkdf-sha512': [262, 94, 80],
  'aes-256-gcm-siv': [226, 58, 44],
  'aes-256-ctr-hmac+hkdf-sha512': [246, 78, 64],
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

  for (const suite of suites.filter(({ name }) => Object.hasOwn(inlineRecords, name))) {
    it(`holds for an inline record of ${suite.name}`, () => {
      const key = SealingKey.prepare(suite, keyMaterial(), edk)

      const record = seal({ key, salt: saltOf(suite) })

      assert.equal(sha256(record), inlineRecords[suite.name])
      assert.deepEqual(open(record), { partitionKey: 'test', payload: Buffer.from('hello world') })
    })
  }

  for (const suite of suites) {
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
