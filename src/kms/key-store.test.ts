import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { VirtualClock } from '../clock/virtual-clock.ts'
import { nanoseconds, seconds } from '../units/units.ts'
import { KeyStore, kinesisAlias } from './key-store.ts'

const account = '123456789012'
const arnPrefix = `arn:aws:kms:eu-west-1:${account}:`

describe('KeyStore', () => {
  it('finds a key by key id, key ARN, alias name and alias ARN', () => {
    const { store, arn, keyId } = setUp()
    const names = [keyId, arn, 'alias/orders', `${arnPrefix}alias/orders`]

    const found = names.map((name) => store.find(name).arn)

    assert.deepEqual(found, [arn, arn, arn, arn])
  })

  it('gives ARNs of its own region and account', () => {
    const { arn } = setUp()

    assert.match(arn, /^arn:aws:kms:eu-west-1:123456789012:key\/[0-9a-f-]{36}$/)
  })

  it('gives the same key ids under the same seed', () => {
    assert.equal(setUp().arn, setUp().arn)
  })

  it('says in the words of AWS what it does not find', () => {
    const { store } = setUp()
    const unknown = '00000000-0000-4000-8000-000000000000'
    const elsewhere = `arn:aws:kms:us-east-1:${account}:key/${unknown}`

    assert.throws(() => store.find(unknown), notFound(`Key '${arnPrefix}key/${unknown}' does not exist`))
    assert.throws(() => store.find(elsewhere), notFound(`Key '${elsewhere}' does not exist`))
    assert.throws(() => store.find('alias/no'), notFound(`Alias ${arnPrefix}alias/no is not found.`))
    assert.throws(() => store.find('nonsense'), notFound("Invalid keyId 'nonsense'"))
    assert.throws(() => store.find(''), notFound("Invalid keyId ''"))
  })

  it('does not find a key by its id with key/ before it', () => {
    const { store, keyId } = setUp()

    assert.throws(() => store.find(`key/${keyId}`), notFound(`Invalid keyId 'key/${keyId}'`))
  })

  it('does not find a key of another region or account', () => {
    const { store, arn } = setUp()

    for (const foreign of [arn.replace('eu-west-1', 'us-east-1'), arn.replace(account, '210987654321')]) {
      assert.throws(() => store.find(foreign), notFound(`Key '${foreign}' does not exist`))
    }
  })

  it('makes the key that AWS manages for Kinesis when it is first asked for', () => {
    const { store } = setUp()

    const key = store.find(kinesisAlias)

    assert.equal(key.manager, 'AWS')
    assert.equal(store.find(`${arnPrefix}${kinesisAlias}`), key)
  })

  it('does not let customers disable or delete a key that AWS manages', () => {
    const { store } = setUp()
    const refused = { kmsErrorName: 'AccessDeniedException' }

    assert.throws(() => store.disable(kinesisAlias), refused)
    assert.throws(() => store.scheduleDeletion(kinesisAlias, seconds(1)), refused)
  })

  it('refuses aliases that are taken, reserved or malformed', () => {
    const { store, arn } = setUp()

    assert.throws(() => store.create({ alias: 'alias/orders' }))
    assert.throws(() => store.create({ alias: 'alias/aws/orders' }))
    assert.throws(() => store.create({ alias: 'orders' }))
    assert.throws(() => store.pointAlias(kinesisAlias, arn))
  })

  it('points an alias at another key', () => {
    const { store } = setUp()
    const other = store.create()

    store.pointAlias('alias/orders', other)

    assert.equal(store.find('alias/orders').arn, other)
  })

  it('disables and enables', () => {
    const { store, arn } = setUp()

    store.disable(arn)
    assert.equal(store.describe(arn).state, 'Disabled')
    assert.throws(() => store.findUsable(arn, 'Decrypt', 'producer'), {
      kmsErrorName: 'DisabledException',
      message: `${arn} is disabled.`,
    })

    store.enable(arn)
    assert.equal(store.findUsable(arn, 'Decrypt', 'producer').arn, arn)
  })

  it('refuses use of a key that is pending deletion', () => {
    const { store, arn } = setUp()
    store.scheduleDeletion(arn, seconds(10))
    const refused = { kmsErrorName: 'KMSInvalidStateException', message: `${arn} is pending deletion.` }

    assert.throws(() => store.findUsable(arn, 'Decrypt', 'producer'), refused)
    assert.throws(() => store.enable(arn), refused)
    assert.throws(() => store.disable(arn), refused)
    assert.throws(() => store.rotate(arn), refused)
    assert.throws(() => store.scheduleDeletion(arn, seconds(1)), refused)
  })

  it('deletes a key with its aliases when the waiting time is over and not a nanosecond before', () => {
    const { store, arn, clock } = setUp()
    store.scheduleDeletion(arn, seconds(10))

    clock.reach(nanoseconds(10e9 - 1))
    assert.equal(store.find('alias/orders').state, 'PendingDeletion')

    clock.reach(seconds(10))
    assert.throws(() => store.find('alias/orders'), { kmsErrorName: 'NotFoundException' })
    assert.throws(() => store.find(arn), { kmsErrorName: 'NotFoundException' })
    assert.equal(typeof store.create({ alias: 'alias/orders' }), 'string')
  })

  it('wipes the backing keys of a key that is deleted', () => {
    const { store, arn, clock } = setUp()
    const { secret } = store.find(arn).encryptionKey()
    store.scheduleDeletion(arn, seconds(10))

    clock.reach(seconds(10))
    store.tryFind(arn)

    assert.deepEqual(secret, Buffer.alloc(32))
  })

  it('leaves a key disabled when its deletion is cancelled', () => {
    const { store, arn, clock } = setUp()
    store.scheduleDeletion(arn, seconds(10))

    store.cancelDeletion(arn)
    clock.reach(seconds(20))

    assert.equal(store.describe(arn).state, 'Disabled')
    assert.equal(store.describe(arn).deletesAt, undefined)
    assert.throws(() => store.cancelDeletion(arn), { kmsErrorName: 'KMSInvalidStateException' })
  })

  it('adds a backing key on rotation and keeps the older ones', () => {
    const { store, arn } = setUp()
    const first = store.find(arn).encryptionKey()

    store.rotate(arn)

    const second = store.find(arn).encryptionKey()
    assert.deepEqual([first.version, second.version], [1, 2])
    assert.notDeepEqual(first.secret, second.secret)
    assert.equal(store.find(arn).backingKey(1), first.secret)
    assert.equal(store.find(arn).backingKey(0), undefined)
    assert.equal(store.find(arn).backingKey(3), undefined)
    assert.equal(store.describe(arn).backingKeyVersion, 2)
  })

  it('keeps backing keys in unpooled memory', () => {
    const { store, arn } = setUp()

    assert.equal(store.find(arn).encryptionKey().secret.buffer.byteLength, 32)
  })

  it('denies one principal, until it is allowed again', () => {
    const { store, arn } = setUp()

    store.deny(arn, 'producer')
    assert.throws(() => store.findUsable(arn, 'Decrypt', 'producer'), {
      kmsErrorName: 'AccessDeniedException',
      message:
        `User: arn:aws:iam::${account}:user/producer is not authorized to perform: kms:Decrypt ` +
        `on resource: ${arn} with an explicit deny in a resource-based policy`,
    })
    assert.equal(store.findUsable(arn, 'Decrypt', 'consumer').arn, arn)

    store.allow(arn, 'producer')
    assert.equal(store.findUsable(arn, 'Decrypt', 'producer').arn, arn)
  })

  it('does not tell a principal that is denied in which state the key is', () => {
    const { store, arn } = setUp()
    store.deny(arn, 'producer')
    store.disable(arn)

    assert.throws(() => store.findUsable(arn, 'Decrypt', 'producer'), {
      kmsErrorName: 'AccessDeniedException',
    })
  })

  it('wipes every backing key when it is destroyed', () => {
    const { store, arn } = setUp()
    store.rotate(arn)
    const secrets = [1, 2].map((version) => store.find(arn).backingKey(version))

    store.destroy()

    assert.deepEqual(secrets, [Buffer.alloc(32), Buffer.alloc(32)])
  })

  it('makes no key after it is destroyed, not even the one that AWS manages', () => {
    const { store, arn } = setUp()
    store.destroy()
    const refused = { kmsErrorName: 'KMSInternalException' }

    assert.throws(() => store.find(arn), refused)
    assert.throws(() => store.find(kinesisAlias), refused)
    assert.throws(() => store.create(), refused)
    assert.equal(store.tryFind(kinesisAlias), undefined)
  })
})

function setUp() {
  const clock = new VirtualClock()
  const store = new KeyStore({ clock, region: 'eu-west-1', account, seed: 20170701 })
  const arn = store.create({ alias: 'alias/orders', description: 'orders' })
  const { keyId } = store.describe(arn)
  return { store, clock, arn, keyId }
}

function notFound(message: string) {
  return { kmsErrorName: 'NotFoundException', message }
}
