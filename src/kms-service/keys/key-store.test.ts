/**
 * How a key store finds its keys, by which names, and for whom.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { newKey } from '../operations/keys.ts'
import { account, arnPrefix, setUp, uuidNumber } from './key-store.fixture.ts'
import { kinesisAlias } from './key-store.ts'

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
})

function notFound(message: string) {
  return { errorName: 'NotFoundException', message }
}
