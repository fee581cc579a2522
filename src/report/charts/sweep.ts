/**
 * What the swept parameters do to KMS calls, money and tail latency: a heatmap
 * over two parameters, bars over one.
 *
 * @module
 */
import type { CellResult, Run } from '../../run-store/run-format.ts'
import type { ChartSpec } from '../vega.ts'
import { nothing } from '../figures.ts'
import { wasMeasured, type Table } from '../overview.ts'
import { cellLabel, parameterKey, parameterText, shortLabel, sweptParameters } from '../parameters.ts'
import { printable } from '../text.ts'
import { colours } from '../theme.ts'
import type { ChartMaker } from './chart.ts'
import { heatmaps } from './sweep-heatmaps.ts'
import { measures } from './sweep-measures.ts'
import { brokenRowLabels, labelRoom, linesOf, valueLabels, widthOf } from './value-labels.ts'

export const sweepChart: ChartMaker = ({ run, focus }) => {
  const axes = sweptAxes(run)
  const [column, row] = axes
  if (column === undefined) return []
  const others = axes.slice(2)
  const cells = run.cells.filter(
    (cell) => wasMeasured(cell.put) && others.every((name) => sameValue(cell, focus, name)),
  )
  if (cells.length < 2) return []
  const fixed = others.map((name) => `${name} is ${parameterText(run, focus, name)}`).join(' and ')
  return [
    {
      id: 'sweep',
      title: row === undefined ? `What ${column} costs` : `What ${column} and ${row} cost`,
      howToRead:
        `${row === undefined ? 'Each bar' : 'Each square'} is one cell of the sweep; ${row === undefined ? 'longer' : 'darker'} is more. ` +
        'KMS calls are counted, dollars are modelled from dated list prices of KMS requests and one key, and the response time of a sealed put ' +
        'holds modelled KMS latency where the clock is virtual.' +
        (fixed === '' ? '' : ` Of the other swept parameters only one value is shown: ${fixed}.`),
      finding: finding(run, cells),
      spec: (width) =>
        row === undefined ? bars(run, cells, column, width) : heatmaps(run, cells, [column, row], width),
      table: tableOf(run, cells),
    },
  ]
}

/** Parameters with more than one value, in the order of the sweep. */
function sweptAxes(run: Run): readonly string[] {
  return sweptParameters(run).filter(
    (name) => new Set(run.cells.map(({ params }) => parameterKey(params[name]))).size > 1,
  )
}

function sameValue(one: CellResult, other: CellResult, name: string): boolean {
  return parameterKey(one.params[name]) === parameterKey(other.params[name])
}

function finding(run: Run, cells: readonly CellResult[]): string {
  return measures
    .map(({ title, valueOf, describe }) => {
      const sorted = cells.toSorted((one, other) => valueOf(one) - valueOf(other))
      const [least, most] = [sorted[0]!, sorted.at(-1)!]
      const [low, high] = [describe(valueOf(least)), describe(valueOf(most))]
      return low === high
        ? `${title}: ${low} in every cell.`
        : `${title}: from ${low} in ${shortLabel(run, least)} to ${high} in ${shortLabel(run, most)}.`
    })
    .join(' ')
}

function bars(run: Run, cells: readonly CellResult[], column: string, width: number): ChartSpec {
  const labels = valueLabels(run, cells, column, labelRoom(width))
  const order = [...new Set(labels.values())]
  const textRoom = widthOf(
    measures.flatMap(({ valueOf, describe }) => cells.map((cell) => describe(valueOf(cell)))),
  )
  const barColours = [colours.plain, colours.overhead, colours.sealed]
  return {
    vconcat: measures.map((measure, index) => ({
      title: measure.title,
      width: width - widthOf(order) - textRoom - 52,
      height: order.length * (12 + 14 * linesOf(order)),
      data: {
        values: cells.map((cell) => ({
          column: labels.get(cell.id)!,
          value: measure.valueOf(cell),
          text: measure.describe(measure.valueOf(cell)),
          description: printable(
            `${measure.title}: ${measure.describe(measure.valueOf(cell))}; ${cellLabel(run, cell)}`,
          ),
        })),
      },
      encoding: {
        y: {
          field: 'column',
          type: 'nominal',
          sort: order,
          title: printable(column),
          axis: { ...brokenRowLabels, ticks: false },
        },
        x: { field: 'value', type: 'quantitative', axis: null },
      },
      layer: [
        {
          mark: { type: 'bar', color: barColours[index]!, height: 16 },
          encoding: { description: { field: 'description', type: 'nominal' } },
        },
        {
          mark: { type: 'text', align: 'left', dx: 5, aria: false },
          encoding: { text: { field: 'text', type: 'nominal' } },
        },
      ],
    })),
    spacing: 18,
  }
}

function tableOf(run: Run, cells: readonly CellResult[]): Table {
  return {
    columns: [{ label: 'cell' }, ...measures.map(({ title }) => ({ label: title, isNumber: true }))],
    rows: cells.map((cell) => [
      cellLabel(run, cell),
      ...measures.map(({ valueOf, describe }) =>
        Number.isFinite(valueOf(cell)) ? describe(valueOf(cell)) : nothing,
      ),
    ]),
  }
}
