/**
 * A sweep over two parameters as heatmaps, one for each measure.
 *
 * @module
 */
import type { CellResult, Run } from '../../run-store/run-format.ts'
import type { ChartSpec } from '../vega.ts'
import { cellLabel } from '../parameters.ts'
import { printable } from '../text.ts'
import { colours } from '../theme.ts'
import { narrow } from './chart.ts'
import { measures, type Measure } from './sweep-measures.ts'
import { brokenLabels, brokenRowLabels, labelRoom, linesOf, valueLabels, widthOf } from './value-labels.ts'

/** Above this many columns figures no longer fit into the squares. */
const labelledColumnsMax = 8

/** Wider labels, in pixels, do not fit below a column. */
const wideLabel = 100

interface Square {
  readonly column: string
  readonly row: string
  readonly shade: number
  readonly text: string
  readonly isDark: boolean
  readonly description: string
}

export function heatmaps(
  run: Run,
  cells: readonly CellResult[],
  names: readonly [string, string],
  width: number,
): ChartSpec {
  const [column, row] = axesOf(run, cells, names, width)
  const hasLabels = column.values.length <= labelledColumnsMax
  const plotWidth = width - widthOf(row.values) - 40
  const encoding = {
    x: columnChannel(column, plotWidth),
    y: { field: 'row', type: 'nominal' as const, sort: [...row.values], title: row.title, axis: rowAxis },
  }
  return {
    vconcat: measures.map((measure) => ({
      title: { text: measure.title, offset: 4 },
      width: plotWidth,
      height: heightOf(row),
      data: { values: squaresOf(run, cells, [column, row], measure) },
      encoding,
      layer: [squares(measure), ...(hasLabels ? [squareLabels(width < narrow)] : [])],
    })),
    resolve: { scale: { color: 'independent' } },
    spacing: 22,
  }
}

/** One parameter: its title, the label of each cell by its id, and the labels in the order of the sweep. */
interface Axis {
  readonly title: string
  readonly labels: ReadonlyMap<string, string>
  readonly values: readonly string[]
}

/** Column and row: the parameter with the longer values goes to the rows, where they can be read. */
function axesOf(
  run: Run,
  cells: readonly CellResult[],
  names: readonly [string, string],
  width: number,
): readonly [Axis, Axis] {
  const axisOf = (name: string): Axis => {
    const labels = valueLabels(run, cells, name, labelRoom(width))
    return { title: printable(name), labels, values: [...new Set(labels.values())] }
  }
  const [one, other] = [axisOf(names[0]), axisOf(names[1])]
  const isTurned = widthOf(one.values) > Math.max(wideLabel, widthOf(other.values))
  return isTurned ? [other, one] : [one, other]
}

function heightOf({ values }: Axis): number {
  return values.length * (values.length > 8 ? 4 + 14 * linesOf(values) : 40)
}

function columnChannel({ title, values }: Axis, plotWidth: number) {
  const isUpright = values.length > 8 || widthOf(values) > Math.max(40, plotWidth / values.length)
  return {
    field: 'column',
    type: 'nominal' as const,
    sort: [...values],
    title,
    axis: { ...brokenLabels, labelAngle: isUpright ? -90 : 0, ticks: false, domain: false },
  }
}

function squares({ scheme }: Measure) {
  return {
    mark: { type: 'rect' as const, stroke: colours.card, strokeWidth: 2 },
    encoding: {
      color: {
        field: 'shade',
        type: 'quantitative' as const,
        legend: null,
        scale: { scheme, domain: [-0.15, 1.05] },
      },
      description: { field: 'description', type: 'nominal' as const },
    },
  }
}

function squaresOf(
  run: Run,
  cells: readonly CellResult[],
  [column, row]: readonly [Axis, Axis],
  { valueOf, describe, title }: Measure,
): Square[] {
  const values = cells.map(valueOf)
  const shade = shading(values)
  return cells.map((cell, index) => {
    const value = values[index]!
    return {
      column: column.labels.get(cell.id)!,
      row: row.labels.get(cell.id)!,
      shade: shade(value),
      text: describe(value),
      isDark: shade(value) > 0.55,
      description: printable(`${title}: ${describe(value)}; ${cellLabel(run, cell)}`),
    }
  })
}

/** From 0 for the least to 1 for the most; by orders of magnitude where they span more than one. */
function shading(values: readonly number[]): (value: number) => number {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  if (low === high) return () => 0.3
  if (low > 0 && high / low > 10) return (value) => Math.log(value / low) / Math.log(high / low)
  // Small differences shall not look like large ones.
  return (value) => (value - low) / Math.max(high - low, low / 2)
}

/** Its title lies above the labels: turned upwards it would be longer than the rows. */
const rowAxis = {
  ...brokenRowLabels,
  ticks: false,
  domain: false,
  titleAngle: 0,
  titleAlign: 'left' as const,
  titleBaseline: 'bottom' as const,
  titleX: 0,
  titleY: -6,
}

/** Their colours belong to the squares, not to the page: they do not follow its colour scheme. */
function squareLabels(isNarrow: boolean) {
  return {
    mark: { type: 'text' as const, fontSize: isNarrow ? 9 : 12, aria: false },
    encoding: {
      text: { field: 'text', type: 'nominal' as const },
      color: { condition: { test: 'datum.isDark', value: '#ffffff' }, value: '#111418' },
    },
  }
}
