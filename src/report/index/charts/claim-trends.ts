/**
 * Each claim's estimate from run to run, with its interval and its bound, once
 * in the order of the runs and once over time.
 *
 * @module
 */
import type { ClaimVerdict } from '../../../run-store/run-format.ts'
import { metricNamed } from '../../../scenario/metrics.ts'
import type { Chart, Datum } from '../../charts/chart.ts'
import { verdictShapes } from '../../charts/claims-spec.ts'
import { describeInterval, describeMetric, plural } from '../../figures.ts'
import { verdictMarks } from '../../overview.ts'
import { printable } from '../../text.ts'
import { colours } from '../../theme.ts'
import type { IndexedClaim, IndexedRun } from '../run-index.ts'
import { isTimed, type IndexView, type RunAxis } from '../index-view.ts'
import type { TrendPoint } from '../trends.ts'
import {
  datumOfRun,
  describePoint,
  drawnTrend,
  findingOf,
  followed,
  howToReadTrends,
  timelessText,
  panelColumns,
  type IndexChartInput,
  type IndexChartMaker,
} from './index-chart.ts'
import { isNear, panelsSpec, type Panel, type PanelLook } from './trend-panels.ts'
import { trendTable } from './trend-table.ts'

const claimsMax = 12

const look = {
  marks: Object.fromEntries(
    Object.entries(verdictShapes).map(([verdict, shape]) => [
      verdict,
      { shape, colour: colours[verdict as ClaimVerdict] },
    ]),
  ),
  lines: { estimate: { dash: [1, 0], colour: colours.muted } },
  legend: false,
  scale: 'linear',
} satisfies Partial<PanelLook>

interface ClaimTrend {
  readonly key: string
  /** Of the newest run that has it. */
  readonly claim: IndexedClaim
  readonly points: readonly TrendPoint[]
  /** The rank of its worst verdict in a run that is shown. */
  readonly worst: number
}

export const claimTrendsChart: IndexChartMaker = (input) => {
  const trends = trendsOf(input)
  if (trends.length === 0) return []
  const { runs, view } = input
  const shown = followed(trends, ({ worst }) => worst > 0).slice(0, claimsMax)
  return [
    chartOf(input, shown, trends, view.axis),
    ...(view.axis === 'order' && isTimed(runs) ? [chartOf(input, shown, trends, 'time')] : []),
  ]
}

/** A claim is the same from run to run while it asks for the same figure; those that do not hold in the newest run come first, then those that do not in any other that is shown. */
function trendsOf(input: IndexChartInput): ClaimTrend[] {
  const { runs, view } = input
  const newest = new Map<string, IndexedClaim>()
  for (const { claims } of runs)
    for (const claim of claims) if (isChosen(claim, view)) newest.set(keyOf(claim), claim)
  return [...newest]
    .map(([key, claim]) => ({
      key,
      claim,
      points: drawnTrend(
        input,
        (run) => findClaim(run, key)?.figure,
        (run) => findClaim(run, key)?.verdict !== 'invalid',
      ),
    }))
    .filter(({ points }) => points.length > 0)
    .map((trend) => ({ ...trend, worst: worstOf(runs, trend.key) }))
    .toSorted((one, other) => rank[other.claim.verdict] - rank[one.claim.verdict] || other.worst - one.worst)
}

function worstOf(runs: readonly IndexedRun[], key: string): number {
  return Math.max(...runs.map((run) => rank[findClaim(run, key)?.verdict ?? 'holds']))
}

function isChosen({ id, cellId }: IndexedClaim, { claims, cells }: IndexView): boolean {
  return (claims.length === 0 || claims.includes(id)) && (cells.length === 0 || cells.includes(cellId))
}

const rank: Readonly<Record<ClaimVerdict, number>> = { refuted: 3, invalid: 2, inconclusive: 1, holds: 0 }

function keyOf({ id, subject, cellId }: IndexedClaim): string {
  return [id, subject, cellId].join('\0')
}

function chartOf(
  { runs, view }: IndexChartInput,
  trends: readonly ClaimTrend[],
  all: readonly ClaimTrend[],
  axis: RunAxis,
): Chart {
  const panels = trends.map((trend) => panelOf(trend))
  const left = all.length - trends.length
  const named = all.flatMap(({ claim, points }) => points.map((point) => ({ name: claim.id, point })))
  return {
    id: axis === view.axis ? 'claim-trends' : 'claims-over-time',
    title: axis === 'order' ? 'The claims from run to run' : 'The claims over time',
    howToRead:
      (axis === 'order'
        ? 'One panel for each claim, one mark for each run, in the order in which they were made. '
        : 'The same with each run at the time when it began, so that days without a run are seen as such. ') +
      'The mark’s shape is the verdict (circle: holds, cross: refuted, diamond: inconclusive, square: invalid), the bar the 95 % interval from within the run, ' +
      `the dashed line the claimed bound, which is left out where it is far away. ${howToReadTrends}`,
    finding:
      findingOf(named) +
      (left > 0
        ? ` The picture leaves out ${plural(left, 'claim')} of ${all.length}${singleText(all, trends)}.`
        : '') +
      // Where all stands over time those without one are not among them.
      (axis === view.axis ? '' : timelessText(runs)),
    spec: (width) =>
      panelsSpec(runs, panels, { ...look, axis, columns: panelColumns(panels.length, width) }, width),
    table: trendTable(
      runs,
      trends,
      ({ claim }) => ({ label: claim.id }),
      (point, { key }) => figureText(claimOf(point.run, key), point),
    ),
    data: trends.flatMap((trend) => dataOf(trend, axis)),
  }
}

/** Of those that are left out. */
function singleText(all: readonly ClaimTrend[], drawn: readonly ClaimTrend[]): string {
  const { length } = all.filter((trend) => trend.points.length === 1 && !drawn.includes(trend))
  return length === 0 ? '' : `, ${length} of them with a figure in one run alone`
}

function panelOf({ claim, points, key }: ClaimTrend): Panel {
  const describe = (value: number) => describeMetric(claim.metric, value)
  const bare: Panel = {
    title: printable(claim.id),
    isDuration: metricNamed(claim.metric)?.dimension === 'duration',
    lines: [
      {
        name: 'estimate',
        points: points.map((point) => {
          const { verdict, bound } = claimOf(point.run, key)
          const description = describePoint(claim.id, point, describe, [verdict, `claimed ${bound.text}`])
          return { point, mark: verdict, description }
        }),
      },
    ],
  }
  const far = isNear(bare, claim.bound.value) ? '' : ' (far from here)'
  return {
    ...bare,
    subtitle: printable(`claimed ${claim.bound.text}${far}; ${claim.subject}`),
    bounds: points.map(({ run }) => ({ run, value: claimOf(run, key).bound.value })),
  }
}

function findClaim({ claims }: IndexedRun, key: string): IndexedClaim | undefined {
  return claims.find((claim) => keyOf(claim) === key)
}

/** That of a run with a point. */
function claimOf(run: IndexedRun, key: string): IndexedClaim {
  return findClaim(run, key)!
}

function figureText(
  { metric, verdict }: IndexedClaim,
  { estimate, low, high, standing }: TrendPoint,
): string {
  const describe = (value: number) => describeMetric(metric, value)
  const mark = `${standing === 'usual' ? '' : '◯ '}${verdictMarks[verdict]}`
  const interval = low === null || high === null || low === high ? undefined : ([low, high] as const)
  return interval === undefined
    ? `${mark} ${describe(estimate)}`
    : `${mark} ${describe(estimate)} (${describeInterval(interval, describe)})`
}

function dataOf({ claim, points, key }: ClaimTrend, axis: RunAxis): Datum[] {
  return points
    .filter(({ run }) => axis === 'order' || run.startedAtMs !== null)
    .map(({ run, estimate, low, high, standing }) => {
      const { verdict, bound } = claimOf(run, key)
      return {
        ...datumOfRun(run),
        claim: claim.id,
        metric: claim.metric,
        cell: claim.cellId,
        verdict,
        estimate,
        low95: low,
        high95: high,
        bound: bound.value,
        standing,
      }
    })
}
