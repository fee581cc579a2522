/**
 * Branch keys in the clear, each for one cache owner and principal, since that
 * is what lets the wrapping of a data key do without KMS. They are wiped when
 * their TTL is over, used or not.
 *
 * @module
 */
import type { Clock } from '../../clock/clock.ts'
import { assertUnpooled, wipe } from '../../envelope/secret-bytes.ts'
import { nanoseconds, type Nanoseconds } from '../../units/units.ts'
import type { HoldingsObserver } from '../holdings.ts'

export interface HeldBranchKeysOptions {
  readonly clock: Clock
  /** Longest time in memory, counted from KMS's answer; more than 0. */
  readonly ttl: Nanoseconds
  readonly holdings?: HoldingsObserver | undefined
}

interface Held {
  readonly key: Buffer
  readonly filledAt: Nanoseconds
}

export class HeldBranchKeys {
  readonly #options: HeldBranchKeysOptions
  readonly #held = new Map<string, Held>()
  /** What is being fetched, and nothing of what is to be done with it. */
  readonly #flights = new Map<string, Promise<Buffer>>()
  readonly #disposal = new AbortController()

  constructor(options: HeldBranchKeysOptions) {
    this.#options = options
  }

  /** Branch keys in memory at this moment. */
  get size(): number {
    return this.#held.size
  }

  /**
   * What `work` makes of the branch key of `id`, at once where it is held. Else
   * it is fetched by `fetch`, once for all who ask meanwhile, and kept. `work`
   * must not keep the key.
   *
   * @throws What `fetch` or `work` throws, by rejection. If `fetch` fails, so do all who wait for it; if `work` fails,
   * nobody else does.
   */
  async use<Result>(
    id: string,
    fetch: () => Promise<Buffer>,
    work: (key: Buffer) => Result,
  ): Promise<Result> {
    for (;;) {
      const held = this.#held.get(id)
      if (held !== undefined && this.#isFresh(held)) return work(held.key)
      const flight = this.#flights.get(id)
      if (flight === undefined) return this.#fill(id, fetch, work)
      await flight
    }
  }

  /** Whether `use` would answer without asking anybody. */
  has(id: string): boolean {
    const held = this.#held.get(id)
    return held !== undefined && this.#isFresh(held)
  }

  /** Wipes all of them. Who waits for KMS by now still has its answer. */
  dispose(): void {
    this.#disposal.abort()
    for (const id of this.#held.keys()) this.#drop(id)
  }

  #isFresh({ filledAt }: Held): boolean {
    return this.#options.clock.now() < filledAt + this.#options.ttl
  }

  /** Who asked uses the answer whatever the TTL says. */
  async #fill<Result>(
    id: string,
    fetch: () => Promise<Buffer>,
    work: (key: Buffer) => Result,
  ): Promise<Result> {
    const flight = fetch()
    this.#flights.set(id, flight)
    let key: Buffer | undefined
    try {
      // The first to wait: when the others go on, the key is held and the flight is over.
      key = await flight
      assertUnpooled(key)
      this.#keep(id, key)
      return work(key)
    } finally {
      this.#flights.delete(id)
      if (key !== undefined && this.#held.get(id)?.key !== key) wipe(key)
    }
  }

  #keep(id: string, key: Buffer): void {
    const { clock, holdings } = this.#options
    this.#drop(id)
    if (this.#disposal.signal.aborted) return
    const held = { key, filledAt: clock.now() }
    this.#held.set(id, held)
    holdings?.held(held.filledAt)
    void this.#wipeOnTime(id, held)
  }

  async #wipeOnTime(id: string, held: Held): Promise<void> {
    const { clock, ttl } = this.#options
    while (this.#held.get(id) === held) {
      const left = held.filledAt + ttl - clock.now()
      if (left <= 0) this.#drop(id)
      else await clock.sleep(nanoseconds(left), this.#disposal.signal)
    }
  }

  #drop(id: string): void {
    const held = this.#held.get(id)
    if (held === undefined) return
    wipe(held.key)
    this.#held.delete(id)
    this.#options.holdings?.dropped(this.#options.clock.now(), held.filledAt)
  }
}
