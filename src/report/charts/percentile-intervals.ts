/**
 * The 95 % intervals of percentile curves: a light area along a curve that has
 * them at every percentile, which breaks where one is withheld; else a bar with
 * caps at each percentile that has one.
 *
 * @module
 */
import { oddsMost, oddsOf } from './percentile-axis.ts'
import { drawnPoints, type Frame, type Panel } from './percentile-frame.ts'
import type { Plot } from './percentile-labels.ts'
import type { ShownCurve } from './shown-curves.ts'

/** Below the lines that they belong to. */
export function intervalLayers(curves: readonly ShownCurve[], frame: Frame, x: object, plot: Plot): object[] {
  const stretches = curves.flatMap((curve) => stretchesOf(curve, frame.scale))
  return [
    ...curves.flatMap((curve) => bandLayer(curve, frame, x)),
    ...barLayers(
      stretches.filter((stretch) => !isBand(stretch)),
      { frame, x, plot },
    ),
  ]
}

/** Of a curve: neighbours on the grid, all with an interval, as long as there are. */
interface Stretch {
  readonly curve: string
  readonly points: readonly IntervalPoint[]
}

interface IntervalPoint {
  readonly q: number
  readonly low: number
  readonly high: number
}

function stretchesOf(curve: ShownCurve, scale: Frame['scale']): readonly Stretch[] {
  const drawn = new Set(drawnPoints(curve, scale))
  const stretches: IntervalPoint[][] = [[]]
  for (const point of curve.points) {
    const { q, low, high } = point
    if (drawn.has(point) && low !== null && high !== null) stretches.at(-1)!.push({ q, low, high })
    else stretches.push([])
  }
  return stretches.filter(({ length }) => length > 0).map((points) => ({ curve: curve.name, points }))
}

/** One point alone has no area, and is a bar. */
function isBand({ points }: Stretch): boolean {
  return points.length > 1
}

/** Whether an area is drawn along some of the curve. */
export function hasBand(curve: ShownCurve): boolean {
  return stretchesOf(curve, 'linear').some(isBand)
}

/** How the intervals of a picture are read. */
export function intervalText(panels: readonly Panel[], scale: Frame['scale']): string {
  const curves = panels.flatMap((panel) => panel.curves)
  const stretches = curves.flatMap((curve) => stretchesOf(curve, scale))
  if (stretches.length === 0) return 'No percentile has a 95 % interval here.'
  const bands = stretches.filter(isBand)
  const texts = [
    ...(bands.length > 0 ? [bandText, ...edgeTexts(curves.filter(hasBand))] : [barText]),
    ...(bands.length > 0 && bands.length < stretches.length ? [loneText] : []),
    ...(scale === 'log' ? [belowText(bands.length < stretches.length)] : []),
  ]
  return texts.join(' ')
}

function edgeTexts(curves: readonly ShownCurve[]): readonly string[] {
  const [overheads, arms] = [true, false].map((isOverhead) =>
    curves.some(({ arm }) => (arm === 'overhead') === isOverhead),
  )
  return [
    ...(arms ? [risingText] : []),
    ...(overheads ? ['That of the overhead is worked out point by point, and its edges may fall.'] : []),
  ]
}

function belowText(hasBars: boolean): string {
  return `An interval that reaches 0, or far below its curve, goes on below the picture${hasBars ? '; a bar has no lower cap then' : ''}.`
}

const bandText =
  'The light area along a curve is its pointwise 95 % interval: that of each percentile by itself, not one that holds the whole curve at ' +
  'once, which would be wider. It has a gap where too few samples lie for one, or depend too much on each other.'
const risingText =
  'Its edges never fall to the right, as no percentile is below a lower one: where one would, the area is widened outward.'
const loneText = 'A bar with caps is the interval of a percentile whose neighbours have none.'
const barText =
  'A bar with caps is the 95 % interval of the percentile where it stands; between bars, and where too few samples lie for one or depend too much on each other, none was computed.'

/** Areas that overlap are told apart without colour too: by their edges, in the dashes of their curves. */
const look = { fillOpacity: 0.16, strokeOpacity: 0.5, strokeWidth: 1 }

function bandLayer(curve: ShownCurve, { scale, y }: Frame, x: object): object[] {
  const [floor] = y.scale.domain
  const lowest = scale === 'log' ? floor / 2 : -Infinity
  const values = stretchesOf(curve, scale)
    .filter(isBand)
    .flatMap(({ points }, stretch) =>
      points.map(({ q, low, high }) => ({ stretch, odds: oddsOf(q), low: Math.max(low, lowest), high })),
    )
  if (values.length === 0) return []
  const { colour, dash } = curve
  return [
    {
      data: { values },
      mark: {
        type: 'area',
        fill: colour,
        stroke: colour,
        strokeDash: dash,
        ...look,
        clip: true,
        aria: false,
        order: false,
      },
      encoding: {
        x,
        y: { ...y, field: 'low' },
        y2: { field: 'high' },
        detail: { field: 'stretch', type: 'nominal' },
      },
    },
  ]
}

/** Half the width of a cap, in pixels. */
const halfCap = 4

interface Look {
  readonly frame: Frame
  readonly x: object
  readonly plot: Plot
}

/** One line for each curve, which breaks between its bars. */
function barLayers(stretches: readonly Stretch[], { frame, x, plot }: Look): object[] {
  const values = stretches.flatMap(({ curve, points }) => barOf(curve, points[0]!, frame, plot))
  if (values.length === 0) return []
  return [
    {
      data: { values },
      mark: { type: 'line', strokeWidth: 1.5, strokeCap: 'butt', clip: true, aria: false, order: false },
      encoding: {
        x,
        y: { ...frame.y, field: 'end' },
        color: { field: 'curve', type: 'nominal' },
      },
    },
  ]
}

/** Cap, bar, cap, break. An interval that goes on below a logarithmic picture has no lower cap. */
function barOf(curve: string, { q, low, high }: IntervalPoint, { count, y }: Frame, { width }: Plot) {
  const [floor] = y.scale.domain
  const cap = oddsMost(count) ** (halfCap / width)
  const odds = oddsOf(q)
  const capAt = (end: number) => [odds / cap, odds * cap, odds].map((at) => ({ at, end }))
  const foot = low < floor ? [{ at: odds, end: floor }] : capAt(low)
  return [...foot, ...capAt(high).toReversed(), { at: odds, end: null }].map(({ at, end }) => ({
    curve,
    odds: at,
    end,
  }))
}
