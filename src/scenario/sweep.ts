/**
 * Turns `sweep:` into cells: the cross product of its lists in the order they
 * are written, each cell a whole checked scenario.
 *
 * @module
 */
import { CellReader, type Axis } from './cell-reader.ts'
import { formatPath, isWithin, overlaps, type Draft, type FaultPath } from './faults.ts'
import { checkFiles } from './input-files.ts'
import type { PlannedCell } from './loaded.ts'
import { isDictionary, valueAt, withValue } from './paths.ts'
import { checkRules, type Use } from './rules.ts'
import { parameterPaths } from './schema-tree.ts'
import type { Scenario } from './schema.ts'
import { sameness } from './sameness.ts'
import { nearest } from './suggest.ts'

export interface Sweep {
  readonly axes: readonly Axis[]
  /** The valid scenario that the cells vary, as it is written. */
  readonly input: unknown
  /** What `input` reads as. */
  readonly base: Scenario
  /** Faults of the base that have been told. */
  readonly known: readonly Draft[]
  readonly use: Use
}

export interface ReadSweep {
  readonly axes: readonly Axis[]
  readonly faults: readonly Draft[]
}

export interface ExpandedCells {
  readonly cells: readonly PlannedCell[]
  readonly faults: readonly Draft[]
}

/** More than 10,000 no run ends with; more than 200 would keep a plan for minutes, and make a page that nobody reads. */
const cellsMax: Readonly<Record<Use, number>> = { run: 10_000, plan: 200 }
const valuesMax = 1000
/** A wrong combination can be wrong in every cell: these are enough to mend it. */
const cellFaultsMax = 100

/** Reads `sweep:` as written; parameters that cannot be swept are faults and left out. */
export function readSweep(sweep: unknown, use: Use): ReadSweep {
  if (sweep === undefined) return { axes: [], faults: [] }
  if (!isDictionary(sweep)) {
    return {
      axes: [],
      faults: [at(['sweep'], 'must be a map from parameters to lists, such as keyCache.ttl: [1 min, 5 min]')],
    }
  }
  const axes: Axis[] = []
  const faults: Draft[] = []
  for (const [name, values] of Object.entries(sweep)) {
    const path = name.split('.')
    const ownFaults = [...checkName(name, axes), ...checkValues(name, values)]
    faults.push(...ownFaults)
    if (ownFaults.length === 0) axes.push({ name, path, values: values as readonly unknown[] })
  }
  const cells = axes.reduce((product, axis) => product * axis.values.length, 1)
  const most = cellsMax[use]
  if (cells > most) {
    const limit = `${most.toLocaleString('en-US')} are the most of a ${use}`
    const message = `makes ${cells.toLocaleString('en-US')} cells, and ${limit}: shorten a list`
    return { axes: [], faults: [...faults, { path: ['sweep'], at: 'key', message }] }
  }
  return { axes, faults }
}

/** A parameter that is only swept stands in the base with its first value. */
export function withSweptValues(input: unknown, axes: readonly Axis[]): unknown {
  return axes.reduce(
    (data, axis) =>
      valueAt(data, axis.path) === undefined ? withValue(data, axis.path, axis.values[0]) : data,
    input,
  )
}

/**
 * Makes the cells. What is wrong in a cell is told at the swept value that
 * brought it, unless it has been told of the base.
 */
export function expandCells({ axes, input, base, known, use }: Sweep): ExpandedCells {
  const reader = new CellReader(axes, input, base)
  const knownKeys = new Set(known.map(draftKey))
  const count = axes.reduce((product, axis) => product * axis.values.length, 1)
  const digits = Math.max(2, String(count).length)
  const files = new Map<string, string | undefined>()
  const faults = new Map<string, Draft>()
  const cells: PlannedCell[] = []
  for (let index = 0; index < count && faults.size < cellFaultsMax; index += 1) {
    const picks = picksOf(index, axes)
    const { scenario, faults: shapeFaults } = reader.read(picks)
    const drafts =
      scenario === undefined ? shapeFaults : [...checkRules(scenario, use), ...checkFiles(scenario, files)]
    for (const draft of drafts.filter((other) => !knownKeys.has(draftKey(other)))) {
      const moved = atSweptValue(draft, axes, picks)
      const key = JSON.stringify([moved.path, draft.path])
      if (!faults.has(key)) faults.set(key, moved)
    }
    if (scenario !== undefined) {
      const id = `c${String(index + 1).padStart(digits, '0')}`
      const params = Object.fromEntries(
        axes.map((axis, position) => [axis.name, axis.values[picks[position]!]]),
      )
      cells.push({ id, params, scenario })
    }
  }
  return { cells, faults: [...faults.values()] }
}

/** Moves a fault of a cell to the swept value that it came with. */
export function atSweptValue(draft: Draft, axes: readonly Axis[], picks: readonly number[]): Draft {
  const position = axes.findIndex((axis) => isWithin(draft.path, axis.path))
  const nearestPosition = position === -1 ? nearestAxis(draft.path, axes) : position
  const axis = axes[nearestPosition]
  if (axis === undefined) return draft
  const place = ['sweep', axis.name, picks[nearestPosition] ?? 0]
  if (position !== -1) return { ...draft, path: [...place, ...draft.path.slice(axis.path.length)] }
  return { ...draft, path: place, at: 'value', message: `here ${formatPath(draft.path)} ${draft.message}` }
}

function checkName(name: string, earlier: readonly Axis[]): readonly Draft[] {
  const path: FaultPath = ['sweep', name]
  if (!parameterPaths.includes(name)) {
    const suggestion =
      nearest(name, parameterPaths) ?? parameterPaths.find((other) => other.endsWith(`.${name}`))
    const advice = suggestion === undefined ? ': write its full path, such as keyCache.ttl' : ''
    return [{ path, at: 'key', message: `is not a parameter that can be swept${advice}`, suggestion }]
  }
  const rival = earlier.find((axis) => overlaps(axis.path, name.split('.')))
  if (rival === undefined) return []
  return [{ path, at: 'key', message: `overlaps with ${rival.name}, which is swept too: keep one` }]
}

function checkValues(name: string, values: unknown): readonly Draft[] {
  const path: FaultPath = ['sweep', name]
  if (!Array.isArray(values)) {
    const shown = typeof values === 'string' || typeof values === 'number' ? String(values) : '…'
    return [{ path, at: 'value', message: 'must be a list of values', suggestion: `[${shown}]` }]
  }
  if (values.length === 0) return [at(path, 'must have at least 1 value')]
  if (values.length > valuesMax)
    return [at(path, `must have at most ${valuesMax} values, not ${values.length}`)]
  const seen = new Set<string>()
  return values.flatMap((value: unknown, index) => {
    const key = sameness(value)
    if (seen.has(key)) return [at([...path, index], 'stands in the list already: remove it')]
    seen.add(key)
    return []
  })
}

/** The first parameter changes slowest. */
function picksOf(index: number, axes: readonly Axis[]): readonly number[] {
  let rest = index
  return axes
    .toReversed()
    .map((axis) => {
      const pick = rest % axis.values.length
      rest = Math.floor(rest / axis.values.length)
      return pick
    })
    .toReversed()
}

/** The parameter that shares most of its path with `path`. */
function nearestAxis(path: FaultPath, axes: readonly Axis[]): number {
  const shared = axes.map((axis) => axis.path.findIndex((segment, index) => segment !== path[index]))
  const lengths = shared.map((length, position) => (length === -1 ? axes[position]!.path.length : length))
  return lengths.indexOf(Math.max(...lengths))
}

function draftKey(draft: Draft): string {
  return JSON.stringify([draft.path, draft.message])
}

function at(path: FaultPath, message: string): Draft {
  return { path, at: 'value', message }
}
