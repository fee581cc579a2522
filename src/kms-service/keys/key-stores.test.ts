/**
 * The key stores of all accounts and regions.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { account, dayMs, region, secretsOf, setUp, startMs } from './key-stores.fixture.ts'

describe('KeyStores', () => {
  it('has one store for each account in each region', () => {
    const { stores } = setUp()

    const store = stores.of(account, region)

    assert.equal(stores.of(account, region), store)
    assert.notEqual(stores.of(account, 'us-east-1'), store)
    assert.notEqual(stores.of('210987654321', region), store)
    assert.equal(store.arnPrefix, `arn:aws:kms:${region}:${account}:`)
  })

  it('finds a key by the bytes of its id in any account of its region', () => {
    const { stores, create } = setUp()
    const key = create('SYMMETRIC_DEFAULT', '210987654321')

    assert.equal(stores.findById(key.idBytes, region), key)
    assert.equal(stores.findById(key.idBytes, 'us-east-1'), undefined)
    assert.equal(stores.findById(Buffer.alloc(16), region), undefined)
  })

  it('knows whether anything has changed since the last snapshot', () => {
    const { stores, create } = setUp()
    const before = stores.hasChanged

    const key = create()
    const afterCreation = stores.hasChanged
    stores.snapshot()
    const afterSnapshot = stores.hasChanged
    stores.of(account, region).find(key.arn)
    const afterReading = stores.hasChanged
    stores.of(account, region).touch()

    assert.deepEqual(
      [before, afterCreation, afterSnapshot, afterReading, stores.hasChanged],
      [false, true, false, false, true],
    )
  })

  it('counts what time does to a key as a change', () => {
    const { stores, create, pass } = setUp()
    const [rotating, leaving] = [create(), create()]
    rotating.enableRotation(90, startMs)
    leaving.facts.deletesAt = startMs + 100 * dayMs
    stores.snapshot()
    const seen = () => {
      stores.of(account, region).tryFind(rotating.arn)
      stores.of(account, region).tryFind(leaving.arn)
      const { hasChanged } = stores
      stores.snapshot()
      return hasChanged
    }

    pass(89)
    const nothing = seen()
    pass(1)
    const rotation = seen()
    pass(10)
    const deletion = seen()

    assert.deepEqual([nothing, rotation, deletion], [false, true, true])
  })

  it('wipes every backing key in the end', () => {
    const { stores, create } = setUp()
    const keys = [create(), create('HMAC_512'), create('SYMMETRIC_DEFAULT', '210987654321')]
    keys[0]!.rotate(startMs, 'ON_DEMAND')
    const secrets = keys.flatMap(secretsOf)

    stores.destroy()

    assert.equal(secrets.length, 4)
    for (const secret of secrets) assert.deepEqual(secret, Buffer.alloc(secret.length))
    assert.equal(stores.findById(keys[0]!.idBytes, region), undefined)
  })
})
