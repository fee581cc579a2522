/**
 * Watches a whole run for salts and nonces that come again. Conformance tries a
 * few records beforehand; a counter that restarts or a random generator that
 * was copied shows only here.
 *
 * @module
 */

/** Beyond it memory would grow for no further insight: 64 MiB by then. */
const recordsMax = 2 ** 22
const initialSlots = 2 ** 12

/** Compares 64-bit digests, by which two of `recordsMax` differing parts are taken for one once in two million runs. */
export class SaltMonitor {
  /** Records seen, at most {@link recordsMax}. */
  checked = 0
  /** Records that have the salt or nonce of an earlier one. */
  repeated = 0
  #slots = new Uint32Array(2 * initialSlots)
  #high = 0
  #low = 0

  /** `part` is what no two records may share; it is only read. */
  see(part: Uint8Array): void {
    if (this.checked >= recordsMax) return
    this.checked += 1
    if (4 * (this.checked - this.repeated) > this.#slots.length) this.#grow()
    this.#digest(part)
    if (!insert(this.#slots, this.#high, this.#low)) this.repeated += 1
  }

  /** Two multiplicative hashes of all bytes; neither is 0 together with the other, which marks a free slot. */
  #digest(part: Uint8Array): void {
    let high = 0x811c9dc5
    let low = 0x9e3779b9
    for (const byte of part) {
      high = Math.imul(high ^ byte, 0x01000193)
      low = Math.imul(low ^ byte, 0x85ebca6b)
      low ^= low >>> 13
    }
    high = Math.imul(high ^ (high >>> 15), 0x2c1b3c6d)
    low = Math.imul(low ^ (low >>> 16), 0x297a2d39)
    this.#high = (high ^ (high >>> 12)) >>> 0
    this.#low = (low ^ (low >>> 15) || 1) >>> 0
  }

  #grow(): void {
    const old = this.#slots
    const slots = new Uint32Array(2 * old.length)
    for (let at = 0; at < old.length; at += 2) {
      if (old[at + 1] !== 0) insert(slots, old[at]!, old[at + 1]!)
    }
    this.#slots = slots
  }
}

/** Whether it was not there; open addressing, a slot is two words. */
function insert(slots: Uint32Array, high: number, low: number): boolean {
  const mask = slots.length / 2 - 1
  for (let slot = high & mask; ; slot = (slot + 1) & mask) {
    const at = 2 * slot
    if (slots[at + 1] === 0) {
      slots[at] = high
      slots[at + 1] = low
      return true
    }
    if (slots[at] === high && slots[at + 1] === low) return false
  }
}
