/**
 * Which of the swept parameters a picture spreads out, and which it holds
 * fixed: a picture has two axes, however many there are.
 *
 * @module
 */
import type { CellResult, Run } from '../../run-store/run-format.ts'
import { parameterKey, parameterText, sweptParameters } from '../parameters.ts'

export interface SweptSlice {
  /** At most two, in the order of the sweep. */
  readonly axes: readonly string[]
  /** Those that are alike in all that the axes leave, in the order of the run. */
  readonly cells: readonly CellResult[]
  /** `put.batch is 1 and …`: what is held fixed, and as what; empty where nothing is. */
  readonly fixed: string
}

type Figure = (cell: CellResult) => number | null

/**
 * The two parameters that matter most to `figures`, all else as in `focus`.
 * Undefined where nothing was swept.
 */
export function sweptSlice(run: Run, focus: CellResult, figures: readonly Figure[]): SweptSlice | undefined {
  const swept = sweptParameters(run).filter(
    (name) => new Set(run.cells.map(({ params }) => parameterKey(params[name]))).size > 1,
  )
  if (swept.length === 0) return undefined
  const axes = swept.length <= 2 ? swept : mattering(swept, run.cells, figures)
  const others = swept.filter((name) => !axes.includes(name))
  return {
    axes,
    cells: run.cells.filter((cell) => others.every((name) => isAlike(cell, focus, name))),
    fixed: others.map((name) => `${name} is ${parameterText(run, focus, name)}`).join(' and '),
  }
}

export function isAlike(one: CellResult, other: CellResult, name: string): boolean {
  return parameterKey(one.params[name]) === parameterKey(other.params[name])
}

/** The two that explain most of how the figures of cells rank. */
function mattering(
  names: readonly string[],
  cells: readonly CellResult[],
  figures: readonly Figure[],
): readonly string[] {
  const ranks = figures.map((figure) => ranksOf(cells.map(figure)))
  const weighed = names.map((name) => ({
    name,
    weight: ranks.reduce((sum, ranked) => sum + explained(ranked, cells, name), 0),
  }))
  const best = new Set(
    weighed
      .toSorted((one, other) => other.weight - one.weight)
      .slice(0, 2)
      .map(({ name }) => name),
  )
  return names.filter((name) => best.has(name))
}

/** From 0 on, equal values alike; what is not told ranks below all. */
function ranksOf(values: readonly (number | null)[]): readonly number[] {
  const order = [...new Set(values)].toSorted((one, other) =>
    (one ?? -Infinity) < (other ?? -Infinity) ? -1 : 1,
  )
  const rankOf = new Map(order.map((value, rank) => [value, rank]))
  return values.map((value) => rankOf.get(value)!)
}

/** The share of the variance of `ranks` that lies between the values of one parameter (eta squared). */
function explained(ranks: readonly number[], cells: readonly CellResult[], name: string): number {
  const mean = meanOf(ranks)
  const all = ranks.reduce((sum, rank) => sum + (rank - mean) ** 2, 0)
  const groups = Map.groupBy(ranks.keys(), (at) => parameterKey(cells[at]!.params[name]))
  const between = [...groups.values()].reduce(
    (sum, group) => sum + group.length * (meanOf(group.map((at) => ranks[at]!)) - mean) ** 2,
    0,
  )
  return all === 0 ? 0 : between / all
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
