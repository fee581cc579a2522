/**
 * How long records wait for KMS, in bins that are as wide as they are long: as precise at a
 * millisecond as at an hour, in a fixed amount of memory.
 *
 * Records that come while a fill is under way are spread evenly over it. They
 * are kept by how long the fill took, and their waits are made of that at the end.
 *
 * @module
 */

/** In s; what is shorter is counted as 2^-20 s, what is longer than 2^20 s as that. */
const exponentMin = -20
const exponentMax = 20
/** Each power of two has 64 bins, which are 1.1 to 1.6 % wide. */
const bitsOfBin = 6
const bins = (exponentMax - exponentMin) << bitsOfBin

/** A double and the word of it that begins with sign, exponent (11 bits) and mantissa: its head is the bin. */
const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)
const high = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0
const shift = 20 - bitsOfBin
const firstBin = (exponentMin + 1023) << bitsOfBin

export class WaitHistogram {
  /** Records that waited, and their waits in all, in s. */
  waited = 0
  waitedS = 0
  readonly #exact = new Float64Array(bins)
  readonly #even = new Float64Array(bins)

  /** `records` that waited `waitS` each. */
  add(waitS: number, records: number): void {
    if (records === 0 || waitS <= 0) return
    this.waited += records
    this.waitedS += records * waitS
    this.#exact[binOf(waitS)]! += records
  }

  /** `records` whose waits are even between `shortestS` and `longestS`. */
  addEven(shortestS: number, longestS: number, records: number): void {
    if (records === 0 || longestS <= 0) return
    this.waited += records
    this.waitedS += (records * (shortestS + longestS)) / 2
    const width = longestS - shortestS
    if (width < longestS * 1e-6) {
      this.#exact[binOf(longestS)]! += records
      return
    }
    // Even from 0 to the longest, less even from 0 to the shortest.
    this.#even[binOf(longestS)]! += (records * longestS) / width
    if (shortestS > 0) this.#even[binOf(shortestS)]! -= (records * shortestS) / width
  }

  /** Records that waited, by wait: in bins that begin at `beginOfBin`. */
  counts(): Float64Array {
    const counts = this.#exact.slice()
    // Of those that are even up to somewhere, by their density in s.
    let density = 0
    for (let bin = bins - 1; bin >= 0; bin -= 1) {
      const records = this.#even[bin]!
      const end = middleOf(bin)
      if (records !== 0) counts[bin]! += (records * (end - beginOf(bin))) / end
      counts[bin]! += density * (beginOf(bin + 1) - beginOf(bin))
      density += records / end
    }
    return counts
  }
}

/** The quantiles at `shares` (ascending, in s) of `records`, of which those in `counts` waited and the others did not. */
export function waitQuantiles(counts: Float64Array, records: number, shares: readonly number[]): number[] {
  return shares.map((share) => {
    let above = (1 - share) * records
    for (let bin = bins - 1; bin >= 0; bin -= 1) {
      const count = counts[bin]!
      if (count > 0 && count >= above) {
        const end = beginOf(bin + 1)
        return end - (end - beginOf(bin)) * (above / count)
      }
      above -= count
    }
    return 0
  })
}

function binOf(waitS: number): number {
  double[0] = waitS
  const bin = (words[high]! >>> shift) - firstBin
  return bin < 0 ? 0 : bin >= bins ? bins - 1 : bin
}

function beginOf(bin: number): number {
  if (bin === 0) return 0
  words[1 - high] = 0
  words[high] = (bin + firstBin) << shift
  return double[0]!
}

function middleOf(bin: number): number {
  return (beginOf(bin) + beginOf(bin + 1)) / 2
}
