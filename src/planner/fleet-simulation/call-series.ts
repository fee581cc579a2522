/**
 * What reaches KMS over time, in a fixed number of bins however long the plan
 * is, and how long trouble lasts.
 *
 * @module
 */

/** Bins of a series at most. */
export const binsMax = 360
/** Widths that read well, in s, up to a day; longer ones are whole days. */
const widths = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400]
/** A spell of trouble is over when so many seconds in a row were without: longer than most pauses of a client. */
export const quietS = 10

export class CallSeries {
  readonly binS: number
  readonly attempts: Float64Array
  /** Sums of the squares of the attempts of each second: what they vary by. */
  readonly squares: Float64Array
  readonly busiest: Float64Array
  readonly throttled: Float64Array
  readonly lost: Float64Array
  /** Most attempts in one second. */
  busiestSecond = 0
  #troubleFrom = -1
  #troubleTo = -1
  #isTroubleOver = false

  constructor(horizonS: number) {
    const least = horizonS / binsMax
    this.binS = widths.find((width) => width >= least) ?? Math.ceil(least / 86_400) * 86_400
    const bins = Math.max(1, Math.ceil(horizonS / this.binS))
    this.attempts = new Float64Array(bins)
    this.squares = new Float64Array(bins)
    this.busiest = new Float64Array(bins)
    this.throttled = new Float64Array(bins)
    this.lost = new Float64Array(bins)
  }

  /** The second from `second` on is over. */
  addSecond(second: number, attempts: number, throttled: number): void {
    const bin = this.#binOf(second)
    this.attempts[bin]! += attempts
    this.squares[bin]! += attempts * attempts
    this.throttled[bin]! += throttled
    if (attempts > this.busiest[bin]!) this.busiest[bin] = attempts
    if (attempts > this.busiestSecond) this.busiestSecond = attempts
  }

  addLost(time: number, records: number): void {
    this.lost[this.#binOf(time)]! += records
  }

  /** A call was throttled or refused at `time`. Times do not run backwards. */
  addTrouble(time: number): void {
    if (this.#isTroubleOver) return
    const second = Math.floor(time)
    if (this.#troubleFrom < 0) this.#troubleFrom = second
    else if (second > this.#troubleTo + quietS) {
      this.#isTroubleOver = true
      return
    }
    this.#troubleTo = second
  }

  /**
   * From the last of `origins` (s, ascending) that is not after the first spell of trouble, or else
   * from 0, to the end of its last second; null where there was no trouble.
   */
  recoveryS(origins: readonly number[]): number | null {
    if (this.#troubleFrom < 0) return null
    const origin = origins.findLast((at) => at < this.#troubleFrom + 1) ?? 0
    return this.#troubleTo + 1 - origin
  }

  /** Whether the first spell of trouble is not over at `untilS`, which is where the time ends. */
  isUnrecovered(untilS: number): boolean {
    const quiet = Math.min(quietS, untilS / 10)
    return this.#troubleFrom >= 0 && !this.#isTroubleOver && this.#troubleTo + 1 > untilS - quiet
  }

  #binOf(time: number): number {
    return Math.min(this.attempts.length - 1, Math.floor(time / this.binS))
  }
}
