/**
 * Claimed bounds in a panel of percentile curves: a rule for each, with the
 * names of its claims, and a diamond where it stops holding.
 *
 * @module
 */
import type { ClaimResult } from '../../run-store/run-format.ts'
import { describeDuration } from '../../units/quantity.ts'
import { describeReach } from '../overview.ts'
import { printable } from '../text.ts'
import { colours } from '../theme.ts'
import type { Datum } from './chart.ts'
import { oddsMost, oddsOf } from './percentile-axis.ts'
import type { Frame, Panel } from './percentile-frame.ts'
import { LabelPlaces, type Place, type Plot, type Spot } from './percentile-labels.ts'

/** Rules with their labels, then the diamonds with theirs. */
export function boundLayers(panel: Panel, frame: Frame, x: object, plot: Plot): object[] {
  const places = new LabelPlaces(panel.curves, frame, plot)
  places.crossedBy(panel.claims.map(({ bound }) => places.spotOf(1, bound.value).y))
  for (const { percentile, ns } of crossingsOf(panel))
    places.block(places.spotOf(oddsOf(percentile / 100), ns), diamondHalf)
  // These have less choice of where to stand.
  const crossings = crossingLayers(panel, frame, x, places)
  return [...ruleLayers(panel.claims, frame, places, plot), ...crossings]
}

/** Of claims that say up to where they hold, as far as curves go. */
export function crossingsOf({ cellId: cell, curves, claims }: Panel) {
  const end = oddsMost(Math.max(...curves.map(({ count }) => count)))
  return claims.flatMap(({ id, bound, holdsUpToPercentile: percentile }) =>
    percentile === null || percentile <= 2 || oddsOf(percentile / 100) > end
      ? []
      : [{ cell, claim: id, percentile, ns: bound.value } satisfies Datum],
  )
}

/** Claims of the same bound, compared the same way, are one rule with one label, where there is room for it. */
function ruleLayers(claims: readonly ClaimResult[], { y }: Frame, places: LabelPlaces, plot: Plot): object[] {
  const rules = [...Map.groupBy(claims, ({ bound }) => `${bound.op} ${bound.value}`).values()]
  const heights = rules.map(([first]) => places.spotOf(1, first!.bound.value).y)
  return rules.flatMap((same, at) => {
    const { bound } = same[0]!
    const text = printable(`${namesOf(same)}: ${bound.text}`)
    const position = { y: { ...y, datum: bound.value } }
    const data = { values: [{}] }
    const place = places.take(text, placesBeside(heights[at]!, heights, plot))
    const rule = {
      data,
      mark: { type: 'rule', strokeDash: [5, 3], strokeWidth: 1.5, color: colours.ink, aria: false },
      encoding: position,
    }
    if (place === undefined) return [rule]
    const { spot, align, dx, dy } = place
    const label = { type: 'text', align, dx, dy, limit: plot.width - 12, aria: false }
    const x = { value: spot.x === plot.width ? 'width' : spot.x }
    const encoding = { ...position, x, text: { value: text } }
    return [
      rule,
      { data, mark: { ...label, stroke: colours.card, strokeWidth: 4 }, encoding },
      { data, mark: { ...label, color: colours.ink }, encoding },
    ]
  })
}

/** `put-p50, put-p90, put-p99 and 5 more`. */
export function namesOf(claims: readonly ClaimResult[]): string {
  const names = claims.slice(0, namedMost).map(({ id }) => id)
  const more = claims.length - names.length
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Along the rule at `height`, and no further off than the next of all `heights`. */
function placesBeside(height: number, heights: readonly number[], plot: Plot) {
  // What a label takes above and below its line of writing is no place for another rule either.
  const isNext = (dy: number) => {
    const [top, bottom] = [Math.min(height, height + dy - 12), Math.max(height, height + dy + 4)]
    return heights.every((other) => other === height || other < top || other > bottom)
  }
  return ruleSpots.flatMap((share) =>
    ruleLabels.filter(isNext).map((dy) => onRule({ x: share * plot.width, y: height }, dy, plot)),
  )
}

/** Above the rule or below it, then further off. */
const ruleLabels = [-7, 16, -22, 31]

/** Of claims with the same bound. */
const namedMost = 3
/** Where along its rule a label begins, or ends if that is at the right edge. */
const ruleSpots = [0, 1, 0.15, 0.3, 0.45, 0.6]

function onRule(spot: Spot, dy: number, plot: Plot) {
  return spot.x === plot.width
    ? { spot, align: 'right' as const, dx: -6, dy }
    : { spot, align: 'left' as const, dx: 6, dy }
}

/** Around a diamond: a rising curve leaves the first two free. */
const crossingLabels: readonly Place[] = [
  { align: 'left', dx: 9, dy: 17 },
  { align: 'right', dx: -9, dy: -9 },
  { align: 'left', dx: 9, dy: -9 },
  { align: 'right', dx: -9, dy: 17 },
  { align: 'left', dx: 9, dy: 33 },
  { align: 'right', dx: -9, dy: -25 },
  { align: 'left', dx: 30, dy: 33 },
  { align: 'right', dx: -30, dy: -25 },
  { align: 'left', dx: 9, dy: 49 },
  { align: 'right', dx: -9, dy: 33 },
  { align: 'right', dx: -9, dy: -41 },
]
/** Of the size of a diamond, in pixels. */
const diamondHalf = 6

/** Where each bound stops holding, marked on its rule. */
function crossingLayers(panel: Panel, { y }: Frame, x: object, places: LabelPlaces): object[] {
  const values = crossingsOf(panel).map(({ claim, percentile, ns, cell }) => {
    const odds = oddsOf(percentile / 100)
    const reach = describeReach(percentile)
    const spot = places.spotOf(odds, ns)
    const place = places.take(
      reach,
      crossingLabels.map((one) => ({ ...one, spot })),
    )
    const { align, dx, dy } = place ?? { align: 'left', dx: 0, dy: 0 }
    const description = printable(`${cell}, ${claim}: ${describeDuration(ns)} holds ${reach}`)
    return { odds, ns, label: place === undefined ? '' : reach, align, dx, dy, description }
  })
  if (values.length === 0) return []
  const position = { x, y: { ...y, field: 'ns' } }
  const text = {
    type: 'text',
    dx: { expr: 'datum.dx' },
    dy: { expr: 'datum.dy' },
    align: { expr: 'datum.align' },
    fontWeight: 'bold',
    aria: false,
  }
  const label = { ...position, text: { field: 'label', type: 'nominal' } }
  return [
    { data: { values }, mark: { ...text, stroke: colours.card, strokeWidth: 4 }, encoding: label },
    { data: { values }, mark: { ...text, color: colours.ink }, encoding: label },
    {
      data: { values },
      mark: { type: 'point', shape: 'diamond', filled: true, size: 110, color: colours.ink, opacity: 1 },
      encoding: { ...position, description: { field: 'description', type: 'nominal' } },
    },
  ]
}
