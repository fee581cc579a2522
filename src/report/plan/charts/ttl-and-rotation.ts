/**
 * TTL against rotation as heatmaps of theory: calls, money, waits and exposure,
 * with what is planned and the border of the quota.
 *
 * @module
 */
import type { GridPoint } from '../../../planner/outlook-document.ts'
import type { PlanCell, PlannedFleet } from '../../../planner/plan-document.ts'
import type { Chart, Datum } from '../../charts/chart.ts'
import { heatmapPanels, type HeatmapAxes } from '../../charts/heatmap-panels.ts'
import type { PlanView } from '../plan-view.ts'
import { aroundDatum, aroundText, aroundTitle, type ChosenPlan } from '../chosen-plan.ts'
import { plural } from '../../figures.ts'
import { colours } from '../../theme.ts'
import type { ChartSpec } from '../../vega.ts'
import { describeNumber, describeSeconds } from '../plan-figures.ts'
import { gridMeasures, isBeyondQuota, isBoundByReaders, type GridMeasure } from '../grid-measures.ts'
import { struckThrough } from './struck-through.ts'

/** What is traded for what; others follow from these. */
const toldSpans: readonly GridMeasure['dimension'][] = ['money', 'wait', 'revocation']
/** So many settings are named in a sentence. */
const namedMax = 4

export function ttlAndRotation(plan: ChosenPlan, view: PlanView): Chart[] {
  const { cells, timeGrid: points } = plan
  const [cell] = cells
  if (points.length < 2 || cell === undefined) return []
  const measures = gridMeasures(points, view.rate)
  return [
    {
      id: 'ttl-and-rotation',
      title: `What cache TTL and rotation come to${aroundTitle(plan)}${points.every(isBeyondQuota) ? ': all beyond the quota' : ''}`,
      howToRead:
        'Each square is this fleet with another TTL (row) and rotation (column), at the same place in each panel; the frame is what is planned. ' +
        `The stronger its colour, the more, ${view.scale === 'log' ? 'by orders of magnitude where values span more than one' : 'in proportion'}; shades of two panels cannot be compared. ` +
        'Where squares are small their figures are shortened: K, M and B are thousands, millions and billions, ppm is per million. ' +
        'Squares with a cross in their corner lie beyond the border of the quota: their busiest second asks for more than it allows; where all do, the title says so. ' +
        'Calls, waits and exposure are theory, dollars modelled. All else is as planned, the TTL of the reading side too, so that each square is the plan with these --ttl and --rotation; where a TTL is longer than the rotation, key material ends with the rotation. ' +
        'A place without a square is what refresh ahead or XFetch does not allow.',
      finding: aroundText(plan) + findingOf(points, measures, cell),
      spec: (width) => spec(points, measures, view, width),
      table: {
        columns: [
          { label: 'cache TTL', isNumber: true },
          { label: 'rotation', isNumber: true },
          ...measures.map(({ title }) => ({ label: title, isNumber: true })),
          { label: 'a disabled key works longest' },
          { label: 'quota' },
          { label: 'plan' },
        ],
        rows: points.map((point) => [
          ttlText(point),
          describeSeconds(point.rotationS),
          ...measures.map(({ of, describe }) => describe(of(point))),
          isBoundByReaders(point) ? 'for readers' : 'for sealing',
          isBeyondQuota(point) ? '✘ beyond' : '✔ within',
          point.isPlanned ? 'as planned' : '',
        ]),
      },
      data: measures.flatMap((measure) =>
        points.map((point) => ({ ...aroundDatum(plan), ...rowOf(point, measure) })),
      ),
    },
  ]
}

function rowOf(point: GridPoint, { id, of, unit }: GridMeasure): Datum {
  const { ttlS, rotationS, busiestQuota, isPlanned } = point
  return {
    ttlS,
    rotationS,
    measure: id,
    unit,
    value: of(point),
    quotaPerSecond: busiestQuota,
    isBeyondQuota: String(isBeyondQuota(point)),
    isPlanned: String(isPlanned),
  }
}

function findingOf(
  points: readonly GridPoint[],
  measures: readonly GridMeasure[],
  { fleet }: PlanCell,
): string {
  const planned = points.find(({ isPlanned }) => isPlanned)
  const figures =
    planned === undefined ? '' : measures.map((measure) => figureText(measure, planned)).join(', ')
  return [
    ...(planned === undefined ? [] : [`As planned (${settingText(planned)}): ${figures}.`]),
    ...measures
      .filter(({ dimension }) => toldSpans.includes(dimension))
      .map((measure) => spanText(points, measure)),
    readersText(points, fleet),
    quotaText(points),
  ].join(' ')
}

function figureText({ name, of, describe }: GridMeasure, point: GridPoint): string {
  return `${name} ${describe(of(point))}`
}

/** From where it is least to where it is most. */
function spanText(points: readonly GridPoint[], { title, of, describe }: GridMeasure): string {
  const sorted = points.toSorted((one, other) => of(one) - of(other))
  const [least, most] = [sorted[0]!, sorted.at(-1)!]
  const [low, high] = [describe(of(least)), describe(of(most))]
  return low === high
    ? `${title}: ${low} everywhere.`
    : `${title}: from ${low} (${settingText(least)}) to ${high} (${settingText(most)}).`
}

/** Which of the two TTLs it is that a revocation waits for. */
function readersText(points: readonly GridPoint[], { readerTtlS }: PlannedFleet): string {
  const bound = points.filter(isBoundByReaders).length
  const where =
    bound === points.length
      ? 'everywhere here'
      : `in ${describeNumber(bound)} of ${plural(points.length, 'setting')}`
  return `The readers’ TTL is ${describeSeconds(readerTtlS)} everywhere, as planned${bound === 0 ? '' : `: it, not the cache TTL, is how long a disabled key works ${where}`}.`
}

function quotaText(points: readonly GridPoint[]): string {
  const beyond = points.filter(isBeyondQuota)
  if (beyond.length === 0) return 'The busiest second stays within the quota everywhere here.'
  if (beyond.length === points.length) return 'The busiest second is beyond the quota everywhere here.'
  const named = beyond.length > namedMax ? '' : `: ${beyond.map(settingText).join('; ')}`
  return `The busiest second is beyond the quota in ${describeNumber(beyond.length)} of ${plural(points.length, 'setting')}${named}.`
}

function settingText(point: GridPoint): string {
  return point.ttlS === 0
    ? 'no cache'
    : `TTL ${describeSeconds(point.ttlS)}, rotation ${describeSeconds(point.rotationS)}`
}

/** What a mark says after its figure. */
function markText(point: GridPoint): string {
  return [
    settingText(point),
    ...(point.isPlanned ? ['as planned'] : []),
    ...(isBeyondQuota(point)
      ? [`beyond the quota: ${describeNumber(point.busiestSecond)} in the busiest second`]
      : []),
    ...(isBoundByReaders(point) ? [`readers go on for ${describeSeconds(point.exposure.opensForS)}`] : []),
  ].join('; ')
}

function ttlText({ ttlS }: GridPoint): string {
  return ttlS === 0 ? 'no cache' : describeSeconds(ttlS)
}

function spec(
  points: readonly GridPoint[],
  measures: readonly GridMeasure[],
  view: PlanView,
  width: number,
): ChartSpec {
  const rows = labelsOf(points.map((point) => [point.ttlS, ttlText(point)]))
  const columns = labelsOf(points.map(({ rotationS }) => [rotationS, describeSeconds(rotationS)]))
  const axes: HeatmapAxes = [
    { title: 'rotation', values: [...columns.values()] },
    { title: 'cache TTL', values: [...rows.values()] },
  ]
  const places = points.map((point) => ({
    column: columns.get(point.rotationS)!,
    row: rows.get(point.ttlS)!,
    isBeyond: isBeyondQuota(point),
  }))
  const marks = struckThrough(places, axes)
  const panels = measures.map(({ title, colour, of, describe, short, brief }) => ({
    title,
    colour,
    describe,
    marks,
    squares: points.map((point, at) => ({
      column: places[at]!.column,
      row: places[at]!.row,
      value: of(point),
      text: short(of(point)),
      brief: brief(of(point)),
      description: `${title}: ${describe(of(point))}; ${markText(point)}`,
      presence: 1,
      isChosen: point.isPlanned,
    })),
  }))
  return { ...heatmapPanels(panels, axes, view.scale, width), ...keyOf(points, marks.length > 0) }
}

/** Says above the panels what frame and cross stand for, for whoever has the picture alone. */
function keyOf(points: readonly GridPoint[], hasCrosses: boolean) {
  const key = [
    ...(points.some(({ isPlanned }) => isPlanned) ? ['frame: as planned'] : []),
    ...(hasCrosses ? ['×: beyond the quota in the busiest second'] : []),
  ]
  return key.length === 0
    ? {}
    : {
        title: {
          text: key.join('; '),
          offset: 14,
          anchor: 'start' as const,
          fontSize: 12,
          fontWeight: 'normal' as const,
          color: colours.muted,
        },
      }
}

/** Ascending; values that read alike have all their digits. */
function labelsOf(values: readonly (readonly [number, string])[]): ReadonlyMap<number, string> {
  const texts = new Map(values.toSorted(([one], [other]) => one - other))
  const isAlone = (text: string) => [...texts.values()].filter((other) => other === text).length === 1
  return new Map([...texts].map(([value, text]) => [value, isAlone(text) ? text : `${value} s`]))
}
