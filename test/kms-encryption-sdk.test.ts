/**
 * The AWS Encryption SDK, unmodified, against `sealbench kms serve`: its KMS
 * keyring opens what it seals, and its cache makes exactly the KMS calls that
 * its settings imply.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { after, before, beforeEach, describe, it } from 'node:test'

import {
  AlgorithmSuiteIdentifier,
  buildClient,
  CommitmentPolicy,
  getLocalCryptographicMaterialsCache,
  KMS,
  KmsKeyringNode,
  NodeCachingMaterialsManager,
} from '@aws-crypto/client-node'

import { credentials, sdkClient, serveKms, type ServedKms } from './kms-server.fixture.ts'

const { encrypt, decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT)
const plaintext = Buffer.alloc(100, 'sealed')
/** Longer than any test takes. */
const ageless = 3_600_000

type Materials = Parameters<typeof encrypt>[0]
type Context = Readonly<Record<string, string>>

type KeyringInput = NonNullable<ConstructorParameters<typeof KmsKeyringNode>[0]>
type ClientProvider = NonNullable<KeyringInput['clientProvider']>

interface CacheSettings {
  readonly capacity?: number
  /** In ms. */
  readonly maxAge?: number
  readonly maxMessagesEncrypted?: number
  readonly maxBytesEncrypted?: number
}

describe('the AWS Encryption SDK', () => {
  let server: ServedKms
  let keyArns: readonly [string, string]

  before(async () => {
    server = await serveKms()
    using client = disposable(sdkClient(server))
    const [one, other] = await Promise.all([client.createKey(), client.createKey()])
    keyArns = [one.KeyMetadata!.Arn!, other.KeyMetadata!.Arn!]
  })
  after(() => server?.end())
  beforeEach(() => server.reset())

  function keyring(keyArn: string = keyArns[0], more: readonly string[] = []): KmsKeyringNode {
    return keyringAt(server, keyArn, more)
  }

  function caching({ capacity = 100, maxAge = ageless, ...limits }: CacheSettings = {}) {
    const cache = getLocalCryptographicMaterialsCache(capacity)
    return new NodeCachingMaterialsManager({ backingMaterials: keyring(), cache, maxAge, ...limits })
  }

  it('opens what it seals, by a call for each without a cache', async () => {
    const encryptionContext = { stream: 'orders', shard: '3' }

    const sealed = await sealAll(keyring(), 3, () => encryptionContext)
    const opened = await openAll(keyring(), sealed)

    for (const { plaintext: text, messageHeader } of opened) {
      assert.deepEqual(text, plaintext)
      assert.equal(messageHeader.encryptionContext['stream'], 'orders')
    }
    assert.deepEqual(await callsOf(server), { GenerateDataKey: 3, Decrypt: 3 })
    const [first] = await server.audit()
    const { encryptionContext: given } = first!.requestParameters as { encryptionContext: Context }
    assert.equal(given['shard'], '3')
    assert.ok('aws-crypto-public-key' in given, 'of the suite that signs')
  })

  it('opens by either key what was sealed for two', async () => {
    const sealed = await sealAll(keyring(keyArns[0], [keyArns[1]]), 1)
    const opened = await openAll(keyring(keyArns[1]), sealed)

    assert.deepEqual(opened[0]!.plaintext, plaintext)
    assert.deepEqual(await callsOf(server), { GenerateDataKey: 1, Encrypt: 1, Decrypt: 1 })
  })

  it('refuses what was changed, and what another key sealed', async () => {
    const [sealed] = await sealAll(keyring(), 1)
    const changed = Buffer.from(sealed!)
    changed[changed.length - 1]! ^= 1

    await assert.rejects(decrypt(keyring(), changed))
    await assert.rejects(decrypt(keyring(keyArns[1]), sealed!), /unencryptedDataKey has not been set/)
  })

  describe('with its cache', () => {
    const settings: [CacheSettings, messages: number, calls: number][] = [
      [{}, 50, 1],
      // Each data key seals so many messages: both sides of where the next one is needed.
      [{ maxMessagesEncrypted: 1 }, 1, 1],
      [{ maxMessagesEncrypted: 1 }, 5, 5],
      [{ maxMessagesEncrypted: 2 }, 5, 3],
      [{ maxMessagesEncrypted: 10 }, 9, 1],
      [{ maxMessagesEncrypted: 10 }, 10, 1],
      [{ maxMessagesEncrypted: 10 }, 11, 2],
      [{ maxMessagesEncrypted: 10 }, 20, 2],
      [{ maxMessagesEncrypted: 10 }, 21, 3],
      // As long as a message still fits; a message has 100 bytes.
      [{ maxBytesEncrypted: 300 }, 3, 1],
      [{ maxBytesEncrypted: 300 }, 4, 2],
      [{ maxBytesEncrypted: 299 }, 3, 2],
      [{ maxBytesEncrypted: 100 }, 3, 3],
      [{ maxBytesEncrypted: 99 }, 3, 3],
      // Whichever comes first.
      [{ maxMessagesEncrypted: 4, maxBytesEncrypted: 300 }, 7, 3],
      [{ maxMessagesEncrypted: 2, maxBytesEncrypted: 300 }, 7, 4],
    ]
    for (const [limits, messages, calls] of settings)
      it(`seals ${messages} messages with ${JSON.stringify(limits)} by ${calls} calls`, async () => {
        const sealed = await sealAll(caching(limits), messages)
        const sealing = await callsOf(server)
        const opened = await openAll(caching(), sealed)

        assert.deepEqual(sealing, { GenerateDataKey: calls })
        assert.deepEqual(await callsOf(server), { GenerateDataKey: calls, Decrypt: calls })
        assert.ok(opened.every(({ plaintext: text }) => text.equals(plaintext)))
      })

    it('asks again when a data key is older than maxAge, and not before', async (t) => {
      const maxAge = 1000
      t.mock.timers.enable({ apis: ['Date'], now: Date.now() })
      const [sealing, opening] = [caching({ maxAge }), caching({ maxAge })]
      const callsAfter = async (elapsed: number) => {
        t.mock.timers.tick(elapsed)
        const sealed = await sealAll(sealing, 2)
        await openAll(opening, sealed)
        return callsOf(server)
      }

      assert.deepEqual(await callsAfter(0), { GenerateDataKey: 1, Decrypt: 1 })
      assert.deepEqual(await callsAfter(maxAge - 1), { GenerateDataKey: 1, Decrypt: 1 })
      assert.deepEqual(await callsAfter(1), { GenerateDataKey: 1, Decrypt: 1 })
      assert.deepEqual(await callsAfter(1), { GenerateDataKey: 2, Decrypt: 2 })
      assert.deepEqual(await callsAfter(maxAge), { GenerateDataKey: 2, Decrypt: 2 })
      assert.deepEqual(await callsAfter(maxAge + 1), { GenerateDataKey: 3, Decrypt: 3 })
    })

    const capacities: [capacity: number, contexts: number, calls: number][] = [
      [3, 3, 3],
      // The one that is needed next is always the one that has just gone.
      [2, 3, 12],
      [2, 2, 2],
      [1, 2, 12],
    ]
    for (const [capacity, contexts, calls] of capacities)
      it(`seals under ${contexts} contexts in turn with room for ${capacity} by ${calls} calls`, async () => {
        const sealed = await sealAll(caching({ capacity }), 12, (index) => ({
          shard: String(index % contexts),
        }))
        await openAll(caching(), sealed)

        assert.deepEqual(await callsOf(server), { GenerateDataKey: calls, Decrypt: calls })
      })

    it('does not cache under a suite without key derivation, nor what has no known length', async () => {
      const old = buildClient(CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT)
      const suiteId = AlgorithmSuiteIdentifier.ALG_AES256_GCM_IV12_TAG16
      const [derivationless, lengthless] = [caching(), caching()]

      for (let count = 0; count < 3; count += 1) await old.encrypt(derivationless, plaintext, { suiteId })
      const first = await callsOf(server)
      for (let count = 0; count < 3; count += 1) await encrypt(lengthless, Readable.from([plaintext]))

      assert.deepEqual(first, { GenerateDataKey: 3 })
      assert.deepEqual(await callsOf(server), { GenerateDataKey: 6 })
    })
  })

  it('makes a call for each of 100 misses at the same time: its cache has no single flight', async () => {
    // So slow that all have missed before the first answer.
    await using slow = await serveKms(['--latency', '300 ms'])
    using client = disposable(sdkClient(slow))
    const { KeyMetadata: key } = await client.createKey()
    await slow.reset()
    const materials = new NodeCachingMaterialsManager({
      backingMaterials: keyringAt(slow, key!.Arn!),
      cache: getLocalCryptographicMaterialsCache(100),
      maxAge: ageless,
    })

    await Promise.all(Array.from({ length: 100 }, () => encrypt(materials, plaintext)))
    const together = await callsOf(slow)
    await encrypt(materials, plaintext)

    assert.deepEqual(together, { GenerateDataKey: 100 })
    assert.deepEqual(await callsOf(slow), together, 'and none once one is cached')
    assert.deepEqual(await slow.counters(), { ok: 100 })
  })
})

/** A keyring as an application makes it; nothing but the address is ours. */
function keyringAt({ url }: ServedKms, generatorKeyId: string, keyIds: readonly string[] = []) {
  // Its types do not allow for optional members that must not be undefined.
  const clientProvider = ((region: string) =>
    new KMS({ endpoint: url, region, credentials, maxAttempts: 1 })) as unknown as ClientProvider
  return new KmsKeyringNode({ clientProvider, generatorKeyId, keyIds: [...keyIds] })
}

/** One after another, as a producer would. */
async function sealAll(
  materials: Materials,
  messages: number,
  contextOf: (index: number) => Context = () => ({ stream: 'orders' }),
): Promise<Buffer[]> {
  const sealed: Buffer[] = []
  for (let index = 0; index < messages; index += 1) {
    const { result } = await encrypt(materials, plaintext, { encryptionContext: contextOf(index) })
    sealed.push(result)
  }
  return sealed
}

async function openAll(materials: Materials, sealed: readonly Buffer[]) {
  const opened = []
  for (const message of sealed) opened.push(await decrypt(materials, message))
  return opened
}

/** KMS calls that reached the endpoint, by operation. */
async function callsOf(server: ServedKms): Promise<Record<string, number>> {
  const calls: Record<string, number> = {}
  for (const { eventName } of await server.audit()) calls[eventName] = (calls[eventName] ?? 0) + 1
  return calls
}

function disposable<Client extends { destroy(): void }>(client: Client): Client & Disposable {
  return Object.assign(client, { [Symbol.dispose]: () => client.destroy() })
}
