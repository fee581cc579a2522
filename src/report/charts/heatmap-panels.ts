/**
 * Heatmaps beside each other: a panel for each figure, all with the same
 * squares in the same places, whatever these stand for.
 *
 * @module
 */
import type { ViewScale } from '../data/view.ts'
import { colours } from '../theme.ts'
import type { ChartSpec } from '../vega.ts'
import { writingsOf, type SquareTexts, type SquareWriting } from './square-writing.ts'
import { brokenLabels, brokenRowLabels, linesOf, widthOf } from './value-labels.ts'

export interface HeatmapAxis {
  readonly title: string
  /** Labels in their order; line breaks part their lines. */
  readonly values: readonly string[]
}

export interface HeatmapSquare {
  /** Of the values of the axes. */
  readonly column: string
  readonly row: string
  /** Null where nothing is told; Infinity for what has no end. */
  readonly value: number | null
  readonly text: string
  /** For a square without the room for `text`; a line break parts its lines. */
  readonly brief?: string
  readonly description: string
  /** How far it steps forward: 1, or less. */
  readonly presence: number
  /** Has a frame. */
  readonly isChosen: boolean
  /** Clicking it chooses the cell of this id. */
  readonly cell?: string
}

export interface HeatmapPanel {
  readonly title: string
  readonly colour: string
  readonly describe: (value: number) => string
  readonly squares: readonly HeatmapSquare[]
  /** What is drawn above the squares, from data of its own. */
  readonly marks?: readonly object[]
}

export type HeatmapAxes = readonly [column: HeatmapAxis, row: HeatmapAxis]

/** Wider labels, in pixels, do not fit below a column. */
export const wideLabel = 100
/** Pixels around a plot besides the labels of its rows. */
const frame = 20
const gap = 26
/** Between the labels of two columns, in pixels. */
const labelGap = 6
/** From these widths on, in px, so many panels stand side by side also where their figures are shortened for it. */
const shortenedFrom = { two: 700, three: 1200 } as const
/** Above this many rows their labels stand close, and above this many more not all are written. */
const roomyRows = 8
const labelledMax = 30
/**
 * How strong a colour may be behind text in the ink of the page: its contrast
 * stays above 4.5 in light and in dark.
 */
const strongest = { withText: 0.52, alone: 1 } as const
const faintest = 0.06

/** `scale`: of the shades of each panel. */
export function heatmapPanels(
  panels: readonly HeatmapPanel[],
  axes: HeatmapAxes,
  scale: ViewScale,
  width: number,
): ChartSpec {
  const texts = panels.map(textsOf)
  const { columns, plotWidth } = layoutOf(texts, axes, width)
  const writings = writingsOf(texts, plotWidth / axes[0].values.length)
  const lines = Math.max(1, ...writings.map((writing) => writing?.lines ?? 0))
  const encoding = placeOf(axes, plotWidth)
  const drawn = panels.map((panel, at) => {
    const writing = writings[at]
    return {
      title: titleOf(panel, writing === undefined),
      width: plotWidth,
      height: heightOf(axes[1], lines),
      data: { values: shaded(panel, scale, writing === undefined ? strongest.alone : strongest.withText) },
      encoding,
      layer: [
        squareLayer(panel),
        ...(panel.marks ?? []),
        frames,
        ...(writing === undefined ? [] : [squareLabels(writing)]),
      ],
    }
  })
  return { concat: drawn as never[], columns, spacing: gap, align: 'none', bounds: 'full' }
}

function textsOf({ squares }: HeatmapPanel): SquareTexts {
  const briefs = squares.map(({ brief }) => brief).filter((brief) => brief !== undefined)
  return {
    whole: squares.map(({ text }) => text),
    brief: briefs.length === squares.length ? briefs : undefined,
  }
}

/** As many panels side by side as leave room for what stands in their squares. */
function layoutOf(
  panels: readonly SquareTexts[],
  [column, row]: HeatmapAxes,
  width: number,
): { readonly columns: number; readonly plotWidth: number } {
  const text = widthOf(panels.flatMap(({ whole }) => whole))
  const labelled = Math.min(wideLabel, Math.max(text, widthOf(column.values))) + 8
  const least = column.values.length * (column.values.length > roomyRows ? 16 : labelled)
  const plotWidthOf = (columns: number) =>
    Math.floor((width - frame - gap * (columns - 1)) / columns - widthOf(row.values) - 12)
  const isReadable = (columns: number) =>
    writingsOf(panels, plotWidthOf(columns) / column.values.length).every(Boolean)
  const isShortened = (columns: number, from: number) =>
    width >= from && panels.length >= columns && panels.every(({ brief }) => brief) && isReadable(columns)
  const isWhole = (columns: number) => columns <= panels.length && plotWidthOf(columns) >= least
  const columns =
    isWhole(3) || isShortened(3, shortenedFrom.three)
      ? 3
      : isWhole(2) || isShortened(2, shortenedFrom.two)
        ? 2
        : 1
  return { columns, plotWidth: Math.max(60, plotWidthOf(columns)) }
}

/** Without text in the squares, the title says what their colours mean. */
function titleOf({ title, squares, describe }: HeatmapPanel, isScale: boolean) {
  const values = squares.map(({ value }) => value).filter((value) => value !== null)
  const scale = `${describe(Math.min(...values))} (faint) to ${describe(Math.max(...values))} (strong)`
  const subtitle = isScale && values.length > 0 ? { subtitle: scale, subtitleColor: colours.muted } : {}
  return { text: title, offset: 8, anchor: 'start', frame: 'bounds', ...subtitle }
}

/** `lines`: of the text of a square; below the first there is room for a mark in its corner, too. */
function heightOf({ values }: HeatmapAxis, lines: number): number {
  if (values.length > labelledMax) return Math.max(600, 4 * values.length)
  const labelled =
    values.length > roomyRows ? 4 + 14 * linesOf(values) : Math.max(34, 6 + 14 * linesOf(values))
  return values.length * (lines > 1 ? Math.max(44, labelled) : labelled)
}

function placeOf([column, row]: HeatmapAxes, plotWidth: number) {
  return {
    x: columnChannel(column, plotWidth),
    y: {
      field: 'row',
      type: 'nominal' as const,
      sort: [...row.values],
      title: row.title,
      axis: rowAxis(row),
    },
  }
}

function columnChannel({ title, values }: HeatmapAxis, plotWidth: number) {
  const isUpright = values.length > roomyRows || widthOf(values) + labelGap > plotWidth / values.length
  return {
    field: 'column',
    type: 'nominal' as const,
    sort: [...values],
    title,
    axis: {
      ...brokenLabels,
      labelAngle: isUpright ? -90 : 0,
      labelOverlap: values.length > labelledMax,
      ticks: false,
      domain: false,
    },
  }
}

/** Its title lies above the labels: turned upwards it would be longer than the rows. */
function rowAxis({ values }: HeatmapAxis) {
  return {
    ...brokenRowLabels,
    labelOverlap: values.length > labelledMax,
    ticks: false,
    domain: false,
    titleAngle: 0,
    titleAlign: 'left' as const,
    titleBaseline: 'bottom' as const,
    titleX: -widthOf(values) - 4,
    titleY: -4,
  }
}

function shaded({ squares }: HeatmapPanel, scale: ViewScale, most: number) {
  const shade = shadesOf(
    squares.map(({ value }) => value),
    scale,
  )
  return squares.map(({ value, ...square }) => ({
    ...square,
    isTold: value !== null,
    strength: value === null ? 0.4 : faintest + (most - faintest) * shade(value),
  }))
}

/** From the least to the most; by orders of magnitude where they span more than one. What has no end is the most. */
function shadesOf(all: readonly (number | null)[], scale: ViewScale): (value: number) => number {
  const values = all.filter((value) => value !== null && Number.isFinite(value)) as number[]
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return (value) => {
    if (value === Infinity) return 1
    if (low === high) return 0.3
    const least = Math.min(...values.filter((each) => each > 0))
    if (scale === 'log' && high / least > 10)
      return value <= 0 ? 0 : (0.1 + magnitudes(value, least) / magnitudes(high, least)) / 1.1
    // Small differences shall not look like large ones.
    return (value - low) / Math.max(high - low, low / 2)
  }
}

/** By how many, in natural logarithms; the ratio of any two numbers may be too large for one. */
function magnitudes(value: number, least: number): number {
  return Math.log(value) - Math.log(least)
}

function squareLayer({ colour }: HeatmapPanel) {
  return {
    mark: { type: 'rect' as const, stroke: colours.card, strokeWidth: 2 },
    encoding: {
      fill: { condition: { test: 'datum.isTold', value: colour }, value: colours.band },
      opacity: { field: 'presence', type: 'quantitative' as const, scale: null },
      fillOpacity: { field: 'strength', type: 'quantitative' as const, scale: null },
      description: { field: 'description', type: 'nominal' as const },
    },
  }
}

/** Around the squares that are chosen, above their neighbours. */
const frames = {
  transform: [{ filter: 'datum.isChosen' }],
  mark: { type: 'rect' as const, filled: false, stroke: colours.ink, strokeWidth: 2.5, aria: false },
}

function squareLabels({ of, fontSize, lines }: SquareWriting) {
  return {
    mark: {
      type: 'text' as const,
      fontSize,
      aria: false,
      ...(of === 'brief' && { lineBreak: '\n', lineHeight: fontSize + 2 }),
      // The middle of the lines, a little below that of the square: above them a mark may stand in its corner.
      ...(lines > 1 && { dy: 3 - (fontSize + 2) / 2 }),
    },
    encoding: {
      text: { field: of === 'brief' ? 'brief' : 'text', type: 'nominal' as const },
      color: { condition: { test: 'datum.presence < 1', value: colours.muted }, value: colours.ink },
    },
  }
}
