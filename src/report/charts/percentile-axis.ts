/**
 * The axis of percentiles on which each step to the right is ten times rarer,
 * and the percentiles that have names on it.
 *
 * @module
 */
import { recordsBeyond } from '../data/percentile-grid.ts'

const named = [2, 10, 100, 1e3, 1e4, 1e5, 1e6]

/** One in how many is beyond the percentile: 1 / (1 - q). */
export function oddsOf(q: number): number {
  return 1 / (1 - q)
}

/** The percentiles with names that `count` records are enough for: 0.5, 0.9, 0.99 and so on. */
export function landmarksOf(count: number): readonly number[] {
  return named.filter((odds) => odds <= oddsMost(count)).map((odds) => 1 - 1 / odds)
}

/** Where curves over `count` records end. */
export function oddsMost(count: number): number {
  return Math.max(2, count / recordsBeyond)
}

/** For a field `odds`. */
export function percentileAxis(count: number, unit: string) {
  return {
    field: 'odds',
    type: 'quantitative' as const,
    title: `percentile of ${unit}s`,
    scale: { type: 'log' as const, domain: [1.02, oddsMost(count)], nice: false },
    axis: {
      values: landmarksOf(count).map(oddsOf),
      labelExpr: '"p" + format(100 * (1 - 1 / datum.value), "~r")',
      labelFlush: false,
      labelOverlap: 'greedy' as const,
    },
  }
}
