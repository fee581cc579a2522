/**
 * The chosen percentiles of every cell, sealed beside plain, a row for each
 * cell in the order of the sweep: where in it the tail grows.
 *
 * @module
 */
import type { Operation } from '../../measure/series.ts'
import type { CellResult, LatencySummary, Run } from '../../run-store/run-format.ts'
import { describeDuration } from '../../units/quantity.ts'
import type { CellDetail } from '../data/cell-detail.ts'
import { gridIndexOf, recordsBeyond } from '../data/percentile-grid.ts'
import type { View, ViewPercentile } from '../data/view.ts'
import { describePercentile, nothing, plural } from '../figures.ts'
import type { Table } from '../overview.ts'
import { shortLabel } from '../parameters.ts'
import { printable } from '../text.ts'
import { colours } from '../theme.ts'
import type { ChartSpec } from '../vega.ts'
import { durationLabel, logAxis, narrow, type Chart, type ChartInput, type ChartMaker } from './chart.ts'
import { describeTime, shownTime } from './shown-curves.ts'

const cellsMost = 40
/** Intervals are made from histograms, which to read of every cell would take longer than the picture is worth. */
const cellsWithIntervalsMost = 24

const fieldOf: Readonly<Record<ViewPercentile, keyof LatencySummary>> = {
  50: 'p50',
  90: 'p90',
  99: 'p99',
  99.9: 'p999',
  99.99: 'p9999',
}
const shapeOf: Readonly<Record<ViewPercentile, string>> = {
  50: 'circle',
  90: 'square',
  99: 'triangle-up',
  99.9: 'diamond',
  99.99: 'cross',
}

interface Row {
  readonly cell: string
  readonly label: string
  readonly arm: 'plain' | 'sealed'
  readonly percentile: string
  readonly ns: number
  readonly lowNs: number | null
  readonly highNs: number | null
}

export const percentilesByCellChart: ChartMaker = (input) =>
  input.view.operations.flatMap((operation) => chartOf(operation, input) ?? [])

function chartOf(operation: Operation, input: ChartInput): Chart | undefined {
  const { run, view, detailOf, focus } = input
  const arms = (['plain', 'sealed'] as const).filter((arm) => view.arms.includes(arm))
  const measured = input.cells.filter((cell) => summaryOf(cell, operation, 'sealed', view).count > 0)
  if (run.cells.length < 2 || measured.length < 2 || arms.length === 0) return undefined
  const shown = slowest(measured, operation, view)
  const hasIntervals = shown.length <= cellsWithIntervalsMost
  const rows = shown.flatMap((cell) =>
    arms.flatMap((arm) =>
      rowsOf(run, cell, { operation, arm, view, detail: hasIntervals ? detailOf(cell.id) : undefined }),
    ),
  )
  const { words } = shownTime(detailOf(focus.id), operation, view)
  const isDrawn = ({ ns }: Row): boolean => view.scale === 'linear' || ns > 0
  return {
    id: `percentiles-${operation}-by-cell`,
    title: `${words[0]!.toUpperCase()}${words.slice(1)} by percentile, cell by cell`,
    howToRead:
      'Each row is a cell, in the order of the sweep, with plain above sealed; the further right, the slower. Each shape is a percentile, and ' +
      `the line joins those of one arm: a long line is a long tail. ${hasIntervals ? 'Bars are 95 % intervals.' : `Intervals are left out beyond ${cellsWithIntervalsMost} cells.`} ` +
      'Response time counts from the intended arrival, so it holds the wait for KMS (modelled latency on the virtual clock) and for others; service time holds the former alone.',
    finding: finding(run, shown, { operation, view, words, left: measured.length - shown.length }),
    spec: (width) => spec(rows.filter(isDrawn), { view, words, width }),
    table: tableOf(rows, view),
    data: rows
      .filter(isDrawn)
      .map(({ cell, arm, percentile, ns, lowNs, highNs }) => ({ cell, arm, percentile, ns, lowNs, highNs })),
  }
}

function summaryOf(
  cell: CellResult,
  operation: Operation,
  arm: 'plain' | 'sealed',
  { unit, time }: View,
): LatencySummary {
  return unit === 'call' ? cell[operation].perCall[arm] : cell[operation][arm][time]
}

/** Those with the longest tail where there are too many, in the order of the sweep. */
function slowest(cells: readonly CellResult[], operation: Operation, view: View): readonly CellResult[] {
  const tail = (cell: CellResult) =>
    summaryOf(cell, operation, 'sealed', view)[fieldOf[view.percentiles.at(-1)!]]
  const kept = new Set(cells.toSorted((one, other) => tail(other) - tail(one)).slice(0, cellsMost))
  return cells.filter((cell) => kept.has(cell))
}

interface ArmOfCell {
  readonly operation: Operation
  readonly arm: 'plain' | 'sealed'
  readonly view: View
  readonly detail: CellDetail | undefined
}

function rowsOf(run: Run, cell: CellResult, { operation, arm, view, detail }: ArmOfCell): Row[] {
  const summary = summaryOf(cell, operation, arm, view)
  const time = detail === undefined ? 'serviceTime' : shownTime(detail, operation, view).time
  const curve = detail?.curves[`${operation}.${arm}.${time}`]
  return view.percentiles
    .filter((percent) => percent === 50 || (1 - percent / 100) * summary.count >= recordsBeyond * (1 - 1e-9))
    .map((percent) => {
      const at = gridIndexOf(percent / 100)
      return {
        cell: cell.id,
        label: printable(shortLabel(run, cell)),
        arm,
        percentile: describePercentile(percent),
        ns: summary[fieldOf[percent]],
        lowNs: curve?.low?.[at] ?? null,
        highNs: curve?.high?.[at] ?? null,
      }
    })
}

interface Finding {
  readonly operation: Operation
  readonly view: View
  readonly words: string
  readonly left: number
}

function finding(run: Run, cells: readonly CellResult[], { operation, view, words, left }: Finding): string {
  const percent = view.percentiles.findLast((one) => one <= 99.9) ?? view.percentiles[0]!
  const tail = (cell: CellResult) => summaryOf(cell, operation, 'sealed', view)[fieldOf[percent]]
  const sorted = cells.toSorted((one, other) => tail(one) - tail(other))
  const [best, worst] = [sorted[0]!, sorted.at(-1)!]
  const [shortest, longest] = [describeDuration(tail(best)), describeDuration(tail(worst))]
  const subject = `Sealed, ${describePercentile(percent)} of the ${words} is`
  const sentence =
    shortest === longest
      ? `${subject} ${shortest} in every cell.`
      : `${subject} shortest in ${shortLabel(run, best)} with ${shortest} and longest in ${shortLabel(run, worst)} with ${longest}.`
  return left > 0
    ? `${sentence} ${plural(left, 'cell has', 'cells have')} a shorter tail and ${left === 1 ? 'is' : 'are'} left out.`
    : sentence
}

interface Look {
  readonly view: View
  readonly words: string
  readonly width: number
}

function spec(rows: readonly Row[], look: Look): ChartSpec {
  const { width } = look
  const isNarrow = width < narrow
  const arms = [...new Set(rows.map(({ arm }) => arm))]
  const labels = [...new Set(rows.map(({ label }) => label))]
  const values = rows.map(({ cell, label, arm, percentile, ns, lowNs: low, highNs: high }) => ({
    cell,
    label,
    arm,
    percentile,
    ns,
    low,
    high,
    description: `${cell}, ${arm}, ${percentile}: ${describeTime({ ns, low, high })}`,
  }))
  return {
    width,
    autosize: { type: 'fit', contains: 'padding' },
    height: labels.length * (arms.length * 14 + 8) + (isNarrow ? 120 : 90),
    data: { values },
    encoding: {
      y: {
        field: 'label',
        type: 'nominal',
        sort: labels,
        title: null,
        axis: { ticks: false, domain: false, labelLimit: isNarrow ? 110 : 240, grid: true },
        scale: { paddingInner: 0.25 },
      },
      yOffset: { field: 'arm', type: 'nominal', scale: { domain: arms } },
      color: {
        field: 'arm',
        type: 'nominal',
        legend: { title: null, symbolType: 'stroke', symbolSize: 400, symbolOpacity: 1 },
        scale: { domain: arms, range: arms.map((arm) => colours[arm]) },
      },
    },
    layer: layersOf(rows, look),
  } as ChartSpec
}

function layersOf(rows: readonly Row[], { view, words, width }: Look): object[] {
  const x = { ...axisOf(rows, view, words), field: 'ns' }
  const shown = view.percentiles.filter((percent) =>
    rows.some(({ percentile }) => percentile === describePercentile(percent)),
  )
  // Two legends in a row would not fit.
  const legend = {
    title: null,
    symbolFillColor: colours.ink,
    symbolStrokeColor: colours.ink,
    ...(width < narrow && { orient: 'bottom', columns: shown.length }),
  }
  const shape = {
    field: 'percentile',
    type: 'nominal',
    legend,
    scale: {
      domain: shown.map((percent) => describePercentile(percent)),
      range: shown.map((percent) => shapeOf[percent]),
    },
  }
  return [
    {
      mark: { type: 'line', strokeWidth: 1, opacity: 0.6, aria: false },
      encoding: { x, detail: [{ field: 'cell' }] },
    },
    {
      transform: [{ filter: 'isValid(datum.low)' }],
      mark: { type: 'rule', strokeWidth: 3, opacity: 0.45, clip: true, aria: false },
      encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' } },
    },
    {
      mark: { type: 'point', filled: true, size: 42, opacity: 1 },
      encoding: { x, shape, description: { field: 'description', type: 'nominal' } },
    },
  ]
}

function axisOf(rows: readonly Row[], { scale }: View, words: string) {
  const common = { type: 'quantitative' as const, title: words }
  if (scale === 'linear')
    return { ...common, scale: { zero: true }, axis: { labelExpr: durationLabel, tickCount: 6 } }
  const values = rows.flatMap(({ ns, highNs }) => [ns, highNs ?? ns])
  const { domain, ticks } = logAxis(Math.min(...values), Math.max(...values))
  return {
    ...common,
    scale: { type: 'log' as const, domain, nice: false },
    axis: { values: ticks, labelExpr: durationLabel, labelOverlap: 'greedy' as const },
  }
}

function tableOf(rows: readonly Row[], { percentiles }: View): Table {
  const names = percentiles.map((percent) => describePercentile(percent))
  const groups = [...Map.groupBy(rows, ({ cell, arm }) => `${cell} ${arm}`).values()]
  return {
    columns: [{ label: 'cell' }, { label: 'arm' }, ...names.map((label) => ({ label, isNumber: true }))],
    rows: groups.map((group) => [
      group[0]!.label,
      group[0]!.arm,
      ...names.map((name) => {
        const row = group.find(({ percentile }) => percentile === name)
        return row === undefined ? nothing : describeTime({ ns: row.ns, low: row.lowNs, high: row.highNs })
      }),
    ]),
  }
}
