/**
 * The sealed and plain percentile curves of every cell side by side, where
 * there are few enough to see: where in the sweep the tail grows.
 *
 * @module
 */
import { operations, type Operation } from '../../measure/series.ts'
import type { CellResult, Run } from '../../run-store/run-format.ts'
import { describeDuration } from '../../units/quantity.ts'
import type { ChartSpec } from '../vega.ts'
import type { Table } from '../overview.ts'
import { cellLabel, shortLabel } from '../parameters.ts'
import { printable } from '../text.ts'
import { colours } from '../theme.ts'
import { logAxis, durationLabel, narrow, type Chart, type ChartInput, type ChartMaker } from './chart.ts'

const cellsMax = 12
const recordsBeyond = 10
const percentiles = [
  { odds: 2, figure: 'p50' },
  { odds: 10, figure: 'p90' },
  { odds: 100, figure: 'p99' },
  { odds: 1000, figure: 'p999' },
  { odds: 10_000, figure: 'p9999' },
] as const
const arms = ['plain', 'sealed'] as const

interface Point {
  readonly cell: string
  readonly arm: (typeof arms)[number]
  readonly odds: number
  readonly ns: number
  readonly text: string
}

export const percentilesByCellChart: ChartMaker = (input) =>
  operations.flatMap((operation) => chartOf(operation, input) ?? [])

function chartOf(operation: Operation, { run }: ChartInput): Chart | undefined {
  if (run.cells.length < 2 || run.cells.length > cellsMax) return undefined
  const measured = run.cells.filter((cell) => cell[operation].sealed.responseTime.count > 0)
  const points = measured.flatMap((cell) => pointsOf(run, operation, cell))
  if (points.length === 0) return undefined
  return {
    id: `percentiles-${operation}-by-cell`,
    title: `Response time of a ${operation} by percentile, cell by cell`,
    howToRead:
      'One small picture for each cell, all on the same axes. Response time counts from the intended arrival, so it holds the wait ' +
      'for KMS (modelled latency on the virtual clock) and for the front end. Marks are ' +
      'measured; the lines between them only guide the eye. Where the sealed line leaves the plain one, records began to wait for key material.',
    finding: finding(run, operation, measured),
    spec: (width) => spec(points, width),
    table: tableOf(run, operation, measured),
  }
}

/** From the summaries: to decode the histograms of every cell would take longer than the pictures are worth. */
function pointsOf(run: Run, operation: Operation, cell: CellResult): Point[] {
  return arms.flatMap((arm) => {
    const { responseTime } = cell[operation][arm]
    return percentiles
      .filter(({ odds }) => odds <= Math.max(2, responseTime.count / recordsBeyond))
      .map(({ odds, figure }) => ({
        cell: printable(shortLabel(run, cell)),
        arm,
        odds,
        ns: responseTime[figure],
        text: printable(
          `${shortLabel(run, cell)}, ${arm}, ${nameOf(figure)}: ${describeDuration(responseTime[figure])}`,
        ),
      }))
      .filter(({ ns }) => ns > 0)
  })
}

function nameOf(figure: string): string {
  return figure.replace(/^p99(9+)$/, 'p99.$1')
}

function finding(run: Run, operation: Operation, cells: readonly CellResult[]): string {
  const tail = (cell: CellResult) => cell[operation].sealed.responseTime.p999
  const sorted = cells.toSorted((one, other) => tail(one) - tail(other))
  const [best, worst] = [sorted[0]!, sorted.at(-1)!]
  const [shortest, longest] = [describeDuration(tail(best)), describeDuration(tail(worst))]
  const subject = 'Sealed, p99.9 of the response time is'
  return shortest === longest
    ? `${subject} ${shortest} in every cell.`
    : `${subject} shortest in ${shortLabel(run, best)} with ${shortest} and longest in ${shortLabel(run, worst)} with ${longest}.`
}

function spec(points: readonly Point[], width: number): ChartSpec {
  const columns = width < narrow ? 2 : wideColumns(new Set(points.map(({ cell }) => cell)).size)
  const oddsMax = Math.max(...points.map(({ odds }) => odds))
  return {
    data: { values: [...points] },
    facet: {
      field: 'cell',
      type: 'nominal',
      title: null,
      sort: null,
      header: { labelLimit: width / columns - 30, labelAnchor: 'start' },
    },
    columns,
    spacing: 14,
    spec: {
      width: Math.floor((width - 76 - 14 * (columns - 1)) / columns),
      height: 120,
      mark: { type: 'line', strokeWidth: 2, aria: false, point: { size: 22, filled: true, opacity: 1 } },
      encoding: {
        x: percentileAxis(oddsMax),
        description: { field: 'text', type: 'nominal' },
        y: timeAxis(points),
        color: {
          field: 'arm',
          type: 'nominal',
          legend: { title: null, symbolType: 'stroke', symbolSize: 400 },
          scale: { domain: [...arms], range: [colours.plain, colours.sealed] },
        },
        strokeDash: {
          field: 'arm',
          type: 'nominal',
          scale: {
            domain: [...arms],
            range: [
              [4, 2],
              [1, 0],
            ],
          },
        },
      },
    },
  }
}

function timeAxis(points: readonly Point[]) {
  const values = points.map(({ ns }) => ns)
  const { domain, ticks } = logAxis(Math.min(...values), Math.max(...values))
  return {
    field: 'ns',
    type: 'quantitative' as const,
    title: null,
    scale: { type: 'log' as const, domain, nice: false },
    axis: { values: ticks, labelExpr: durationLabel },
  }
}

function percentileAxis(oddsMax: number) {
  return {
    field: 'odds',
    type: 'quantitative' as const,
    title: null,
    scale: { type: 'log' as const, domain: [1.35, Math.max(20, oddsMax * 1.9)], nice: false },
    axis: {
      values: [2, 10, 100, 1000, 1e4, 1e5].filter((odds) => odds <= oddsMax),
      labelExpr: '"p" + format(100 * (1 - 1 / datum.value), "~r")',
      labelOverlap: 'greedy' as const,
    },
  }
}

/** The number of columns that leaves the fewest holes in the last row. */
function wideColumns(cells: number): number {
  const holes = (columns: number) => (columns - (cells % columns)) % columns
  return cells < 4 ? cells : [4, 5, 3].toSorted((one, other) => holes(one) - holes(other))[0]!
}

function tableOf(run: Run, operation: Operation, cells: readonly CellResult[]): Table {
  const figures = ['p50', 'p99', 'p999'] as const
  return {
    columns: [
      { label: 'cell' },
      ...arms.flatMap((group) => figures.map((label) => ({ group, label: nameOf(label), isNumber: true }))),
    ],
    rows: cells.map((cell) => [
      cellLabel(run, cell),
      ...arms.flatMap((arm) =>
        figures.map((figure) => describeDuration(cell[operation][arm].responseTime[figure])),
      ),
    ]),
  }
}
