/**
 * What must be known of single cells before their figures are believed, though
 * it does not make them invalid.
 *
 * @module
 */
import type { Run } from '../run-store/run-format.ts'
import { conditionNotes } from './conditions.ts'
import { fairnessNotes } from './fairness.ts'
import { describeCount, plural } from './figures.ts'
import { moneyNotes } from './money-note.ts'
import { shortLabel } from './parameters.ts'
import { repetitionNotes } from './run-to-run.ts'

/** One sentence or more for each thing; none where there is nothing. */
export function cellNotes(run: Run): string[] {
  return [
    ...repetitionNotes(run),
    ...fairnessNotes(run),
    ...dropNotes(run),
    ...conditionNotes(run),
    ...moneyNotes(run),
  ]
}

function dropNotes(run: Run): string[] {
  return run.cells.flatMap((cell) => {
    const { drops = 0, records } = cell
    if (drops === 0) return []
    const dropped = `${plural(drops, 'record was', 'records were')} dropped beside the ${describeCount(records)} measured`
    return [
      `${shortLabel(run, cell)}: ${dropped}, as load.maxInFlight calls were in flight: the times are those of the rest.`,
    ]
  })
}
