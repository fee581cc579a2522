/**
 * A sweep over two parameters as heatmaps: a panel for each measure, all with
 * the same squares in the same places.
 *
 * @module
 */
import type { CellResult } from '../../run-store/run-format.ts'
import { printable } from '../text.ts'
import { colours } from '../theme.ts'
import type { ChartSpec } from '../vega.ts'
import { describeMark, isChosen, presence, textOf, type ShownSweep } from './shown-sweep.ts'
import type { Measure } from './sweep-measures.ts'
import {
  brokenLabels,
  brokenRowLabels,
  labelRoom,
  linesOf,
  valueLabels,
  widthOf,
  type ValueAxis,
} from './value-labels.ts'

/** Wider labels, in pixels, do not fit below a column. */
const wideLabel = 100
/** Pixels around a plot besides the labels of its rows. */
const frame = 20
const gap = 26
/** Above this many rows their labels stand close, and above this many more not all are written. */
const roomyRows = 8
const labelledMax = 30
/**
 * How strong a colour may be behind text in the ink of the page: its contrast
 * stays above 4.5 in light and in dark.
 */
const strongest = { withText: 0.52, alone: 1 } as const
const faintest = 0.06

export function heatmaps(sweep: ShownSweep, width: number): ChartSpec {
  const [column, row] = axesOf(sweep, width)
  const { columns, plotWidth } = layoutOf(sweep, [column, row], width)
  const fontSize = fontSizeOf(sweep, column, plotWidth)
  const encoding = {
    x: columnChannel(column, plotWidth),
    y: {
      field: 'row',
      type: 'nominal' as const,
      sort: [...row.values],
      title: row.title,
      axis: rowAxis(row),
    },
  }
  const panels = sweep.measures.map((measure) => ({
    title: titleOf(sweep.cells, measure, fontSize === undefined),
    width: plotWidth,
    height: heightOf(row),
    data: { values: squaresOf(sweep, [column, row], measure, fontSize !== undefined) },
    encoding,
    layer: [squares(measure), frames, ...(fontSize === undefined ? [] : [squareLabels(fontSize)])],
  }))
  return { concat: panels as never[], columns, spacing: gap, align: 'none', bounds: 'full' }
}

/** Column and row: the parameter with the longer values goes to the rows, where they can be read. */
function axesOf({ run, cells, axes }: ShownSweep, width: number): readonly [ValueAxis, ValueAxis] {
  const axisOf = (name: string): ValueAxis => {
    const labels = valueLabels(run, cells, name, labelRoom(width))
    return { title: printable(name), labels, values: [...new Set(labels.values())] }
  }
  const [one, other] = [axisOf(axes[0]!), axisOf(axes[1]!)]
  const isTurned = widthOf(one.values) > Math.max(wideLabel, widthOf(other.values))
  return isTurned ? [other, one] : [one, other]
}

/** As many panels side by side as leave room for what stands in their squares. */
function layoutOf(
  { cells, measures }: ShownSweep,
  [column, row]: readonly [ValueAxis, ValueAxis],
  width: number,
): { readonly columns: number; readonly plotWidth: number } {
  const text = Math.max(...measures.map((measure) => widthOf(textsOf(cells, measure))))
  const labelled = Math.min(wideLabel, Math.max(text, widthOf(column.values))) + 8
  const least = column.values.length * (column.values.length > roomyRows ? 16 : labelled)
  const plotWidthOf = (columns: number) =>
    Math.floor((width - frame - gap * (columns - 1)) / columns - widthOf(row.values) - 12)
  const columns = [3, 2].find((count) => count <= measures.length && plotWidthOf(count) >= least) ?? 1
  return { columns, plotWidth: Math.max(60, plotWidthOf(columns)) }
}

/** In which text fits into each square; undefined where none does. */
function fontSizeOf(
  { cells, measures }: ShownSweep,
  { values }: ValueAxis,
  plotWidth: number,
): number | undefined {
  const text = Math.max(...measures.map((measure) => widthOf(textsOf(cells, measure))))
  const room = plotWidth / values.length - 6
  return [12, 10].find((size) => (text * size) / 12 <= room)
}

function textsOf(cells: readonly CellResult[], { valueOf, short }: Measure): string[] {
  return cells.map((cell) => squareText(cell, valueOf(cell), short))
}

/** A cell that is not valid has a mark beside its value. */
function squareText(
  { validity }: CellResult,
  value: number | null,
  short: (value: number) => string,
): string {
  const isDoubtful = value !== null && validity.verdict !== 'valid'
  return `${textOf(value, short)}${isDoubtful ? ' ▢' : ''}`
}

/** Without text in the squares, the title says what their colours mean. */
function titleOf(cells: readonly CellResult[], { title, valueOf, describe }: Measure, isScale: boolean) {
  const values = cells.map(valueOf).filter((value) => value !== null)
  const scale = `${describe(Math.min(...values))} (faint) to ${describe(Math.max(...values))} (strong)`
  const subtitle = isScale && values.length > 0 ? { subtitle: scale, subtitleColor: colours.muted } : {}
  return { text: title, offset: 8, anchor: 'start', frame: 'bounds', ...subtitle }
}

function heightOf({ values }: ValueAxis): number {
  if (values.length > labelledMax) return Math.max(600, 4 * values.length)
  return (
    values.length *
    (values.length > roomyRows ? 4 + 14 * linesOf(values) : Math.max(34, 6 + 14 * linesOf(values)))
  )
}

function columnChannel({ title, values }: ValueAxis, plotWidth: number) {
  const isUpright = values.length > roomyRows || widthOf(values) > Math.max(40, plotWidth / values.length)
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
function rowAxis({ values }: ValueAxis) {
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

function squaresOf(
  sweep: ShownSweep,
  [column, row]: readonly [ValueAxis, ValueAxis],
  measure: Measure,
  hasText: boolean,
) {
  const { run, cells } = sweep
  const strength = strengthOf(sweep, measure, hasText ? strongest.withText : strongest.alone)
  return cells.map((cell) => {
    const value = measure.valueOf(cell)
    return {
      cell: cell.id,
      column: column.labels.get(cell.id)!,
      row: row.labels.get(cell.id)!,
      isTold: value !== null,
      strength: value === null ? 0.4 : strength(value),
      presence: presence(sweep, cell),
      isChosen: isChosen(sweep, cell),
      text: squareText(cell, value, measure.short),
      description: describeMark(run, cell, measure),
    }
  })
}

/** From the least to the most; by orders of magnitude where they span more than one. What has no end is the most. */
function strengthOf(
  { cells, view }: ShownSweep,
  { valueOf }: Measure,
  most: number,
): (value: number) => number {
  const values = cells.map(valueOf).filter((value) => value !== null && Number.isFinite(value)) as number[]
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const shade = (value: number) => {
    if (value === Infinity) return 1
    if (low === high) return 0.3
    const least = Math.min(...values.filter((each) => each > 0))
    if (view.scale === 'log' && high / least > 10)
      return value <= 0 ? 0 : (0.1 + Math.log(value / least) / Math.log(high / least)) / 1.1
    // Small differences shall not look like large ones.
    return (value - low) / Math.max(high - low, low / 2)
  }
  return (value) => faintest + (most - faintest) * shade(value)
}

function squares({ colour }: Measure) {
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

/** Around the cells that are chosen, above their neighbours. */
const frames = {
  transform: [{ filter: 'datum.isChosen' }],
  mark: { type: 'rect' as const, filled: false, stroke: colours.ink, strokeWidth: 2.5, aria: false },
}

function squareLabels(fontSize: number) {
  return {
    mark: { type: 'text' as const, fontSize, aria: false },
    encoding: {
      text: { field: 'text', type: 'nominal' as const },
      color: { condition: { test: 'datum.presence < 1', value: colours.muted }, value: colours.ink },
    },
  }
}
