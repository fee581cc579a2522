/**
 * Runs of a scenario in their order, each with what is not as in the run before
 * it and which others it may be compared with.
 *
 * @module
 */
import { differencesOf, type Comparable } from '../judge/comparison/comparability.ts'
import { idWithFolder, type IndexedRun } from '../report/index/run-index.ts'
import { updatesOf } from '../report/index/run-news.ts'
import type { RememberedRun } from './index-memory.ts'
import { inOrder } from './runs-in-order.ts'

/** Oldest first; of `older` ones before them nothing is known. */
export function placedRuns(read: readonly RememberedRun[], older: number): IndexedRun[] {
  const runs = inOrder(read)
  const families: Comparable[] = []
  const withId = Map.groupBy(runs, ({ entry }) => entry.id)
  return runs.map(({ entry, comparable }, index) => {
    const before = runs[index - 1]
    const known = families.findIndex((first) => differencesOf([first], [comparable]).length === 0)
    if (known < 0) families.push(comparable)
    return {
      ...entry,
      id: withId.get(entry.id)!.length > 1 ? idWithFolder(entry) : entry.id,
      order: older + index + 1,
      family: (known < 0 ? families.length - 1 : known) + 1,
      differences:
        before === undefined ? [] : differencesOf([before.comparable], [comparable]).map(({ text }) => text),
      updates: before === undefined ? [] : updatesOf(before.entry, entry),
    }
  })
}
