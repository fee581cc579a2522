/**
 * Figures of each cell from run to run: what sealing and opening add at the
 * median and in the tail, and how often KMS is called.
 *
 * @module
 */
import type { Chart, Datum } from '../../charts/chart.ts'
import { describeCount, describeInterval } from '../../figures.ts'
import { printable } from '../../text.ts'
import { colours } from '../../theme.ts'
import { describeDuration } from '../../../units/quantity.ts'
import type { Operation } from '../../../measure/series.ts'
import type { IndexView, RunAxis } from '../index-view.ts'
import type { IndexStatistic } from '../run-index.ts'
import type { Figure, IndexedCell, IndexedRun } from '../run-index.ts'
import type { TrendPoint } from '../trends.ts'
import {
  datumOfRun,
  describePoint,
  drawnTrend,
  findingOf,
  followed,
  howToReadTrends,
  panelColumns,
  type IndexChartInput,
  type IndexChartMaker,
} from './index-chart.ts'
import { panelsSpec, type Panel, type PanelLook } from './trend-panels.ts'
import { trendTable } from './trend-table.ts'

const cellsMax = 6

/** One figure of a cell. */
interface Quantity {
  readonly name: string
  /** In words, in front of `in run …`. */
  readonly subject: string
  readonly figureOf: (cell: IndexedCell) => Figure | undefined
  readonly describe: (value: number) => string
  /** Whether intervals are stored with it, and worth telling. */
  readonly hasInterval: boolean
  readonly look: { readonly shape: string; readonly colour: string; readonly dash: readonly number[] }
}

interface Kind extends Pick<Chart, 'id' | 'title'> {
  readonly isDuration: boolean
  readonly howToRead: string
  readonly quantities: readonly Quantity[]
  /** Drawn as a line for comparison. */
  readonly boundOf?: (cell: IndexedCell) => number | null
}

interface CellTrend {
  readonly cell: IndexedCell
  readonly quantity: Quantity
  readonly points: readonly TrendPoint[]
}

const shapes: Readonly<Record<IndexStatistic, Pick<Quantity['look'], 'shape' | 'dash'>>> = {
  p50: { shape: 'circle', dash: [1, 0] },
  p90: { shape: 'square', dash: [8, 3] },
  p99: { shape: 'triangle-up', dash: [4, 2] },
  p999: { shape: 'diamond', dash: [1, 2] },
}
const statisticNames: Readonly<Record<IndexStatistic, string>> = {
  p50: 'p50',
  p90: 'p90',
  p99: 'p99',
  p999: 'p99.9',
}
/** Where one arm is drawn alone, colours may tell its percentiles apart as well. */
const statisticColours: Readonly<Record<IndexStatistic, string>> = {
  p50: colours.overhead,
  p90: colours.plain,
  p99: colours.delta,
  p999: colours.sealed,
}

function alongText(axis: RunAxis): string {
  return axis === 'order' ? 'from run to run' : 'over time'
}

function timesKind(operation: Operation, { arms, statistics, axis }: IndexView): Kind {
  const isOverhead = arms.length === 1 && arms[0] === 'overhead'
  const what = operation === 'put' ? 'sealing adds to a put' : 'opening adds to a get'
  return {
    id: `overhead-trends-${operation}`,
    title: isOverhead
      ? `What ${what}, cell by cell, ${alongText(axis)}`
      : `Service times of a ${operation}, cell by cell, ${alongText(axis)}`,
    isDuration: true,
    howToRead:
      'One panel for each cell, one mark of each kind for each run, oldest to newest. The mark and the dash of its line tell the percentile: circle and solid p50, square and long dashes p90, triangle and dashes p99, diamond and dots p99.9. ' +
      'Plain and sealed are service times per record, overhead is the difference of their quantiles, with bars for its 95 % intervals from within the run; every panel has its own axis. ',
    quantities: arms.flatMap((arm) =>
      statistics.map((statistic): Quantity => {
        const name = statisticNames[statistic]
        return {
          name: isOverhead ? name : `${arm} ${name}`,
          subject: `${name} of ${operation}.${arm}`,
          figureOf: (cell) => cell[operation]?.[arm][statistic],
          describe: describeDuration,
          hasInterval: arm === 'overhead',
          look: {
            ...shapes[statistic],
            colour: arms.length === 1 ? statisticColours[statistic] : colours[arm],
          },
        }
      }),
    ),
  }
}

const callsKind = (axis: RunAxis): Kind => ({
  id: 'kms-call-trends',
  title: `KMS calls of each cell ${alongText(axis)}`,
  isDuration: false,
  howToRead:
    'One panel for each cell, one mark for each run, oldest to newest. Circles are the calls that were counted, the dashed line those that theory expects. On the virtual clock counts follow from scenario ' +
    'and seed alone: they are the same in every run that may be compared, and one that is not is news. ',
  quantities: [
    {
      name: 'counted',
      subject: 'KMS calls',
      figureOf: ({ calls }) => exactly(calls),
      describe: describeCount,
      hasInterval: false,
      look: { ...shapes.p50, colour: colours.overhead },
    },
  ],
  boundOf: ({ expectedCalls }) => expectedCalls,
})

function exactly(value: number): Figure {
  return { estimate: value, low: value, high: value }
}

export const cellTrendsChart: IndexChartMaker = (input) => [
  ...(input.view.figures.includes('latency') ? input.view.operations : []).flatMap((operation) =>
    chartOf(input, timesKind(operation, input.view)),
  ),
  ...(input.view.figures.includes('kms') ? chartOf(input, callsKind(input.view.axis)) : []),
]

function chartOf(input: IndexChartInput, kind: Kind): Chart[] {
  const { runs, view } = input
  const cells = cellsOf(runs, view.cells)
  const measured = cells.flatMap((cell) =>
    kind.quantities
      .map((quantity) => cellTrend(input, cell, quantity))
      .filter(({ points }) => points.length > 0),
  )
  const kept = followed(measured)
  const shown = [...new Set(kept.map(({ cell }) => cell))].slice(0, cellsMax)
  const drawn = kept.filter(({ cell }) => shown.includes(cell))
  if (drawn.length === 0) return []
  const panels = shown.map((cell) => panelOf(runs, cell, drawn, kind)).filter(({ lines }) => lines.length > 0)
  const left = cells.length - shown.length
  const named = drawn.flatMap(({ cell, quantity, points }) =>
    points.map((point) => ({ name: `${quantity.subject} in ${cell.id}`, point })),
  )
  return [
    {
      id: kind.id,
      title: kind.title,
      howToRead: `${kind.howToRead}${howToReadTrends}`,
      finding:
        findingOf(named) +
        (left > 0
          ? ` The picture shows ${shown.length} of ${cells.length} cells, those that claims ask for first${kept.length < measured.length ? '; cells with a figure in one run alone are left out' : ''}.`
          : ''),
      spec: (width) =>
        panelsSpec(
          runs,
          panels,
          {
            ...lookOf(kind),
            axis: view.axis,
            scale: view.scale,
            columns: panelColumns(panels.length, width),
          },
          width,
        ),
      table: trendTable(
        runs,
        drawn,
        ({ cell, quantity }) => ({ group: cell.label, label: quantity.name }),
        (point, { quantity }) => figureText(point, quantity),
      ),
      data: drawn.flatMap(dataOf),
    },
  ]
}

/** The cells of all runs, by the newest that has them; those that are chosen, or all. */
function cellsOf(runs: readonly IndexedRun[], chosen: readonly string[]): IndexedCell[] {
  const cells = new Map(runs.flatMap((run) => run.cells.map((cell) => [cell.id, cell] as const)))
  const isClaimed = new Set(runs.at(-1)?.claims.map(({ cellId }) => cellId))
  return [...cells.values()]
    .filter(({ id }) => chosen.length === 0 || chosen.includes(id))
    .toSorted((one, other) => Number(isClaimed.has(other.id)) - Number(isClaimed.has(one.id)))
}

function cellTrend(input: IndexChartInput, cell: IndexedCell, quantity: Quantity): CellTrend {
  const found = (run: IndexedRun) => run.cells.find(({ id }) => id === cell.id)
  const points = drawnTrend(
    input,
    (run) => {
      const own = found(run)
      return own === undefined ? undefined : quantity.figureOf(own)
    },
    (run) => found(run)?.isValid === true,
  )
  return { cell, quantity, points }
}

function panelOf(
  runs: readonly IndexedRun[],
  cell: IndexedCell,
  trends: readonly CellTrend[],
  { isDuration, boundOf }: Kind,
): Panel {
  const own = trends.filter((trend) => trend.cell === cell)
  const bounds = runs.flatMap((run) => {
    const found = run.cells.find(({ id }) => id === cell.id)
    const value = found === undefined ? null : (boundOf?.(found) ?? null)
    return value === null ? [] : [{ run, value }]
  })
  return {
    title: printable(cell.label),
    isDuration,
    bounds,
    lines: own.map(({ quantity, points }) => ({
      name: quantity.name,
      points: points.map((point) => ({
        point,
        mark: quantity.name,
        description: describePoint(
          `${quantity.subject} in ${cell.label}`,
          point,
          quantity.describe,
          [],
          quantity.hasInterval,
        ),
      })),
    })),
  }
}

function lookOf({ quantities }: Kind): Pick<PanelLook, 'legend' | 'marks' | 'lines'> {
  const named = Object.fromEntries(quantities.map(({ name, look }) => [name, look] as const))
  return { legend: quantities.length > 1, marks: named, lines: named }
}

function figureText({ estimate, low, high, standing }: TrendPoint, { describe, hasInterval }: Quantity) {
  const mark = standing === 'usual' ? '' : '◯ '
  if (!hasInterval) return `${mark}${describe(estimate)}`
  const interval = low === null || high === null ? null : ([low, high] as const)
  return `${mark}${describe(estimate)} (${describeInterval(interval, describe)})`
}

function dataOf({ cell, quantity, points }: CellTrend): Datum[] {
  return points.map(({ run, estimate, low, high, standing }) => ({
    ...datumOfRun(run),
    cell: cell.id,
    figure: quantity.subject,
    value: estimate,
    low95: low,
    high95: high,
    standing,
  }))
}
