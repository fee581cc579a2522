/**
 * Whose turn it is to make the branch key of each stream: it is generated once,
 * and decrypted by everybody else. Who needs it meanwhile waits for it.
 *
 * @module
 */
import { operations, type OperationCode } from './kms-calls.ts'

export class BranchKeyOfStreams {
  readonly #isMade: Uint8Array
  /** The cache that makes it; -1: none does. */
  readonly #maker: Int32Array
  readonly #waiting = new Map<number, number[]>()

  constructor(streams: number) {
    this.#isMade = new Uint8Array(streams)
    this.#maker = new Int32Array(streams).fill(-1)
  }

  /** What `cache` has to ask KMS for; undefined: it must wait for another. */
  operationFor(stream: number, cache: number): OperationCode | undefined {
    if (this.#isMade[stream] === 1) return operations.decrypt
    if (this.#maker[stream] !== -1 && this.#maker[stream] !== cache) {
      const waiting = this.#waiting.get(stream)
      if (waiting === undefined) this.#waiting.set(stream, [cache])
      else waiting.push(cache)
      return undefined
    }
    this.#maker[stream] = cache
    return operations.generate
  }

  /** A call of `cache` has come to its end. Returns the caches that may go on, if it was for all of them. */
  endMaking(stream: number, cache: number, isMade: boolean): readonly number[] {
    if (this.#maker[stream] !== cache) return []
    this.#maker[stream] = -1
    if (isMade) this.#isMade[stream] = 1
    const waiting = this.#waiting.get(stream) ?? []
    this.#waiting.delete(stream)
    return waiting
  }
}
