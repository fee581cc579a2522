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
 * cross the bound to where the lower ends do; null where they do not within
 * what was swept.
 */
export function crossingsOf(claims: readonly ClaimResult[], cells: readonly CellResult[]): Crossing[] {
  const crossings = claims.flatMap((claim) => {
    const cell = cells.find(({ id }) => id === claim.cellId)
    if (cell === undefined || !claim.bound.op.startsWith('<')) return []
    return Object.keys(cell.params).flatMap((parameter) => crossingAlong(parameter, cell, claim, cells) ?? [])
  })
  const keys = crossings.map((crossing) => JSON.stringify({ ...crossing, claimIds: [] }))
  return crossings
    .map((crossing, index) => ({
      ...crossing,
      claimIds: crossings
        .filter((_, other) => keys[other] === keys[index])
        .flatMap(({ claimIds }) => claimIds),
    }))
    .filter((_, index) => keys.indexOf(keys[index]!) === index)
}

function crossingAlong(
  parameter: string,
  cell: CellResult,
  claim: ClaimResult,
  cells: readonly CellResult[],
): Crossing | undefined {
  const dimension = dimensions.find((each) => parseQuantity(each, cell.params[parameter]).ok)
  if (dimension === undefined) return undefined
  const others = restOf(cell, parameter)
  const points = cells
    .filter((other) => other.validity.verdict === 'valid' && restOf(other, parameter) === others)
    .flatMap((other) => pointOf(other, parameter, dimension, claim) ?? [])
    .toSorted((one, other) => one.at - other.at)
  const { value: bound } = claim.bound
  const estimate = firstAbove(points, ({ estimate: value }) => value, bound)
  if (points.length < 3 || estimate === undefined) return undefined
  return {
    claimIds: [claim.id],
    parameter,
    dimension,
    metric: claim.metric,
    statistic: claim.statistic,
    bound: claim.bound.text,
    estimate,
    ci95: [
      firstAbove(points, ({ high }) => high, bound) ?? null,
      firstAbove(points, ({ low }) => low, bound) ?? null,
    ],
  }
}

function restOf({ params }: CellResult, parameter: string): string {
  return JSON.stringify(Object.entries(params).filter(([name]) => name !== parameter))
}

function pointOf(
  cell: CellResult,
  parameter: string,
  dimension: Dimension,
  { metric, statistic, unit }: ClaimResult,
): Point | undefined {
  const parsed = parseQuantity(dimension, cell.params[parameter])
  const [operation, kind] = metric.split('.')
  if (!parsed.ok || kind !== 'overhead' || unit === 'call') return undefined
  const overhead: Overhead = cell[operation as 'put' | 'get'].overhead
  const figure = overhead[(statistic ?? 'p50') as keyof Overhead] as Overhead['p50'] | undefined
  if (figure?.ci95Ns == null) return undefined
  const [low, high] = figure.ci95Ns
  return { at: parsed.value, estimate: figure.estimateNs, low, high }
}

/** Where `valueOf` first passes `bound` from below, linearly between points. Undefined where it begins above, or stays below. */
function firstAbove(
  points: readonly Point[],
  valueOf: (point: Point) => number,
  bound: number,
): number | undefined {
  const index = points.findIndex((point) => valueOf(point) > bound)
  if (index < 1) return undefined
  const [before, after] = [points[index - 1]!, points[index]!]
  const share = (bound - valueOf(before)) / (valueOf(after) - valueOf(before))
  return before.at + share * (after.at - before.at)
}
