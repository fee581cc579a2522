/**
 * Branch keys: with them KMS is asked for nothing else, and data keys are made
 * and opened without it. One rule for both sides, as in `branch-key-service.ts`:
 * a stream's branch key is generated once, and brought back by `Decrypt` for
 * each owner and TTL.
 *
 * @module
 */
import type { Answered, AskedKms, Operation } from './asked-kms.ts'
import type { EventQueue } from './event-queue.ts'
import type { RetryClient } from './retry-client.ts'

/** Of one stream; it outlives credentials and restarts, as its store does. */
export interface StreamBranchKey {
  isMade: boolean
  /** While somebody makes it. */
  maker: HeldBranchKey | undefined
  waiting: (() => void)[]
}

/** What one owner holds in memory. */
export interface HeldBranchKey {
  expiresAt: number
  isAsked: boolean
  waiting: Answered[]
}

export function newHeldBranchKey(): HeldBranchKey {
  return { expiresAt: -Infinity, isAsked: false, waiting: [] }
}

/** Who asks for a data key. */
export interface Asker {
  readonly client: RetryClient
  readonly held: HeldBranchKey
  readonly ofStream: StreamBranchKey
}

/** Where caches ask for data keys: KMS itself, or a branch key. */
export class DataKeys {
  readonly #kms: AskedKms
  readonly #queue: EventQueue
  /** 0: no branch keys. */
  readonly #ttl: number

  constructor(kms: AskedKms, queue: EventQueue, branchTtlS: number) {
    this.#kms = kms
    this.#queue = queue
    this.#ttl = branchTtlS
  }

  /** Answers in the same breath where KMS is not needed. */
  ask(asker: Asker, operation: Operation, answered: Answered): void {
    if (this.#ttl === 0) this.#kms.call(asker.client, operation, answered)
    else if (operation === 'Decrypt') this.#use(asker, answered)
    else this.#make(asker, answered)
  }

  #make(asker: Asker, answered: Answered): void {
    const { ofStream, held } = asker
    if (ofStream.isMade) return this.#use(asker, answered)
    if (ofStream.maker === held) {
      // Fails with its own call, looks again after that of another.
      held.waiting.push((isOk) => (isOk ? this.#make(asker, answered) : answered(false)))
      return
    }
    if (ofStream.maker !== undefined) {
      ofStream.waiting.push(() => this.#make(asker, answered))
      return
    }
    ofStream.maker = held
    this.#fetch(asker, 'GenerateDataKey', (isOk) => {
      ofStream.maker = undefined
      ofStream.isMade = isOk
      answered(isOk)
      for (const again of ofStream.waiting.splice(0)) again()
    })
  }

  #use(asker: Asker, answered: Answered): void {
    const { held } = asker
    if (this.#queue.now < held.expiresAt) return answered(true)
    if (held.isAsked) held.waiting.push((isOk) => (isOk ? this.#use(asker, answered) : answered(false)))
    else this.#fetch(asker, 'Decrypt', answered)
  }

  /** Who asked uses the answer whatever the TTL says. */
  #fetch({ client, held }: Asker, operation: Operation, answered: Answered): void {
    held.isAsked = true
    this.#kms.call(client, operation, (isOk) => {
      held.isAsked = false
      if (isOk) held.expiresAt = this.#queue.now + this.#ttl
      answered(isOk)
      for (const wait of held.waiting.splice(0)) wait(isOk)
    })
  }
}
