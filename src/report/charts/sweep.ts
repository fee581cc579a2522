/**
 * What the swept parameters do to KMS calls, money and tail latency: a heatmap
 * over two parameters, bars over one.
 *
 * @module
 */
import { totalCalls, type CellResult, type Run } from '../../run-store/run-format.ts'
import { describeDuration } from '../../units/quantity.ts'
import type { ChartSpec } from '../draw-svg.ts'
import { describeCount, describeUsd, describeValue, nothing } from '../figures.ts'
import { cellLabel, shortLabel, wasMeasured, type Table } from '../overview.ts'
import { printable } from '../text.ts'
import { colours } from '../theme.ts'
import { narrow, type ChartMaker } from './chart.ts'

interface Measure {
  readonly title: string
  readonly valueOf: (cell: CellResult) => number
  readonly describe: (value: number) => string
  readonly scheme: string
}

const measures: readonly Measure[] = [
  {
    title: 'KMS calls, counted',
    valueOf: ({ kms }) => totalCalls(kms.calls),
    describe: describeCount,
    scheme: 'blues',
  },
  {
    title: 'USD per 30 days, modelled',
    valueOf: ({ kms }) => kms.usdPer30Days,
    describe: describeUsd,
    scheme: 'greens',
  },
  {
    title: 'p99 of the response time of a sealed put',
    valueOf: ({ put }) => put.sealed.responseTime.p99,
    describe: describeDuration,
    scheme: 'oranges',
  },
]

/** Above this many columns figures no longer fit into the squares. */
const labelledColumnsMax = 8

interface Square {
  readonly column: string
  readonly row: string
  readonly shade: number
  readonly text: string
  readonly isDark: boolean
  readonly description: string
}

export const sweepChart: ChartMaker = ({ run, focus }) => {
  const axes = sweptAxes(run)
  const [column, row] = axes
  if (column === undefined) return []
  const others = axes.slice(2)
  const cells = run.cells.filter(
    (cell) => wasMeasured(cell.put) && others.every((name) => sameValue(cell, focus, name)),
  )
  if (cells.length < 2) return []
  const fixed = others.map((name) => `${name} is ${describeValue(focus.params[name])}`).join(' and ')
  return [
    {
      id: 'sweep',
      title: row === undefined ? `What ${column} costs` : `What ${column} and ${row} cost`,
      howToRead:
        `${row === undefined ? 'Each bar' : 'Each square'} is one cell of the sweep; ${row === undefined ? 'longer' : 'darker'} is more. ` +
        'KMS calls are counted, dollars are modelled from dated list prices of KMS requests and one key, and the response time of a sealed put ' +
        'holds modelled KMS latency where the clock is virtual.' +
        (fixed === '' ? '' : ` Of the other swept parameters only one value is shown: ${fixed}.`),
      finding: finding(cells),
      spec: (width) => (row === undefined ? bars(cells, column, width) : heatmaps(cells, column, row, width)),
      table: tableOf(cells),
    },
  ]
}

/** Parameters with more than one value, in the order of the sweep. */
function sweptAxes({ cells }: Run): readonly string[] {
  const names = [...new Set(cells.flatMap((cell) => Object.keys(cell.params)))]
  return names.filter((name) => new Set(cells.map((cell) => describeValue(cell.params[name]))).size > 1)
}

function sameValue(one: CellResult, other: CellResult, name: string): boolean {
  return describeValue(one.params[name]) === describeValue(other.params[name])
}

function finding(cells: readonly CellResult[]): string {
  return measures
    .map(({ title, valueOf, describe }) => {
      const sorted = cells.toSorted((one, other) => valueOf(one) - valueOf(other))
      const [least, most] = [sorted[0]!, sorted.at(-1)!]
      return valueOf(least) === valueOf(most)
        ? `${title}: ${describe(valueOf(least))} in every cell.`
        : `${title}: from ${describe(valueOf(least))} in ${shortLabel(least)} to ${describe(valueOf(most))} in ${shortLabel(most)}.`
    })
    .join(' ')
}

function squaresOf(
  cells: readonly CellResult[],
  column: string,
  row: string,
  { valueOf, describe, title }: Measure,
): Square[] {
  const values = cells.map(valueOf)
  const shade = shading(values)
  return cells.map((cell, index) => {
    const value = values[index]!
    return {
      column: printable(describeValue(cell.params[column])),
      row: printable(describeValue(cell.params[row])),
      shade: shade(value),
      text: describe(value),
      isDark: shade(value) > 0.55,
      description: printable(`${title}: ${describe(value)}; ${cellLabel(cell)}`),
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

function heatmaps(cells: readonly CellResult[], column: string, row: string, width: number): ChartSpec {
  const isNarrow = width < narrow
  const columnValues = valuesOf(cells, column)
  const rowValues = valuesOf(cells, row)
  const hasLabels = columnValues.length <= labelledColumnsMax
  const height = rowValues.length * (rowValues.length > 8 ? 18 : 40)
  return {
    vconcat: measures.map((measure) => ({
      title: { text: measure.title, offset: 4 },
      width: width - (isNarrow ? 90 : 110),
      height,
      data: { values: squaresOf(cells, column, row, measure) },
      encoding: {
        x: {
          field: 'column',
          type: 'nominal',
          sort: columnValues,
          title: printable(column),
          axis: { labelAngle: columnValues.length > 8 ? -90 : 0, ticks: false, domain: false },
        },
        y: {
          field: 'row',
          type: 'nominal',
          sort: rowValues,
          title: printable(row),
          axis: rowAxis,
        },
      },
      layer: [
        {
          mark: { type: 'rect', stroke: colours.card, strokeWidth: 2 },
          encoding: {
            color: {
              field: 'shade',
              type: 'quantitative',
              legend: null,
              scale: { scheme: measure.scheme, domain: [-0.15, 1.05] },
            },
            description: { field: 'description', type: 'nominal' },
          },
        },
        ...(hasLabels ? [squareLabels(isNarrow)] : []),
      ],
    })),
    resolve: { scale: { color: 'independent' } },
    spacing: 22,
  }
}

/** Its title lies above the labels: turned upwards it would be longer than the rows. */
const rowAxis = {
  ticks: false,
  domain: false,
  labelLimit: 70,
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

function bars(cells: readonly CellResult[], column: string, width: number): ChartSpec {
  const order = valuesOf(cells, column)
  const barColours = [colours.plain, colours.overhead, colours.sealed]
  return {
    vconcat: measures.map((measure, index) => ({
      title: measure.title,
      width: width - 170,
      height: order.length * 26,
      data: {
        values: cells.map((cell) => ({
          column: printable(describeValue(cell.params[column])),
          value: measure.valueOf(cell),
          text: measure.describe(measure.valueOf(cell)),
          description: printable(
            `${measure.title}: ${measure.describe(measure.valueOf(cell))}; ${cellLabel(cell)}`,
          ),
        })),
      },
      encoding: {
        y: {
          field: 'column',
          type: 'nominal',
          sort: order,
          title: printable(column),
          axis: { labelLimit: 80, ticks: false },
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

function valuesOf(cells: readonly CellResult[], name: string): string[] {
  return [...new Set(cells.map((cell) => printable(describeValue(cell.params[name]))))]
}

function tableOf(cells: readonly CellResult[]): Table {
  return {
    columns: [{ label: 'cell' }, ...measures.map(({ title }) => ({ label: title, isNumber: true }))],
    rows: cells.map((cell) => [
      cellLabel(cell),
      ...measures.map(({ valueOf, describe }) =>
        Number.isFinite(valueOf(cell)) ? describe(valueOf(cell)) : nothing,
      ),
    ]),
  }
}
