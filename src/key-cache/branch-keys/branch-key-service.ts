/**
 * A key service that asks KMS for branch keys alone and makes data keys by
 * itself: the hierarchy of the AWS Encryption SDK. KMS is asked once for each
 * TTL of the branch key, cache owner and principal, whatever the number of data
 * keys, so that a record can have one of its own. In return one branch key in
 * memory opens every record of its stream.
 *
 * A stream has one branch key for each KMS key and encryption context. It is
 * made with the first data key and not replaced.
 *
 * @module
 */
import { randomBytes } from 'node:crypto'

import type { Clock } from '../../clock/clock.ts'
import { monotonicNow } from '../../clock/monotonic.ts'
import { EnvelopeError } from '../../envelope/envelope-error.ts'
import { recordContextOf } from '../../envelope/record-context.ts'
import {
  KmsError,
  type DecryptedDataKey,
  type DecryptRequest,
  type EncryptionContext,
  type GeneratedDataKey,
  type GenerateDataKeyRequest,
  type KeyService,
} from '../../kms/key-service.ts'
import { standStill } from '../stand-still.ts'
import { BranchKeyStore, type BranchKey } from './branch-key-store.ts'
import { HeldBranchKeys, type HeldBranchKeysOptions } from './held-branch-keys.ts'
import {
  branchKeyIdLength,
  branchKeyIdOf,
  randomKeyMaterial,
  unwrapLocally,
  wrapLocally,
} from './local-edk.ts'

export interface BranchKeyServiceOptions extends HeldBranchKeysOptions {
  /** KMS. */
  readonly keyService: KeyService
}

/** What both operations say of the branch key that they need. */
type Request = Pick<GenerateDataKeyRequest, 'keyId' | 'encryptionContext' | 'caller'>

export class BranchKeyService implements KeyService {
  readonly #keyService: KeyService
  readonly #clock: Clock
  readonly #store = new BranchKeyStore()
  readonly #held: HeldBranchKeys
  /** By KMS key, made once for each stream. */
  readonly #bindings = new WeakMap<EncryptionContext, Map<string, Buffer>>()

  constructor(options: BranchKeyServiceOptions) {
    this.#keyService = options.keyService
    this.#clock = options.clock
    this.#held = new HeldBranchKeys(options)
  }

  /** Branch keys whose plaintext is in memory at this moment. */
  get size(): number {
    return this.#held.size
  }

  /** Makes a data key. KMS is asked only where the caller's branch key is not in memory. */
  async generateDataKey(request: GenerateDataKeyRequest): Promise<GeneratedDataKey> {
    const binding = this.#bindingOf(request)
    for (;;) {
      const branchKey = this.#store.current(binding)
      if (branchKey !== undefined)
        return this.#with(branchKey, request, (key) => wrapped(key, branchKey, request))
      const creation = this.#store.creation(binding)
      if (creation === undefined) return this.#create(binding, request)
      if (creation.owner === ownerOf(request)) await creation.created
      else await creation.created.catch(ignore)
    }
  }

  /** @throws {KmsError} `InvalidCiphertextException`, as KMS's own, where the EDK was not made here for this stream. */
  async decrypt(request: DecryptRequest): Promise<DecryptedDataKey> {
    const { ciphertextBlob, keyId } = request
    const edk = Buffer.from(ciphertextBlob)
    const id = branchKeyIdOf(edk)
    const branchKey = id && this.#store.find(id)
    if (branchKey?.binding.equals(this.#bindingOf(request)) !== true) throw invalidCiphertext()
    return this.#with(branchKey, request, (key) => unwrapped(key, branchKey, edk, keyId))
  }

  /** Wipes all branch keys. */
  dispose(): void {
    this.#held.dispose()
  }

  /** `work` with the plaintext of `branchKey`, which KMS is asked for if it is not in memory. */
  #with<Answer>(branchKey: BranchKey, request: Request, work: (key: Buffer) => Answer): Promise<Answer> {
    const held = heldName(branchKey, request)
    // An answer that needs no KMS takes none of the scenario's time.
    if (this.#held.has(held)) standStill(this.#clock)
    const { keyId, encryptionContext, caller } = request
    const fetch = async () => {
      const { edk: ciphertextBlob } = branchKey
      return (await this.#keyService.decrypt({ ciphertextBlob, keyId, encryptionContext, caller })).plaintext
    }
    return this.#held.use(held, fetch, work)
  }

  /** Makes the branch key of `binding`, and the first data key under it. */
  async #create(binding: Buffer, request: GenerateDataKeyRequest): Promise<GeneratedDataKey> {
    const id = randomBytes(branchKeyIdLength)
    let branchKey: BranchKey | undefined
    const fetch = async () => {
      const { plaintext, ciphertextBlob: edk } = await this.#keyService.generateDataKey(request)
      branchKey = { id, binding, edk }
      this.#store.add(branchKey)
      return plaintext
    }
    const created = this.#held.use(heldName({ id }, request), fetch, (key) =>
      wrapped(key, branchKey!, request),
    )
    this.#store.begin(binding, { owner: ownerOf(request), created })
    return created
  }

  #bindingOf({ keyId, encryptionContext }: Request): Buffer {
    let ofStream = this.#bindings.get(encryptionContext)
    if (ofStream === undefined) this.#bindings.set(encryptionContext, (ofStream = new Map()))
    let binding = ofStream.get(keyId)
    if (binding === undefined) ofStream.set(keyId, (binding = newBinding(keyId, encryptionContext)))
    return binding
  }
}

function newBinding(keyId: string, encryptionContext: EncryptionContext): Buffer {
  const length = Buffer.alloc(2)
  const name = Buffer.from(keyId)
  length.writeUInt16BE(name.length)
  return Buffer.concat([length, name, recordContextOf(encryptionContext).serialized])
}

function wrapped(key: Buffer, branchKey: BranchKey, { keyId }: Request): GeneratedDataKey {
  const startedAt = monotonicNow()
  const plaintext = randomKeyMaterial()
  const ciphertextBlob = wrapLocally(key, branchKey, plaintext)
  return { plaintext, ciphertextBlob, keyId, workedNs: monotonicNow() - startedAt }
}

function unwrapped(key: Buffer, branchKey: BranchKey, edk: Buffer, keyId: string): DecryptedDataKey {
  const startedAt = monotonicNow()
  try {
    const plaintext = unwrapLocally(key, branchKey, edk)
    return { plaintext, keyId, workedNs: monotonicNow() - startedAt }
  } catch (error) {
    if (error instanceof EnvelopeError) throw invalidCiphertext()
    throw error
  }
}

function invalidCiphertext(): KmsError {
  return new KmsError(
    'InvalidCiphertextException',
    'The local EDK was not made under a branch key of this stream. Ask with the KMS key and stream that sealed the record.',
  )
}

function ownerOf({ caller: { source, principal } }: Request): string {
  return `${source}\0${principal}`
}

function heldName({ id }: Pick<BranchKey, 'id'>, request: Request): string {
  return `${id.toString('latin1')}${ownerOf(request)}`
}

function ignore(): void {}
