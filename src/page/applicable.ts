/**
 * Which choices change anything in the pictures of a run: only these get a
 * control.
 *
 * @module
 */
import { operations, type Operation } from '../measure/series.ts'
import { wasMeasured } from '../report/overview.ts'
import type { View } from '../report/data/view.ts'
import type { CellResult, Run } from '../run-store/run-format.ts'

export function applicable({ cells }: Pick<Run, 'cells'>): ReadonlySet<keyof View> {
  const measured = operations.filter((operation) => some(cells, operation, wasMeasured))
  if (measured.length === 0) return new Set()
  const hasResponses = measured.some((operation) =>
    some(cells, operation, ({ sealed }) => sealed.responseTime.count > 0),
  )
  // Of calls that hold one record each, a call takes as long as its record.
  const hasCalls = measured.some((operation) =>
    some(cells, operation, ({ perCall, sealed }) => {
      const { count } = perCall.sealed
      return (
        count > 0 && (count !== sealed.serviceTime.count || perCall.sealed.max !== sealed.serviceTime.max)
      )
    }),
  )
  return new Set<keyof View>([
    ...(cells.length > 1 ? (['cells'] as const) : []),
    ...(measured.length > 1 ? (['operations'] as const) : []),
    'arms',
    ...(hasResponses ? (['time'] as const) : []),
    ...(hasCalls ? (['unit'] as const) : []),
    'scale',
    'percentiles',
  ])
}

function some(
  cells: readonly CellResult[],
  operation: Operation,
  has: (result: CellResult[Operation]) => boolean,
): boolean {
  return cells.some((cell) => has(cell[operation]))
}
