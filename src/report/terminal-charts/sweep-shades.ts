/**
 * What a sweep does to calls, money, tail and exposure: figures over two
 * parameters, shaded from the least to the most.
 *
 * @module
 */
import type { CellResult, Run } from '../../run-store/run-format.ts'
import { measuresOf, type Measure } from '../charts/sweep-measures.ts'
import type { ReportData } from '../data/report-data.ts'
import { firstView } from '../data/view.ts'
import { nothing } from '../figures.ts'
import { parameterKey, parameterText, sweptParameters } from '../parameters.ts'
import { cutTo, wrap, type TerminalOptions } from '../terminal-text.ts'
import { shadedGrids, type ShadedGrid } from './shaded-grid.ts'

const valueRoom = 24

/** What the figures are over, and a grid for each that is not the same in all cells; none where fewer than two cells differ. */
export function sweepShades(data: ReportData, focus: CellResult, options: TerminalOptions): string[] {
  const { run, detailOf } = data
  const varied = sweptParameters(run).filter(
    (name) => new Set(run.cells.map(({ params }) => parameterKey(params[name]))).size > 1,
  )
  const [down, across, ...others] = varied
  if (down === undefined) return []
  const cells = run.cells.filter((cell) => others.every((name) => isAlike(cell, focus, name)))
  if (cells.length < 2) return []
  const measures = measuresOf({ view: firstView, detailOf }, cells)
  const [apart, alike] = [false, true].map((same) =>
    measures.filter((measure) => (new Set(cells.map((cell) => textOf(cell, measure))).size === 1) === same),
  ) as [Measure[], Measure[]]
  const axes = { down, across }
  const grids = apart.map((measure) => gridOf(run, cells, measure, axes))
  const title = `Over ${down}${across === undefined ? '' : ` (down) and ${across} (across)`}; ░ is least, █ most of each figure:`
  const same = alike.map((measure) => `${measure.title}: ${textOf(cells[0]!, measure) || nothing}`).join('; ')
  return [
    ...(grids.length === 0 ? [] : [wrap(title, options.width), ...shadedGrids(grids, options)]),
    ...(same === ''
      ? []
      : [wrap(`The same over ${varied.slice(0, 2).join(' and ')}: ${same}.`, options.width)]),
  ]
}

function isAlike(one: CellResult, other: CellResult, name: string): boolean {
  return parameterKey(one.params[name]) === parameterKey(other.params[name])
}

interface Axes {
  readonly down: string
  readonly across: string | undefined
}

function gridOf(
  run: Run,
  cells: readonly CellResult[],
  measure: Measure,
  { down, across }: Axes,
): ShadedGrid {
  const keyOf = ({ params }: CellResult) => (across === undefined ? '' : parameterKey(params[across]))
  const columns = Map.groupBy(cells, keyOf)
  const rows = Map.groupBy(cells, ({ params }) => parameterKey(params[down]))
  const labelOf = (cell: CellResult, name: string) => cutTo(parameterText(run, cell, name), valueRoom)
  return {
    title: measure.title,
    down: cutTo(down, valueRoom),
    columns: [...columns.values()].map(([first]) => (across === undefined ? '' : labelOf(first!, across))),
    rows: [...rows.values()].map(([first]) => labelOf(first!, down)),
    squares: [...rows.values()].map((row) => {
      const own = new Map(row.map((cell) => [keyOf(cell), cell]))
      return [...columns.keys()].map((key) => {
        const cell = own.get(key)
        return cell && { value: measure.valueOf(cell), text: textOf(cell, measure) }
      })
    }),
  }
}

function textOf(cell: CellResult, { valueOf, short }: Measure): string {
  const value = valueOf(cell)
  return value === null ? '' : short(value)
}
