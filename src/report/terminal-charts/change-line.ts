/**
 * A change on one line of a terminal: its estimate and interval on an axis on
 * which no change stands in the middle, the same for all changes of a table.
 *
 * @module
 */
import type { Change } from '../../run-store/comparison-format.ts'
import { describeSize } from '../../units/share.ts'
import type { ChangeOutcome } from '../comparison/change-outcome.ts'

export const changeLegend =
  'Each change is drawn around no change (┃), worse to the right: ✘ regression, ✔ improvement, ? cannot tell, ● no difference found; ━ its 95 % interval.'

const marks: Readonly<Record<ChangeOutcome, string>> = {
  regression: '✘',
  improvement: '✔',
  untold: '?',
  'no-difference': '●',
  withheld: '■',
}

interface ChangeAxis {
  /** How far the axis goes to both sides, relative. */
  readonly most: number
  readonly label: string
}

/** Wide enough for each estimate and for most of each interval; undefined where nothing has changed. */
export function changeAxis(changes: readonly Change[]): ChangeAxis | undefined {
  const most = Math.max(0, ...changes.map(({ change }) => Math.abs(change ?? 0))) * reach
  return most > 0 && Number.isFinite(most) ? { most, label: `±${describeSize(most)}` } : undefined
}

/** Of the largest change. */
const reach = 2

/** Exactly `columns` wide, an odd number at its best; blank where there is no change to draw. What lies beyond the axis ends in an arrow. */
export function changeLine(
  { change, ci95 }: Change,
  outcome: ChangeOutcome,
  most: number,
  columns: number,
): string {
  if (change === null || outcome === 'withheld') return ' '.repeat(columns)
  const last = columns - 1
  const placeOf = (value: number) => Math.round(((value / most + 1) / 2) * last)
  const cells = Array.from({ length: columns }, () => ' ')
  const [low, high] = (ci95 ?? [change, change]).map(placeOf) as [number, number]
  if (ci95 !== null) for (let at = Math.max(0, low); at <= Math.min(last, high); at += 1) cells[at] = '━'
  cells[placeOf(0)] = '┃'
  if (low < 0) cells[0] = '◄'
  if (high > last) cells[last] = '►'
  cells[Math.min(last, Math.max(0, placeOf(change)))] = marks[outcome]
  return cells.join('')
}
