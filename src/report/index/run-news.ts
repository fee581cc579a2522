/**
 * What is not as in the run before: of runs as they lie in their folder, and of
 * those that somebody has chosen, between which others may lie.
 *
 * @module
 */
import type { IndexedRun, RunEntry } from './run-index.ts'

/** What is new with `now` and keeps nobody from comparing it: the version of sealbench, a changed working tree. */
export function updatesOf(before: RunEntry, now: RunEntry): string[] {
  const version =
    before.sealbench === now.sealbench ? [] : [`sealbench: ${before.sealbench} against ${now.sealbench}`]
  const isTold = before.isDirty !== null && now.isDirty !== null && before.isDirty !== now.isDirty
  return isTold ? [...version, `working tree: ${treeOf(before)} against ${treeOf(now)}`] : version
}

function treeOf({ isDirty }: RunEntry): string {
  return isDirty === true ? 'changed' : 'as committed'
}

/**
 * The runs `chosen` of `all`, oldest first, each with what is new against the chosen one before it: what changed with a
 * run between them counts as well, but for what was taken back.
 */
export function amongChosen(
  all: readonly IndexedRun[],
  chosen: readonly IndexedRun[],
): readonly IndexedRun[] {
  return chosen.map((run, index) => {
    const before = chosen[index - 1]
    const between = before === undefined ? [] : all.slice(all.indexOf(before) + 1, all.indexOf(run))
    if (before === undefined || between.length === 0) return run
    const isComparable = run.family === before.family
    return {
      ...run,
      differences: isComparable
        ? []
        : [
            ...between.flatMap(({ id, differences }) => differences.map((text) => `${text} (since ${id})`)),
            ...run.differences,
          ],
      updates: updatesOf(before, run),
    }
  })
}
