/**
 * A bound against a value or a whole interval of values.
 *
 * @module
 */
import type { Bound } from '../scenario/bound.ts'
import type { Interval } from '../statistics/bootstrap.ts'

/** Whether `value` keeps the bound. */
export function keeps({ op, value: limit }: Bound, value: number): boolean {
  switch (op) {
    case '<':
      return value < limit
    case '<=':
      return value <= limit
    case '>':
      return value > limit
    case '>=':
      return value >= limit
    case '==':
      return value === limit
    default:
      return op satisfies never
  }
}

/** How much of the interval keeps the bound. */
export function shareKept(bound: Bound, [low, high]: Interval): 'all' | 'some' | 'none' {
  if (keeps(bound, low) && keeps(bound, high)) return 'all'
  if (keeps(bound, low) || keeps(bound, high)) return 'some'
  // Neither end is the wanted value, but it may lie between them.
  return bound.op === '==' && low < bound.value && bound.value < high ? 'some' : 'none'
}
