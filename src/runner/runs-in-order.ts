/**
 * The order of runs in an index, oldest first, whatever their clocks said.
 *
 * @module
 */
import type { RememberedRun } from './index-memory.ts'

/** By time; what has none stands where its name would, and moves none of the others. */
export function inOrder(runs: readonly RememberedRun[]): RememberedRun[] {
  const byName = runs.toSorted(({ entry: one }, { entry: other }) => (one.folder < other.folder ? -1 : 1))
  const sorted = byName
    .filter(hasTime)
    .toSorted(({ entry: one }, { entry: other }) => one.startedAtMs! - other.startedAtMs!)
  for (const run of byName.filter((one) => !hasTime(one))) {
    const at = sorted.findIndex(({ entry }) => entry.folder > run.entry.folder)
    sorted.splice(at < 0 ? sorted.length : at, 0, run)
  }
  return sorted
}

function hasTime({ entry }: RememberedRun): boolean {
  return entry.startedAtMs !== null
}
