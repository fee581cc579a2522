/**
 * Which EDKs a simulated consumer holds, and until when: the least recently
 * used goes first where there are too many.
 *
 * @module
 */

export class HeldEdks {
  /** In ns, by EDK; -Infinity where it is not held. */
  readonly #expiresAt: Float64Array
  readonly #capacity: number
  /** Least recently used first; empty where none is ever evicted. */
  readonly #used = new Set<number>()
  /** In the order in which they expire. */
  readonly #byAge: { readonly edk: number; readonly expiresAt: number }[] = []
  #oldest = 0
  #last = -1

  /** `edks` there are in all, of which `capacity` are held at most. */
  constructor(edks: number, capacity: number) {
    this.#expiresAt = new Float64Array(edks).fill(-Infinity)
    this.#capacity = capacity
  }

  get evicts(): boolean {
    return this.#capacity < this.#expiresAt.length
  }

  expiresAt(edk: number): number {
    return this.#expiresAt[edk]!
  }

  /** Whether it is held at `now`, when a record needs it. */
  use(edk: number, now: number): boolean {
    if (now >= this.#expiresAt[edk]!) return false
    if (this.evicts && edk !== this.#last) this.#touch(edk)
    return true
  }

  add(edk: number, now: number, expiresAt: number): void {
    this.#expiresAt[edk] = expiresAt
    if (!this.evicts) return
    this.#touch(edk)
    this.#byAge.push({ edk, expiresAt })
    if (this.#used.size > this.#capacity) this.#dropExpired(now)
    if (this.#used.size > this.#capacity) this.#drop(this.#used.values().next().value!)
  }

  #touch(edk: number): void {
    this.#used.delete(edk)
    this.#used.add(edk)
    this.#last = edk
  }

  #dropExpired(now: number): void {
    for (; this.#byAge[this.#oldest]!.expiresAt <= now; this.#oldest += 1) {
      const { edk, expiresAt } = this.#byAge[this.#oldest]!
      // It may have been filled again since.
      if (this.#expiresAt[edk] === expiresAt) this.#drop(edk)
    }
  }

  #drop(edk: number): void {
    this.#used.delete(edk)
    this.#expiresAt[edk] = -Infinity
    if (this.#last === edk) this.#last = -1
  }
}
