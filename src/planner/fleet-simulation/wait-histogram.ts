/**
 * How long records wait for KMS, in bins of constant ratio: as precise at a
 * millisecond as at an hour, in a fixed amount of memory.
 *
 * Records that come while a fill is under way are spread evenly over it. They
 * are kept by how long the fill took, and their waits are made of that at the end.
 *
 * @module
 */

/** Bins of a decade: each is 2 % wide. */
const perDecade = 116
const decades = 12
const bins = perDecade * decades
/** In s; what is shorter is counted as that. */
const shortest = 1e-6

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
  const bin = Math.floor(Math.log10(waitS / shortest) * perDecade)
  return Math.max(0, Math.min(bins - 1, bin))
}

function beginOf(bin: number): number {
  return bin === 0 ? 0 : shortest * 10 ** (bin / perDecade)
}

function middleOf(bin: number): number {
  return shortest * 10 ** ((bin + 0.5) / perDecade)
}
