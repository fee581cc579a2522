import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'

import { array, assert as check, constantFrom, nat, property, tuple } from 'fast-check'

import { defaultKeyPolicy } from '../access/default-policies.ts'
import { backingKeyOf, openBlob, sealBlob } from './ciphertext-blob.ts'
import { canonicalBytesOf } from './encryption-context.ts'
import { keySpecs, type KeySpec } from './key-specs.ts'
import { KeyStores } from './key-stores.ts'
import type { KmsKey } from './kms-key.ts'

const account = '123456789012'
const region = 'eu-west-1'
const dayMs = 86_400_000
const startMs = Date.UTC(2026, 10, 23)

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

function secretsOf(key: KmsKey): Uint8Array[] {
  return key.backingKeys.map((_, index) => key.backingKey(index + 1)!)
}

function setUp() {
  let nowMs = startMs
  let made = 0
  const now = () => nowMs
  const newKeyId = () => {
    made += 1
    return `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`
  }
  const stores = new KeyStores({ now, newKeyId })
  const keys: KmsKey[] = []
  const create = (keySpec: KeySpec = 'SYMMETRIC_DEFAULT', owner = account): KmsKey => {
    const policy = defaultKeyPolicy(owner)
    const tags = Object.create(null) as Record<string, string>
    const key = stores
      .of(owner, region)
      .create({ manager: 'CUSTOMER', keySpec, description: '', policy, tags })
    keys.push(key)
    return key
  }
  const pass = (days: number): void => void (nowMs += days * dayMs)
  /** Keys that are still there. */
  const alive = () => keys.filter(({ idBytes }) => stores.findById(idBytes, region) !== undefined)
  const any = (number: number, act: (key: KmsKey) => void): void => {
    const there = alive()
    const key = there[number % there.length]
    if (key !== undefined) act(key)
  }
  const symmetric = (number: number): KmsKey | undefined => {
    const there = alive().filter(({ facts: { keySpec } }) => keySpec === 'SYMMETRIC_DEFAULT')
    return there[number % there.length]
  }
  return { stores, now, create, pass, any, symmetric }
}
