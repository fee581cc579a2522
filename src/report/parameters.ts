/**
 * Swept parameters in words: one place decides how a value reads, be it a
 * quantity or a map of several settings, so that it reads alike in tables,
 * labels and pictures.
 *
 * @module
 */
import type { CellResult } from '../run-store/run-format.ts'
import { nothing } from './figures.ts'
import { shortened } from './text.ts'

/** A cell as far as it is told apart from others: of a run, or of a comparison. */
export type SweptCell = Pick<CellResult, 'id' | 'params'>

export interface SweptCells {
  readonly cells: readonly SweptCell[]
}

/** One setting of a map, flattened: `branchKey.ttl` and its value. */
type Entry = readonly [name: string, value: unknown]

/** Of one value, in characters. */
const valueMost = 200
/** Longer lists show their first items and how many there are. */
const itemsMax = 4

/** Parameters in the order of the sweep. */
export function sweptParameters({ cells }: SweptCells): readonly string[] {
  return [...new Set(cells.flatMap(({ params }) => Object.keys(params)))]
}

/** Tells different values apart, even where they read alike; the order of a map's settings is none of their difference. */
export function parameterKey(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (isMap(part) ? sorted(part) : part)) ?? 'undefined'
}

/** `ttl 5 min, jitter 0.2, branchKey.ttl 20 min`: a value with all that it sets. */
export function describeParameter(value: unknown): string {
  return isMap(value) ? describeEntries(entriesOf(value)) : describePart(value)
}

/** What `cell` has for the parameter, without the settings that are the same in every cell of the run. */
export function parameterText(run: SweptCells, cell: SweptCell, name: string): string {
  return shortened(ownText(run, cell, name), valueMost)
}

function ownText({ cells }: SweptCells, { params }: SweptCell, name: string): string {
  if (!(name in params)) return nothing
  const value = params[name]
  if (!isMap(value)) return describePart(value)
  const common = commonEntries(cells, name)
  const own = entriesOf(value).filter((entry) => !common.has(parameterKey(entry)))
  // A value that only has what all have differs by what it lacks.
  return own.length === 0 ? describeParameter(value) : describeEntries(own)
}

/** `c03 (keyCache.ttl 5 min, keyCache.rotation 1 h)`. */
export function cellLabel(run: SweptCells, cell: SweptCell): string {
  const params = Object.keys(cell.params).map((name) => `${name} ${parameterText(run, cell, name)}`)
  const separator = params.some((text) => text.includes(', ')) ? '; ' : ', '
  return params.length === 0 ? cell.id : `${cell.id} (${params.join(separator)})`
}

/** `c03 (5 min · 1 h)`: without the names of the parameters, where they stand nearby. */
export function shortLabel(run: SweptCells, cell: SweptCell): string {
  const values = Object.keys(cell.params).map((name) => parameterText(run, cell, name))
  return values.length === 0 ? cell.id : `${cell.id} (${values.join(' · ')})`
}

type Cells = SweptCells['cells']

/** A sweep of hundreds of cells asks for the same again and again. */
const commonOf = new WeakMap<Cells, Map<string, ReadonlySet<string>>>()

function commonEntries(cells: Cells, name: string): ReadonlySet<string> {
  const known = commonOf.get(cells) ?? new Map<string, ReadonlySet<string>>()
  commonOf.set(cells, known)
  const common = known.get(name) ?? sharedBy(cells.map(({ params }) => params[name]))
  known.set(name, common)
  return common
}

function sharedBy(values: readonly unknown[]): ReadonlySet<string> {
  const sets = values.map((value) => new Set(isMap(value) ? entriesOf(value).map(parameterKey) : []))
  return new Set([...(sets[0] ?? [])].filter((entry) => sets.every((set) => set.has(entry))))
}

function entriesOf(map: object): readonly Entry[] {
  return Object.entries(map).flatMap(([name, value]): readonly Entry[] =>
    isMap(value) && Object.keys(value).length > 0
      ? entriesOf(value).map(([inner, part]) => [`${name}.${inner}`, part] as const)
      : [[name, value]],
  )
}

function describeEntries(entries: readonly Entry[]): string {
  return entries.length === 0
    ? '{}'
    : entries.map(([name, value]) => `${name} ${describePart(value)}`).join(', ')
}

function describePart(value: unknown): string {
  if (Array.isArray(value)) return `[${describeItems(value)}]`
  return isMap(value) ? describeParameter(value) : String(value)
}

function describeItems(items: readonly unknown[]): string {
  const texts = items
    .slice(0, itemsMax)
    .map((item) => (isMap(item) ? `(${describeParameter(item)})` : describePart(item)))
  return (items.length > itemsMax ? [...texts, `… ${items.length} in all`] : texts).join(', ')
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sorted(map: object): object {
  return Object.fromEntries(
    Object.entries(map).toSorted(([one], [other]) => (one < other ? -1 : Number(one > other))),
  )
}
