/**
 * What happens next in a simulated fleet: a heap of times with a number each,
 * on typed arrays, as an object per event would cost more than the event.
 *
 * @module
 */

/** Children of a node: four halve the depth of a binary heap, and lie beside each other. */
const arity = 4

export class EventQueue {
  #times: Float64Array
  #codes: Int32Array
  #size = 0
  /** The first place is empty: mostly the next event comes to be there at once, which saves moving another twice. */
  #hasHole = false

  /** `capacity` is where it begins; it grows with what is scheduled at one time. */
  constructor(capacity = 1024) {
    this.#times = new Float64Array(capacity)
    this.#codes = new Int32Array(capacity)
  }

  get size(): number {
    return this.#hasHole ? this.#size - 1 : this.#size
  }

  /** Of the next event; Infinity where there is none. */
  get time(): number {
    if (this.#hasHole) this.#fillHole()
    return this.#size === 0 ? Infinity : this.#times[0]!
  }

  push(time: number, code: number): void {
    if (time === Infinity) return
    if (this.#hasHole) {
      this.#hasHole = false
      this.#sink(time, code, this.#size)
      return
    }
    if (this.#size === this.#times.length) this.#grow()
    const times = this.#times
    const codes = this.#codes
    let place = this.#size
    this.#size += 1
    while (place > 0) {
      const parent = ((place - 1) / arity) | 0
      const above = times[parent]!
      if (above <= time) break
      times[place] = above
      codes[place] = codes[parent]!
      place = parent
    }
    times[place] = time
    codes[place] = code
  }

  /** Takes the next event out and returns its code. Not to be asked of an empty queue. */
  pop(): number {
    if (this.#hasHole) this.#fillHole()
    this.#hasHole = true
    return this.#codes[0]!
  }

  #fillHole(): void {
    this.#hasHole = false
    this.#size -= 1
    const size = this.#size
    if (size > 0) this.#sink(this.#times[size]!, this.#codes[size]!, size)
  }

  #sink(time: number, code: number, size: number): void {
    const times = this.#times
    const codes = this.#codes
    let place = 0
    for (;;) {
      const from = place * arity + 1
      if (from >= size) break
      const to = from + arity < size ? from + arity : size
      let least = from
      let leastTime = times[from]!
      for (let child = from + 1; child < to; child += 1) {
        const childTime = times[child]!
        if (childTime < leastTime) {
          least = child
          leastTime = childTime
        }
      }
      if (leastTime >= time) break
      times[place] = leastTime
      codes[place] = codes[least]!
      place = least
    }
    times[place] = time
    codes[place] = code
  }

  #grow(): void {
    const times = new Float64Array(this.#times.length * 2)
    const codes = new Int32Array(times.length)
    times.set(this.#times)
    codes.set(this.#codes)
    this.#times = times
    this.#codes = codes
  }
}
