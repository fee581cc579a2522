/**
 * The service's state between restarts: what a call has changed is on disk
 * before the call is answered, and calls that come together share one write.
 *
 * @module
 */
import assert from 'node:assert/strict'
import path from 'node:path'

import { assertUnpooled, wipe } from '../../envelope/secret-bytes.ts'
import { DataFileLock } from './data-file-lock.ts'
import { removeTemporaryFiles } from './durable-file.ts'
import { openRootKey, rootKeyFileOf } from './root-key.ts'
import { readSealedFile, writeSealedFile } from './sealed-file.ts'

/** Makes `state` durable in `file`. */
export type StateWriter = (file: string, rootKey: Uint8Array, state: Buffer) => Promise<void>

interface Held {
  readonly file: string
  readonly lock: DataFileLock
  readonly rootKey: Buffer
  readonly state: Buffer | undefined
}

export class CommittedState implements AsyncDisposable {
  /** What the file held when it was opened, undefined for a new one. It is wiped at the end, or before by who has read it. */
  readonly state: Buffer | undefined

  readonly #held: Held
  readonly #write: StateWriter
  #next: Batch | undefined
  #writing: Promise<void> | undefined
  #isDisposed = false

  private constructor(held: Held, write: StateWriter) {
    this.#held = held
    this.#write = write
    this.state = held.state
  }

  /**
   * Opens the data file at `file`, or makes ready for a new one, and keeps
   * other services from it until disposed of.
   *
   * @throws {InputUnreadableError} where it or its root key is damaged or missing
   * @throws {OutputUnwritableError} where another service has it, or nothing can be written there
   */
  static open(file: string, write: StateWriter = writeSealedFile): CommittedState {
    const whole = path.resolve(file)
    const lock = new DataFileLock(whole)
    let rootKey: Buffer | undefined
    try {
      removeTemporaryFiles(whole)
      removeTemporaryFiles(rootKeyFileOf(whole))
      rootKey = openRootKey(whole)
      const state = readSealedFile(whole, rootKey)
      return new CommittedState({ file: whole, lock, rootKey, state }, write)
    } catch (error) {
      if (rootKey !== undefined) wipe(rootKey)
      lock.release()
      throw error
    }
  }

  /**
   * Resolves once a snapshot that was taken after this call is durable. While
   * a write runs, all callers share the next one, and the snapshot of the last
   * of them. A snapshot is unpooled, and is wiped once it is written.
   *
   * @throws {OutputUnwritableError} where that one write fails; later ones try again
   */
  commit(snapshot: () => Buffer): Promise<void> {
    assert(!this.#isDisposed, 'nothing is committed after disposal')
    this.#next ??= { ...Promise.withResolvers<void>(), snapshot }
    this.#next.snapshot = snapshot
    this.#writing ??= this.#writeAll()
    return this.#next.promise
  }

  /** Waits for what was committed, then gives the data file free and wipes the secrets. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isDisposed) return this.#writing
    this.#isDisposed = true
    await this.#writing
    wipe(this.#held.rootKey)
    if (this.state !== undefined) wipe(this.state)
    this.#held.lock.release()
  }

  async #writeAll(): Promise<void> {
    // Calls of the same moment share the first write too.
    await Promise.resolve()
    while (this.#next !== undefined) {
      const batch = this.#next
      this.#next = undefined
      try {
        await this.#writeOne(batch.snapshot)
        batch.resolve()
      } catch (error) {
        batch.reject(error)
      }
    }
    this.#writing = undefined
  }

  async #writeOne(snapshot: () => Buffer): Promise<void> {
    const state = snapshot()
    try {
      assertUnpooled(state)
      await this.#write(this.#held.file, this.#held.rootKey, state)
    } finally {
      wipe(state)
    }
  }
}

/** Callers that wait for the same write. */
interface Batch extends PromiseWithResolvers<void> {
  snapshot: () => Buffer
}
