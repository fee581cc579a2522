/**
 * Where readers find the EDKs of records that do not carry their own: a
 * dictionary kept beside a shard, or the table at the head of a batch.
 *
 * @module
 */
import { edkHashOf } from './edk-hash.ts'
import { EnvelopeError } from './envelope-error.ts'
import { edkIdLength } from './layout.ts'
import type { ParsedEnvelope } from './parse.ts'
import { unpooledCopy } from './secret-bytes.ts'

/** EDKs by id. Losing it is losing the records that refer to it. */
export class EdkDictionary {
  readonly #edks = new Map<string, Buffer>()
  #lastHash: Buffer | undefined

  get size(): number {
    return this.#edks.size
  }

  /** Copies `edk`; returns whether it is new. `edkHash` spares the hash where the caller has it. */
  add(edk: Uint8Array, edkHash: Buffer = edkHashOf(edk)): boolean {
    // Nearly every record has the EDK of the record before it.
    if (edkHash === this.#lastHash) return false

    this.#lastHash = edkHash
    const name = nameOf(edkHash)
    if (this.#edks.has(name)) return false
    this.#edks.set(name, unpooledCopy(edk))
    return true
  }

  /**
   * Adds an entry that was stored elsewhere.
   *
   * @throws {EnvelopeError} `UNKNOWN_EDK` where `id` is not the id of `edk`.
   */
  addStored(id: Buffer, edk: Uint8Array): void {
    const edkHash = edkHashOf(edk)
    if (id.length !== edkIdLength || nameOf(edkHash) !== nameOf(id)) {
      throw unknownEdk('an entry of the dictionary has another id than its EDK')
    }
    this.add(edk, edkHash)
  }

  /** The EDK with this id, 16 bytes. */
  withId(id: Buffer): Buffer | undefined {
    return this.#edks.get(nameOf(id))
  }
}

/**
 * The EDK that a record refers to, from itself, `dictionary` or the `table` of
 * its batch.
 *
 * @throws {EnvelopeError} `UNKNOWN_EDK`
 */
export function resolveEdk(
  { keyReference }: Pick<ParsedEnvelope, 'keyReference'>,
  dictionary: EdkDictionary | undefined,
  table: readonly Buffer[] | undefined,
): Buffer {
  switch (keyReference.kind) {
    case 'inline':
      return keyReference.edk
    case 'edk-id':
      return dictionary?.withId(keyReference.id) ?? refuse(`the id ${keyReference.id.toString('hex')}`)
    case 'batch-index':
      return table?.[keyReference.index] ?? refuse(`EDK ${keyReference.index} of its batch`)
    default:
      return keyReference satisfies never
  }
}

function refuse(what: string): never {
  throw unknownEdk(`the record refers to ${what}, which this reader does not have`)
}

function unknownEdk(what: string): EnvelopeError {
  return new EnvelopeError('UNKNOWN_EDK', `An EDK is missing: ${what}. Give the EDKs that were put with it.`)
}

function nameOf(hashOrId: Buffer): string {
  return hashOrId.toString('latin1', 0, edkIdLength)
}
