/**
 * Where along a swept quantity a claimed bound stops holding: from which record
 * size on, from which rate on.
 *
 * @module
 */
import type { CellResult, ClaimResult, Crossing, Overhead } from '../run-store/run-format.ts'
import { parseQuantity, type Dimension } from '../units/quantity.ts'

/** One cell on the axis: the swept quantity in its base unit, and the overhead there in ns. */
interface Point {
  readonly at: number
  readonly estimate: number
  readonly low: number
  readonly high: number
}

const dimensions: readonly Dimension[] = ['size', 'duration', 'rate']

/**
 * For every claim of an upper bound on an overhead, along every swept quantity
 * with at least three values, all else as in the claim's cell. Between cells
 * the overhead is taken to be linear, as it is in the bytes that a cipher reads.
 * The interval reaches from where the upper ends of the cells' 95 % intervals
 * first cross the bound to where the lower ends last do; null where they do not
 * within what was swept.
 */
export function crossingsOf(claims: readonly ClaimResult[], cells: readonly CellResult[]): Crossing[] {
  const cellOf = new Map(cells.map((cell) => [cell.id, cell]))
  const lines = linesOf(cells)
  const told = new Map<string, Crossing>()
  const seen = new Set<string>()
  for (const claim of claims) {
    const { params } = cellOf.get(claim.cellId) ?? { params: {} }
    if (!claim.bound.op.startsWith('<')) continue
    for (const parameter of Object.keys(params)) {
      const line = lineName(params, parameter)
      const question = JSON.stringify([claim.id, line])
      if (seen.has(question)) continue
      seen.add(question)
      const crossing = crossingAlong(parameter, claim, lines.get(line) ?? [])
      if (crossing === undefined) continue
      const key = JSON.stringify({ ...crossing, claimIds: line })
      const claimIds = [...(told.get(key)?.claimIds ?? []), claim.id]
      told.set(key, { ...crossing, claimIds })
    }
  }
  return [...told.values()]
}

/** The valid cells along each swept parameter, all else alike. */
function linesOf(cells: readonly CellResult[]): ReadonlyMap<string, readonly CellResult[]> {
  const lines = new Map<string, CellResult[]>()
  for (const cell of cells) {
    if (cell.validity.verdict !== 'valid') continue
    for (const parameter of Object.keys(cell.params)) {
      const name = lineName(cell.params, parameter)
      const line = lines.get(name)
      if (line === undefined) lines.set(name, [cell])
      else line.push(cell)
    }
  }
  return lines
}

function lineName(params: CellResult['params'], parameter: string): string {
  return JSON.stringify([parameter, Object.entries(params).filter(([name]) => name !== parameter)])
}

function crossingAlong(
  parameter: string,
  claim: ClaimResult,
  cells: readonly CellResult[],
): Crossing | undefined {
  const dimension = dimensions.find((each) =>
    cells.every(({ params }) => parseQuantity(each, params[parameter]).ok),
  )
  if (dimension === undefined) return undefined
  const points = cells
    .flatMap((cell) => pointOf(cell, parameter, dimension, claim) ?? [])
    .toSorted((one, other) => one.at - other.at)
  const { value: bound } = claim.bound
  const estimate = lastPassage(points, ({ estimate: value }) => value, bound)
  if (points.length < 3 || estimate === undefined) return undefined
  return {
    claimIds: [],
    parameter,
    dimension,
    metric: claim.metric,
    unit: claim.unit ?? 'record',
    statistic: claim.statistic,
    bound: claim.bound.text,
    estimate,
    isClean: points.every(({ at, estimate: value }) => value <= bound === at <= estimate),
    ci95: [
      firstPassage(points, ({ high }) => high, bound) ?? null,
      lastPassage(points, ({ low }) => low, bound) ?? null,
    ],
  }
}

function pointOf(
  cell: CellResult,
  parameter: string,
  dimension: Dimension,
  { metric, statistic, unit }: ClaimResult,
): Point | undefined {
  const parsed = parseQuantity(dimension, cell.params[parameter])
  const [operation, kind] = metric.split('.')
  if (!parsed.ok || kind !== 'overhead') return undefined
  const result = cell[operation as 'put' | 'get']
  const overhead: Overhead = (unit === 'call' ? result.perCall : result).overhead
  const figure = overhead[(statistic ?? 'p50') as keyof Overhead] as Overhead['p50'] | undefined
  if (figure?.ci95Ns == null) return undefined
  const [low, high] = figure.ci95Ns
  return { at: parsed.value, estimate: figure.estimateNs, low, high }
}

/**
 * Where `valueOf` passes `bound` from below for good, linearly between points.
 * Undefined where it ends below, or never was. One cell that was disturbed so
 * makes no crossing of its own.
 */
function lastPassage(
  points: readonly Point[],
  valueOf: (point: Point) => number,
  bound: number,
): number | undefined {
  const index = points.findLastIndex((point) => valueOf(point) <= bound)
  const [before, after] = [points[index], points[index + 1]]
  if (before === undefined || after === undefined) return undefined
  const share = (bound - valueOf(before)) / (valueOf(after) - valueOf(before))
  return before.at + share * (after.at - before.at)
}

/** The same for the first time that it passes, whatever comes after. */
function firstPassage(
  points: readonly Point[],
  valueOf: (point: Point) => number,
  bound: number,
): number | undefined {
  const index = points.findIndex((point) => valueOf(point) > bound)
  return index < 1 ? undefined : lastPassage(points.slice(0, index + 1), valueOf, bound)
}
