/**
 * One KMS key: its state, its policy, grants and tags, and the backing keys
 * that key rotation adds to it.
 *
 * @module
 */
import { createHash, randomFillSync } from 'node:crypto'

import { unpooledBytes } from '../../envelope/secret-bytes.ts'
import type { Grant } from '../access/grant.ts'
import { parseKeyPolicy, type PolicyDocument } from '../access/policy-document.ts'
import type { BackingKey } from './ciphertext-blob.ts'
import { secretLengthOf, type KeySpec } from './key-specs.ts'

export type KmsKeyState = 'Enabled' | 'Disabled' | 'PendingDeletion'

/** What a key is apart from its secrets, as plain data. Times are ms since 1970. */
export interface KmsKeyFacts {
  readonly keyId: string
  readonly arn: string
  readonly manager: 'AWS' | 'CUSTOMER'
  readonly keySpec: KeySpec
  readonly createdAt: number
  description: string
  state: KmsKeyState
  /** When the key goes for good, while its deletion is pending. */
  deletesAt?: number | undefined
  /** Automatic rotation, where it is enabled. */
  rotation?: { readonly periodDays: number; readonly nextAt: number } | undefined
  onDemandRotations: number
  policy: string
  readonly tags: Record<string, string>
  grants: readonly Grant[]
}

/** A backing key without its secret. */
export interface BackingKeyFacts {
  readonly createdAt: number
  /** Undefined for the first one. */
  readonly rotation?: 'AUTOMATIC' | 'ON_DEMAND' | undefined
}

interface VersionedSecret {
  readonly facts: BackingKeyFacts
  /** By which AWS tells versions apart: 64 hexadecimal digits. */
  readonly materialId: string
  readonly secret: Buffer
}

const dayMs = 86_400_000

export class KmsKey {
  readonly facts: KmsKeyFacts
  /** Of the key, which need not be that of who asks. */
  readonly accountId: string
  /** The 16 bytes of the key id. */
  readonly idBytes: Buffer
  /** Version 1 first. */
  readonly #backingKeys: VersionedSecret[] = []
  #policy: PolicyDocument

  /** Without backing keys yet: `rotate` adds the first, or `restore` those that there were. */
  constructor(facts: KmsKeyFacts) {
    this.facts = facts
    this.accountId = facts.arn.split(':', 5)[4]!
    this.idBytes = Buffer.from(facts.keyId.replaceAll('-', ''), 'hex')
    this.#policy = parseKeyPolicy(facts.policy)
  }

  get arn(): string {
    return this.facts.arn
  }

  get policy(): PolicyDocument {
    return this.#policy
  }

  /** @throws {KmsException} MalformedPolicyDocumentException; the policy stays as it was. */
  putPolicy(text: string): void {
    this.#policy = parseKeyPolicy(text)
    this.facts.policy = text
  }

  /** The newest backing key. */
  encryptionKey(): BackingKey {
    const version = this.#backingKeys.length
    return { keyId: this.idBytes, version, secret: this.#backingKeys[version - 1]!.secret }
  }

  /** The backing key of `version`, which stays this key's own; undefined if there is none. */
  backingKey(version: number): Uint8Array | undefined {
    return this.#backingKeys[version - 1]?.secret
  }

  /** Oldest first. */
  get backingKeys(): readonly BackingKeyFacts[] {
    return this.#backingKeys.map(({ facts }) => facts)
  }

  /** Bytes of each backing key. */
  get secretLength(): number {
    return secretLengthOf(this.facts.keySpec)
  }

  get version(): number {
    return this.#backingKeys.length
  }

  /** The id by which AWS tells versions apart: 64 hexadecimal digits. */
  materialIdOf(version: number): string {
    return this.#backingKeys[version - 1]!.materialId
  }

  /** Adds a backing key, which encrypts from now on; the others still decrypt. */
  rotate(now: number, rotation?: 'AUTOMATIC' | 'ON_DEMAND'): void {
    const secret = randomFillSync(unpooledBytes(this.secretLength))
    this.restore({ createdAt: now, rotation }, secret)
    if (rotation === 'ON_DEMAND') this.facts.onDemandRotations += 1
  }

  /** Adds a backing key that there was; takes `secret` over. */
  restore(facts: BackingKeyFacts, secret: Buffer): void {
    const version = this.#backingKeys.length + 1
    const materialId = createHash('sha256').update(this.idBytes).update(String(version)).digest('hex')
    this.#backingKeys.push({ facts, materialId, secret })
  }

  enableRotation(periodDays: number, now: number): void {
    this.facts.rotation = { periodDays, nextAt: now + periodDays * dayMs }
  }

  /** A rotation that fell due while the key was disabled is made now, once, as AWS does. */
  enable(now: number): void {
    this.facts.state = 'Enabled'
    const { rotation } = this.facts
    if (rotation === undefined || rotation.nextAt > now) return
    this.rotate(now, 'AUTOMATIC')
    this.enableRotation(rotation.periodDays, now)
  }

  /** Makes up for every automatic rotation that has fallen due; whether there was one. */
  catchUp(now: number): boolean {
    let hasRotated = false
    for (
      let { rotation } = this.facts;
      rotation !== undefined && rotation.nextAt <= now;
      { rotation } = this.facts
    ) {
      // A key that is not enabled is rotated when it is again.
      if (this.facts.state !== 'Enabled') break
      this.rotate(rotation.nextAt, 'AUTOMATIC')
      this.enableRotation(rotation.periodDays, rotation.nextAt)
      hasRotated = true
    }
    return hasRotated
  }

  isDeletedAt(time: number): boolean {
    return this.facts.deletesAt !== undefined && this.facts.deletesAt <= time
  }

  /** Wipes the backing keys: nothing that this key encrypted can be read any more. */
  destroy(): void {
    for (const { secret } of this.#backingKeys) secret.fill(0)
    this.#backingKeys.length = 0
  }
}
