import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { VirtualClock } from '../../clock/virtual-clock.ts'
import { nanoseconds, seconds } from '../../units/units.ts'
import { callOf, keyAdministratorOf } from '../administrator.fixture.ts'
import { newKey } from '../operations/keys.ts'
import { assertIsUsable, KeyStore, kinesisAlias } from './key-store.ts'

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

  it('gives new keys the ids that it is given', () => {
    const { store, keyId } = setUp()

    const other = newKey(store)

    assert.deepEqual([keyId, other.facts.keyId], [uuidNumber(1), uuidNumber(2)])
  })

  it('finds a key by the bytes of its id, and none by others', () => {
    const { store, arn } = setUp()

    assert.equal(store.findById(store.find(arn).idBytes)?.arn, arn)
    assert.equal(store.findById(Buffer.alloc(16)), undefined)
  })

  it('lists keys by id and aliases by name', () => {
    const { store, keyId } = setUp()
    newKey(store, 'alias/bills')

    assert.deepEqual(
      store.keys().map((key) => key.facts.keyId),
      [keyId, uuidNumber(2)],
    )
    assert.deepEqual(
      store.aliases().map(([name, alias]) => [name, alias.keyId]),
      [
        ['alias/bills', uuidNumber(2)],
        ['alias/orders', keyId],
      ],
    )
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

  it('refuses aliases that are taken, reserved or malformed', () => {
    const { administrator, arn } = setUp()

    assert.throws(() => administrator.createAlias('alias/orders', arn), {
      errorName: 'AlreadyExistsException',
    })
    assert.throws(() => administrator.createAlias('alias/aws/orders', arn), {
      errorName: 'InvalidAliasNameException',
    })
    assert.throws(() => administrator.createAlias('orders', arn), { errorName: 'ValidationException' })
    assert.throws(() => administrator.updateAlias(kinesisAlias, arn), {
      errorName: 'InvalidAliasNameException',
    })
  })

  it('points an alias at another key', () => {
    const { store, administrator } = setUp()
    const other = newKey(store).arn

    administrator.updateAlias('alias/orders', other)

    assert.equal(store.find('alias/orders').arn, other)
  })

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

  it('denies one principal, until it is allowed again', () => {
    const { administrator, arn, use } = setUp()

    administrator.denyPrincipal(arn, 'producer')
    assert.throws(() => use('producer'), {
      errorName: 'AccessDeniedException',
      message:
        `User: arn:aws:iam::${account}:user/producer is not authorized to perform: kms:Decrypt ` +
        `on resource: ${arn} with an explicit deny in a resource-based policy`,
    })
    assert.equal(use('consumer').arn, arn)

    administrator.allowPrincipal(arn, 'producer')
    assert.equal(use('producer').arn, arn)
  })

  it('does not tell a principal that is denied in which state the key is', () => {
    const { administrator, arn, use } = setUp()
    administrator.denyPrincipal(arn, 'producer')
    administrator.disableKey(arn)

    assert.throws(() => use('producer'), { errorName: 'AccessDeniedException' })
    assert.throws(() => use('consumer'), { errorName: 'DisabledException' })
  })

  it('wipes every backing key when it is destroyed', () => {
    const { store, administrator, arn } = setUp()
    administrator.rotateKey(arn)
    const secrets = [1, 2].map((version) => store.find(arn).backingKey(version))

    store.destroy()

    assert.deepEqual(secrets, [Buffer.alloc(32), Buffer.alloc(32)])
  })

  it('says that it has changed, whatever changes', () => {
    const { store, administrator, arn, changes } = setUp()
    const acts = [
      () => newKey(store),
      () => administrator.createAlias('alias/other', arn),
      () => administrator.disableKey(arn),
      () => administrator.enableKey(arn),
      () => administrator.rotateKey(arn),
      () => administrator.denyPrincipal(arn, 'producer'),
      () => store.deleteAlias('alias/other'),
      () => store.find(kinesisAlias),
    ]

    for (const act of acts) {
      const before = changes()
      act()
      assert(changes() > before, String(act))
    }

    const before = changes()
    store.find(arn)
    store.tryFind('alias/nobody')
    assert.equal(changes(), before)
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

function setUp() {
  const clock = new VirtualClock()
  let created = 0
  let changed = 0
  const store = new KeyStore({
    region: 'eu-west-1',
    account,
    now: () => clock.now() / 1e6,
    newKeyId: () => uuidNumber((created += 1)),
    onChange: () => (changed += 1),
  })
  const { arn, facts } = newKey(store, 'alias/orders')
  return {
    store,
    clock,
    arn,
    keyId: facts.keyId,
    administrator: keyAdministratorOf(store, clock),
    /** The key, for `principal` to decrypt with. */
    use: (principal: string) =>
      callOf(store, clock, 'Decrypt', principal).usableKeyFor(arn, 'ENCRYPT_DECRYPT'),
    changes: () => changed,
  }
}

function uuidNumber(number: number): string {
  return `00000000-0000-4000-9000-${String(number).padStart(12, '0')}`
}

function notFound(message: string) {
  return { errorName: 'NotFoundException', message }
}
