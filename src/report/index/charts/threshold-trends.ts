/**
 * The figure of each threshold from run to run, with its bound: where a
 * scenario came to ask for more or less, the bound has a step.
 *
 * @module
 */
import { metricNamed } from '../../../scenario/metrics.ts'
import type { Datum } from '../../charts/chart.ts'
import { describeMetric, plural } from '../../figures.ts'
import { printable } from '../../text.ts'
import { colours } from '../../theme.ts'
import type { IndexView } from '../index-view.ts'
import { followThresholds, type FollowedThreshold } from '../followed-thresholds.ts'
import type { Figure, IndexedRun, IndexedThreshold } from '../run-index.ts'
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
import { isNear, panelsSpec, type Panel, type PanelLook } from './trend-panels.ts'
import { trendTable } from './trend-table.ts'

const thresholdsMax = 12

const look = {
  marks: {
    passed: { shape: 'circle', colour: colours.holds },
    failed: { shape: 'cross', colour: colours.refuted },
  },
  lines: { figure: { dash: [1, 0], colour: colours.muted } },
  legend: false,
  scale: 'linear',
} satisfies Partial<PanelLook>

interface ThresholdTrend extends FollowedThreshold {
  /** Of the newest run that is shown and has it. */
  readonly threshold: IndexedThreshold
  /** In a run that is shown. */
  readonly isFailed: boolean
  /** None where no run that is shown has a figure. */
  readonly points: readonly TrendPoint[]
}

export const thresholdTrendsChart: IndexChartMaker = (input) => {
  const all = trendsOf(input)
  const measured = all.filter(({ points }) => points.length > 0)
  if (measured.length === 0) return []
  const { runs, view } = input
  const lines = followed(measured, ({ isFailed }) => isFailed)
  const trends = lines.slice(0, thresholdsMax)
  return [
    {
      id: 'threshold-trends',
      title: view.axis === 'order' ? 'The thresholds from run to run' : 'The thresholds over time',
      howToRead:
        'One panel for each threshold and cell, one mark for each run: a circle where the figure keeps the threshold, a cross where it breaks it. Thresholds judge the bare figure, without an interval. ' +
        `The dashed line is the bound, with a step where the scenario came to ask for another; it is left out where it is far away. ${howToReadTrends}`,
      finding: [
        failedText(all, runs),
        ...changedText(trends),
        findingOf(figuresOf(measured)),
        ...leftText(all, trends),
      ].join(' '),
      spec: (width) =>
        panelsSpec(
          runs,
          trends.map(panelOf),
          { ...look, axis: view.axis, columns: panelColumns(trends.length, width) },
          width,
        ),
      table: trendTable(runs, trends, ({ threshold }) => ({ label: nameOf(threshold) }), figureText),
      data: trends.flatMap(dataOf),
    },
  ]
}

/** Those that fail in the newest run first, then those that fail in any other that is shown. */
function trendsOf(input: IndexChartInput): ThresholdTrend[] {
  const { index, runs, view } = input
  return followThresholds(index.runs)
    .flatMap(({ asked }): (ThresholdTrend & { readonly rank: number })[] => {
      const shown = runs.flatMap(({ order }) => asked.get(order) ?? [])
      const threshold = shown.at(-1)
      if (threshold === undefined || !isChosen(threshold, view)) return []
      const points = drawnTrend(input, ({ order }) => figureOf(asked.get(order)))
      const rank = !threshold.passed ? 2 : shown.some(({ passed }) => !passed) ? 1 : 0
      return [{ asked, threshold, points, rank, isFailed: rank > 0 }]
    })
    .toSorted((one, other) => other.rank - one.rank)
}

function isChosen({ cellId }: IndexedThreshold, { cells }: IndexView): boolean {
  return cells.length === 0 || cells.includes(cellId)
}

function figureOf(threshold: IndexedThreshold | undefined): Figure | undefined {
  const actual = threshold?.actual ?? null
  return actual === null ? undefined : { estimate: actual, low: null, high: null }
}

/** That of a run with a point. */
function thresholdOf({ order }: IndexedRun, { asked }: FollowedThreshold): IndexedThreshold {
  return asked.get(order)!
}

/** Each figure of a run once, however many thresholds bound it. */
function figuresOf(trends: readonly ThresholdTrend[]) {
  const named = trends.flatMap(({ threshold, points }) =>
    points.map((point) => ({ name: nameOf(threshold), point })),
  )
  return [...Map.groupBy(named, ({ name, point }) => `${name}\0${point.run.order}`).values()].map(
    (same) => same.find(({ point }) => point.standing !== 'usual') ?? same[0]!,
  )
}

function nameOf({ subject, cellId }: IndexedThreshold): string {
  return `${subject}, ${cellId}`
}

/** Of all thresholds that are chosen, drawn or not. What was not measured fails, too. */
function failedText(trends: readonly ThresholdTrend[], runs: readonly IndexedRun[]): string {
  const failed = runs.filter(({ order }) => trends.some(({ asked }) => asked.get(order)?.passed === false))
  return failed.length === 0
    ? 'All of them pass in every run shown.'
    : printable(
        `One or more fail in ${failed.length} of ${plural(runs.length, 'run')}, last in ${failed.at(-1)!.id}.`,
      )
}

function leftText(all: readonly ThresholdTrend[], drawn: readonly ThresholdTrend[]): string[] {
  const left = all.filter((trend) => !drawn.includes(trend))
  if (left.length === 0) return []
  const [bare, single] = [0, 1].map((count) => left.filter(({ points }) => points.length === count).length)
  const because = [
    ...(bare! > 0 ? [`, ${bare} of them without a figure in any run shown`] : []),
    ...(single! > 0 ? [`, ${single} of them with a figure in one run alone`] : []),
  ].join('')
  return [`The picture leaves out ${plural(left.length, 'threshold')} of ${all.length}${because}.`]
}

/** Which bounds are not the same in all runs, newest change of each. */
function changedText(trends: readonly ThresholdTrend[]): string[] {
  const changed = trends.flatMap((trend) => {
    const { points, threshold } = trend
    const last = points.findLastIndex(
      ({ run }, at) =>
        at > 0 && thresholdOf(run, trend).bound.value !== thresholdOf(points[at - 1]!.run, trend).bound.value,
    )
    if (last === -1) return []
    const [before, now] = [points[last - 1]!, points[last]!].map(
      ({ run }) => thresholdOf(run, trend).bound.text,
    )
    return [`${nameOf(threshold)}: ${before}, ${now} since ${points[last]!.run.id}`]
  })
  return changed.length === 0 ? [] : [printable(`Bounds that changed: ${changed.join('; ')}.`)]
}

function panelOf(trend: ThresholdTrend): Panel {
  const { threshold, points } = trend
  const describe = (value: number) => describeMetric(threshold.metric, value)
  const bare: Panel = {
    title: printable(threshold.subject),
    isDuration: metricNamed(threshold.metric)?.dimension === 'duration',
    lines: [
      {
        name: 'figure',
        points: points.map((point) => {
          const { passed, bound } = thresholdOf(point.run, trend)
          const mark = passed ? 'passed' : 'failed'
          const more = [mark, `asked for ${bound.text}`]
          return { point, mark, description: describePoint(nameOf(threshold), point, describe, more, false) }
        }),
      },
    ],
  }
  const far = isNear(bare, threshold.bound.value) ? '' : ' (far from here)'
  return {
    ...bare,
    subtitle: printable(`${threshold.bound.text}${far}; ${threshold.cell}`),
    bounds: points.map(({ run }) => ({ run, value: thresholdOf(run, trend).bound.value })),
  }
}

function figureText({ run, estimate, standing }: TrendPoint, trend: ThresholdTrend): string {
  const { metric, passed, bound } = thresholdOf(run, trend)
  const mark = `${standing === 'usual' ? '' : '◯ '}${passed ? '✔' : '✘'}`
  return `${mark} ${describeMetric(metric, estimate)} (${bound.text})`
}

function dataOf(trend: ThresholdTrend): Datum[] {
  const { threshold, points } = trend
  return points.map(({ run, estimate, standing }) => {
    const { passed, bound } = thresholdOf(run, trend)
    return {
      ...datumOfRun(run),
      threshold: threshold.subject,
      metric: threshold.metric,
      cell: threshold.cellId,
      result: passed ? 'passed' : 'failed',
      figure: estimate,
      comparison: bound.op,
      bound: bound.value,
      standing,
    }
  })
}
