/**
 * The KMS keys of one account in one region, found by any of the four names
 * that AWS allows, and managed as its administrator would.
 *
 * @module
 */
import assert from 'node:assert/strict'

import type { Clock } from '../clock/clock.ts'
import { randomStream, type Random } from '../random.ts'
import { nanoseconds, type Nanoseconds } from '../units/units.ts'
import { principalArnOf } from './principal-arn.ts'
import {
  accessDenied,
  aliasNotFound,
  destroyed,
  disabled,
  invalidKeyId,
  keyNotFound,
  notPendingDeletion,
  pendingDeletion,
} from './kms-errors.ts'
import { KmsError, type KmsOperation } from './key-service.ts'
import { KmsKey, type KmsKeyDescription } from './kms-key.ts'

/** The AWS-managed key of Kinesis; made when it is first asked for, as AWS does. */
export const kinesisAlias = 'alias/aws/kinesis'

export interface CreateKeyRequest {
  /** Such as `alias/orders`; `alias/aws/…` is AWS's own. */
  readonly alias?: string
  readonly description?: string
}

export interface KeyStoreOptions {
  readonly clock: Clock
  readonly region: string
  readonly account: string
  /** For key ids, which are public; backing keys come from the operating system. */
  readonly seed: number
}

export class KeyStore {
  readonly #clock: Clock
  readonly #account: string
  readonly #arnPrefix: string
  readonly #idSource: Random
  readonly #keys = new Map<string, KmsKey>()
  readonly #aliases = new Map<string, KmsKey>()
  #isDestroyed = false

  constructor({ clock, region, account, seed }: KeyStoreOptions) {
    this.#clock = clock
    this.#account = account
    this.#arnPrefix = `arn:aws:kms:${region}:${account}:`
    this.#idSource = randomStream(seed, 'kms/key-ids')
  }

  /** Returns the ARN of the new key. */
  create({ alias, description = '' }: CreateKeyRequest = {}): string {
    if (alias !== undefined) assertIsFree(alias, this.#aliases)
    const key = this.#add('CUSTOMER', description)
    if (alias !== undefined) this.#aliases.set(alias, key)
    return key.arn
  }

  /** Makes `alias` name the key of `keyId` from now on, whether or not it existed. */
  pointAlias(alias: string, keyId: string): void {
    assertIsCustomers(alias)
    this.#aliases.set(alias, this.find(keyId))
  }

  enable(keyId: string): void {
    const key = this.#customerKey(keyId, 'EnableKey')
    if (key.state === 'PendingDeletion') throw pendingDeletion(key.arn)
    key.enable()
  }

  disable(keyId: string): void {
    const key = this.#customerKey(keyId, 'DisableKey')
    if (key.state === 'PendingDeletion') throw pendingDeletion(key.arn)
    key.disable()
  }

  scheduleDeletion(keyId: string, pendingWindow: Nanoseconds): void {
    assert(pendingWindow >= 0, 'a key cannot be deleted in the past')
    const key = this.#customerKey(keyId, 'ScheduleKeyDeletion')
    if (key.state === 'PendingDeletion') throw pendingDeletion(key.arn)
    key.scheduleDeletion(nanoseconds(this.#clock.now() + pendingWindow))
  }

  cancelDeletion(keyId: string): void {
    const key = this.#customerKey(keyId, 'CancelKeyDeletion')
    if (key.state !== 'PendingDeletion') throw notPendingDeletion(key.arn)
    key.cancelDeletion()
  }

  /** Adds a backing key, which encrypts from now on. AWS rotates its own keys as well. */
  rotate(keyId: string): void {
    const key = this.find(keyId)
    assertIsUsable(key)
    key.rotate()
  }

  deny(keyId: string, principal: string): void {
    this.find(keyId).deny(principal)
  }

  allow(keyId: string, principal: string): void {
    this.find(keyId).allow(principal)
  }

  describe(keyId: string): KmsKeyDescription {
    return this.find(keyId).describe()
  }

  /** Finds a key by key id, key ARN, alias name or alias ARN. */
  find(keyId: string): KmsKey {
    if (this.#isDestroyed) throw destroyed()
    const name = keyId.startsWith(this.#arnPrefix) ? keyId.slice(this.#arnPrefix.length) : keyId
    if (name.startsWith('alias/')) return this.#findByAlias(name)
    const uuid = name !== keyId && name.startsWith('key/') ? name.slice('key/'.length) : name
    const key = this.#alive(this.#keys.get(uuid))
    if (key !== undefined) return key
    if (keyId.startsWith('arn:')) throw keyNotFound(keyId)
    throw uuidPattern.test(keyId) ? keyNotFound(`${this.#arnPrefix}key/${keyId}`) : invalidKeyId(keyId)
  }

  /** As `find`, and checks that `principal` may use the key and that the key's state allows it. */
  findUsable(keyId: string, operation: KmsOperation, principal: string): KmsKey {
    const key = this.find(keyId)
    if (!key.mayBeUsedBy(principal)) {
      throw accessDenied(operation, principalArnOf(principal, this.#account), key.arn)
    }
    assertIsUsable(key)
    return key
  }

  /** As `find`, for those who can go on without a key. */
  tryFind(keyId: string): KmsKey | undefined {
    try {
      return this.find(keyId)
    } catch (error) {
      if (error instanceof KmsError) return undefined
      throw error
    }
  }

  /** The ARN that `keyId` stands for, or what it would be if there were such a key. */
  arnOf(keyId: string): string {
    const key = this.tryFind(keyId)
    if (key !== undefined) return key.arn
    if (keyId.startsWith('arn:')) return keyId
    return this.#arnPrefix + (keyId.startsWith('alias/') ? keyId : `key/${keyId}`)
  }

  /** Whether there is a key with these 16 bytes as its id. */
  hasId(idBytes: Uint8Array): boolean {
    const hex = Buffer.from(idBytes).toString('hex')
    return this.#alive(this.#keys.get(uuidOf(hex))) !== undefined
  }

  /** Wipes every backing key and forgets every key; there are none from then on. */
  destroy(): void {
    this.#isDestroyed = true
    for (const key of this.#keys.values()) key.destroy()
    this.#keys.clear()
    this.#aliases.clear()
  }

  #findByAlias(alias: string): KmsKey {
    const key = this.#alive(this.#aliases.get(alias))
    if (key !== undefined) return key
    if (alias !== kinesisAlias) throw aliasNotFound(this.#arnPrefix + alias)
    const managed = this.#add('AWS', 'Protects Kinesis data where no other key is given')
    this.#aliases.set(kinesisAlias, managed)
    return managed
  }

  #customerKey(keyId: string, action: string): KmsKey {
    const key = this.find(keyId)
    if (key.manager === 'AWS')
      throw accessDenied(action, principalArnOf('administrator', this.#account), key.arn)
    return key
  }

  #add(manager: 'AWS' | 'CUSTOMER', description: string): KmsKey {
    if (this.#isDestroyed) throw destroyed()
    const keyId = randomUuid(this.#idSource)
    const key = new KmsKey(keyId, `${this.#arnPrefix}key/${keyId}`, manager, description)
    this.#keys.set(keyId, key)
    return key
  }

  /** A key whose waiting time is over goes when somebody next looks for it. */
  #alive(key: KmsKey | undefined): KmsKey | undefined {
    if (key?.isDeletedAt(this.#clock.now()) !== true) return key
    key.destroy()
    this.#keys.delete(key.keyId)
    for (const [alias, named] of this.#aliases) if (named === key) this.#aliases.delete(alias)
    return undefined
  }
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function assertIsUsable(key: KmsKey): void {
  switch (key.state) {
    case 'Enabled':
      return
    case 'Disabled':
      throw disabled(key.arn)
    case 'PendingDeletion':
      throw pendingDeletion(key.arn)
    default:
      key.state satisfies never
  }
}

function assertIsCustomers(alias: string): void {
  assert.match(alias, /^alias\/(?!aws\/)[\w/-]{1,250}$/, 'an alias is alias/name, and alias/aws/ is reserved')
}

function assertIsFree(alias: string, taken: ReadonlyMap<string, KmsKey>): void {
  assertIsCustomers(alias)
  assert(!taken.has(alias), `${alias} names another key already`)
}

function randomUuid(random: Random): string {
  const bytes = Buffer.from(Array.from({ length: 16 }, () => random.below(256)))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return uuidOf(bytes.toString('hex'))
}

function uuidOf(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
