/**
 * Key material made ready for one suite: what caches hold, lend out and wipe.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { edkHashOf } from './edk-hash.ts'
import { EnvelopeInputError } from './envelope-error.ts'
import { edkLengthMax } from './layout.ts'
import { PublicInputs } from './public-inputs.ts'
import { assertUnpooled, unpooledCopy } from './secret-bytes.ts'
import type { PreparedKey, Suite } from './suites/suite.ts'

export const keyMaterialLength = 32

/**
 * Seals and opens records of one suite under one EDK until it is wiped.
 *
 * Whoever uses it beyond one synchronous call holds a lease: wiped while in
 * use, it would seal under zeros.
 */
export class SealingKey {
  readonly suite: Suite
  readonly edk: Buffer
  readonly edkHash: Buffer
  /** For the envelope's own use. */
  readonly inputs: PublicInputs
  readonly #preparedKey: PreparedKey
  #leases = 0
  #isRetired = false
  #isWiped = false

  /**
   * Takes over `keyMaterial`, 32 unpooled bytes, and wipes it, also when it
   * fails. `edk` is copied.
   *
   * @throws {EnvelopeInputError} where a length is wrong, or this Node cannot run the suite.
   */
  static prepare(suite: Suite, keyMaterial: Buffer, edk: Uint8Array): SealingKey {
    try {
      assertUnpooled(keyMaterial)
      checkAvailable(suite)
      checkLengths(keyMaterial, edk)
      return new SealingKey(suite, suite.prepareKey(keyMaterial), unpooledCopy(edk))
    } finally {
      keyMaterial.fill(0)
    }
  }

  private constructor(suite: Suite, preparedKey: PreparedKey, edk: Buffer) {
    this.suite = suite
    this.edk = edk
    this.edkHash = edkHashOf(edk)
    this.inputs = new PublicInputs(suite, this.edkHash)
    this.#preparedKey = preparedKey
  }

  /** For the envelope's own use: secret, and never to be kept. */
  get preparedKey(): PreparedKey {
    assert(!this.#isWiped, 'a sealing key must not be used after it was wiped')
    return this.#preparedKey
  }

  get isWiped(): boolean {
    return this.#isWiped
  }

  /** Begins a lease. */
  retain(): void {
    assert(!this.#isRetired, 'a sealing key must not be lent out after wipe()')
    this.#leases += 1
  }

  /** Ends a lease; the last one to end carries out a wipe that waited for it. */
  release(): void {
    assert(this.#leases > 0, 'a sealing key must not be released more often than retained')
    this.#leases -= 1
    if (this.#isRetired && this.#leases === 0) this.#erase()
  }

  /** Overwrites the key, at once or with the end of the last lease. */
  wipe(): void {
    this.#isRetired = true
    if (this.#leases === 0) this.#erase()
  }

  #erase(): void {
    if (this.#isWiped) return
    this.#preparedKey.wipe()
    this.#isWiped = true
  }
}

function checkAvailable({ name, unavailable }: Suite): void {
  if (unavailable === undefined) return
  throw new EnvelopeInputError(
    'SUITE_UNAVAILABLE',
    `The suite ${name} cannot be used here. ${unavailable} Choose another.`,
  )
}

function checkLengths(keyMaterial: Buffer, edk: Uint8Array): void {
  // HMAC pads short keys with zeros, so other lengths would alias.
  if (keyMaterial.length !== keyMaterialLength) {
    throw new EnvelopeInputError(
      'KEY_MATERIAL_LENGTH',
      `Key material is ${keyMaterial.length} bytes, but must be exactly ${keyMaterialLength}. ` +
        'Take the plaintext that GenerateDataKey returned with KeySpec AES_256.',
    )
  }
  if (edk.length < 1 || edk.length > edkLengthMax) {
    throw new EnvelopeInputError(
      'EDK_LENGTH',
      `The EDK is ${edk.length} bytes, but must be 1 to ${edkLengthMax}. ` +
        'Take the CiphertextBlob that KMS returned.',
    )
  }
}
