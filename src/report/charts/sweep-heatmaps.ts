/**
 * A sweep over two parameters as heatmaps: a panel for each measure, with a
 * square for each cell.
 *
 * @module
 */
import type { CellResult } from '../../run-store/run-format.ts'
import { printable } from '../text.ts'
import type { ChartSpec } from '../vega.ts'
import { heatmapPanels, wideLabel, type HeatmapSquare } from './heatmap-panels.ts'
import { describeMark, doubtMark, isChosen, presence, textOf, type ShownSweep } from './shown-sweep.ts'
import type { Measure } from './sweep-measures.ts'
import { labelRoom, valueLabels, widthOf, type ValueAxis } from './value-labels.ts'

export function heatmaps(sweep: ShownSweep, width: number): ChartSpec {
  const axes = axesOf(sweep, width)
  const panels = sweep.measures.map((measure) => ({
    title: measure.title,
    colour: measure.colour,
    describe: measure.describe,
    squares: sweep.cells.map((cell) => squareOf(sweep, axes, measure, cell)),
  }))
  return heatmapPanels(panels, axes, sweep.view.scale, width)
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

function squareOf(
  sweep: ShownSweep,
  [column, row]: readonly [ValueAxis, ValueAxis],
  measure: Measure,
  cell: CellResult,
): HeatmapSquare {
  const value = measure.valueOf(cell)
  return {
    cell: cell.id,
    column: column.labels.get(cell.id)!,
    row: row.labels.get(cell.id)!,
    value,
    text: squareText(cell, value, measure.short),
    description: describeMark(sweep.run, cell, measure),
    presence: presence(sweep, cell),
    isChosen: isChosen(sweep, cell),
  }
}

/** A cell that is not valid has a mark beside its value. */
function squareText(cell: CellResult, value: number | null, short: (value: number) => string): string {
  return `${textOf(value, short)}${value === null ? '' : doubtMark(cell)}`
}
