/**
 * The edges of the band of one arm, which rise with the percentile, as its
 * quantiles do. Intervals are computed at each percentile by itself, and an edge
 * of them may fall where the estimate of how far samples depend on each other
 * changes: then "at most 7 ms" at one percentile would stand beside "at most
 * 0.1 ms" at a higher one. Edges are moved outward alone, so that each interval
 * holds what it held before, and covers the truth no less often. Inward they
 * would be sharper, but an end would hang on the intervals of all percentiles
 * beyond it, and no longer err in 5 % alone.
 *
 * @module
 */
import type { Band } from './cell-detail.ts'
import { isToldAt } from './percentile-grid.ts'

type Ends = Band['low']
type Choice = (one: number, other: number) => number

/** Along ascending percentiles, over gaps too: no upper end below one before it, no lower end above one after it. */
export function closedEdges({ low, high }: Band): Band {
  return { low: running(low.toReversed(), Math.min).toReversed(), high: running(high, Math.max) }
}

/**
 * By the index of the grid, of a closed band whose ends were then rounded outward: those between told percentiles,
 * in coarse steps, go no further than the told ones beyond them, and rise again. The told ones stay as they are.
 */
export function settledEdges({ low, high }: Band): Band {
  const [floors, ceilings] = [toldBefore(low), toldAfter(high)]
  return closedEdges({
    low: low.map((end, at) => (end === null ? null : Math.max(end, floors[at] ?? end))),
    high: high.map((end, at) => (end === null ? null : Math.min(end, ceilings[at] ?? end))),
  })
}

/** The upper ends that those between told percentiles must not pass: at each index the next told one, itself included. */
export function toldAfter(ends: Ends): Ends {
  return toldBefore(ends.toReversed(), (at) => ends.length - 1 - at).toReversed()
}

/** The same of lower ends: the last told one. */
export function toldBefore(ends: Ends, indexOf = (at: number) => at): Ends {
  let last: number | null = null
  return ends.map((end, at) => {
    if (isToldAt(indexOf(at))) last = end ?? last
    return last
  })
}

function running(ends: Ends, choose: Choice): Ends {
  let edge: number | null = null
  return ends.map((end) => {
    if (end === null) return null
    edge = edge === null ? end : choose(edge, end)
    return edge
  })
}
