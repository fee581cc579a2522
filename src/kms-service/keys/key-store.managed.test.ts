/**
 * The key that AWS manages for Kinesis.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { nanoseconds, seconds } from '../../units/units.ts'
import { newKey } from '../operations/keys.ts'
import { arnPrefix, setUp } from './key-store.fixture.ts'
import { kinesisAlias } from './key-store.ts'

describe('KeyStore', () => {
  it('makes the key that AWS manages for Kinesis when it is first asked for', () => {
    const { store } = setUp()

    const key = store.find(kinesisAlias)

    assert.equal(key.facts.manager, 'AWS')
    assert.equal(store.find(`${arnPrefix}${kinesisAlias}`), key)
  })

  it('rotates the key that AWS manages once a year', () => {
    const { store, clock } = setUp()
    const key = store.find(kinesisAlias)
    const year = seconds(365 * 86_400)

    clock.reach(nanoseconds(year - 1e6))
    assert.equal(store.find(kinesisAlias).version, 1)

    clock.reach(year)
    assert.equal(store.find(kinesisAlias), key)
    assert.equal(key.version, 2)
  })

  it('does not let customers disable, rotate or delete a key that AWS manages', () => {
    const { store, administrator } = setUp()
    const { arn } = store.find(kinesisAlias)
    const refused = { errorName: 'AccessDeniedException' }

    assert.throws(() => administrator.disableKey(arn), refused)
    assert.throws(() => administrator.rotateKey(arn), refused)
    assert.throws(() => administrator.scheduleKeyDeletion(arn), refused)
  })

  it('makes no key after it is destroyed, not even the one that AWS manages', () => {
    const { store, arn } = setUp()
    store.destroy()
    const refused = { errorName: 'KMSInternalException' }

    assert.throws(() => store.find(arn), refused)
    assert.throws(() => store.find(kinesisAlias), refused)
    assert.throws(() => newKey(store), refused)
    assert.equal(store.tryFind(kinesisAlias), undefined)
  })
})
