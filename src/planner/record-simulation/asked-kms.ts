/**
 * KMS as it is asked attempt by attempt: latency, the quota of each second,
 * what the plan disturbs, and retries.
 *
 * As in `kms-service`, an attempt that an outage hits uses no quota up, while a
 * brown-out answers what the quota has let in.
 *
 * @module
 */
import type { Random } from '../../random.ts'
import type { Sampler } from '../../statistics/distributions.ts'
import type { Disturbance, PlanModel } from '../plan-model.ts'
import type { EventQueue } from './event-queue.ts'
import type { RetriedError, RetryClient } from './retry-client.ts'
import type { RunningTally } from './running-tally.ts'

export type Operation = 'GenerateDataKey' | 'Decrypt'

/** Told whether KMS has answered well, at the moment of its answer. */
export type Answered = (isOk: boolean) => void

type Lasting = Exclude<Disturbance, { kind: 'restart' }>

export interface AskedKmsOptions {
  readonly model: PlanModel
  readonly queue: EventQueue
  readonly tally: RunningTally
  /** In ns. */
  readonly latency: Sampler
  readonly random: Random
}

export class AskedKms {
  readonly #options: AskedKmsOptions
  readonly #disturbances: readonly Lasting[]
  #second = NaN
  #admitted = 0

  constructor(options: AskedKmsOptions) {
    this.#options = options
    this.#disturbances = options.model.disturbances.filter((one) => one.kind !== 'restart')
  }

  /** One call, of as many attempts as it takes. */
  call(client: RetryClient, operation: Operation, answered: Answered): void {
    const { queue, tally } = this.#options
    tally.called(queue.now, operation)
    this.#attempt(client, 1, undefined, answered)
  }

  #attempt(client: RetryClient, attempt: number, cost: number | undefined, answered: Answered): void {
    const { queue, tally, latency } = this.#options
    const now = queue.now
    const active = this.#disturbances.filter(({ fromS, toS }) => now >= fromS && now < toS)
    const error = this.#errorOf(active, now)
    tally.attempted(now)
    if (error === 'throttling') tally.throttled(now)
    let takes = latency() / 1e9
    for (const one of active) if (one.kind === 'slow') takes += one.delayS
    queue.at(now + takes, () => {
      if (error === undefined) {
        client.succeeded(cost)
        answered(true)
        return
      }
      const retry = client.retry(attempt, error)
      if (retry !== undefined) {
        queue.at(queue.now + retry.pauseS, () => this.#attempt(client, attempt + 1, retry.cost, answered))
        return
      }
      tally.failed(queue.now)
      answered(false)
    })
  }

  #errorOf(active: readonly Lasting[], now: number): RetriedError | undefined {
    const { random } = this.#options
    if (active.some(({ kind }) => kind === 'outage')) return 'transient'
    if (!this.#admits(active, now)) return 'throttling'
    const isHit = active.some((one) => one.kind === 'brown-out' && random.uniform() < one.share)
    return isHit ? 'transient' : undefined
  }

  /** A quota that is no whole number is kept on average, as in `request-quota.ts`. */
  #admits(active: readonly Lasting[], now: number): boolean {
    const changed = active.findLast((one) => one.kind === 'quota')
    const quota = changed?.perSecond ?? this.#options.model.fleet.quotaPerSecond ?? Infinity
    const second = Math.floor(now)
    if (second !== this.#second) [this.#second, this.#admitted] = [second, 0]
    // A fleet whose quota binds has no steady state: what it was before 0, it was without.
    if (now < 0 || quota === Infinity) return true
    if (this.#admitted >= Math.ceil((second + 1) * quota) - Math.ceil(second * quota)) return false
    this.#admitted += 1
    return true
  }
}
