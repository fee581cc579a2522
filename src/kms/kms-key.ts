/**
 * One KMS key: its state, who may not use it, and the backing keys that key
 * rotation adds to it.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { randomFillSync } from 'node:crypto'

import { unpooledBytes } from '../envelope/secret-bytes.ts'
import type { Nanoseconds } from '../units/units.ts'
import type { BackingKey } from './ciphertext-blob.ts'

export type KmsKeyState = 'Enabled' | 'Disabled' | 'PendingDeletion'

/** What `DescribeKey` says, as plain data. */
export interface KmsKeyDescription {
  readonly keyId: string
  readonly arn: string
  readonly description: string
  readonly manager: 'AWS' | 'CUSTOMER'
  readonly state: KmsKeyState
  /** When the key goes for good, while its deletion is pending. */
  readonly deletesAt: Nanoseconds | undefined
  /** Number of the backing key that encrypts, from 1; older ones still decrypt. */
  readonly backingKeyVersion: number
}

export class KmsKey {
  readonly keyId: string
  /** The 16 bytes of `keyId`. */
  readonly idBytes: Buffer
  readonly arn: string
  readonly manager: 'AWS' | 'CUSTOMER'
  readonly #description: string
  /** Version 1 first. */
  readonly #backingKeys: Buffer[] = []
  readonly #denied = new Set<string>()
  #state: KmsKeyState = 'Enabled'
  #deletesAt: Nanoseconds | undefined

  constructor(keyId: string, arn: string, manager: 'AWS' | 'CUSTOMER', description: string) {
    this.keyId = keyId
    this.idBytes = Buffer.from(keyId.replaceAll('-', ''), 'hex')
    this.arn = arn
    this.manager = manager
    this.#description = description
    this.rotate()
  }

  get state(): KmsKeyState {
    return this.#state
  }

  /** The newest backing key. */
  encryptionKey(): BackingKey {
    const version = this.#backingKeys.length
    return { keyId: this.idBytes, version, secret: this.#backingKeys[version - 1]! }
  }

  /** The backing key of `version`, which stays this key's own; undefined if there is none. */
  backingKey(version: number): Uint8Array | undefined {
    return this.#backingKeys[version - 1]
  }

  rotate(): void {
    this.#backingKeys.push(randomFillSync(unpooledBytes(32)))
  }

  enable(): void {
    this.#state = 'Enabled'
  }

  disable(): void {
    this.#state = 'Disabled'
  }

  scheduleDeletion(deletesAt: Nanoseconds): void {
    this.#state = 'PendingDeletion'
    this.#deletesAt = deletesAt
  }

  /** Leaves the key disabled, as AWS does. */
  cancelDeletion(): void {
    assert.equal(this.#state, 'PendingDeletion')
    this.#state = 'Disabled'
    this.#deletesAt = undefined
  }

  isDeletedAt(time: Nanoseconds): boolean {
    return this.#deletesAt !== undefined && this.#deletesAt <= time
  }

  deny(principal: string): void {
    this.#denied.add(principal)
  }

  allow(principal: string): void {
    this.#denied.delete(principal)
  }

  mayBeUsedBy(principal: string): boolean {
    return !this.#denied.has(principal)
  }

  describe(): KmsKeyDescription {
    return {
      keyId: this.keyId,
      arn: this.arn,
      description: this.#description,
      manager: this.manager,
      state: this.#state,
      deletesAt: this.#deletesAt,
      backingKeyVersion: this.#backingKeys.length,
    }
  }

  /** Wipes the backing keys: nothing that this key encrypted can be read any more. */
  destroy(): void {
    for (const backingKey of this.#backingKeys) backingKey.fill(0)
    this.#backingKeys.length = 0
  }
}
