/**
 * Fills that their cache has forgotten, as its credential has ended or it was
 * restarted: who waited by then is still served.
 *
 * @module
 */
import type { RunContext } from './run-context.ts'
import { poisson } from './variates.ts'
import type { WaitingGroup } from './waiting-records.ts'

export interface DetachedFill {
  /** The call that began it, and how many of its records wait. */
  readonly firstAt: number
  readonly firstRecords: number
  /** Calls that came in [from, to) wait too. */
  readonly from: number
  readonly to: number
  /** Who waited before. All are served together, whatever limits use. */
  readonly before: readonly WaitingGroup[]
}

export class DetachedFills {
  readonly #context: RunContext
  /** By call of KMS. */
  readonly #fills = new Map<number, DetachedFill>()

  constructor(context: RunContext) {
    this.#context = context
  }

  add(call: number, fill: DetachedFill): void {
    this.#fills.set(call, fill)
  }

  has(call: number): boolean {
    return this.#fills.has(call)
  }

  /** Counts those who wait for `call`, and their waits up to `time`. Returns how many records they are. */
  end(call: number, time: number): number {
    const { load, random, put, settings } = this.#context
    const { firstAt, firstRecords, from, to, before } = this.#fills.get(call)!
    this.#fills.delete(call)
    const others = poisson(load.between(from, to), random)
    put.count(others, time)
    put.waitedEvenly(from, to, time, others * settings.batch)
    put.waited(firstAt, time, firstRecords)
    let records = others * settings.batch + firstRecords
    for (const group of before) {
      put.waitedEvenly(group.from, group.to, time, group.records)
      records += group.records
    }
    return records
  }
}
