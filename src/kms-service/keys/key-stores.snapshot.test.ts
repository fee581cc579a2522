/**
 * Snapshots of all key stores, which bring everything back and tell no secret.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'

import { array, assert as check, constantFrom, nat, property, tuple } from 'fast-check'

import { defaultKeyPolicy } from '../access/default-policies.ts'
import { backingKeyOf, openBlob, sealBlob } from './ciphertext-blob.ts'
import { canonicalBytesOf } from './encryption-context.ts'
import { keySpecs } from './key-specs.ts'
import { account, dayMs, region, secretsOf, setUp, startMs } from './key-stores.fixture.ts'
import { KeyStores } from './key-stores.ts'

describe('a snapshot of KeyStores', () => {
  it('brings everything back, whatever was done before', () => {
    check(
      property(array(tuple(constantFrom(...acts), nat(99)), { maxLength: 40 }), (steps) => {
        const world = setUp()
        const edks = steps.flatMap(([act, number]) => act(world, number) ?? [])

        const snapshot = world.stores.snapshot()
        const restored = new KeyStores({ now: world.now, newKeyId: () => assert.fail('no key is made') })
        restored.restore(snapshot)

        assert.equal(restored.hasChanged, false)
        assert.deepEqual(restored.snapshot(), snapshot)
        for (const { blob, plaintext, keyArn } of edks)
          assert.deepEqual(
            opened(restored, keyArn, blob),
            // What is deleted is gone in both.
            opened(world.stores, keyArn, blob) && plaintext,
          )
      }),
      { numRuns: 200 },
    )
  })

  it('brings back keys that go on as if nothing had been', () => {
    const { stores, create, now, pass } = setUp()
    const [rotating, leaving] = [create(), create()]
    rotating.enableRotation(90, startMs)
    leaving.facts.state = 'PendingDeletion'
    leaving.facts.deletesAt = startMs + 30 * dayMs
    const restored = new KeyStores({ now, newKeyId: () => assert.fail('no key is made') })
    restored.restore(stores.snapshot())
    const store = restored.of(account, region)

    pass(29)
    const before = store.tryFind(leaving.arn)
    pass(61)

    assert.notEqual(before, undefined)
    assert.equal(store.tryFind(leaving.arn), undefined)
    assert.equal(store.find(rotating.arn).version, 2)
  })

  it('brings back tags of any name, which can be changed', () => {
    const { stores, create, now } = setUp()
    const key = create()
    key.facts.tags['__proto__'] = 'one'
    const restored = new KeyStores({ now, newKeyId: () => assert.fail('no key is made') })
    restored.restore(stores.snapshot())
    const { tags } = restored.of(account, region).find(key.arn).facts

    tags['__proto__'] = 'two'

    assert.deepEqual(Object.entries(tags), [['__proto__', 'two']])
  })

  it('has no secret in its document, in no form, and each after it', () => {
    const { stores, create } = setUp()
    const keys = keySpecs.map((spec) => create(spec))
    keys[0]!.rotate(startMs, 'ON_DEMAND')
    const secrets = keys.flatMap(secretsOf)

    const snapshot = stores.snapshot()

    const end = 4 + snapshot.readUInt32BE()
    const document = snapshot.toString('utf8', 4, end)
    for (const secret of secrets) {
      assert.equal(document.includes(Buffer.from(secret).toString('base64').slice(0, 20)), false)
      assert.equal(document.includes(Buffer.from(secret).toString('hex').slice(0, 20)), false)
      assert.equal(snapshot.subarray(0, end).includes(secret), false)
      assert.equal(snapshot.subarray(end).includes(secret), true)
    }
    assert.equal(
      snapshot.length - end,
      secrets.reduce((sum, { length }) => sum + length, 0),
    )
    // Nothing that could be a secret by its form: those are the ids of key material, which are hashes.
    const materials = /"[0-9a-f]{64}"|[\w+/]{40,}={0,2}"/.exec(document)
    assert.equal(materials, null)
  })

  it('lies in memory of its own, and stays the caller’s when it is restored', () => {
    const { stores, create, now } = setUp()
    const key = create()
    const snapshot = stores.snapshot()
    const copy = Buffer.from(snapshot)
    const restored = new KeyStores({ now, newKeyId: () => assert.fail('no key is made') })

    restored.restore(snapshot)
    const unchanged = Buffer.compare(snapshot, copy) === 0
    snapshot.fill(0)

    assert.equal(snapshot.buffer.byteLength, snapshot.length)
    assert.equal(unchanged, true)
    assert.deepEqual(secretsOf(restored.of(account, region).find(key.arn)), secretsOf(key))
  })

  it('of another version is refused, and says what to do', () => {
    const { stores, create, now } = setUp()
    create()
    const other = Buffer.from(stores.snapshot().toString('latin1').replace('state/v1', 'state/v2'), 'latin1')
    const restored = new KeyStores({ now, newKeyId: () => assert.fail('no key is made') })

    assert.throws(() => restored.restore(other), {
      code: 'ERR_INPUT_UNREADABLE',
      message: 'The data file is of another version of sealbench. Use the version that wrote it.',
    })
  })

  for (const [title, spoil] of [
    ['a byte short', (snapshot: Buffer) => snapshot.subarray(0, -1)],
    ['a byte too long', (snapshot: Buffer) => Buffer.concat([snapshot, Buffer.alloc(1)])],
  ] as const)
    it(`that is ${title} does not come back with keys of zeros`, () => {
      const { stores, create, now } = setUp()
      create()
      const restored = new KeyStores({ now, newKeyId: () => assert.fail('no key is made') })

      assert.throws(() => restored.restore(spoil(stores.snapshot())), { code: 'ERR_ASSERTION' })
    })
})

interface Edk {
  readonly keyArn: string
  readonly blob: Buffer
  readonly plaintext: Buffer
}

type World = ReturnType<typeof setUp>
/** One act of administration or use; `number` chooses among what there is. */
type Act = (world: World, number: number) => Edk | undefined | void

const acts: readonly Act[] = [
  ({ create }, number) => void create(keySpecs[number % keySpecs.length]),
  ({ create }, number) => void create('SYMMETRIC_DEFAULT', `2109876543${String(number).padStart(2, '0')}`),
  ({ stores, any }, number) =>
    any(number, ({ facts: { keyId } }) => {
      const createdAt = number
      stores.of(account, region).setAlias(`alias/${number % 7}`, { keyId, createdAt, updatedAt: createdAt })
    }),
  ({ stores }, number) => stores.of(account, region).deleteAlias(`alias/${number % 7}`),
  ({ any, now }, number) => any(number, (key) => key.rotate(now(), 'ON_DEMAND')),
  ({ any, now }, number) => any(number, (key) => key.enableRotation(90 + number, now())),
  ({ pass }, number) => pass(number),
  ({ any }, number) => any(number, ({ facts }) => void (facts.state = 'Disabled')),
  ({ any, now }, number) => any(number, (key) => key.enable(now())),
  ({ any, now }, number) =>
    any(number, ({ facts }) => {
      facts.state = 'PendingDeletion'
      facts.deletesAt = now() + 30 * dayMs
    }),
  ({ any }, number) => any(number, ({ facts }) => void (facts.description = `dësc ${number}`)),
  ({ any }, number) => any(number, ({ facts }) => void (facts.tags[`tag ${number % 5}`] = String(number))),
  ({ any }, number) => any(number, ({ facts }) => void delete facts.tags[`tag ${number % 5}`]),
  ({ any }, number) =>
    any(number, (key) => key.putPolicy(`${defaultKeyPolicy(account)}${' '.repeat(number)}`)),
  ({ any }, number) =>
    any(number, (key) => {
      const grantId = createHash('sha256').update(String(number)).digest('hex')
      const grant = {
        grantId,
        grantToken: `token-${number}`,
        keyArn: key.arn,
        granteePrincipal: `arn:aws:iam::${account}:user/bob`,
        operations: ['Decrypt' as const],
        constraints: number % 2 === 0 ? { encryptionContextEquals: { a: '1' } } : undefined,
        issuingAccount: `arn:aws:iam::${account}:root`,
        createdAt: number,
      }
      key.facts.grants = [...key.facts.grants, grant]
    }),
  seal,
  seal,
]

function seal({ symmetric }: World, number: number): Edk | undefined {
  const key = symmetric(number)
  if (key === undefined) return undefined
  const plaintext = Buffer.alloc(32, number)
  const blob = sealBlob(key.encryptionKey(), plaintext, canonicalBytesOf({ number: 'some' }))
  return { keyArn: key.arn, blob, plaintext }
}

function opened(stores: KeyStores, keyArn: string, blob: Buffer): Buffer | undefined {
  const { keyId, version } = backingKeyOf(blob)!
  const key = stores.findById(keyId, region)
  assert.ok(key === undefined || key.arn === keyArn)
  const secret = key?.backingKey(version)
  return secret && openBlob(blob, secret, canonicalBytesOf({ number: 'some' }))
}
