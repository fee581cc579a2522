/**
 * The cells of a run in the live view: each with its name while there is room,
 * each as one character where there are hundreds.
 *
 * @module
 */
import { plural } from '../../report/figures.ts'
import type { CellStanding, CellState } from '../../runner/progress-meter.ts'
import { sgr, type Line, type Piece } from './line.ts'

const growing = '▁▂▃▄▅▆▇█'
const marks: Readonly<Record<Exclude<CellState, 'running'>, readonly [mark: string, sgr: number]>> = {
  waiting: ['·', sgr.dim],
  valid: ['✔', sgr.green],
  invalid: ['■', sgr.magenta],
  failed: ['✘', sgr.red],
  interrupted: ['◌', sgr.yellow],
  absent: ['–', sgr.dim],
}
/** As they are counted below a grid of marks. */
const order: readonly CellState[] = [
  'running',
  'valid',
  'invalid',
  'failed',
  'interrupted',
  'absent',
  'waiting',
]
/** Rows of cells with names; more cells are marks alone. */
const namedRowsMax = 4
const gap = 2

/** At most `rowsMax` lines for `width` columns. */
export function cellGrid(cells: readonly CellStanding[], width: number, rowsMax: number): readonly Line[] {
  if (rowsMax < 1 || cells.length === 0) return []
  const named = cells.map(namedCell)
  const room = Math.max(...named.map((pieces) => lengthOf(pieces))) + gap
  const perRow = Math.max(1, Math.floor((width + gap) / room))
  const rows = Math.ceil(cells.length / perRow)
  if (rows <= Math.min(namedRowsMax, rowsMax))
    return chunks(named, perRow).map((row) =>
      row.flatMap((pieces, index) =>
        index === row.length - 1 ? pieces : [...pieces, ' '.repeat(room - lengthOf(pieces))],
      ),
    )
  return [...markRows(cells, width, rowsMax - 1), countsOf(cells)]
}

/** What does not fit is cut off in the middle of nothing: the counts below are whole. */
function markRows(cells: readonly CellStanding[], width: number, rowsMax: number): readonly Line[] {
  const rows = chunks(cells, Math.max(1, width))
  const shown = rows.length <= rowsMax ? rows : aroundRunning(rows, rowsMax)
  return shown.map((row) => row.map(markOf))
}

/** Rows that hold running cells, with what lies around them. */
function aroundRunning(rows: readonly (readonly CellStanding[])[], count: number) {
  const first = Math.max(
    0,
    rows.findIndex((row) => row.some(({ state }) => state === 'running')),
  )
  const from = Math.min(first, rows.length - count)
  return rows.slice(from, from + Math.max(0, count))
}

function countsOf(cells: readonly CellStanding[]): Line {
  return order.flatMap((state, index): Piece[] => {
    const count = cells.filter((cell) => cell.state === state).length
    if (count === 0) return []
    const [mark, number] = state === 'running' ? (['▄', sgr.cyan] as const) : marks[state]
    const isLast = order.slice(index + 1).every((other) => cells.every((cell) => cell.state !== other))
    return [[mark, number], ` ${plural(count, state, state)}${isLast ? '' : '  '}`]
  })
}

function namedCell(cell: CellStanding): readonly Piece[] {
  const { state, progress, id } = cell
  const share = state === 'running' ? ` ${Math.floor((progress?.share ?? 0) * 100)} %` : ''
  return [markOf(cell), ` ${id}${share}`]
}

function markOf({ state, progress }: CellStanding): Piece {
  if (state !== 'running') return marks[state]
  const step = Math.min(growing.length - 1, Math.floor((progress?.share ?? 0) * growing.length))
  return [growing[step]!, sgr.cyan]
}

function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + (typeof piece === 'string' ? piece : piece[0]).length, 0)
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
