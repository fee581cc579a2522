/**
 * A claim on one line of a terminal: estimate, interval and noise floor on an
 * axis on which the bounds of all claims stand in the same column.
 *
 * @module
 */
import type { ClaimVerdict } from '../../run-store/run-format.ts'
import type { Comparison } from '../../scenario/bound.ts'

export interface Forest {
  readonly estimate: number
  readonly ci95: readonly [number, number] | null
  readonly bound: { readonly op: string; readonly value: number }
  /** What two identical arms differ by, at worst. */
  readonly noise?: number | undefined
  /** How the estimate is marked. */
  readonly mark: string
}

/** As in the pictures: the shape says the verdict. */
export const forestMarks: Readonly<Record<ClaimVerdict, string>> = {
  holds: '●',
  refuted: '✘',
  inconclusive: '◆',
  invalid: '■',
}

export const forestLegend =
  '● estimate, ━ its 95 % interval, ┃ bound, ╌ the side that was claimed, ░ noise floor (A/A)'

/** The axis ends at this many bounds; what lies beyond is an arrow at its end. */
const boundsShown = 1.5

/** Exactly `columns` wide, from 0 to 1.5 bounds; blank for a bound of 0 or less, which gives no axis. */
export function forestLine({ estimate, ci95, bound, noise, mark }: Forest, columns: number): string {
  if (!(bound.value > 0) || columns < 1) return ' '.repeat(Math.max(0, columns))
  const last = columns - 1
  const placeOf = (value: number) => Math.round((value / (boundsShown * bound.value)) * last)
  const cells = Array.from({ length: columns }, () => ' ')
  const fill = (from: number, to: number, character: string): void => {
    for (let at = Math.max(0, from); at <= Math.min(last, to); at += 1) cells[at] = character
  }
  const limit = placeOf(bound.value)
  const [claimedFrom, claimedTo] = claimedSide(bound.op as Comparison, limit, last)
  fill(claimedFrom, claimedTo, '╌')
  if (noise !== undefined) fill(placeOf(bound.value - noise), placeOf(bound.value + noise), '░')
  if (ci95 !== null) fill(placeOf(ci95[0]), placeOf(ci95[1]), '━')
  cells[limit] = '┃'
  if (!Number.isFinite(estimate)) return cells.join('')
  const at = placeOf(estimate)
  cells[Math.min(last, Math.max(0, at))] = at > last ? '►' : at < 0 ? '◄' : mark
  return cells.join('')
}

function claimedSide(op: Comparison, limit: number, last: number): [number, number] {
  switch (op) {
    case '<':
    case '<=':
      return [0, limit]
    case '>':
    case '>=':
      return [limit, last]
    case '==':
      return [limit, limit]
    default:
      return op satisfies never
  }
}
