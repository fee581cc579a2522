/**
 * The KMS keys of one account in one region, found by any of the four names
 * that AWS allows.
 *
 * @module
 */
import { uuidOf } from '../../kms/uuid.ts'
import { awsManagedKeyPolicy } from '../access/default-policies.ts'
import {
  aliasNotFound,
  destroyed,
  disabled,
  invalidKeyId,
  keyNotFound,
  pendingDeletion,
} from '../kms-errors.ts'
import { KmsException } from '../kms-exception.ts'
import { KmsKey, type KmsKeyFacts } from './kms-key.ts'

/** The AWS-managed key of Kinesis; made when it is first asked for, as AWS does. */
export const kinesisAlias = 'alias/aws/kinesis'

export interface AliasFacts {
  readonly keyId: string
  /** ms since 1970. */
  readonly createdAt: number
  readonly updatedAt: number
}

export interface KeyStoreOptions {
  readonly region: string
  readonly account: string
  /** ms since 1970. */
  readonly now: () => number
  /** Gives the UUIDs of new keys. */
  readonly newKeyId: () => string
  /** Called whenever anything here has changed that should outlast a restart. */
  readonly onChange: () => void
}

export class KeyStore {
  readonly account: string
  readonly region: string
  /** `arn:aws:kms:REGION:ACCOUNT:` */
  readonly arnPrefix: string
  readonly #options: KeyStoreOptions
  readonly #keys = new Map<string, KmsKey>()
  readonly #aliases = new Map<string, AliasFacts>()
  #isDestroyed = false

  constructor(options: KeyStoreOptions) {
    this.#options = options
    this.account = options.account
    this.region = options.region
    this.arnPrefix = `arn:aws:kms:${options.region}:${options.account}:`
  }

  /** Makes a key with its first backing key. */
  create(facts: Pick<KmsKeyFacts, 'manager' | 'keySpec' | 'description' | 'policy' | 'tags'>): KmsKey {
    if (this.#isDestroyed) throw destroyed()
    const keyId = this.#options.newKeyId()
    const now = this.#options.now()
    const key = new KmsKey({
      ...facts,
      keyId,
      arn: `${this.arnPrefix}key/${keyId}`,
      createdAt: now,
      state: 'Enabled',
      onDemandRotations: 0,
      grants: [],
    })
    key.rotate(now)
    this.add(key)
    this.touch()
    return key
  }

  /** Adds a key that there was before. */
  add(key: KmsKey): void {
    this.#keys.set(key.facts.keyId, key)
  }

  /** To be called by whoever changes a key of this store. */
  touch(): void {
    this.#options.onChange()
  }

  /** In the order of their ids, which is as good as any and stays the same from page to page. */
  keys(): KmsKey[] {
    return [...this.#keys.values()]
      .filter((key) => this.#alive(key) !== undefined)
      .toSorted((a, b) => compare(a.facts.keyId, b.facts.keyId))
  }

  /** By name, in the order of their names. */
  aliases(): [string, AliasFacts][] {
    return [...this.#aliases.keys()].toSorted(compare).flatMap((name): [string, AliasFacts][] => {
      const alias = this.alias(name)
      return alias === undefined ? [] : [[name, alias]]
    })
  }

  /** An alias goes with its key. */
  alias(name: string): AliasFacts | undefined {
    const alias = this.#aliases.get(name)
    return alias && this.#alive(this.#keys.get(alias.keyId)) && alias
  }

  setAlias(name: string, facts: AliasFacts): void {
    this.#aliases.set(name, facts)
    this.touch()
  }

  deleteAlias(name: string): void {
    this.#aliases.delete(name)
    this.touch()
  }

  /**
   * Finds a key by key id, key ARN, alias name or alias ARN; makes the key
   * that AWS manages at its first use, if wanted.
   *
   * @throws {KmsException} NotFoundException
   */
  find(keyId: string, makesManaged = true): KmsKey {
    if (this.#isDestroyed) throw destroyed()
    const name = keyId.startsWith(this.arnPrefix) ? keyId.slice(this.arnPrefix.length) : keyId
    if (name.startsWith('alias/')) return this.#findByAlias(name, makesManaged)
    const uuid = name !== keyId && name.startsWith('key/') ? name.slice('key/'.length) : name
    const key = this.#alive(this.#keys.get(uuid))
    if (key !== undefined) return key
    if (keyId.startsWith('arn:')) throw keyNotFound(keyId)
    throw uuidPattern.test(keyId) ? keyNotFound(`${this.arnPrefix}key/${keyId}`) : invalidKeyId(keyId)
  }

  /** As `find`, for those who can go on without a key. */
  tryFind(keyId: string, makesManaged = true): KmsKey | undefined {
    try {
      return this.find(keyId, makesManaged)
    } catch (error) {
      if (error instanceof KmsException) return undefined
      throw error
    }
  }

  /** The key with these 16 bytes as its id. */
  findById(idBytes: Uint8Array): KmsKey | undefined {
    return this.#alive(
      this.#keys.get(uuidOf(Buffer.from(idBytes.buffer, idBytes.byteOffset, idBytes.length).toString('hex'))),
    )
  }

  /** The ARN that `keyId` stands for, or what it would be if there were such a key. */
  arnOf(keyId: string): string {
    const key = this.tryFind(keyId)
    if (key !== undefined) return key.arn
    if (keyId.startsWith('arn:')) return keyId
    return this.arnPrefix + (keyId.startsWith('alias/') ? keyId : `key/${keyId}`)
  }

  /** Wipes every backing key and forgets every key; there are none from then on. */
  destroy(): void {
    this.#isDestroyed = true
    for (const key of this.#keys.values()) key.destroy()
    this.#keys.clear()
    this.#aliases.clear()
  }

  #findByAlias(alias: string, makesManaged: boolean): KmsKey {
    const named = this.#aliases.get(alias)
    const key = named && this.#alive(this.#keys.get(named.keyId))
    if (key !== undefined) return key
    if (alias !== kinesisAlias || !makesManaged) throw aliasNotFound(this.arnPrefix + alias)
    return this.#createManagedKey(alias)
  }

  #createManagedKey(alias: string): KmsKey {
    const { account, region } = this
    const key = this.create({
      manager: 'AWS',
      keySpec: 'SYMMETRIC_DEFAULT',
      description: 'Default key that protects my Kinesis data when no other key is defined',
      policy: awsManagedKeyPolicy({ account, region, service: 'kinesis' }),
      tags: {},
    })
    // AWS rotates its own keys once a year, whoever wants it or not.
    key.enableRotation(365, key.facts.createdAt)
    const { keyId, createdAt } = key.facts
    this.setAlias(alias, { keyId, createdAt, updatedAt: createdAt })
    return key
  }

  /** A key whose waiting time is over goes, and one whose rotation is due rotates, when somebody next looks. */
  #alive(key: KmsKey | undefined): KmsKey | undefined {
    if (key === undefined) return undefined
    const now = this.#options.now()
    if (!key.isDeletedAt(now)) {
      if (key.catchUp(now)) this.touch()
      return key
    }
    const { keyId } = key.facts
    key.destroy()
    this.#keys.delete(keyId)
    for (const [alias, named] of this.#aliases) if (named.keyId === keyId) this.#aliases.delete(alias)
    this.touch()
    return undefined
  }
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** @throws {KmsException} where the state of `key` does not let it encrypt or decrypt. */
export function assertIsUsable({ facts: { state, arn } }: KmsKey): void {
  switch (state) {
    case 'Enabled':
      return
    case 'Disabled':
      throw disabled(arn)
    case 'PendingDeletion':
      throw pendingDeletion(arn)
    default:
      state satisfies never
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
