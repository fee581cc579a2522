/**
 * The pictures of a comparison: every change with its interval, and how far
 * each quantile has moved.
 *
 * @module
 */
import type { Comparison, QuantileShift } from '../../run-store/comparison-format.ts'
import type { Chart } from '../charts/chart.ts'
import type { ChartSpec } from '../vega.ts'
import { describeInterval, describePercentile } from '../figures.ts'
import { colours } from '../theme.ts'
import { describeDuration } from '../../units/quantity.ts'
import { describeShare } from '../../units/share.ts'
import { changeTable, figureName } from './comparison-text.ts'

/** More than these are read as a table. */
const changesMax = 60
const cellsMax = 6

export function comparisonCharts(comparison: Comparison): Chart[] {
  return [...changesChart(comparison), ...shiftCharts(comparison)]
}

function changesChart(comparison: Comparison): Chart[] {
  const { tolerance } = comparison
  const drawn = comparison.changes
    .filter(({ change, ci95 }) => change !== null && ci95 !== null)
    .slice(0, changesMax)
  if (drawn.length === 0) return []
  const rows = drawn.map((change) => ({
    name: `${change.cellId} ${figureName(change)}`,
    change: change.change!,
    low: change.ci95![0],
    high: change.ci95![1],
    verdict: change.verdict,
    description: change.reason,
  }))
  const worst = drawn.toSorted((one, other) => other.change! - one.change!)[0]!
  return [
    {
      id: 'changes',
      title: 'Changes from base to candidate',
      howToRead:
        'Each line is one figure: the mark is its change, the bar the 95 % interval over whole runs. To the right is slower, or more. ' +
        'The band around zero is what is tolerated; a figure is a regression where its bar lies to the right of it, after correction for how many figures there are and, where runs took no turns, for what the plain arm did.',
      finding: worst.change! > 0 ? `The largest increase: ${worst.reason}.` : 'No figure increased.',
      spec: (width) => changesSpec(rows, tolerance, width),
      table: changeTable({ ...comparison, changes: drawn }),
    },
  ]
}

function changesSpec(rows: readonly object[], tolerance: number, width: number): ChartSpec {
  const y = {
    field: 'name',
    type: 'nominal',
    sort: null,
    title: null,
    axis: { labelLimit: width * 0.42 },
  } as const
  return {
    width: Math.max(140, width * 0.5),
    height: { step: 20 },
    layer: [
      {
        data: { values: [{ low: -tolerance, high: tolerance }] },
        mark: { type: 'rect', color: colours.plain, opacity: 0.18 },
        encoding: { x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
      },
      {
        data: { values: [...rows] },
        mark: { type: 'rule', color: colours.sealed, strokeWidth: 2 },
        encoding: { y, x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
      },
      {
        data: { values: [...rows] },
        mark: { type: 'point', filled: true, size: 50, color: colours.sealed },
        encoding: {
          y,
          x: { field: 'change', type: 'quantitative', title: 'change', axis: { format: '+.1%' } },
          description: { field: 'description' },
        },
      },
    ],
  }
}

function shiftCharts({ shifts }: Comparison): Chart[] {
  return shifts.slice(0, 2 * cellsMax).map((shift, index) => ({
    id: `shift-${index + 1}-${shift.operation}`,
    title: `How far each quantile of a sealed ${shift.operation} moved, cell ${shift.cellId}`,
    howToRead:
      'From left to right the quantiles of service time, from the fastest records to the slowest, on an axis that stretches the tail. ' +
      'The line is the change of that quantile, the band its 95 % interval over whole runs. A level line above zero: every record became slower by the same share. ' +
      'A line that rises at the right: only the slow ones did.',
    finding: findingOf(shift),
    spec: (width) => shiftSpec(shift, width),
    table: {
      columns: [
        { label: 'quantile' },
        { label: 'base', isNumber: true },
        { label: 'candidate', isNumber: true },
        { label: 'change (95 %)', isNumber: true },
      ],
      rows: shift.points.map(({ q, baseNs, candidateNs, change, ci95 }) => [
        describePercentile(q * 100),
        describeDuration(baseNs),
        describeDuration(candidateNs),
        `${describeShare(change)} (${describeInterval(ci95, describeShare)})`,
      ]),
    },
  }))
}

function findingOf({ points }: QuantileShift): string {
  const clear = points.filter(({ ci95: [low, high] }) => low > 0 || high < 0)
  if (clear.length === 0) return 'No quantile by itself stands clear of where it was.'
  const named = clear.map(({ q, change }) => `${describePercentile(q * 100)} ${describeShare(change)}`)
  return `By themselves these stand clear of zero: ${named.join(', ')}.`
}

function shiftSpec({ points }: QuantileShift, width: number): ChartSpec {
  const values = points.map(({ q, change, ci95: [low, high] }) => ({
    // Stretches both ends, as a normal distribution would.
    at: Math.log10(q / (1 - q)),
    label: describePercentile(q * 100),
    change,
    low,
    high,
    description: `${describePercentile(q * 100)}: ${describeShare(change)}`,
  }))
  const ticks = values.map(({ at }) => at)
  const labels = Object.fromEntries(values.map(({ at, label }) => [String(at), label]))
  const x = {
    field: 'at',
    type: 'quantitative',
    title: 'quantile of service time',
    scale: { nice: false },
    axis: {
      values: ticks,
      labelExpr: `(${JSON.stringify(labels)})['' + datum.value]`,
      labelOverlap: true,
      grid: false,
    },
  } as const
  return {
    width: Math.max(180, width - 90),
    height: 200,
    data: { values },
    layer: [
      {
        mark: { type: 'area', color: colours.sealed, opacity: 0.2 },
        encoding: { x, y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' } },
      },
      {
        mark: { type: 'line', color: colours.sealed, point: true },
        encoding: {
          x,
          y: { field: 'change', type: 'quantitative', title: 'change', axis: { format: '+.1%' } },
          description: { field: 'description' },
        },
      },
      { mark: { type: 'rule', strokeDash: [4, 3], color: colours.plain }, encoding: { y: { datum: 0 } } },
    ],
  }
}
