/**
 * The percentiles at which curves are kept: dense enough to draw, few enough
 * to lay beside a page, and the usual ones exactly.
 *
 * @module
 */

/** Up to the median in steps that shares are told in. */
const below = [0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45]
const decades = 6
const stepsPerDecade = 12

/** Those that can be pointed at, with exact intervals: round ones, two in a decade. */
export const toldPercentiles: readonly number[] = [
  0.25,
  0.5,
  0.75,
  ...Array.from({ length: decades }, (_, decade) => [1, 0.5].map((tail) => tail * 0.1 ** (decade + 1)))
    .flat()
    .map((tail) => Number((1 - tail).toFixed(9))),
]

/** `q` in [0, 1), ascending, the same for every curve. */
export const percentileGrid: readonly number[] = [
  ...new Set([...below, ...toldPercentiles, ...between()]),
].toSorted((one, other) => one - other)

/** Where no told one is near. */
function between(): number[] {
  return Array.from({ length: stepsPerDecade * decades }, (_, step) => {
    const odds = 2 * 10 ** (step / stepsPerDecade)
    return 1 - 1 / odds
  }).filter((q) => toldPercentiles.every((other) => Math.abs(Math.log((1 - q) / (1 - other))) > 0.05))
}

/** Beyond the last percentile that has this many records after it, a curve is a list of accidents. */
export const recordsBeyond = 10

const toldIndexes = new Set(toldPercentiles.map(gridIndexOf))

/** Whether the point of the grid at this index is one of `toldPercentiles`. */
export function isToldAt(index: number): boolean {
  return toldIndexes.has(index)
}

/** Where `q` stands in the grid; -1 where it does not. */
export function gridIndexOf(q: number): number {
  return percentileGrid.findIndex((point) => Math.abs(point - q) < 1e-9)
}

/** How many points of the grid a curve over `count` records has. */
export function gridLength(count: number): number {
  const last = percentileGrid.findIndex((q) => q > 0.5 && (1 - q) * count < recordsBeyond * (1 - 1e-9))
  return last < 0 ? percentileGrid.length : last
}
