/**
 * Labels for the values of one swept parameter along an axis: short enough for
 * the room that there is, and different for different values.
 *
 * @module
 */
import type { CellResult, Run } from '../../run-store/run-format.ts'
import { brokenLines } from '../line-breaks.ts'
import { parameterKey, parameterText } from '../parameters.ts'
import { printable } from '../text.ts'
import { textWidth } from '../text-width.ts'
import { narrow } from './chart.ts'

export interface LabelRoom {
  /** Pixels that a line may take. */
  readonly width: number
  readonly lines: number
}

/** One swept parameter along an axis: its title, the label of each cell by its id, and the labels in the order of the sweep. */
export interface ValueAxis {
  readonly title: string
  readonly labels: ReadonlyMap<string, string>
  readonly values: readonly string[]
}

/** Of axis labels, in pixels; the theme's. */
const fontSize = 12
/** Longer labels are read by nobody. */
const charactersMax = 48
/** Lets an axis break its labels where they have a line break, in the middle of their tick; with room for the widest. */
export const brokenLabels = {
  labelExpr: String.raw`split(datum.label, '\n')`,
  labelLimit: 0,
  maxExtent: 1000,
} as const
/** For the labels of rows. */
export const brokenRowLabels = {
  ...brokenLabels,
  labelBaseline: {
    condition: { test: String.raw`indexof(datum.label, '\n') >= 0`, value: 'bottom' },
    value: 'middle',
  },
} as const

/** Narrow pictures break their labels into two lines. */
export function labelRoom(width: number): LabelRoom {
  return width < narrow ? { width: 0.4 * width, lines: 2 } : { width: 0.36 * width, lines: 1 }
}

/** The label of each cell by its id, lines parted by line breaks; equal where the values are, and only there. */
export function valueLabels(
  run: Run,
  cells: readonly CellResult[],
  name: string,
  room: LabelRoom,
): ReadonlyMap<string, string> {
  const groups = Map.groupBy(cells, ({ params }) => parameterKey(params[name]))
  const labelled = [...groups.values()].map((group) => {
    const text = printable(parameterText(run, group[0]!, name))
    return { group, text, label: fitted(text, room) }
  })
  const count = Map.groupBy(labelled, ({ label }) => label)
  return new Map(
    labelled.flatMap(({ group, text, label }) => {
      const isAlone = count.get(label)!.length === 1
      const own = isAlone ? label : fitted(`${group[0]!.id}: ${text}`, room)
      return group.map(({ id }) => [id, own] as const)
    }),
  )
}

/** Pixels that the widest of `labels` takes. */
export function widthOf(labels: Iterable<string>): number {
  return Math.max(0, ...[...labels].flatMap((label) => label.split('\n')).map(pixels))
}

/** Lines of the label that has most. */
export function linesOf(labels: readonly string[]): number {
  return Math.max(0, ...labels.map((label) => label.split('\n').length))
}

function pixels(text: string): number {
  return textWidth(text, fontSize)
}

function fitted(text: string, { width, lines }: LabelRoom): string {
  const characters = Array.from(text.toWellFormed())
  const isLong = characters.length > charactersMax
  const short = isLong
    ? `${characters
        .slice(0, charactersMax - 1)
        .join('')
        .trimEnd()}…`
    : characters.join('')
  return brokenLines(short, width, pixels, lines).join('\n')
}
