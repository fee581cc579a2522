/**
 * Percentile curves of the plain and the sealed arm and of what lies between
 * them, with every claim on them as a rule: how far into the tail a claim
 * holds is where its rule crosses.
 *
 * @module
 */
import type { Operation } from '../../measure/series.ts'
import type { ClaimResult, Run } from '../../run-store/run-format.ts'
import { describeDuration } from '../../units/quantity.ts'
import { recordsBeyond } from '../data/percentile-grid.ts'
import type { View } from '../data/view.ts'
import { describeCount, describePercentile, nothing } from '../figures.ts'
import { describeReach, type Table } from '../overview.ts'
import { cellLabel, shortLabel } from '../parameters.ts'
import { printable } from '../text.ts'
import type { Chart, ChartInput, ChartMaker } from './chart.ts'
import { panelCells } from './panel-cells.ts'
import { landmarksOf } from './percentile-axis.ts'
import { namesOf } from './percentile-bounds.ts'
import { timeAxis, type Frame, type Panel } from './percentile-frame.ts'
import { panelRows, panelsSpec } from './percentile-panels.ts'
import { intervalText } from './percentile-intervals.ts'
import { wholeReach } from './percentile-reach.ts'
import { curveName, describeTime, pointOf, shownCurves, shownTime, type ShownCurve } from './shown-curves.ts'

export const percentilesChart: ChartMaker = (input) =>
  input.view.operations.flatMap((operation) => chartOf(operation, input) ?? [])

function chartOf(operation: Operation, input: ChartInput): Chart | undefined {
  const { run, view, detailOf } = input
  const { cells, leftOut } = panelCells(input)
  const panels = cells
    .map((cell): Panel => ({
      cellId: cell.id,
      title: cells.length > 1 ? printable(shortLabel(run, cell)) : '',
      curves: shownCurves(detailOf(cell.id), operation, view),
      claims: run.claims.filter((claim) => claim.cellId === cell.id && isDrawn(claim, operation, view)),
    }))
    .filter(({ curves }) => curves.length > 0)
  if (panels.length === 0) return undefined
  const { words, unit } = shownTime(detailOf(cells[0]!.id), operation, view)
  const curves = panels.flatMap((panel) => panel.curves)
  const frame: Frame = {
    unit,
    words,
    scale: view.scale,
    count: Math.max(...curves.map(({ count }) => count)),
    y: timeAxis(panels, view.scale, words),
  }
  const rows = panels.map((panel) => panelRows(panel, frame))
  return {
    id: `percentiles-${operation}`,
    title: `${words[0]!.toUpperCase()}${words.slice(1)} by percentile`,
    howToRead: howToRead(
      panels,
      frame,
      cells.some(({ repetitions }) => repetitions !== undefined),
    ),
    finding: `${panels.map((panel) => finding(run, panel, frame)).join(' ')}${leftOut}`,
    spec: (width) => panelsSpec(panels, frame, width),
    table: tableOf(panels, frame),
    data: rows.flatMap(({ points, crossings }) => [...points, ...crossings]),
  }
}

/** A claim is drawn where its curve and its unit are. */
function isDrawn({ metric, unit, bound }: ClaimResult, operation: Operation, view: View): boolean {
  const [of, arm, time = 'serviceTime'] = metric.split('.')
  return (
    of === operation &&
    bound.value > 0 &&
    view.arms.some((shown) => shown === arm) &&
    (unit ?? 'record') === view.unit &&
    (view.unit === 'call' || time === view.time)
  )
}

function howToRead(panels: readonly Panel[], { unit, scale }: Frame, isRepeated: boolean): string {
  return [
    `To the right lie ever rarer ${unit}s: each labelled step is ten times rarer. The overhead is the difference between the sealed and ` +
      `the plain curve at the same percentile; the delta compares each ${unit} with itself, so its tail also holds the moments when only ` +
      'one of its two arms was disturbed.',
    intervalText(panels, scale) +
      (isRepeated ? ' Those of repeated runs count each run as one observation.' : ''),
    ...boundTexts(panels),
    scale === 'log'
      ? 'Differences at or below zero cannot be drawn on this axis.'
      : 'The axis of time is linear.',
  ].join(' ')
}

function boundTexts(panels: readonly Panel[]): readonly string[] {
  const claims = panels.flatMap((panel) => panel.claims)
  if (claims.length === 0) return []
  const isUpper = claims.some(({ bound }) => bound.op.startsWith('<'))
  const isOther = claims.some(({ bound }) => !bound.op.startsWith('<'))
  return [
    'A dashed horizontal rule is a claimed bound; one without a name had no room for it, and is named above.',
    ...(isUpper
      ? [
          'One from above (<, <=) holds as far right as its curve stays below, to the diamond if that is in the picture: ' +
            'that of the estimate; the whole interval crosses the rule earlier.',
        ]
      : []),
    ...(isOther
      ? [
          'One from below (>, >=), or an exact figure (==), is about its own percentile alone: whether the curve is above, or on, the rule there.',
        ]
      : []),
  ]
}

function finding(run: Run, { cellId, curves, claims }: Panel, { unit }: Frame): string {
  const cell = run.cells.find(({ id }) => id === cellId)!
  const [plain, sealed, overhead] = (['plain', 'sealed', 'overhead'] as const).map((arm) =>
    curves.find((curve) => curve.arm === arm),
  )
  const records = Math.min(...curves.map(({ count }) => count))
  const last = landmarksOf(records).at(-1)!
  const more = overhead === undefined ? '' : `, ${describeTime(pointOf(overhead, 0.5)!)} more`
  const medians =
    plain !== undefined && sealed !== undefined
      ? `the median goes from ${medianOf(plain)} plain to ${medianOf(sealed)} sealed${more}`
      : `the median is ${curves.map((curve) => `${describeTime(pointOf(curve, 0.5)!)} of ${curve.name}`).join(', ')}`
  const end = overhead && pointOf(overhead, last)
  const sentences = [
    `In ${cellLabel(run, cell)}, ${medians}` +
      `${end === undefined ? '' : `; at ${describePercentile(100 * last)} the overhead is ${describeTime(end)}`}.`,
    ...claimSentences(claims, curves),
    `The curves end where fewer than ${recordsBeyond} of ${describeCount(records)} ${unit}s remain.`,
  ]
  return sentences.join(' ')
}

/** Claims of which the same is to be said share a sentence. */
function claimSentences(claims: readonly ClaimResult[], curves: readonly ShownCurve[]): string[] {
  const groups = Map.groupBy(claims, (claim) =>
    JSON.stringify([claim.bound.text, outcomeOf(claim, curves, true)]),
  )
  return [...groups.values()].map(
    (same) => `${namesOf(same)} (${same[0]!.bound.text}) ${outcomeOf(same[0]!, curves, same.length > 1)}.`,
  )
}

/** Bounds from above say how far they hold; others are about their own percentile. */
function outcomeOf(claim: ClaimResult, curves: readonly ShownCurve[], areMany: boolean): string {
  const { metric, verdict, statistic, holdsUpToPercentile: reach } = claim
  const whose = areMany ? 'their' : 'its'
  if (reach !== null) {
    const whole = wholeReach(
      claim,
      curves.find(({ arm }) => arm === metric.split('.')[1]),
      whose,
    )
    return `${areMany ? 'hold' : 'holds'} ${describeReach(reach)}${whole === undefined ? '' : `; ${whole}`}`
  }
  const verb = areMany ? 'are' : 'is'
  return `${verb} ${verdict === 'holds' ? 'held' : verdict}${statistic === null ? '' : ` at ${whose} ${statistic}`}`
}

function medianOf(curve: ShownCurve): string {
  return describeDuration(pointOf(curve, 0.5)!.ns)
}

function tableOf(panels: readonly Panel[], { unit }: Frame): Table {
  const arms = [...new Set(panels.flatMap(({ curves }) => curves.map(({ arm }) => arm)))]
  const isOfMany = panels.length > 1
  return {
    columns: [
      ...(isOfMany ? [{ label: 'cell' }] : []),
      { label: 'percentile' },
      ...arms.map((arm) => ({ label: curveName(arm, unit), isNumber: true })),
    ],
    rows: panels.flatMap(({ title, curves }) => {
      const landmarks = landmarksOf(Math.max(...curves.map(({ count }) => count)))
      return landmarks.map((q) => [
        ...(isOfMany ? [title] : []),
        describePercentile(100 * q),
        ...arms.map((arm) => {
          const curve = curves.find((one) => one.arm === arm)
          const point = curve && pointOf(curve, q)
          return point === undefined ? nothing : describeTime(point)
        }),
      ])
    }),
  }
}
