/**
 * Which cells are chosen, and how choosing a cell, or all that have a value of
 * a swept parameter, changes that.
 *
 * @module
 */
import { searchFor } from '../report/search.ts'
import {
  cellLabel,
  parameterKey,
  parameterText,
  sweptParameters,
  type SweptCells,
} from '../report/parameters.ts'

type Ids = readonly string[]

/** One value of a swept parameter. */
export interface ValueChip {
  readonly text: string
  readonly cells: Ids
}

export interface ParameterChips {
  readonly parameter: string
  readonly values: readonly ValueChip[]
}

/** Parameters that have several values, each with the cells that have it. */
export function parameterChips(run: SweptCells): readonly ParameterChips[] {
  return sweptParameters(run)
    .map((parameter) => {
      const values = new Map<string, { readonly text: string; readonly cells: string[] }>()
      for (const cell of run.cells) {
        const key = parameterKey(cell.params[parameter])
        const chip = values.get(key) ?? { text: parameterText(run, cell, parameter), cells: [] }
        chip.cells.push(cell.id)
        values.set(key, chip)
      }
      return { parameter, values: [...values.values()] }
    })
    .filter(({ values }) => values.length > 1)
}

/** `chosen` with all of `cells`, or without them, in the order of the run. */
export function withCells(run: SweptCells, chosen: Ids, cells: Ids, isChosen: boolean): Ids {
  const changed = new Set(cells)
  const old = new Set(chosen)
  return run.cells.map(({ id }) => id).filter((id) => (changed.has(id) ? isChosen : old.has(id)))
}

/** Ids of the cells whose label holds every part of `query`, which commas divide, whatever its case: `ttl 5 min, rotation 1 h`. */
export function cellsFound(run: SweptCells, query: string): ReadonlySet<string> {
  const isFound = searchFor(query)
  return new Set(run.cells.filter((cell) => isFound(cellLabel(run, cell))).map(({ id }) => id))
}
