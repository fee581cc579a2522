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
import type { Chart, ChartInput, ChartMaker } from './chart.ts'
import { percentilesByCellSpec, type PercentileRow } from './percentiles-by-cell-spec.ts'
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
  const isDrawn = ({ ns }: PercentileRow): boolean => view.scale === 'linear' || ns > 0
  return {
    id: `percentiles-${operation}-by-cell`,
    title: `${words[0]!.toUpperCase()}${words.slice(1)} by percentile, cell by cell`,
    howToRead:
      'Each row is a cell, in the order of the sweep, with plain above sealed; the further right, the slower. Each shape is a percentile, and ' +
      `the line joins those of one arm: a long line is a long tail. ${hasIntervals ? 'Bars are 95 % intervals.' : `Intervals are left out beyond ${cellsWithIntervalsMost} cells.`} ` +
      'Response time counts from the intended arrival, so it holds the wait for KMS (modelled latency on the virtual clock) and for others; service time holds the former alone.',
    finding: finding(run, measured, { operation, view, words, left: measured.length - shown.length }),
    spec: (width) => percentilesByCellSpec(rows.filter(isDrawn), { view, words, width }),
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
  const field = fieldOf[toldPercent(cells, operation, view)]
  const tail = (cell: CellResult) => summaryOf(cell, operation, 'sealed', view)[field]
  const kept = new Set(cells.toSorted((one, other) => tail(other) - tail(one)).slice(0, cellsMost))
  return cells.filter((cell) => kept.has(cell))
}

interface ArmOfCell {
  readonly operation: Operation
  readonly arm: 'plain' | 'sealed'
  readonly view: View
  readonly detail: CellDetail | undefined
}

function rowsOf(run: Run, cell: CellResult, { operation, arm, view, detail }: ArmOfCell): PercentileRow[] {
  const summary = summaryOf(cell, operation, arm, view)
  const time = detail === undefined ? 'serviceTime' : shownTime(detail, operation, view).time
  const curve = detail?.curves[`${operation}.${arm}.${time}`]
  return view.percentiles
    .filter((percent) => isTold(percent, summary))
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

/** The highest, up to p99.9, that every one of `cells` has. */
function toldPercent(cells: readonly CellResult[], operation: Operation, view: View): ViewPercentile {
  const summaries = cells.map((cell) => summaryOf(cell, operation, 'sealed', view))
  const told = view.percentiles.findLast(
    (percent) => percent <= 99.9 && summaries.every((summary) => isTold(percent, summary)),
  )
  return told ?? view.percentiles[0]!
}

function isTold(percent: ViewPercentile, { count }: LatencySummary): boolean {
  return percent === 50 || (1 - percent / 100) * count >= recordsBeyond * (1 - 1e-9)
}

interface Finding {
  readonly operation: Operation
  readonly view: View
  readonly words: string
  readonly left: number
}

function finding(run: Run, cells: readonly CellResult[], { operation, view, words, left }: Finding): string {
  const percent = toldPercent(cells, operation, view)
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
    ? `${sentence} ${plural(left, 'cell has', 'cells have')} a shorter tail than those drawn and ${left === 1 ? 'is' : 'are'} left out of the picture.`
    : sentence
}

function tableOf(rows: readonly PercentileRow[], { percentiles }: View): Table {
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
