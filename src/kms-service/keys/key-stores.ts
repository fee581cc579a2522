/**
 * The keys of all accounts and regions of one service, and their one form on
 * disk.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { unpooledBytes } from '../../envelope/secret-bytes.ts'
import { InputUnreadableError } from '../../errors.ts'
import { z } from '../../schema.ts'
import { KeyStore, type AliasFacts } from './key-store.ts'
import { KmsKey, type BackingKeyFacts, type KmsKeyFacts } from './kms-key.ts'

export interface KeyStoresOptions {
  /** ms since 1970. */
  readonly now: () => number
  readonly newKeyId: () => string
}

/** What stands in a snapshot before the secrets, in their order. */
interface StoredStore {
  readonly account: string
  readonly region: string
  readonly keys: readonly { readonly facts: KmsKeyFacts; readonly backingKeys: readonly BackingKeyFacts[] }[]
  readonly aliases: readonly [string, AliasFacts][]
}

const format = 'sealbench/kms/state/v1'
const documentSchema = z.object({ format: z.literal(format), stores: z.array(z.unknown()) })

export class KeyStores {
  readonly #options: KeyStoresOptions
  readonly #stores = new Map<string, KeyStore>()
  #hasChanged = false

  constructor(options: KeyStoresOptions) {
    this.#options = options
  }

  /** Whether anything has changed since the last snapshot. */
  get hasChanged(): boolean {
    return this.#hasChanged
  }

  /** The last snapshot came to nothing, so another one is due. */
  markChanged(): void {
    this.#hasChanged = true
  }

  /** The keys of `account` in `region`; made where there were none. */
  readonly of = (account: string, region: string): KeyStore => {
    const name = `${account}/${region}`
    let store = this.#stores.get(name)
    if (store === undefined) {
      store = new KeyStore({
        ...this.#options,
        account,
        region,
        onChange: () => {
          this.#hasChanged = true
        },
      })
      this.#stores.set(name, store)
    }
    return store
  }

  /** The keys of `account` in `region`, where there are any. */
  readonly known = (account: string, region: string): KeyStore | undefined =>
    this.#stores.get(`${account}/${region}`)

  readonly inRegion = (region: string): readonly KeyStore[] =>
    [...this.#stores.values()].filter((store) => store.region === region)

  readonly findById = (idBytes: Uint8Array, region: string): KmsKey | undefined => {
    for (const store of this.#stores.values()) {
      const key = store.region === region ? store.findById(idBytes) : undefined
      if (key !== undefined) return key
    }
    return undefined
  }

  /**
   * Everything, in memory of its own: the length of the JSON document, the
   * document, then the secrets, which so never become text.
   */
  snapshot(): Buffer {
    this.#hasChanged = false
    const secrets: Uint8Array[] = []
    const stores = [...this.#stores.values()].map((store) => storedOf(store, secrets))
    const document = Buffer.from(JSON.stringify({ format, stores }))
    const length = secrets.reduce((sum, secret) => sum + secret.length, 4 + document.length)
    const snapshot = unpooledBytes(length)
    let offset = snapshot.writeUInt32BE(document.length)
    for (const part of [document, ...secrets]) {
      snapshot.set(part, offset)
      offset += part.length
    }
    return snapshot
  }

  /** Brings back what `snapshot` gave, which stays the caller's. @throws {InputUnreadableError} */
  restore(snapshot: Buffer): void {
    const documentEnd = 4 + snapshot.readUInt32BE()
    const read = documentSchema.safeParse(JSON.parse(snapshot.toString('utf8', 4, documentEnd)))
    if (!read.success)
      throw new InputUnreadableError(
        'The data file is of another version of sealbench. Use the version that wrote it.',
      )
    let offset = documentEnd
    for (const { account, region, keys, aliases } of read.data.stores as StoredStore[]) {
      const store = this.of(account, region)
      for (const { facts, backingKeys } of keys) {
        const key = new KmsKey({ ...facts, tags: withoutPrototype(facts.tags) })
        for (const backingKey of backingKeys) {
          const secret = unpooledBytes(key.secretLength)
          snapshot.copy(secret, 0, offset, offset + secret.length)
          offset += secret.length
          key.restore(backingKey, secret)
        }
        store.add(key)
      }
      for (const [name, alias] of aliases) store.setAlias(name, alias)
    }
    assert(offset === snapshot.length, 'a snapshot has all of its secrets and nothing else')
    this.#hasChanged = false
  }

  /** Wipes every backing key and forgets every key. */
  destroy(): void {
    for (const store of this.#stores.values()) store.destroy()
  }
}

/** So that a tag may have any name, even `__proto__`. */
function withoutPrototype(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.assign(Object.create(null) as Record<string, string>, tags)
}

function storedOf(store: KeyStore, secrets: Uint8Array[]): StoredStore {
  const keys = store.keys().map((key) => {
    for (const [index] of key.backingKeys.entries()) secrets.push(key.backingKey(index + 1)!)
    return { facts: key.facts, backingKeys: key.backingKeys }
  })
  return { account: store.account, region: store.region, keys, aliases: store.aliases() }
}
