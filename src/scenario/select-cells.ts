/**
 * Keeps a part of a scenario's cells, and what is said of them.
 *
 * @module
 */
import { UsageError } from '../errors.ts'
import { program } from '../program.ts'
import type { LoadedScenario } from './loaded.ts'

/** @throws {UsageError} where an id names no cell. */
export function selectCells(loaded: LoadedScenario, ids: readonly string[]): LoadedScenario {
  const known = loaded.cells.map(({ id }) => id)
  const unknown = ids.filter((id) => !known.includes(id))
  if (unknown.length > 0 || ids.length === 0) {
    const which = ids.length === 0 ? 'no cell is named' : `there is no cell ${unknown.join(', ')}`
    throw new UsageError(
      `${which} in ${loaded.scenario.name}: it has ${known[0]} to ${known.at(-1)}. ${program} explain lists them.`,
    )
  }
  const wanted = new Set(ids)
  const ofWanted = <Said extends { readonly cellIds: readonly string[] }>(all: readonly Said[]): Said[] =>
    all
      .map((said) => ({ ...said, cellIds: said.cellIds.filter((id) => wanted.has(id)) }))
      .filter(({ cellIds }) => cellIds.length > 0)
  return {
    ...loaded,
    cells: loaded.cells.filter(({ id }) => wanted.has(id)),
    claims: ofWanted(loaded.claims),
    thresholds: ofWanted(loaded.thresholds),
  }
}
