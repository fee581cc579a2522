/**
 * A line of the live view: pieces of text with their colour, so that a line is
 * cut to the terminal before it is coloured.
 *
 * @module
 */
import { cutTo, paint } from '../../report/terminal-text.ts'
import { textColumns } from '../../report/text-width.ts'

/** Text, or text with the number of its colour (SGR). */
export type Piece = string | readonly [text: string, sgr: number]
export type Line = readonly Piece[]

export const sgr = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, magenta: 35, cyan: 36 } as const

/** At most `width` columns; what comes from a scenario cannot steer the terminal. */
export function lineText(line: Line, width: number, color: boolean): string {
  let left = width
  let text = ''
  for (const piece of line) {
    const [said, number] = typeof piece === 'string' ? [piece, undefined] : piece
    const cut = cutTo(said, left)
    left -= textColumns(cut)
    text += number === undefined || cut === '' ? cut : paint(cut, number, { color })
  }
  return text.trimEnd()
}
