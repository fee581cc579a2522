/**
 * What must be known before the figures of contestants are held against those
 * of the envelope, said once for all cells that it is true of.
 *
 * @module
 */
import type { Run } from '../run-store/run-format.ts'
import { shortLabel } from './parameters.ts'

/** One sentence or more for each kind of contestant; none where the run has none. */
export function fairnessNotes(run: Run): string[] {
  const cellsOf = new Map<string, string[]>()
  for (const cell of run.cells) {
    if (cell.fairness === undefined) continue
    cellsOf.set(cell.fairness, [...(cellsOf.get(cell.fairness) ?? []), shortLabel(run, cell)])
  }
  return [...cellsOf].map(([fairness, cells]) => `${cells.join(', ')}: ${fairness}`)
}
