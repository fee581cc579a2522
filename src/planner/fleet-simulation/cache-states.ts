/**
 * The caches of the sealing side between two fills: which EDK each seals under
 * and until when, and which of its calls needs KMS next.
 *
 * Refresh ahead and XFetch look at the end by TTL and rotation, as a cache does
 * not know when a credential ends.
 *
 * @module
 */
import { earlyRefresh } from './early-refresh.ts'
import { codeOf, eventKinds } from './events.ts'
import type { OpenedEdks } from './opened-edks.ts'
import type { RunContext } from './run-context.ts'
import { binomial, orderStatistic, poisson } from './variates.ts'

export class CacheStates {
  /** Slot of the EDK in `OpenedEdks`; -1: none yet. */
  readonly edk: Int32Array
  readonly rotatesAt: Float64Array
  /** By TTL and rotation. */
  readonly termEnds: Float64Array
  /** By credential, too. */
  readonly endsAt: Float64Array
  /** Infinity where it never changes. */
  readonly credentialEnds: Float64Array
  /** Records that the EDK has sealed. */
  readonly uses: Float64Array
  /** The call that needs KMS next. */
  readonly needAt: Float64Array
  /** How long the last fill took, for XFetch. */
  readonly fillTook: Float64Array
  /** Calls are served at once, and not drawn, in [freeFrom, freeTo). */
  readonly #freeFrom: Float64Array
  readonly #freeTo: Float64Array
  /** Calls in there where they were drawn all the same, as there is a limit by use; else -1. */
  readonly #drawn: Float64Array
  /** Calls in there that XFetch counts out, by expectation. */
  readonly #less: Float64Array
  readonly #context: RunContext
  readonly #edks: OpenedEdks

  constructor(context: RunContext, edks: OpenedEdks) {
    const { caches } = context.settings
    this.#context = context
    this.#edks = edks
    this.edk = new Int32Array(caches).fill(-1)
    this.rotatesAt = new Float64Array(caches).fill(-Infinity)
    this.termEnds = new Float64Array(caches).fill(-Infinity)
    this.endsAt = new Float64Array(caches).fill(-Infinity)
    this.credentialEnds = new Float64Array(caches).fill(Infinity)
    this.uses = new Float64Array(caches)
    this.needAt = new Float64Array(caches).fill(Infinity)
    this.fillTook = new Float64Array(caches)
    this.#freeFrom = new Float64Array(caches).fill(Infinity)
    this.#freeTo = new Float64Array(caches).fill(-Infinity)
    this.#drawn = new Float64Array(caches).fill(-1)
    this.#less = new Float64Array(caches)
  }

  /** Lets every cache see its first call, and draws the phases of credentials. */
  begin(): void {
    const { settings, random } = this.#context
    const { caches, principals, part, credentialS, fromS, spreadS } = settings
    const principalsOfPart = Math.min(principals, part.cachesPerStream)
    // The principals of one stream have front ends in common, and each its own phase.
    const phases = Float64Array.from(
      { length: credentialS === Infinity ? 0 : principalsOfPart * part.streams },
      () => random.uniform() * credentialS,
    )
    for (let cache = 0; cache < caches; cache += 1) {
      const from = fromS + spreadS * random.uniform()
      if (credentialS < Infinity) {
        const stream = Math.floor(cache / part.cachesPerStream)
        const phase = phases[stream * principalsOfPart + ((cache % part.cachesPerStream) % principals)]!
        this.credentialEnds[cache] = phase + (Math.floor((from - phase) / credentialS) + 1) * credentialS
      }
      this.needNext(cache, from)
    }
  }

  /** How many of the records of a call at `time` are sealed at once. */
  sealsAtOnce(cache: number, time: number): number {
    if (time >= this.endsAt[cache]!) return 0
    const { batch, recordsMax } = this.#context.settings
    return Math.min(batch, recordsMax - this.uses[cache]!)
  }

  isGenerationDue(cache: number, time: number): boolean {
    return (
      this.edk[cache]! < 0 ||
      time >= this.rotatesAt[cache]! ||
      this.uses[cache]! >= this.#context.settings.recordsMax
    )
  }

  /** What is answered before that can be settled beforehand: nothing else happens to the cache, and nothing at the answer. */
  undisturbedUntil(cache: number, isGeneration: boolean): number {
    const { settings } = this.#context
    const { graceS, beta, recordsMax, branchTtlS, restarts, part } = settings
    if (graceS > 0 || beta > 0 || recordsMax < Infinity || branchTtlS > 0 || restarts.length > 0)
      return -Infinity
    const last = isGeneration ? part.untilS : Math.min(part.untilS, this.rotatesAt[cache]!)
    return Math.min(last, this.credentialEnds[cache]!)
  }

  /** Whether one of `records` that have waited behind another finds the end near already. */
  fetchesAgain(cache: number, time: number, records: number): boolean {
    const { settings, random } = this.#context
    const leftS = this.termEnds[cache]! - time
    if (records === 0 || settings.graceS + settings.beta === 0) return false
    if (leftS <= settings.graceS) return true
    const chance = Math.exp(-leftS / (settings.beta * this.fillTook[cache]!))
    return chance > 0 && random.uniform() < 1 - (1 - chance) ** records
  }

  /** The first call from `time` on needs KMS, or is looked at. */
  needNext(cache: number, time: number): void {
    const { load, random, queue } = this.#context
    const at = load.after(time, random.exponential())
    this.needAt[cache] = at
    queue.push(at, codeOf(eventKinds.need, cache))
  }

  /** Calls so far are counted, and no more are expected to be served at once. */
  settle(cache: number, time: number): void {
    const { put, settings } = this.#context
    if (settings.missShare > 0 || this.#drawn[cache]! >= 0) this.countServed(cache, time)
    else put.expect(this.#freeFrom[cache]!, Math.min(time, this.#freeTo[cache]!), this.#less[cache]!)
    this.forgetServed(cache)
  }

  /** Draws how many calls were served at once up to `time`, for those who ask KMS for each of their records. */
  countServed(cache: number, time: number): void {
    const { put, load, settings, random, storedRecords } = this.#context
    const from = this.#freeFrom[cache]!
    const end = this.#freeTo[cache]!
    const to = Math.min(time, end)
    const expected = load.between(from, to)
    if (expected === 0) return
    const drawn = this.#drawn[cache]!
    const calls =
      drawn < 0
        ? this.#countUndrawn(cache, expected, load.between(from, end))
        : to === end
          ? drawn
          : binomial(drawn, expected / load.between(from, end), random)
    if (drawn >= 0) this.#drawn[cache] = drawn - calls
    this.#freeFrom[cache] = to
    put.count(from < 0 ? (calls * load.between(0, to)) / expected : calls, to)
    storedRecords[Math.floor(cache / settings.part.cachesPerStream)]! += calls * settings.batch
  }

  /** Of `all` calls up to the end of the free time, `expected` are to be drawn, but for those that XFetch counts out. */
  #countUndrawn(cache: number, expected: number, all: number): number {
    const less = this.#less[cache]! * (expected / all)
    this.#less[cache]! -= less
    return poisson(Math.max(0, expected - less), this.#context.random)
  }

  /** Calls so far have been counted by somebody else. */
  forgetServed(cache: number): void {
    this.#freeTo[cache] = -Infinity
    this.#drawn[cache] = -1
    this.#less[cache] = 0
  }

  /** From `from` to the end of the entry calls are served at once, although KMS is being asked. */
  serveAside(cache: number, from: number): void {
    this.#freeFrom[cache] = from
    this.#freeTo[cache] = this.endsAt[cache]!
  }

  /** Key material has been answered at `time`; without a cache a branch key keeps it until `branchEnds`. */
  install(cache: number, time: number, isGeneration: boolean, branchEnds: number): void {
    const { settings, random } = this.#context
    const { jitter, ttlS, rotationS, isBranchAlone, branchTtlS } = settings
    const left = jitter === 0 ? 1 : 1 - jitter * random.uniform()
    if (isGeneration) {
      if (this.edk[cache]! >= 0) this.#edks.retire(this.edk[cache]!, time)
      this.rotatesAt[cache] = isBranchAlone ? Infinity : time + rotationS * left
      this.edk[cache] = this.#edks.open(cache, this.rotatesAt[cache])
      this.uses[cache] = 0
    }
    const isHeldByBranch = isBranchAlone || (ttlS === 0 && branchTtlS > 0)
    const end = isHeldByBranch ? branchEnds : ttlS === 0 ? Infinity : time + ttlS * left
    this.termEnds[cache] = Math.min(end, this.rotatesAt[cache]!)
    const usedUntil = Math.min(this.termEnds[cache], this.credentialEnds[cache]!)
    // Without a cache the key material is gone once it was used; its EDK is used on.
    this.endsAt[cache] = ttlS === 0 && !isHeldByBranch ? -Infinity : usedUntil
    this.#edks.beginSpan(this.edk[cache]!, time, usedUntil)
  }

  /** From `time` on calls are served at once, up to one that needs KMS: finds that one. */
  planNext(cache: number, time: number): void {
    const { load, random, queue, settings } = this.#context
    const edk = this.edk[cache]!
    let from = time
    if (edk >= 0 && !this.#edks.isStored(edk) && time < this.endsAt[cache]!) {
      // Nobody waited, so that the EDK comes into the stream with the first call that uses it.
      from = this.#useFirst(cache, time)
      if (from === Infinity) return
    }
    const end = this.endsAt[cache]!
    const until = settings.graceS > 0 ? Math.min(end, this.termEnds[cache]! - settings.graceS) : end
    let to = Math.max(from, until)
    let need = Infinity
    if (settings.beta > 0) {
      const scaleS = settings.beta * this.fillTook[cache]!
      const early = earlyRefresh(this.#context, { fromS: from, toS: to, endS: this.termEnds[cache]!, scaleS })
      need = early.at
      this.#less[cache] = early.refused
    }
    if (need === Infinity) need = load.after(to, random.exponential())
    else to = need
    this.#freeFrom[cache] = from
    this.#freeTo[cache] = to
    if (settings.graceS > 0 || settings.beta > 0) if (edk >= 0) this.#edks.setGap(edk, to, need)
    if (settings.recordsMax < Infinity) {
      const metAt = this.#meetLimit(cache, from, to)
      if (metAt < Infinity) {
        need = metAt
        this.#edks.endSpan(edk, this.#drawn[cache] === 0 ? from : metAt)
      }
    }
    this.needAt[cache] = need
    queue.push(need, codeOf(eventKinds.need, cache))
  }

  /** Returns when the first call was served, or Infinity where that one needs KMS itself. */
  #useFirst(cache: number, time: number): number {
    const { load, random, queue, put, settings } = this.#context
    const first = load.after(time, random.exponential())
    const isNeed = first >= this.endsAt[cache]! || first >= this.termEnds[cache]! - settings.graceS
    if (isNeed) {
      this.needAt[cache] = first
      queue.push(first, codeOf(eventKinds.need, cache))
      return Infinity
    }
    if (first < settings.part.untilS) put.count(1, first)
    this.uses[cache]! += settings.batch
    this.#edks.stored(this.edk[cache]!, first)
    return first
  }

  /** Draws how many calls there are in [from, to), and returns when one finds the EDK used up, or Infinity. */
  #meetLimit(cache: number, from: number, to: number): number {
    const { load, random, settings } = this.#context
    const expected = Math.max(0, load.between(from, to) - this.#less[cache]!)
    const calls = poisson(expected, random)
    const room = settings.recordsMax - this.uses[cache]!
    if (calls * settings.batch <= room) {
      this.uses[cache]! += calls * settings.batch
      this.#drawn[cache] = calls
      return Infinity
    }
    // The call that is one too many has some of its records sealed all the same.
    const whole = Math.floor(room / settings.batch)
    this.uses[cache] = settings.recordsMax - (room - whole * settings.batch)
    this.#drawn[cache] = whole
    this.#freeTo[cache] = load.after(from, load.between(from, to) * orderStatistic(whole + 1, calls, random))
    return this.#freeTo[cache]
  }

  /** A new credential is a new cache. */
  empty(cache: number, time: number): void {
    if (this.edk[cache]! >= 0) this.#edks.retire(this.edk[cache]!, time)
    this.edk[cache] = -1
    this.rotatesAt[cache] = -Infinity
    this.termEnds[cache] = -Infinity
    this.endsAt[cache] = -Infinity
    this.uses[cache] = 0
  }

  /** Takes a new credential where the last has ended by `time`. */
  renew(cache: number, time: number): void {
    const { credentialS } = this.#context.settings
    const ended = this.credentialEnds[cache]!
    if (time < ended) return
    this.empty(cache, ended)
    this.credentialEnds[cache] = ended + (Math.floor((time - ended) / credentialS) + 1) * credentialS
  }

  /** All is gone at `time`. Calls that are known not to come before some time still do not. */
  restart(cache: number, time: number): void {
    const wasServing = time < this.endsAt[cache]!
    this.settle(cache, time)
    this.empty(cache, time)
    if (wasServing) this.needNext(cache, time)
  }
}
