/**
 * Which cells a `where` speaks of. It may name swept parameters and fixed
 * ones; values are compared by meaning, so that `300 s` finds `5 min`.
 *
 * @module
 */
import { z } from '../schema.ts'
import { overlaps, type Draft, type FaultPath } from './faults.ts'
import type { PlannedCell } from './loaded.ts'
import { valueAt } from './paths.ts'
import { listOf, quote } from './printable.ts'
import { sameness } from './sameness.ts'
import { parameterPaths } from './schema-tree.ts'
import { scenarioSchema } from './schema.ts'
import { nearest } from './suggest.ts'

export interface CellSelection {
  readonly cells: readonly PlannedCell[]
  readonly faults: readonly Draft[]
}

export class CellSelector {
  readonly #cells: readonly PlannedCell[]
  readonly #sweptPaths: readonly FaultPath[]
  readonly #unknown: readonly FaultPath[]
  /** By parameter: what each cell has there. */
  readonly #valuesOf = new Map<string, readonly CellValue[]>()

  /** `unknown` are the paths whose values are not what the author wrote: nothing is said about these. */
  constructor(cells: readonly PlannedCell[], unknown: readonly FaultPath[]) {
    this.#cells = cells
    this.#sweptPaths = Object.keys(cells[0]?.params ?? {}).map((name) => name.split('.'))
    this.#unknown = unknown
  }

  /** The cells in which every parameter of `where`, which stands at `path`, has its value. */
  select(where: Readonly<Record<string, unknown>>, path: FaultPath): CellSelection {
    const faults: Draft[] = []
    let chosen = this.#cells.map((_, index) => index)
    for (const [name, wanted] of Object.entries(where)) {
      const here = [...path, name]
      if (!parameterPaths.includes(name)) {
        faults.push(notAParameter(name, here))
      } else if (!this.#isUnknown(name)) {
        const key = sameness(wanted)
        const values = this.#values(name)
        if (values.some((value) => value.key === key))
          chosen = chosen.filter((index) => values[index]!.key === key)
        else faults.push(matchesNothing(name, wanted, values, here))
      }
    }
    const isEmpty = chosen.length === 0 && this.#cells.length > 0
    if (isEmpty)
      faults.push({ path, at: 'key', message: 'matches no cell: no cell has all of these values together' })
    return { cells: chosen.map((index) => this.#cells[index]!), faults }
  }

  #isUnknown(name: string): boolean {
    const path = name.split('.')
    return this.#cells.length === 0 || this.#unknown.some((other) => overlaps(other, path))
  }

  #values(name: string): readonly CellValue[] {
    let values = this.#valuesOf.get(name)
    if (values === undefined) {
      values = this.#readValues(name)
      this.#valuesOf.set(name, values)
    }
    return values
  }

  #readValues(name: string): readonly CellValue[] {
    const path = name.split('.')
    const read = (cell: PlannedCell): CellValue => {
      const value = valueAt(z.encode(scenarioSchema, cell.scenario), path)
      return { value, key: sameness(value) }
    }
    const [first] = this.#cells
    const isFixed = !this.#sweptPaths.some((swept) => overlaps(swept, path))
    if (!isFixed)
      return this.#cells.map((cell) => (name in cell.params ? sweptValue(cell, name) : read(cell)))
    const fixed = first === undefined ? { value: undefined, key: '' } : read(first)
    return this.#cells.map(() => fixed)
  }
}

interface CellValue {
  readonly value: unknown
  readonly key: string
}

function sweptValue(cell: PlannedCell, name: string): CellValue {
  return { value: cell.params[name], key: sameness(cell.params[name]) }
}

function notAParameter(name: string, path: FaultPath): Draft {
  const suggestion =
    nearest(name, parameterPaths) ?? parameterPaths.find((other) => other.endsWith(`.${name}`))
  const advice = suggestion === undefined ? ': write its full path, such as keyCache.ttl' : ''
  return { path, at: 'key', message: `is not a parameter${advice}`, suggestion }
}

function matchesNothing(name: string, wanted: unknown, values: readonly CellValue[], path: FaultPath): Draft {
  const known = [...new Map(values.map(({ key, value }) => [key, value])).values()]
  const texts = known.slice(0, 20).map((value) => (typeof value === 'string' ? value : quote(value)))
  const has = known[0] === undefined ? 'it is not set' : `it is ${listOf(texts)}`
  const suggestion = nearest(wanted, texts)
  return {
    path,
    at: 'value',
    message: `matches no cell: ${name} is never ${quote(wanted)}, ${has}`,
    suggestion,
  }
}
