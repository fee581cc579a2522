/**
 * How long a record and a KMS call take, learned from cells while they run.
 *
 * @module
 */
import type { CellWork } from './cell-work.ts'

export interface WorkDone {
  readonly work: CellWork
  /** How much of it is done, in [0, 1]. */
  readonly share: number
  /** What that took, in ns. */
  readonly ns: number
}

/**
 * A KMS call, with the client, its signature and the simulated service, by a
 * record that is put or read: what is gone by until cells tell them apart. From
 * the default scenario, whose cells without a cache call once a record.
 */
const callByLoad = 14
/** How much that weighs against what cells say, as a share of what they have done. */
const priorWeight = 0.002

/** Of cells before anything is known of their speed, in the work of a small record put or read. */
export function weightOf({ load, calls }: CellWork): number {
  return load + callByLoad * calls
}

/**
 * How long cells take, in ns; undefined where nothing has been done. Least
 * squares over what was done for the time of a unit of weight, and for what a
 * call takes more than its weight says: drawn to nothing, as cells that all
 * call as often per record do not tell it.
 */
export function timeOfWork(done: readonly WorkDone[]): ((work: CellWork) => number) | undefined {
  let [weights, calls, callsCalls, times, callsTimes] = [0, 0, 0, 0, 0]
  for (const { work, share, ns } of done) {
    const weight = weightOf(work)
    if (weight * share === 0) continue
    // Each cell counts by its weight.
    const callsByWeight = work.calls / weight
    weights += weight * share
    calls += work.calls * share
    callsCalls += work.calls * share * callsByWeight
    times += ns
    callsTimes += ns * callsByWeight
  }
  if (weights === 0) return undefined
  const drawn = callsCalls + (priorWeight * weights) / callByLoad ** 2
  const determinant = weights * drawn - calls ** 2
  const perWeight = (times * drawn - callsTimes * calls) / determinant
  const moreByCall = (callsTimes * weights - times * calls) / determinant
  // What would take less than no time is noise.
  if (!(perWeight >= 0 && callByLoad * perWeight + moreByCall >= 0))
    return (work) => (weightOf(work) * times) / weights
  return (work) => weightOf(work) * perWeight + work.calls * moreByCall
}
