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

interface Place {
  key: Buffer | undefined
  filledAt: number
  flight: Promise<unknown> | undefined
}

export class HeldBranchKeys {
  readonly #options: HeldBranchKeysOptions
  readonly #places = new Map<string, Place>()
  readonly #disposal = new AbortController()

  constructor(options: HeldBranchKeysOptions) {
    this.#options = options
  }

  /** Branch keys in memory at this moment. */
  get size(): number {
    return [...this.#places.values()].filter(({ key }) => key !== undefined).length
  }

  /**
   * What `work` makes of the branch key of `id`, at once where it is held. Else
   * it is fetched by `fetch`, once for all who ask meanwhile, and kept. `work`
   * must not keep the key.
   *
   * @throws What `fetch` or `work` throws, by rejection. If `fetch` fails, so do all who wait for it.
   */
  async use<Result>(
    id: string,
    fetch: () => Promise<Buffer>,
    work: (key: Buffer) => Result,
  ): Promise<Result> {
    const place = this.#placeOf(id)
    for (;;) {
      if (place.key !== undefined && this.#isFresh(place)) return work(place.key)
      if (place.flight === undefined) {
        const own = this.#fill(place, fetch, work).finally(() => (place.flight = undefined))
        place.flight = own
        return own
      }
      await place.flight
    }
  }

  /** Whether `use` would answer without asking anybody. */
  has(id: string): boolean {
    const place = this.#places.get(id)
    return place?.key !== undefined && this.#isFresh(place)
  }

  /** Wipes all of them. Who waits for KMS by now still has its answer. */
  dispose(): void {
    this.#disposal.abort()
    for (const place of this.#places.values()) this.#drop(place)
  }

  #placeOf(id: string): Place {
    let place = this.#places.get(id)
    if (place === undefined) {
      place = { key: undefined, filledAt: 0, flight: undefined }
      this.#places.set(id, place)
    }
    return place
  }

  #isFresh({ filledAt }: Place): boolean {
    return this.#options.clock.now() < filledAt + this.#options.ttl
  }

  /** Who asked uses the answer whatever the TTL says. */
  async #fill<Result>(
    place: Place,
    fetch: () => Promise<Buffer>,
    work: (key: Buffer) => Result,
  ): Promise<Result> {
    const key = await fetch()
    assertUnpooled(key)
    this.#keep(place, key)
    try {
      return work(key)
    } finally {
      if (place.key !== key) wipe(key)
    }
  }

  #keep(place: Place, key: Buffer): void {
    const { clock, holdings } = this.#options
    this.#drop(place)
    if (this.#disposal.signal.aborted) return
    place.key = key
    place.filledAt = clock.now()
    holdings?.held(clock.now())
    void this.#wipeOnTime(place, key)
  }

  async #wipeOnTime(place: Place, key: Buffer): Promise<void> {
    const { clock, ttl } = this.#options
    while (place.key === key) {
      const left = place.filledAt + ttl - clock.now()
      if (left <= 0) this.#drop(place)
      else await clock.sleep(nanoseconds(left), this.#disposal.signal)
    }
  }

  #drop(place: Place): void {
    if (place.key === undefined) return
    wipe(place.key)
    place.key = undefined
    const now = this.#options.clock.now()
    this.#options.holdings?.dropped(now, nanoseconds(now - place.filledAt))
  }
}
