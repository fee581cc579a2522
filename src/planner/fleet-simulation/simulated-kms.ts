/**
 * KMS as a fleet meets it: which attempts it admits, which it throttles, which
 * it fails, and how long each takes.
 *
 * As in the KMS of a run, an attempt that an outage hits uses no quota, and one
 * that a brown-out hits does; where both the quota and a brown-out are against
 * an attempt, it is throttled.
 *
 * @module
 */
import type { Random } from '../../random.ts'
import type { Sampler } from '../../statistics/distributions.ts'
import type { Disturbance } from '../plan-model.ts'
import type { CallSeries } from './call-series.ts'
import type { Trouble } from './retry-rules.ts'

export interface KmsSpec {
  /** Of one attempt, in ns. */
  readonly latency: Sampler
  /** Attempts in a second; Infinity: no limit. Need not be whole. */
  readonly quotaPerSecond: number
  readonly disturbances: readonly Disturbance[]
  /** By which a quota of `disturbances` is scaled. */
  readonly share: number
  readonly random: Random
  readonly series: CallSeries
}

export class SimulatedKms {
  attempts = 0
  throttled = 0
  readonly #spec: KmsSpec
  /** Where `disturbances` begin and end, ascending, and the next of them. */
  readonly #changes: readonly number[]
  #nextChange = 0
  #isOut = false
  #brownShare = 0
  #delayS = 0
  #quota: number
  #second = -1
  #attemptsOfSecond = 0
  #throttledOfSecond = 0
  #admitted = 0
  #kept = Number.NaN

  constructor(spec: KmsSpec) {
    this.#spec = spec
    this.#quota = spec.quotaPerSecond
    const ends = spec.disturbances.flatMap((one) => (one.kind === 'restart' ? [] : [one.fromS, one.toS]))
    this.#changes = ends.toSorted((a, b) => a - b)
  }

  /**
   * What comes of an attempt at `time`; undefined where it succeeds. Before 0 all do and none counts, as a fleet
   * in trouble has no state that it would be in for ever. Times do not run backwards. An attempt may stand for
   * `weight` of them: where the quota has room for some, it is admitted with their share as its chance.
   */
  attempt(time: number, weight = 1): Trouble | undefined {
    if (time < 0) return undefined
    if (time >= this.#second + 1) this.#beginSecond(Math.floor(time))
    if (this.#nextChange < this.#changes.length) this.#adapt(time)
    this.#count(weight)
    if (this.#isOut) return 'fault'
    const room = this.#allowance() - this.#admitted
    if (room <= 0 || (room < weight && this.#spec.random.uniform() * weight >= room)) {
      this.throttled += weight
      this.#throttledOfSecond += weight
      this.#spec.series.addTrouble(time)
      return 'throttled'
    }
    this.#admitted += Math.min(weight, room)
    return this.#brownShare > 0 && this.#spec.random.uniform() < this.#brownShare ? 'fault' : undefined
  }

  /** Makes `count` attempts at `time` and returns true if all of them are sure to succeed; else makes none. */
  attemptAll(time: number, count: number): boolean {
    if (time < 0) return true
    if (time >= this.#second + 1) this.#beginSecond(Math.floor(time))
    if (this.#nextChange < this.#changes.length) this.#adapt(time)
    if (this.#isOut || this.#brownShare > 0 || this.#admitted + count > this.#allowance()) return false
    this.#count(count)
    this.#admitted += count
    return true
  }

  #count(attempts: number): void {
    this.attempts += attempts
    this.#attemptsOfSecond += attempts
  }

  /** How long an attempt at `time` takes, in s. */
  takes(time: number): number {
    if (this.#nextChange < this.#changes.length) this.#adapt(time)
    const takes = this.#kept
    this.#kept = Number.NaN
    return Number.isNaN(takes) ? this.#spec.latency() / 1e9 + this.#delayS : takes
  }

  /** What was drawn for an attempt at this moment holds for the next to be drawn, as that one was not made. */
  keep(takes: number): void {
    this.#kept = takes
  }

  /** Hands the last second over. */
  end(): void {
    this.#beginSecond(Infinity)
  }

  #beginSecond(second: number): void {
    if (this.#attemptsOfSecond > 0)
      this.#spec.series.addSecond(this.#second, this.#attemptsOfSecond, this.#throttledOfSecond)
    this.#second = second
    this.#attemptsOfSecond = 0
    this.#throttledOfSecond = 0
    this.#admitted = 0
  }

  /** A quota that is no whole number is kept on average, as in the KMS of a run. */
  #allowance(): number {
    const quota = this.#quota
    if (quota === Infinity) return Infinity
    return Math.ceil((this.#second + 1) * quota) - Math.ceil(this.#second * quota)
  }

  /** Takes over what the disturbances of `time` are; of several, the last in order of their beginning sets the quota. */
  #adapt(time: number): void {
    if (time < this.#changes[this.#nextChange]!) return
    while (this.#nextChange < this.#changes.length && this.#changes[this.#nextChange]! <= time)
      this.#nextChange += 1
    const { disturbances, quotaPerSecond, share } = this.#spec
    this.#isOut = false
    this.#delayS = 0
    this.#quota = quotaPerSecond
    let unhurt = 1
    for (const one of disturbances) {
      if (one.kind === 'restart' || time < one.fromS || time >= one.toS) continue
      if (one.kind === 'outage') this.#isOut = true
      else if (one.kind === 'brown-out') unhurt *= 1 - one.share
      else if (one.kind === 'slow') this.#delayS += one.delayS
      else this.#quota = one.perSecond * share
    }
    this.#brownShare = 1 - unhurt
  }
}
