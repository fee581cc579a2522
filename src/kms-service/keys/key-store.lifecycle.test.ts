/**
 * Keys of a store that are disabled, deleted, rotated and wiped.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { nanoseconds, seconds } from '../../units/units.ts'
import { newKey } from '../operations/keys.ts'
import { setUp } from './key-store.fixture.ts'
import { assertIsUsable } from './key-store.ts'

describe('KeyStore', () => {
  it('disables and enables', () => {
    const { store, administrator, arn } = setUp()

    administrator.disableKey(arn)
    assert.equal(store.find(arn).facts.state, 'Disabled')
    assert.throws(() => assertIsUsable(store.find(arn)), {
      errorName: 'DisabledException',
      message: `${arn} is disabled.`,
    })

    administrator.enableKey(arn)
    assert.doesNotThrow(() => assertIsUsable(store.find(arn)))
  })

  it('refuses use of a key that is pending deletion', () => {
    const { store, administrator, arn } = setUp()
    administrator.scheduleKeyDeletion(arn, seconds(10))
    const refused = { errorName: 'KMSInvalidStateException', message: `${arn} is pending deletion.` }

    assert.throws(() => assertIsUsable(store.find(arn)), refused)
    assert.throws(() => administrator.enableKey(arn), refused)
    assert.throws(() => administrator.disableKey(arn), refused)
    assert.throws(() => administrator.rotateKey(arn), refused)
    assert.throws(() => administrator.scheduleKeyDeletion(arn, seconds(1)), refused)
  })

  it('deletes a key with its aliases when the waiting time is over and not a nanosecond before', () => {
    const { store, administrator, arn, clock } = setUp()
    administrator.scheduleKeyDeletion(arn, seconds(10))

    clock.reach(nanoseconds(10e9 - 1))
    assert.equal(store.find('alias/orders').facts.state, 'PendingDeletion')

    clock.reach(seconds(10))
    assert.throws(() => store.find('alias/orders'), { errorName: 'NotFoundException' })
    assert.throws(() => store.find(arn), { errorName: 'NotFoundException' })
    const successor = newKey(store).arn
    administrator.createAlias('alias/orders', successor)
    assert.equal(store.find('alias/orders').arn, successor)
  })

  it('wipes the backing keys of a key that is deleted', () => {
    const { store, administrator, arn, clock } = setUp()
    const { secret } = store.find(arn).encryptionKey()
    administrator.scheduleKeyDeletion(arn, seconds(10))

    clock.reach(seconds(10))
    store.tryFind(arn)

    assert.deepEqual(secret, Buffer.alloc(32))
  })

  it('leaves a key disabled when its deletion is cancelled', () => {
    const { store, administrator, arn, clock } = setUp()
    administrator.scheduleKeyDeletion(arn, seconds(10))

    administrator.cancelKeyDeletion(arn)
    clock.reach(seconds(20))

    assert.equal(store.find(arn).facts.state, 'Disabled')
    assert.equal(store.find(arn).facts.deletesAt, undefined)
    assert.throws(() => administrator.cancelKeyDeletion(arn), { errorName: 'KMSInvalidStateException' })
  })

  it('adds a backing key on rotation and keeps the older ones', () => {
    const { store, administrator, arn } = setUp()
    const first = store.find(arn).encryptionKey()

    administrator.rotateKey(arn)

    const second = store.find(arn).encryptionKey()
    assert.deepEqual([first.version, second.version], [1, 2])
    assert.notDeepEqual(first.secret, second.secret)
    assert.equal(store.find(arn).backingKey(1), first.secret)
    assert.equal(store.find(arn).backingKey(0), undefined)
    assert.equal(store.find(arn).backingKey(3), undefined)
    assert.equal(store.find(arn).version, 2)
  })

  it('keeps backing keys in unpooled memory', () => {
    const { store, arn } = setUp()

    assert.equal(store.find(arn).encryptionKey().secret.buffer.byteLength, 32)
  })

  it('wipes every backing key when it is destroyed', () => {
    const { store, administrator, arn } = setUp()
    administrator.rotateKey(arn)
    const secrets = [1, 2].map((version) => store.find(arn).backingKey(version))

    store.destroy()

    assert.deepEqual(secrets, [Buffer.alloc(32), Buffer.alloc(32)])
  })
})
