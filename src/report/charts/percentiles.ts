/**
 * Percentile curves of the plain and the sealed arm and of what lies between
 * them, with every claim on them as a rule: how far into the tail a claim
 * holds is where its rule crosses.
 *
 * @module
 */
import { operations, type Operation } from '../../measure/series.ts'
import type { CellResult, ClaimResult, Run } from '../../run-store/run-format.ts'
import { describeDuration } from '../../units/quantity.ts'
import type { CellDetail } from '../data/cell-detail.ts'
import { gridLength, percentileGrid, recordsBeyond } from '../data/percentile-grid.ts'
import { distributionOf, type Distribution } from '../distribution.ts'
import type { ChartSpec } from '../vega.ts'
import { describePercentile, describeCount } from '../figures.ts'
import { describeReach, type Table } from '../overview.ts'
import { cellLabel } from '../parameters.ts'
import { printable } from '../text.ts'
import { colours } from '../theme.ts'
import { logAxis, durationLabel, narrow, type Chart, type ChartMaker } from './chart.ts'

const curveNames = ['plain', 'sealed', 'overhead', 'delta per record'] as const
type CurveName = (typeof curveNames)[number]
const curveColours = [colours.plain, colours.sealed, colours.overhead, colours.delta]
const curveDashes = [
  [1, 0],
  [1, 0],
  [7, 3],
  [2, 2],
]

interface Point {
  readonly curve: CurveName
  readonly odds: number
  readonly ns: number
}

type Curves = Readonly<Record<CurveName, (q: number) => number>>

export const percentilesChart: ChartMaker = ({ run, detailOf, focus }) =>
  operations.flatMap((operation) => chartOf(operation, run, focus, detailOf(focus.id)) ?? [])

function chartOf(operation: Operation, run: Run, focus: CellResult, detail: CellDetail): Chart | undefined {
  const [plain, sealed, delta] = (['plain', 'sealed', 'delta'] as const).map((arm) =>
    distributionOf(detail, `${operation}.${arm}.serviceTime`),
  )
  if (plain === undefined || sealed === undefined || delta === undefined) return undefined
  const curves = curvesOf(plain, sealed, delta)
  const records = Math.min(plain.count, sealed.count, delta.count)
  const claims = run.claims.filter((claim) => claim.cellId === focus.id && isDrawable(claim, operation))
  const drawing = {
    points: pointsOf(curves, records),
    landmarks: landmarkPoints(curves, records),
    claims,
    operation,
    records,
  }
  return {
    id: `percentiles-${operation}`,
    title: `Service time of a ${operation} by percentile`,
    howToRead:
      'To the right lie ever rarer records: each labelled step is ten times rarer, and both axes are logarithmic. The overhead is the ' +
      'difference between the sealed and the plain curve at the same percentile; the delta compares each record with itself, so its ' +
      'tail also holds the moments when only one of its two arms was disturbed. A dashed horizontal rule is a claimed bound: the claim ' +
      'holds as far right as its curve stays below. Differences at or below zero cannot be drawn on this axis.',
    finding: `In ${cellLabel(run, focus)}, ${finding(curves, claims, records)}`,
    spec: (width) => spec(drawing, width),
    table: tableOf(curves, records),
  }
}

function curvesOf(plain: Distribution, sealed: Distribution, delta: Distribution): Curves {
  return {
    plain: plain.quantile,
    sealed: sealed.quantile,
    overhead: (q) => sealed.quantile(q) - plain.quantile(q),
    'delta per record': delta.quantile,
  }
}

function isDrawable({ metric, unit, bound }: ClaimResult, operation: Operation): boolean {
  return metric.startsWith(`${operation}.`) && unit !== 'call' && bound.value > 0
}

function pointsOf(curves: Curves, records: number): Point[] {
  const grid = percentileGrid.slice(0, gridLength(records)).filter((q) => q > 0)
  return curveNames.flatMap((curve) =>
    grid.map((q) => ({ curve, odds: 1 / (1 - q), ns: curves[curve](q) })).filter(({ ns }) => ns > 0),
  )
}

interface Drawing {
  readonly points: readonly Point[]
  readonly landmarks: ReturnType<typeof landmarkPoints>
  readonly claims: readonly ClaimResult[]
  readonly operation: Operation
  readonly records: number
}

function spec({ points, landmarks, claims, operation, records }: Drawing, width: number): ChartSpec {
  const isNarrow = width < narrow
  const bounds = claims.map(({ bound }) => bound.value)
  const heights = [...points.map(({ ns }) => ns), ...bounds]
  const { domain, ticks } = logAxis(Math.min(...heights), Math.max(...heights))
  const y = {
    type: 'quantitative' as const,
    title: `service time of a ${operation}`,
    scale: { type: 'log' as const, domain, nice: false },
    axis: { values: ticks, labelExpr: durationLabel },
  }
  const rules = [...new Map(claims.map((claim) => [claim.bound.value, claim])).values()]
  return {
    width,
    autosize: { type: 'fit', contains: 'padding' },
    height: isNarrow ? 380 : 440,
    layer: [
      {
        data: { values: [...points] },
        mark: { type: 'line', strokeWidth: 2.5, aria: false },
        encoding: { x: xAxis(records), y: { ...y, field: 'ns' }, ...curveEncoding(isNarrow) },
      },
      ...rules.flatMap(({ bound, id }) => boundRule(bound.value, `${id}: ${bound.text}`, y)),
      {
        data: { values: [...landmarks] },
        mark: { type: 'point', filled: true, size: 46, opacity: 1 },
        encoding: {
          x: { field: 'odds', type: 'quantitative' },
          y: { ...y, field: 'ns' },
          color: { field: 'curve', type: 'nominal' },
          description: { field: 'text', type: 'nominal' },
        },
      },
    ],
  }
}

function xAxis(records: number) {
  const oddsMax = Math.max(2, records / recordsBeyond)
  const ticks = [...landmarksOf(records)]
  return {
    field: 'odds',
    type: 'quantitative' as const,
    title: 'percentile of records',
    scale: { type: 'log' as const, domain: [1.02, oddsMax], nice: false },
    axis: { values: ticks, labelExpr: '"p" + format(100 * (1 - 1 / datum.value), "~r")', labelFlush: false },
  }
}

function curveEncoding(isNarrow: boolean) {
  const legend = {
    title: null,
    columns: isNarrow ? 2 : 4,
    symbolType: 'stroke',
    symbolSize: 400,
    ...(isNarrow ? { labelLimit: 130 } : {}),
  }
  return {
    color: {
      field: 'curve',
      type: 'nominal' as const,
      legend,
      scale: { domain: [...curveNames], range: [...curveColours] },
    },
    strokeDash: {
      field: 'curve',
      type: 'nominal' as const,
      legend,
      scale: { domain: [...curveNames], range: curveDashes },
    },
  }
}

/** A claimed bound, with its name above the right end. */
function boundRule(bound: number, text: string, y: object) {
  const mark = { color: colours.ink, aria: false }
  const position = { y: { ...y, datum: bound } }
  const data = { values: [{}] }
  return [
    {
      data,
      mark: { type: 'rule' as const, strokeDash: [5, 3], strokeWidth: 1.5, ...mark },
      encoding: position,
    },
    {
      data,
      mark: { type: 'text' as const, align: 'left' as const, dx: 6, dy: -7, ...mark },
      encoding: { ...position, x: { value: 0 }, text: { value: printable(text) } },
    },
  ]
}

/** The percentiles with names that `records` are enough for. */
function landmarksOf(records: number): readonly number[] {
  return [2, 10, 100, 1e3, 1e4, 1e5, 1e6].filter((odds) => odds <= Math.max(2, records / recordsBeyond))
}

function landmarkPoints(curves: Curves, records: number) {
  return curveNames.flatMap((curve) =>
    landmarksOf(records)
      .map((odds) => ({ curve, odds, ns: curves[curve](1 - 1 / odds) }))
      .filter(({ ns }) => ns > 0)
      .map((point) => ({ ...point, text: `${curve}, ${nameOf(point.odds)}: ${describeDuration(point.ns)}` })),
  )
}

function nameOf(odds: number): string {
  return describePercentile(100 * (1 - 1 / odds))
}

function finding(curves: Curves, claims: readonly ClaimResult[], records: number): string {
  const at = (curve: CurveName, odds: number) => describeDuration(curves[curve](1 - 1 / odds))
  const overhead = 'overhead'
  const last = landmarksOf(records).at(-1)!
  const sentences = [
    `the median goes from ${at('plain', 2)} plain to ${at('sealed', 2)} sealed, ${at(overhead, 2)} more; ` +
      `at ${nameOf(last)} the overhead is ${at(overhead, last)}.`,
    ...claims
      .filter(({ holdsUpToPercentile }) => holdsUpToPercentile !== null)
      .map(
        (claim) => `${claim.id} (${claim.bound.text}) holds ${describeReach(claim.holdsUpToPercentile!)}.`,
      ),
    `The curves end where fewer than ${recordsBeyond} of ${describeCount(records)} records remain.`,
  ]
  return sentences.join(' ')
}

function tableOf(curves: Curves, records: number): Table {
  return {
    columns: [{ label: 'percentile' }, ...curveNames.map((label) => ({ label, isNumber: true }))],
    rows: landmarksOf(records).map((odds) => [
      nameOf(odds),
      ...curveNames.map((curve) => describeDuration(curves[curve](1 - 1 / odds))),
    ]),
  }
}
