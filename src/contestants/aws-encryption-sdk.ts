/**
 * The AWS Encryption SDK for JavaScript, with its caching materials manager:
 * the library that a Node user would reach for to do what the envelope does.
 *
 * @module
 */
import { randomFillSync } from 'node:crypto'

import { unpooledBytes, unpooledCopy, wipe } from '../envelope/secret-bytes.ts'
import type { CipherNeeds, Contest, Contestant, RecordCipher } from './contestant.ts'
import { importPackage } from './import-package.ts'

type Sdk = typeof import('@aws-crypto/client-node')
type Keyring = InstanceType<Sdk['KmsKeyringNode']> | InstanceType<Sdk['RawAesKeyringNode']>
type ClientProvider = NonNullable<
  NonNullable<ConstructorParameters<Sdk['KmsKeyringNode']>[0]>['clientProvider']
>

const packageName = '@aws-crypto/client-node'
/** Version and algorithm suite come before it (message header, version 2). */
const messageIdAt = 3
const messageIdLength = 32

type KeyringKind = 'raw-aes' | 'kms'

const cacheFairness =
  'Its cache counts age in real time, also on the virtual clock, has no single flight, and holds a data key for each shard, ' +
  'which its encryption context names. It carries that context and the names of its keys in every record.'

const signingFairness = 'It signs every record, which no suite here does.'
const trailingFairness = 'It opens a message that other bytes follow, and does not look at them.'

export const awsEncryptionSdkRawAes = contestantOf('raw-aes', false)
export const awsEncryptionSdkRawAesSigned = contestantOf('raw-aes', true)
export const awsEncryptionSdkKms = contestantOf('kms', false)
export const awsEncryptionSdkKmsSigned = contestantOf('kms', true)

function contestantOf(keyring: KeyringKind, isSigned: boolean): Contestant {
  const suite = isSigned
    ? 'its default suite, with an ECDSA signature'
    : 'its committing suite without signature'
  const source = keyring === 'kms' ? 'a KMS keyring' : 'a raw AES keyring, which asks no KMS'
  return {
    name: `aws-encryption-sdk/${keyring}${isSigned ? '+signature' : ''}`,
    description: `AWS Encryption SDK, ${suite}, cached, with ${source}`,
    package: packageName,
    fairness: `${cacheFairness} ${isSigned ? signingFairness : trailingFairness}`,
    isSealing: true,
    derivesRecordKeys: true,
    // Its wrapping key is never changed.
    keyReach: keyring === 'kms' ? 'untold' : 'all',
    kmsCalls: keyring === 'kms' ? 'by-own-cache' : 'none',
    ignoresTrailingBytes: !isSigned,
    cipher: 'AES-256-GCM',
    derivation: 'HKDF-SHA512, extracted anew for each record (RFC 5869)',
    commitment: 'yes, 32 B',
    nonceBound: '256-bit message ids: 2^112 records per key before a collision is likelier than 2^-32',
    recordsPerKeyLog2: 112.5,
    approval: 'approved algorithms (SP 800-38D, SP 800-56C), by node:crypto',
    uniquePart: (sealed) => sealed.subarray(messageIdAt, messageIdAt + messageIdLength),
    begin: async () => contestOf(await importPackage<Sdk>(packageName), keyring, isSigned),
  }
}

function contestOf(sdk: Sdk, kind: KeyringKind, isSigned: boolean): Contest {
  const wrappingKey = unpooledBytes(32)
  randomFillSync(wrappingKey)
  const caches: ClearableCache[] = []
  return {
    cipherFor: (needs) => {
      const keyring = kind === 'kms' ? kmsKeyring(sdk, needs) : rawKeyring(sdk, wrappingKey)
      const cache = clearableCache(sdk.getLocalCryptographicMaterialsCache(needs.cache.capacity, untilEnded))
      caches.push(cache)
      return cipherOf(sdk, keyring, { ...needs, materials: cache }, isSigned)
    },
    [Symbol.dispose]: () => {
      for (const cache of caches) cache.clear()
      wipe(wrappingKey)
    },
  }
}

/** Its cache looks for what has expired every so many ms, for as long as the process runs; nothing here lives so long. */
const untilEnded = 2 ** 31 - 1

type MaterialsCache = ReturnType<Sdk['getLocalCryptographicMaterialsCache']>
type ClearableCache = MaterialsCache & { clear(): void }

/** The library wipes what leaves its cache, but has no way to empty one. */
function clearableCache(cache: MaterialsCache): ClearableCache {
  const keys = new Set<string>()
  return {
    ...cache,
    putEncryptionMaterial: (key, ...rest) => {
      keys.add(key)
      cache.putEncryptionMaterial(key, ...rest)
    },
    putDecryptionMaterial: (key, ...rest) => {
      keys.add(key)
      cache.putDecryptionMaterial(key, ...rest)
    },
    clear: () => {
      for (const key of keys) cache.del(key)
      keys.clear()
    },
  }
}

function kmsKeyring(sdk: Sdk, { keyArn, commands }: CipherNeeds): Keyring {
  // It wants a whole client and calls these three methods of it.
  const clientProvider = (() => commands) as unknown as ClientProvider
  return new sdk.KmsKeyringNode({ clientProvider, generatorKeyId: keyArn })
}

function rawKeyring(sdk: Sdk, wrappingKey: Buffer): Keyring {
  return new sdk.RawAesKeyringNode({
    keyNamespace: 'sealbench',
    keyName: 'wrapping-key',
    // It makes a copy, which it keeps, and wipes what it is given.
    unencryptedMasterKey: unpooledCopy(wrappingKey),
    wrappingSuite: sdk.RawAesWrappingSuiteIdentifier.AES256_GCM_IV12_TAG16_NO_PADDING,
  })
}

interface CachedNeeds extends CipherNeeds {
  readonly materials: MaterialsCache
}

function cipherOf(
  sdk: Sdk,
  keyring: Keyring,
  { cache, materials: materialsCache }: CachedNeeds,
  isSigned: boolean,
): RecordCipher {
  const { encrypt, decrypt } = sdk.buildClient(sdk.CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT)
  const { ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY_ECDSA_P384: signing } =
    sdk.AlgorithmSuiteIdentifier
  const { ALG_AES256_GCM_IV12_TAG16_HKDF_SHA512_COMMIT_KEY: unsigned } = sdk.AlgorithmSuiteIdentifier
  const suiteId = isSigned ? signing : unsigned
  const materials =
    cache.ttl === 0
      ? keyring
      : new sdk.NodeCachingMaterialsManager({
          backingMaterials: keyring,
          cache: materialsCache,
          maxAge: Math.max(1, cache.ttl / 1e6),
          maxMessagesEncrypted: cache.maxRecords,
          maxBytesEncrypted: Math.min(cache.maxBytes, Number.MAX_SAFE_INTEGER),
        })
  return {
    async seal(content, { entries }) {
      const { result } = await encrypt(materials, content, { suiteId, encryptionContext: { ...entries } })
      return result
    },

    async open(sealed, { entries }) {
      const { plaintext, messageHeader } = await decrypt(materials, sealed)
      // The message names its own context; that it is the right one is for the caller to check.
      for (const [key, value] of Object.entries(entries)) {
        if (messageHeader.encryptionContext[key] !== value)
          throw new Error('the message is of another context')
      }
      return plaintext
    },
  }
}
