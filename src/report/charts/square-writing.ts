/**
 * How the figures of a heatmap stand in its squares: whole where these have the
 * room, else shortened, with a unit below its number.
 *
 * @module
 */
import { textWidth } from '../text-width.ts'
import { linesOf, widthOf } from './value-labels.ts'

/** The texts of the squares of one panel. */
export interface SquareTexts {
  readonly whole: readonly string[]
  /** For small squares; line breaks part their lines. Undefined where there are none. */
  readonly brief?: readonly string[] | undefined
}

export interface SquareWriting {
  readonly of: keyof SquareTexts
  /** In px. */
  readonly fontSize: number
  readonly lines: number
}

/** In px, beside and between texts. */
const margin = { whole: 6, brief: 3 } as const
/** Of `widthOf`. */
const measuredSize = 12

/** Texts of all panels alike, where whole ones fit into squares that are `room` px wide; undefined where none do. */
export function writingsOf(
  panels: readonly SquareTexts[],
  room: number,
): readonly (SquareWriting | undefined)[] {
  const whole = wholeWriting(
    panels.flatMap((panel) => panel.whole),
    room,
  )
  return panels.map((panel) => whole ?? wholeWriting(panel.whole, room) ?? briefWriting(panel.brief, room))
}

function wholeWriting(texts: readonly string[], room: number): SquareWriting | undefined {
  const width = widthOf(texts)
  const fontSize = [12, 10].find((size) => (width * size) / measuredSize <= room - margin.whole)
  return fontSize === undefined ? undefined : { of: 'whole', fontSize, lines: 1 }
}

function briefWriting(texts: readonly string[] | undefined, room: number): SquareWriting | undefined {
  if (texts === undefined) return undefined
  const lines = texts.flatMap((text) => text.split('\n'))
  const fontSize = [12, 11, 10].find((size) =>
    lines.every((line) => textWidth(line, size) <= room - margin.brief),
  )
  return fontSize === undefined ? undefined : { of: 'brief', fontSize, lines: linesOf(texts) }
}
