/**
 * Figures of each cell from run to run: what sealing and opening add at the
 * median and in the tail, and how often KMS is called.
 *
 * @module
 */
import type { Chart, Datum } from '../../charts/chart.ts'
import { describeCount, describeInterval, nothing } from '../../figures.ts'
import { printable } from '../../text.ts'
import { colours } from '../../theme.ts'
import { describeDuration } from '../../../units/quantity.ts'
import type { Figure, IndexedCell, IndexedRun } from '../run-index.ts'
import { trendOf, type TrendPoint } from '../trends.ts'
import {
  describePoint,
  findingOf,
  howToReadTrends,
  panelColumns,
  timeOf,
  type IndexChartInput,
  type IndexChartMaker,
} from './index-chart.ts'
import { panelsSpec, type Panel, type PanelLook } from './trend-panels.ts'

const cellsMax = 6

/** One figure of a cell. */
interface Quantity {
  readonly name: string
  /** In words, in front of `in run …`. */
  readonly subject: string
  readonly figureOf: (cell: IndexedCell) => Figure | undefined
  readonly describe: (value: number) => string
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

const statistics = ['p50', 'p99'] as const

const overheadKinds = (['put', 'get'] as const).map((operation): Kind & { operation: 'put' | 'get' } => ({
  operation,
  id: `overhead-trends-${operation}`,
  title: `What ${operation === 'put' ? 'sealing adds to a put' : 'opening adds to a get'}, cell by cell, from run to run`,
  isDuration: true,
  howToRead:
    'One panel for each cell, one mark of each kind for each run, oldest to newest. Circles with a solid line are the overhead at the median, triangles with a dashed line that at p99 (difference of the quantiles ' +
    'of service time, sealed minus plain, per record), bars their 95 % intervals from within the run; every panel has its own axis. ',
  quantities: statistics.map((statistic) => ({
    name: statistic,
    subject: `${statistic} of ${operation}.overhead`,
    figureOf: (cell) => cell[operation]?.[statistic],
    describe: describeDuration,
  })),
}))

const callsKind: Kind = {
  id: 'kms-call-trends',
  title: 'KMS calls of each cell from run to run',
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
    },
  ],
  boundOf: ({ expectedCalls }) => expectedCalls,
}

function exactly(value: number): Figure {
  return { estimate: value, low: value, high: value }
}

export const cellTrendsChart: IndexChartMaker = (input) => [
  ...overheadKinds
    .filter(({ operation }) => input.view.operations.includes(operation))
    .flatMap((kind) => chartOf(input, kind)),
  ...chartOf(input, callsKind),
]

function chartOf({ runs, view }: IndexChartInput, kind: Kind): Chart[] {
  const cells = cellsOf(runs, view.cells)
  const shown = cells.slice(0, cellsMax)
  const trends = shown.flatMap((cell) => kind.quantities.map((quantity) => cellTrend(runs, cell, quantity)))
  const drawn = trends.filter(({ points }) => points.length > 0)
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
          ? ` The picture shows ${shown.length} of ${cells.length} cells, those that claims ask for first.`
          : ''),
      spec: (width) =>
        panelsSpec(
          runs,
          panels,
          { ...lookOf(kind), scale: view.scale, columns: panelColumns(panels.length, width) },
          width,
        ),
      table: tableOf(runs, drawn, kind),
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

function cellTrend(runs: readonly IndexedRun[], cell: IndexedCell, quantity: Quantity): CellTrend {
  const found = (run: IndexedRun) => run.cells.find(({ id }) => id === cell.id)
  const points = trendOf(
    runs,
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
        description: describePoint(`${quantity.subject} in ${cell.label}`, point, quantity.describe),
      })),
    })),
  }
}

function lookOf({ quantities }: Kind): Omit<PanelLook, 'columns' | 'scale'> {
  const looks = [
    { shape: 'circle', colour: colours.overhead, dash: [1, 0] },
    { shape: 'triangle-up', colour: colours.delta, dash: [4, 2] },
  ]
  const named = Object.fromEntries(quantities.map(({ name }, index) => [name, looks[index]!] as const))
  return { axis: 'order', legend: quantities.length > 1, marks: named, lines: named }
}

function tableOf(runs: readonly IndexedRun[], trends: readonly CellTrend[], kind: Kind): Chart['table'] {
  return {
    columns: [
      { label: 'run' },
      { label: 'began (UTC)' },
      ...trends.map(({ cell, quantity }) => ({ group: cell.label, label: quantity.name, isNumber: true })),
    ],
    rows: runs.toReversed().map((run) => [
      run.id,
      timeOf(run),
      ...trends.map(({ quantity, points }) => {
        const point = points.find((candidate) => candidate.run === run)
        return point === undefined ? nothing : figureText(point, quantity, kind)
      }),
    ]),
  }
}

function figureText(
  { estimate, low, high, standing }: TrendPoint,
  { describe }: Quantity,
  { isDuration }: Kind,
) {
  const mark = standing === 'usual' ? '' : '◯ '
  if (!isDuration) return `${mark}${describe(estimate)}`
  const interval = low === null || high === null ? null : ([low, high] as const)
  return `${mark}${describe(estimate)} (${describeInterval(interval, describe)})`
}

function dataOf({ cell, quantity, points }: CellTrend): Datum[] {
  return points.map(({ run, estimate, low, high, standing }) => ({
    run: run.id,
    startedAt: run.startedAt,
    order: run.order,
    family: run.family,
    cell: cell.id,
    figure: quantity.name,
    value: estimate,
    low95: low,
    high95: high,
    standing,
  }))
}
