/**
 * Names of cells that stay the same from run to run, so that a history keeps
 * to its series when a sweep gets another value: they are made of the swept
 * parameters, not of the number of the cell.
 *
 * @module
 */
import type { CellResult, Run } from '../../run-store/run-format.ts'
import { describeParameter, parameterKey } from '../parameters.ts'
import { printable } from '../text.ts'

/** `keyCache.ttl=5 min, keyCache.rotation=1 h` by cell id; empty for the one cell of a scenario that sweeps nothing. */
export function cellNames({ cells }: Pick<Run, 'cells'>): ReadonlyMap<string, string> {
  const names = cells.map((cell) => parametersText(cell.params))
  return new Map(
    cells.map((cell, index) => {
      const name = names[index]!
      const isShared = names.filter((other) => other === name).length > 1
      return [cell.id, isShared ? exactText(cell) : name]
    }),
  )
}

/** `keyCache.ttl=5 min, keyCache.rotation=1 h`, on one line. */
export function parametersText(params: CellResult['params']): string {
  return printable(
    Object.entries(params)
      .map(([name, value]) => `${name}=${describeParameter(value)}`)
      .join(', '),
  )
}

/** Longer, and told apart even where two values read alike; by number where two cells are the same. */
function exactText({ id, params }: CellResult): string {
  const texts = Object.entries(params).map(([name, value]) => `${name}=${parameterKey(value)}`)
  return printable([...texts, id].join(', '))
}
