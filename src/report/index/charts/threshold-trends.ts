/**
 * The figure of each threshold from run to run, with its bound: where a
 * scenario came to ask for more or less, the bound has a step.
 *
 * @module
 */
import { metricNamed } from '../../../scenario/metrics.ts'
import type { Chart, Datum } from '../../charts/chart.ts'
import { describeMetric, nothing, plural } from '../../figures.ts'
import { printable } from '../../text.ts'
import { colours } from '../../theme.ts'
import type { IndexView } from '../index-view.ts'
import type { IndexedRun, IndexedThreshold } from '../run-index.ts'
import type { TrendPoint } from '../trends.ts'
import {
  datumOfRun,
  describePoint,
  drawnTrend,
  findingOf,
  howToReadTrends,
  panelColumns,
  timeOf,
  type IndexChartInput,
  type IndexChartMaker,
} from './index-chart.ts'
import { isNear, panelsSpec, type Panel, type PanelLook } from './trend-panels.ts'

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

interface ThresholdTrend {
  readonly key: string
  /** Of the newest run that has it. */
  readonly threshold: IndexedThreshold
  readonly points: readonly TrendPoint[]
}

export const thresholdTrendsChart: IndexChartMaker = (input) => {
  const all = trendsOf(input)
  if (all.length === 0) return []
  const { runs, view } = input
  const trends = all.slice(0, thresholdsMax)
  const left = all.length - trends.length
  const named = trends.flatMap(({ threshold, points }) =>
    points.map((point) => ({ name: nameOf(threshold), point })),
  )
  return [
    {
      id: 'threshold-trends',
      title: view.axis === 'order' ? 'The thresholds from run to run' : 'The thresholds over time',
      howToRead:
        'One panel for each threshold and cell, one mark for each run: a circle where the figure keeps the threshold, a cross where it breaks it. Thresholds judge the bare figure, without an interval. ' +
        `The dashed line is the bound, with a step where the scenario came to ask for another; it is left out where it is far away. ${howToReadTrends}`,
      finding: [
        failedText(trends, runs),
        ...changedText(trends),
        findingOf(named),
        ...(left > 0 ? [`The picture leaves out ${plural(left, 'threshold')} of ${all.length}.`] : []),
      ].join(' '),
      spec: (width) =>
        panelsSpec(
          runs,
          trends.map(panelOf),
          { ...look, axis: view.axis, columns: panelColumns(trends.length, width) },
          width,
        ),
      table: tableOf(runs, trends),
      data: trends.flatMap(dataOf),
    },
  ]
}

/** A threshold is the same from run to run while it bounds the same figure from the same side; those that fail come first. */
function trendsOf(input: IndexChartInput): ThresholdTrend[] {
  const newest = new Map<string, IndexedThreshold>()
  for (const { thresholds } of input.runs)
    for (const threshold of thresholds)
      if (isChosen(threshold, input.view)) newest.set(keyOf(threshold), threshold)
  return [...newest]
    .map(([key, threshold]) => ({
      key,
      threshold,
      points: drawnTrend(input, (run) => {
        const actual = findThreshold(run, key)?.actual ?? null
        return actual === null ? undefined : { estimate: actual, low: null, high: null }
      }),
    }))
    .filter(({ points }) => points.length > 0)
    .toSorted((one, other) => Number(one.threshold.passed) - Number(other.threshold.passed))
}

function isChosen({ cellId }: IndexedThreshold, { cells }: IndexView): boolean {
  return cells.length === 0 || cells.includes(cellId)
}

function keyOf({ subject, cellId, bound }: IndexedThreshold): string {
  return [subject, cellId, bound.op.slice(0, 1)].join('\0')
}

function findThreshold({ thresholds }: IndexedRun, key: string): IndexedThreshold | undefined {
  return thresholds.find((threshold) => keyOf(threshold) === key)
}

/** That of a run with a point. */
function thresholdOf(run: IndexedRun, key: string): IndexedThreshold {
  return findThreshold(run, key)!
}

function nameOf({ subject, cellId }: IndexedThreshold): string {
  return `${subject}, ${cellId}`
}

/** What was not measured fails, too. */
function failedText(trends: readonly ThresholdTrend[], runs: readonly IndexedRun[]): string {
  const failed = runs.filter((run) => trends.some(({ key }) => findThreshold(run, key)?.passed === false))
  return failed.length === 0
    ? 'All of them pass in every run shown.'
    : printable(
        `One or more fail in ${failed.length} of ${plural(runs.length, 'run')}, last in ${failed.at(-1)!.id}.`,
      )
}

/** Which bounds are not the same in all runs, newest change of each. */
function changedText(trends: readonly ThresholdTrend[]): string[] {
  const changed = trends.flatMap(({ key, points, threshold }) => {
    const last = points.findLastIndex(
      ({ run }, at) =>
        at > 0 && thresholdOf(run, key).bound.value !== thresholdOf(points[at - 1]!.run, key).bound.value,
    )
    if (last === -1) return []
    const [before, now] = [points[last - 1]!, points[last]!].map(
      ({ run }) => thresholdOf(run, key).bound.text,
    )
    return [`${nameOf(threshold)}: ${before}, ${now} since ${points[last]!.run.id}`]
  })
  return changed.length === 0 ? [] : [printable(`Bounds that changed: ${changed.join('; ')}.`)]
}

function panelOf({ threshold, points, key }: ThresholdTrend): Panel {
  const describe = (value: number) => describeMetric(threshold.metric, value)
  const bare: Panel = {
    title: printable(threshold.subject),
    isDuration: metricNamed(threshold.metric)?.dimension === 'duration',
    lines: [
      {
        name: 'figure',
        points: points.map((point) => {
          const { passed, bound } = thresholdOf(point.run, key)
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
    bounds: points.map(({ run }) => ({ run, value: thresholdOf(run, key).bound.value })),
  }
}

function tableOf(runs: readonly IndexedRun[], trends: readonly ThresholdTrend[]): Chart['table'] {
  return {
    columns: [
      { label: 'run' },
      { label: 'began (UTC)' },
      ...trends.map(({ threshold }) => ({ label: nameOf(threshold), isNumber: true })),
    ],
    rows: runs.toReversed().map((run) => [
      run.id,
      timeOf(run),
      ...trends.map(({ key, points }) => {
        const point = points.find((candidate) => candidate.run === run)
        if (point === undefined) return nothing
        const { metric, passed, bound } = thresholdOf(run, key)
        const mark = `${point.standing === 'usual' ? '' : '◯ '}${passed ? '✔' : '✘'}`
        return `${mark} ${describeMetric(metric, point.estimate)} (${bound.text})`
      }),
    ]),
  }
}

function dataOf({ threshold, points, key }: ThresholdTrend): Datum[] {
  return points.map(({ run, estimate, standing }) => {
    const { passed, bound } = thresholdOf(run, key)
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
