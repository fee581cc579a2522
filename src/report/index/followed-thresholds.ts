/**
 * Which thresholds of later runs are those of earlier ones: a scenario may
 * bound one figure several times, and change a bound from run to run.
 *
 * @module
 */
import type { IndexedRun, IndexedThreshold } from './run-index.ts'

/** A threshold through the runs that ask for it. */
export interface FollowedThreshold {
  /** By the order of its run, oldest first; never empty. */
  readonly asked: ReadonlyMap<number, IndexedThreshold>
}

interface Followed extends FollowedThreshold {
  readonly asked: Map<number, IndexedThreshold>
  newest: IndexedThreshold
  newestOrder: number
}

/**
 * Every threshold of `runs`, oldest first, in one of those that are returned. It is that of an earlier run which
 * bounds the same figure from the same side: with the same bound, or else the one whose bound it came to replace.
 */
export function followThresholds(
  runs: readonly Pick<IndexedRun, 'order' | 'thresholds'>[],
): FollowedThreshold[] {
  const bySide = new Map<string, Followed[]>()
  for (const { order, thresholds } of runs)
    for (const [side, asked] of Map.groupBy(thresholds, sideOf)) {
      const followed = bySide.get(side) ?? []
      bySide.set(side, followed)
      follow(followed, order, asked)
    }
  return [...bySide.values()].flat()
}

function sideOf({ subject, cellId, bound }: IndexedThreshold): string {
  return [subject, cellId, bound.op.slice(0, 1)].join('\0')
}

/** Those with an equal bound first: what is left of them has a bound that changed, or is new. */
function follow(followed: Followed[], order: number, asked: readonly IndexedThreshold[]): void {
  const free = new Set(followed.toSorted((one, other) => other.newestOrder - one.newestOrder))
  const changed = asked.filter((threshold) => {
    const same = [...free].find(({ newest }) => hasSameBound(newest, threshold))
    if (same !== undefined) goOn(same, threshold)
    return same === undefined
  })
  for (const threshold of changed) {
    const [replaced] = free
    if (replaced !== undefined) goOn(replaced, threshold)
    else followed.push({ asked: new Map([[order, threshold]]), newest: threshold, newestOrder: order })
  }

  function goOn(one: Followed, threshold: IndexedThreshold): void {
    free.delete(one)
    one.asked.set(order, threshold)
    one.newest = threshold
    one.newestOrder = order
  }
}

function hasSameBound({ bound: one }: IndexedThreshold, { bound: other }: IndexedThreshold): boolean {
  return one.op === other.op && one.value === other.value
}
