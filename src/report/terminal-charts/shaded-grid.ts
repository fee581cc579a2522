/**
 * Grids of figures that are shaded from the least to the most, beside each
 * other where a terminal has room.
 *
 * @module
 */
import { nothing } from '../figures.ts'
import { filledTo, paint, wrap, type TerminalOptions } from '../terminal-text.ts'
import { textColumns } from '../text-width.ts'

export interface ShadedSquare {
  /** Null where nothing is told; Infinity for what has no end. */
  readonly value: number | null
  readonly text: string
  /** Behind it: a character, or a few. */
  readonly mark?: string
  /** Of its colour, where there are colours. */
  readonly sgr?: number
}

export interface ShadedGrid {
  readonly title: string
  /** What stands above the rows. */
  readonly down: string
  readonly columns: readonly string[]
  readonly rows: readonly string[]
  /** By row, then by column; undefined where there is nothing. */
  readonly squares: readonly (readonly (ShadedSquare | undefined)[])[]
}

const shades = '░▒▓█'
/** Between grids that stand beside each other, and between columns. */
const gap = 4
const columnGaps = { usual: 2, narrow: 1 } as const
const titleMin = 30

/** Blocks of lines, none wider than the terminal as far as single columns allow. */
export function shadedGrids(grids: readonly ShadedGrid[], options: TerminalOptions): string[] {
  return besideEachOther(
    grids.map((grid) => blockOf(grid, options)),
    options.width,
  )
}

interface Block {
  readonly lines: readonly string[]
  /** In columns of the terminal: colours take none. */
  readonly width: number
}

function blockOf(grid: ShadedGrid, options: TerminalOptions): Block {
  const gutter = Math.max(...[grid.down, ...grid.rows].map(textColumns))
  const shadeOf = shading(grid.squares.flat().flatMap((square) => square?.value ?? []))
  const marks = Math.max(0, ...grid.squares.flat().map((square) => textColumns(square?.mark ?? '')))
  const textOf = (square: ShadedSquare | undefined) =>
    square === undefined || square.value === null
      ? `${nothing}  ${' '.repeat(marks)}`
      : `${square.text} ${shadeOf(square.value)}${filledTo(square.mark ?? '', marks)}`
  const columnsApart = (blanks: number) =>
    grid.columns.map((label, at) => {
      const texts = grid.squares.map((row) => textOf(row[at]))
      return { label, texts, at, width: Math.max(...[label, ...texts].map(textColumns)) + blanks }
    })
  const room = options.width - gutter - 2
  const usual = columnsApart(columnGaps.usual)
  const chunks = chunked(widthOf(usual) <= room ? usual : columnsApart(columnGaps.narrow), room)
  const lines = chunks.flatMap((chunk) => [
    `${filledTo(grid.down, gutter)}  ${chunk.map((column) => filledTo(column.label, column.width, 'left')).join('')}`,
    ...grid.rows.map((label, row) => {
      const squares = chunk.map((column) => {
        const text = column.texts[row]!
        const filled = withBlanks('', column.width - textColumns(text)) + text
        return painted(filled, grid.squares[row]![column.at], options)
      })
      return `${filledTo(label, gutter, 'left')} ┤${squares.join('')}`
    }),
  ])
  const width = gutter + 2 + Math.max(...chunks.map(widthOf))
  const title = wrap(grid.title, Math.min(options.width, Math.max(titleMin, width))).split('\n')
  return { lines: [...title, ...lines], width: Math.max(width, ...title.map(textColumns)) }
}

function painted(text: string, square: ShadedSquare | undefined, options: TerminalOptions): string {
  return square?.sgr === undefined ? text : paint(text, square.sgr, options)
}

function widthOf(columns: readonly { readonly width: number }[]): number {
  return columns.reduce((sum, { width }) => sum + width, 0)
}

/** As many neighbours together as there is room for, at least one. */
function chunked<Column extends { readonly width: number }>(
  columns: readonly Column[],
  room: number,
): readonly (readonly Column[])[] {
  const chunks: Column[][] = []
  for (const column of columns) {
    const last = chunks.at(-1)
    if (last !== undefined && widthOf(last) + column.width <= room) last.push(column)
    else chunks.push([column])
  }
  return chunks
}

/** Their last lines at one height, as titles may take more lines or fewer. */
function besideEachOther(blocks: readonly Block[], room: number): string[] {
  const chunks = chunked(
    blocks.map((block) => ({ ...block, width: block.width + gap })),
    room + gap,
  )
  return chunks.map((chunk) => {
    const height = Math.max(...chunk.map(({ lines }) => lines.length))
    return Array.from({ length: height }, (_, at) =>
      chunk
        .map(({ lines, width }) => withBlanks(lines[at - height + lines.length] ?? '', width))
        .join('')
        .trimEnd(),
    ).join('\n')
  })
}

function withBlanks(line: string, width: number): string {
  // oxlint-disable-next-line no-control-regex
  return line + ' '.repeat(Math.max(0, width - textColumns(line.replaceAll(/\u001B\[\d+m/g, ''))))
}

/** From 0 on, so that what is nearly alike looks alike; by logarithms where values lie more than a decade apart. */
function shading(values: readonly number[]): (value: number) => string {
  const finite = values.filter(Number.isFinite)
  const positive = finite.filter((value) => value > 0)
  const [least, most] = [Math.min(...positive), Math.max(...finite)]
  const isLog = most > 10 * least
  const scale = isLog ? (value: number) => Math.log(Math.max(value, least)) : (value: number) => value
  const [low, high] = [isLog ? scale(least) : 0, scale(most)]
  return (value) => {
    const share = high > low ? (scale(Math.min(value, most)) - low) / (high - low) : 0
    return shades[Math.min(3, Math.floor(share * 4))]!
  }
}
