/**
 * Calls and cost against the TTL and against the size of the fleet, with what is
 * planned and the quota.
 *
 * @module
 */
import type { Curve } from '../../../planner/outlook-document.ts'
import { narrow, type Chart, type Datum } from '../../charts/chart.ts'
import type { ChartSpec } from '../../vega.ts'
import { colours } from '../../theme.ts'
import type { PlannedFleet } from '../../../planner/plan-document.ts'
import { bendText, isRotationAlong, rotationAt, rotationText } from '../curve-rotation.ts'
import { describeMoney, describeNumber, describeRate, describeSeconds } from '../plan-figures.ts'
import { curveTable, knobNames, knobText } from '../plan-tables.ts'
import {
  amountAxis,
  encodedAxis,
  isDrawable,
  linearAxis,
  timeAxis,
  type PlanAxis,
} from '../../charts/amount-axis.ts'
import type { ViewScale } from '../../data/view.ts'
import { freePlace, labelDistance, type Plot } from './free-place.ts'
import type { PlanView } from '../plan-view.ts'
import { readersLabel, readersRule, readersTtlOf } from './readers-ttl.ts'
import { aroundDatum, aroundText, aroundTitle, type ChosenPlan } from '../chosen-plan.ts'

const ids = { ttl: 'against-ttl', frontEnds: 'against-fleet-size' } as const
const amounts = { ttl: 'ttlS', frontEnds: 'frontEnds' } as const
const lines = { callsPerSecond: 'long run', busiestSecond: 'busiest second' } as const
const callLines = ['callsPerSecond', 'busiestSecond'] as const

export function againstKnob(plan: ChosenPlan, { scale }: PlanView): Chart[] {
  const [cell] = plan.cells
  if (cell === undefined) return []
  const { fleet } = cell
  return plan.curves.filter(isSeen).map((curve) => ({
    id: ids[curve.knob],
    title: `KMS calls and cost against ${knobNames[curve.knob]}${rotationText(curve, fleet)}${aroundTitle(plan)}`,
    howToRead:
      'Above, calls per second in the long run and attempts in the busiest second (theory), with the quota that holds in that second, dashed; below, what encryption costs in 30 days (modelled). ' +
      `${scale === 'log' ? 'Axes are logarithmic, and where there is a 0, it stands at the edge.' : 'The axis of the knob is logarithmic, those of calls and money begin at 0.'} The upright line is what is planned${readersTtlOf(curve, fleet) === undefined ? '' : ', the dashed one the readers’ TTL, which stays as planned'}.` +
      rotationSentence(curve, fleet),
    finding: aroundText(plan) + [findingOf(curve), ...bendText(curve, fleet)].join(' '),
    spec: (width) => spec({ ...curve, fleet }, scale, width),
    table: curveTable(curve, fleet),
    data: dataOf(curve, fleet).map((row) => ({ ...aroundDatum(plan), ...row })),
  }))
}

/** How points and the squares of TTL with rotation belong together. */
function rotationSentence(curve: Curve, fleet: PlannedFleet): string {
  if (curve.knob !== 'ttl') return ''
  return isRotationAlong(curve, fleet)
    ? ' As TTL and rotation are planned alike, rotation goes along with the TTL: the curve runs through the squares of TTL with rotation in which both are alike.'
    : ` The rotation stays as planned: the curve runs through the squares of TTL with a rotation of ${describeSeconds(fleet.rotationS)}.`
}

/** One point is no curve, and all at 0 is nothing to see. */
function isSeen({ points }: Curve): boolean {
  return (
    points.length > 1 &&
    isDrawable(points.map(({ value }) => value)) &&
    isDrawable(points.flatMap(({ callsPerSecond, busiestSecond }) => [callsPerSecond, busiestSecond]))
  )
}

function findingOf({ knob, points }: Curve): string {
  const [first, last] = [points[0]!, points.at(-1)!]
  const planned = points.find(({ isPlanned }) => isPlanned)
  const above = points
    .filter(({ busiestSecond, busiestQuota }) => busiestSecond > busiestQuota)
    .map(({ value }) => knobText(knob, value))
  return [
    `From ${knobText(knob, first.value)} to ${knobText(knob, last.value)}, calls go from ${describeRate(first.callsPerSecond)} to ${describeRate(last.callsPerSecond)} and the cost from ${describeMoney(first.encryptionUsd)} to ${describeMoney(last.encryptionUsd)}.`,
    ...(planned === undefined
      ? []
      : [
          `As planned (${knobText(knob, planned.value)}): ${describeRate(planned.callsPerSecond)}, ${describeNumber(planned.busiestSecond)} in the busiest second, ${describeMoney(planned.encryptionUsd)}.`,
        ]),
    above.length === 0
      ? `The busiest second stays within the quota ${quotaText(points)} everywhere here.`
      : `The busiest second is above the quota ${quotaText(points)} at ${above.join(', ')}.`,
  ].join(' ')
}

/** As the points are drawn: calls line by line, then money. */
function dataOf(curve: Curve, fleet: PlannedFleet): Datum[] {
  const { knob, points } = curve
  const rowOf = ({ value, isPlanned }: Curve['points'][number], figures: Datum): Datum => {
    const rotationS = rotationAt(curve, fleet, value)
    return {
      [amounts[knob]]: value,
      ...(rotationS !== undefined && { rotationS }),
      isPlanned: String(isPlanned),
      ...figures,
    }
  }
  return [
    ...callLines.flatMap((line) =>
      points.map((point) => rowOf(point, { line: lines[line], callsPerSecond: point[line] })),
    ),
    ...(hasMoney(points)
      ? points.map((point) => rowOf(point, { line: 'cost', encryptionUsd: point.encryptionUsd }))
      : []),
  ]
}

function hasMoney(points: Curve['points']): boolean {
  return isDrawable(points.map(({ encryptionUsd }) => encryptionUsd))
}

/** `of 10,000 /s`, or from the lowest to the highest. */
function quotaText(points: Curve['points']): string {
  const quotas = points.map(({ busiestQuota }) => busiestQuota)
  const [least, most] = [Math.min(...quotas), Math.max(...quotas)]
  return least === most
    ? `of ${describeRate(least)}`
    : `that holds then (${describeNumber(least)} to ${describeRate(most)})`
}

interface DrawnCurve extends Curve {
  readonly fleet: PlannedFleet
}

function spec({ fleet, ...curve }: DrawnCurve, scale: ViewScale, width: number): ChartSpec {
  const { knob, points } = curve
  const upright = scale === 'log' ? amountAxis : linearAxis
  const isNarrow = width < narrow
  const along = (knob === 'ttl' ? timeAxis : amountAxis)(points.map(({ value }) => value))
  const x = encodedAxis(along, isRotationAlong(curve, fleet) ? 'cache TTL and rotation' : knobNames[knob])
  const plannedLayer = points
    .filter(({ isPlanned }) => isPlanned)
    .map(({ value }) => ({
      data: { values: [{}] },
      mark: { type: 'rule', color: colours.muted, aria: false },
      encoding: { x: { ...x, datum: along.at(value) } },
    }))
  const size = { width: width - 84, height: isNarrow ? 170 : 200 }
  const readersTtl = readersTtlOf(curve, fleet)
  const readers = readersTtl === undefined ? undefined : { at: readersTtl, x, along }
  const views = [
    {
      ...size,
      layer: [
        ...plannedLayer,
        ...(readers === undefined ? [] : [readersRule(readers)]),
        ...callLayers(curve, { x, along, upright, isNarrow, ...size }),
      ],
    },
    ...(hasMoney(points)
      ? [
          {
            ...size,
            layer: [
              ...plannedLayer,
              ...(readers === undefined ? [] : [readersRule(readers), readersLabel(readers)]),
              ...moneyLayers(curve, { x, along, upright }),
            ],
          },
        ]
      : []),
  ]
  return { vconcat: views as never[], spacing: 18 }
}

interface CallPlace {
  readonly x: object
  readonly along: PlanAxis
  /** Makes the other axis. */
  readonly upright: (values: readonly number[]) => PlanAxis
  readonly isNarrow: boolean
  /** Of the plot, in pixels. */
  readonly width: number
  readonly height: number
}

function callLayers({ knob, points }: Curve, { x, along, upright, isNarrow, width, height }: CallPlace) {
  const { at } = along
  const up = upright(
    points.flatMap(({ callsPerSecond, busiestSecond, busiestQuota }) => [
      callsPerSecond,
      busiestSecond,
      busiestQuota,
    ]),
  )
  const values = callLines.flatMap((line) =>
    points.map((point) => ({
      x: at(point.value),
      y: up.at(point[line]),
      line: lines[line],
      description: `${knobText(knob, point.value)}, ${lines[line]}: ${describeRate(point[line])}`,
    })),
  )
  const y = encodedAxis(up, 'calls per second')
  const color = {
    field: 'line',
    type: 'nominal',
    legend: { title: null, columns: isNarrow ? 1 : 2 },
    scale: { domain: Object.values(lines), range: [colours.plain, colours.sealed] },
  }
  return [
    {
      data: { values },
      mark: { type: 'line', aria: false },
      encoding: { x: { ...x, field: 'x' }, y: { ...y, field: 'y' }, color },
    },
    pointLayer(values, { x: { ...x, field: 'x' }, y: { ...y, field: 'y' }, color }),
    ...quotaLayers(points, { x, y }, { x: along, y: up, width, height }),
  ]
}

/** What holds in the busiest second of each point: another where another second is the busiest. */
function quotaLayers(
  points: Curve['points'],
  { x, y }: { readonly x: object; readonly y: object },
  plot: Plot,
) {
  const spotsOf = (figure: (typeof callLines)[number] | 'busiestQuota') =>
    points.map((point) => ({ x: plot.x.at(point.value), y: plot.y.at(point[figure]) }))
  const quota = spotsOf('busiestQuota')
  const [first] = points
  const text = `quota ${describeRate(first!.busiestQuota)}`
  const labelled = quota.filter((_, index) => points[index]!.busiestQuota === first!.busiestQuota)
  const { spot, align, baseline } = freePlace(text, labelled, callLines.map(spotsOf), plot)
  const encoding = { x: { ...x, field: 'x' }, y: { ...y, field: 'y' } }
  return [
    {
      data: { values: quota },
      mark: {
        type: 'line',
        interpolate: 'step',
        strokeDash: [6, 3],
        strokeWidth: 1.5,
        color: colours.refuted,
        aria: false,
      },
      encoding,
    },
    {
      data: { values: [spot] },
      mark: {
        type: 'text',
        align,
        baseline,
        dx: align === 'left' ? labelDistance.x : -labelDistance.x,
        dy: baseline === 'top' ? labelDistance.y : -labelDistance.y,
        color: colours.refuted,
        text,
        aria: false,
      },
      encoding,
    },
  ]
}

function moneyLayers(
  { knob, points }: Curve,
  { x, along: { at }, upright }: Pick<CallPlace, 'x' | 'along' | 'upright'>,
) {
  const up = upright(points.map(({ encryptionUsd }) => encryptionUsd))
  const values = points.map(({ value, encryptionUsd }) => ({
    x: at(value),
    y: up.at(encryptionUsd),
    description: `${knobText(knob, value)}: ${describeMoney(encryptionUsd)} in 30 days`,
  }))
  const encoding = {
    x: { ...x, field: 'x' },
    y: { ...encodedAxis(up, 'USD in 30 days'), field: 'y' },
    color: { value: colours.overhead },
  }
  return [{ data: { values }, mark: { type: 'line', aria: false }, encoding }, pointLayer(values, encoding)]
}

function pointLayer(values: readonly object[], encoding: object) {
  return {
    data: { values: [...values] },
    mark: { type: 'point', filled: true, opacity: 1, size: 36 },
    encoding: { ...encoding, description: { field: 'description', type: 'nominal' } },
  }
}
