/**
 * Draws one run of one cache of the sealing side, fill by fill.
 *
 * @module
 */
import { exponentialMax } from '../random.ts'
import type { WaitAt } from './branch-key.ts'
import { betaOf, graceNsOf } from './fleet-model.ts'
import { timeOfRefresh } from './generation-cycle.ts'
import type { SealingSide, SealingSpan } from './sealing-side.ts'

/** By EDK, in ns; all caches of a run append to it. */
export interface DrawnEdks {
  readonly firstStoredAt: number[]
  readonly lastStoredAt: number[]
}

/** As calls that were made together and are answered one by one. */
interface Fill {
  readonly askedAt: number
  readonly answers: readonly number[]
  /** Calls that each answer lets through. */
  readonly waiting: number
}

export class DrawnCache {
  readonly spans: SealingSpan[] = []
  /** KMS calls by operation. */
  generated = 0
  refilled = 0
  readonly #side: SealingSide
  readonly #edks: DrawnEdks
  readonly #waitAt: WaitAt
  readonly #graceNs: number
  readonly #beta: number
  #edk = -1
  #rotatesAt = -Infinity
  #expiresAt = -Infinity

  constructor(side: SealingSide, edks: DrawnEdks, waitAt: WaitAt) {
    this.#side = side
    this.#edks = edks
    this.#waitAt = waitAt
    this.#graceNs = graceNsOf(side.model)
    this.#beta = betaOf(side.model)
  }

  draw(): void {
    const { nextCall, model } = this.#side
    for (let at = nextCall(0); at < model.durationNs;) {
      const fill = this.#fillAt(at)
      at = this.#graceNs === 0 && this.#beta === 0 ? this.#serve(fill) : this.#serveAhead(fill)
    }
  }

  /** What the call at `at` asks for, once that is settled. */
  #fillAt(at: number): Fill {
    const isEarly = at < this.#expiresAt
    let fill = this.#drawFill(at, isEarly)
    const isRefill = isEarly ? this.#expiresAt < this.#rotatesAt : at < this.#rotatesAt
    if (isRefill) this.refilled += fill.answers.length
    const isLate = isRefill && fill.answers.at(-1)! >= this.#rotatesAt
    // A refill that is answered too late is followed by the generation that is due by then.
    if (isLate) fill = this.#drawFill(fill.answers.at(-1)!, false)
    if (isEarly) this.#serveUntil(at, fill.answers[0]!)
    const isGeneration = !isRefill || isLate
    if (isGeneration) this.generated += fill.answers.length
    this.#begin(fill, isGeneration)
    return fill
  }

  #drawFill(at: number, isEarly: boolean): Fill {
    const { nextCall, model } = this.#side
    const first = at + this.#waitAt(at)
    const isShared = model.singleFlight && model.ttlNs > 0
    const answers = [first]
    let waiting = isEarly ? 0 : 1
    let answeredAt = first
    const from = isEarly ? this.#expiresAt : at + 0.5
    for (let call = from < first ? nextCall(from) : from; call < answeredAt; call = nextCall(call + 0.5)) {
      if (isShared) waiting += 1
      else answeredAt = Math.min(answeredAt, answers[answers.push(call + this.#waitAt(call)) - 1]!)
    }
    return { askedAt: at, answers: answers.toSorted((a, b) => a - b), waiting }
  }

  /** The call at `at` and those after it are served as before, while KMS is asked. */
  #serveUntil(at: number, answeredAt: number): void {
    const from = at + 0.5
    const to = Math.max(from, Math.min(answeredAt, this.#expiresAt, this.#side.model.durationNs))
    this.#store({ edk: this.#edk, from, to, waiting: 1 })
  }

  /** Sets the ends of what `fill` brings. */
  #begin(fill: Fill, isGeneration: boolean): void {
    const { model, random } = this.#side
    const { ttlNs, rotationNs, jitter = 0 } = model
    const answeredAt = fill.answers.at(-1)!
    const share = jitter === 0 ? 1 : 1 - jitter * random.uniform()
    if (isGeneration) {
      this.#rotatesAt = this.#limitedBy(fill, answeredAt + rotationNs * share)
      for (const _ of fill.answers) {
        this.#edk = this.#edks.firstStoredAt.push(Infinity) - 1
        this.#edks.lastStoredAt.push(-Infinity)
      }
    }
    this.#expiresAt = ttlNs === 0 ? this.#rotatesAt : Math.min(answeredAt + ttlNs * share, this.#rotatesAt)
  }

  /** When key material is rotated that came with `fill` and would be rotated at `end` by age. */
  #limitedBy({ answers, waiting }: Fill, end: number): number {
    const { callsPerKey, random, wait } = this.#side
    if (callsPerKey === undefined) return end
    const drawn = callsPerKey.mean + Math.sqrt(callsPerKey.variance) * random.normal()
    const left = Math.max(0, Math.round(drawn) - waiting)
    // Where use limits matter, the sum of that many waits is close to normal.
    const sum = wait.mean * left + Math.sqrt(wait.variance * left) * random.normal()
    return Math.min(answers.at(-1)! + Math.max(0, sum), end)
  }

  /** Seals with what `fill` brought until its end. Returns when a call asks for the next. */
  #serve({ answers, waiting }: Fill): number {
    const { model, latency, nextCall } = this.#side
    const isNew = this.#edks.firstStoredAt[this.#edk] === Infinity
    for (const [index, from] of answers.entries()) {
      const edk = isNew ? this.#edk - answers.length + 1 + index : this.#edk
      const to = Math.max(from, Math.min(model.durationNs, answers[index + 1] ?? this.#expiresAt))
      // Without a cache each record is stored when its own call is answered; together they are late by one latency.
      this.#store({ edk, from, to: model.ttlNs === 0 ? to + latency() : to, waiting })
    }
    return nextCall(this.#expiresAt)
  }

  /** The same where a call may ask before the end. If none waited, the first record is that of the first call. */
  #serveAhead(fill: Fill): number {
    const { model, nextCall } = this.#side
    const answeredAt = fill.answers.at(-1)!
    const called = nextCall(Math.max(answeredAt, fill.askedAt + 0.5))
    const sure = Math.max(answeredAt, this.#expiresAt - this.#graceNs)
    const next = this.#beta > 0 ? this.#nextByChance(fill, sure) : nextAfter(called, sure, nextCall)
    const first = Math.min(called, next)
    if (first < Math.min(this.#expiresAt, model.durationNs) || fill.waiting > 0) {
      const from = fill.waiting > 0 ? answeredAt : first + 0.5
      const until = Math.min(this.#beta > 0 ? next : sure, this.#expiresAt, model.durationNs)
      this.#store({ edk: this.#edk, from, to: Math.max(from, until), waiting: Math.max(1, fill.waiting) })
    }
    return next
  }

  /** The first call that XFetch has ask, or that is as late as `sure`. */
  #nextByChance({ askedAt, answers }: Fill, sure: number): number {
    const { model, nextCall, random, wait } = this.#side
    const answeredAt = answers.at(-1)!
    const scale = (answeredAt - askedAt) * this.#beta
    if (model.arrivals === 'poisson') {
      const expiry = this.#expiresAt - answeredAt
      const refresh = { rate: 1 / wait.mean, expiry, grace: this.#graceNs, scale }
      return answeredAt + timeOfRefresh(refresh, random.exponential())
    }
    let at = nextCall(Math.max(answeredAt, askedAt + 0.5, this.#expiresAt - scale * exponentialMax))
    while (at < sure && scale * random.exponential() < this.#expiresAt - at) at = nextCall(at + 0.5)
    return at
  }

  #store(span: SealingSpan): void {
    const { firstStoredAt, lastStoredAt } = this.#edks
    this.spans.push(span)
    firstStoredAt[span.edk] = Math.min(firstStoredAt[span.edk]!, span.from)
    lastStoredAt[span.edk] = span.to
  }
}

function nextAfter(called: number, sure: number, nextCall: (time: number) => number): number {
  return called >= sure ? called : nextCall(sure)
}
