/**
 * What the rows of a picture of changes have alike, be they shares or amounts:
 * their labels, marks and bars, and how verdicts are told apart.
 *
 * @module
 */
import type { Change } from '../../run-store/comparison-format.ts'
import type { Datum } from '../charts/chart.ts'
import { brokenRowLabels, labelRoom } from '../charts/value-labels.ts'
import { distinctLabels } from '../plan/charts/row-labels.ts'
import { printable } from '../text.ts'
import { colours } from '../theme.ts'
import type { ChartSpec } from '../vega.ts'
import { changeMarks, verdictWords, type ChangeOutcome } from './change-outcome.ts'
import { figureName } from './comparison-text.ts'

/** A change that has an interval. */
export type ToldChange = Change & {
  readonly change: number
  readonly ci95: readonly [number, number]
  readonly outcome: ChangeOutcome
}

/** One way to draw changes. */
export interface ChangesPicture {
  readonly howToRead: string
  /** In the order in which their marks are drawn. */
  readonly rows: readonly ToldChange[]
  readonly spec: (width: number) => ChartSpec
  /** What its marks tell beyond what any picture of changes does. */
  readonly moreOf?: (row: ToldChange) => Datum
}

/** In the order in which they are chosen where there are too many. */
export const outcomeStyles = [
  { outcome: 'regression', colour: colours.refuted, shape: 'triangle-right' },
  { outcome: 'improvement', colour: colours.holds, shape: 'triangle-left' },
  { outcome: 'untold', colour: colours.inconclusive, shape: 'diamond' },
  { outcome: 'no-difference', colour: colours.plain, shape: 'circle' },
  { outcome: 'withheld', colour: colours.muted, shape: 'cross' },
] as const satisfies readonly {
  readonly outcome: ChangeOutcome
  readonly colour: string
  readonly shape: string
}[]

/** Of one row, along the axis of change. */
export interface RowMark {
  readonly value: number
  readonly low: number
  readonly high: number
  /** Begins with `rowName`. */
  readonly description: string
}

export interface RowFrame {
  /** Of the rows alone, in pixels. */
  readonly width: number
  readonly height: { readonly step: number }
  readonly label: (row: ToldChange) => string
  /** Pixels that the widest label takes. */
  readonly labelWidth: number
  /** Channels that say the verdict; the same for all of the picture. */
  readonly verdict: { readonly color: object; readonly shape: object }
}

/** How `rows` stand in a picture of `width` pixels. */
export function rowFrame(rows: readonly ToldChange[], width: number): RowFrame {
  const room = labelRoom(width)
  const labels = distinctLabels([...new Set(rows.map(rowName))], room)
  const shown = outcomeStyles.filter(({ outcome }) => rows.some((row) => row.outcome === outcome))
  const styled = (range: readonly string[]) => ({
    field: 'verdict',
    type: 'nominal',
    // Side by side they would be wider than a narrow picture.
    legend: { title: null, ...(room.lines > 1 && { columns: 1 }) },
    scale: { domain: shown.map(verdictWord), range },
  })
  return {
    width: width - labels.width - 44,
    height: { step: room.lines > 1 ? 34 : 22 },
    label: (row) => labels.of.get(rowName(row))!,
    labelWidth: labels.width,
    verdict: {
      color: styled(shown.map(({ colour }) => colour)),
      shape: styled(shown.map(({ shape }) => shape)),
    },
  }
}

/** The channel of rows. */
export function rowChannel(rows: readonly ToldChange[], { label }: RowFrame, axis: object = {}) {
  return {
    field: 'name',
    type: 'nominal',
    scale: { domain: [...new Set(rows.map(label))] },
    title: null,
    axis: { ...brokenRowLabels, ...axis },
  }
}

/** A bar and a mark for each row; `x` is the axis of change. */
export function rowLayers(
  rows: readonly ToldChange[],
  markOf: (row: ToldChange) => RowMark,
  { x, y, frame }: { readonly x: object; readonly y: object; readonly frame: RowFrame },
) {
  const { color, shape } = frame.verdict
  const values = rows.map((row) => {
    const { value, ...mark } = markOf(row)
    return { name: frame.label(row), change: value, ...mark, verdict: verdictWord(row) }
  })
  return [
    {
      data: { values },
      mark: { type: 'rule', strokeWidth: 2, aria: false },
      encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, color },
    },
    {
      data: { values },
      mark: { type: 'point', filled: true, size: 70, opacity: 1 },
      encoding: {
        y,
        x: { ...x, field: 'change' },
        color,
        shape,
        description: { field: 'description', type: 'nominal' },
      },
    },
  ]
}

/** `c01 put sealed p50`. */
export function rowName(row: ToldChange): string {
  return printable(`${row.cellId} ${figureName(row)}`)
}

/** In words: `figure` is the change with its interval. */
export function describeRow(row: ToldChange, figure: string): string {
  return printable(`${rowName(row)}: ${figure}, ${verdictWord(row)}; ${row.reason}`)
}

function verdictWord({ outcome }: { readonly outcome: ChangeOutcome }): string {
  return `${changeMarks[outcome]} ${verdictWords[outcome]}`
}
