/**
 * A place for one label beside a line, where it hides as little as can be of
 * what else is drawn.
 *
 * @module
 */
import type { PlanAxis } from '../../charts/amount-axis.ts'
import { textWidth } from '../../text-width.ts'
import { vegaConfig } from '../../theme.ts'

export interface Plot {
  readonly x: PlanAxis
  readonly y: PlanAxis
  /** In pixels. */
  readonly width: number
  readonly height: number
}

/** In the units of the axes, as `PlanAxis.at` gives them. */
export interface PlotSpot {
  readonly x: number
  readonly y: number
}

export interface FreePlace {
  readonly spot: PlotSpot
  readonly align: 'left' | 'right'
  readonly baseline: 'bottom' | 'top'
}

/** From the spot to the text, in pixels. */
export const labelDistance = { x: 4, y: 3 } as const
const { fontSize } = vegaConfig.text
/** Between samples of a line, in pixels. */
const sampling = 3
/** Kept free around the text, in pixels. */
const margin = 3
/** To be cut by the edge of the plot is worse than to lie over any line. */
const cut = 1e6

/** Beside one of `spots`, the first of those that hide least of `lines`: above before below, towards the right before the left. */
export function freePlace(
  text: string,
  spots: readonly PlotSpot[],
  lines: readonly (readonly PlotSpot[])[],
  plot: Plot,
): FreePlace {
  const drawn = lines.flatMap((line) => sampled(line.map((spot) => pixelsOf(spot, plot))))
  const places = (['bottom', 'top'] as const).flatMap((baseline) =>
    spots.flatMap((spot) =>
      (['left', 'right'] as const).map((align): FreePlace => ({ spot, align, baseline })),
    ),
  )
  const hidden = (place: FreePlace) => hiddenBy(place, textWidth(text, fontSize), drawn, plot)
  return places.reduce((best, place) => (hidden(place) < hidden(best) ? place : best))
}

function hiddenBy(
  { spot, align, baseline }: FreePlace,
  length: number,
  drawn: readonly PlotSpot[],
  plot: Plot,
): number {
  const { x, y } = pixelsOf(spot, plot)
  const left = align === 'left' ? x + labelDistance.x : x - labelDistance.x - length
  const top = baseline === 'top' ? y + labelDistance.y : y - labelDistance.y - fontSize
  const isCut = left < 0 || left + length > plot.width || top < 0 || top + fontSize > plot.height
  const over = drawn.filter(
    (at) =>
      at.x > left - margin &&
      at.x < left + length + margin &&
      at.y > top - margin &&
      at.y < top + fontSize + margin,
  )
  return over.length + (isCut ? cut : 0)
}

function pixelsOf({ x, y }: PlotSpot, plot: Plot): PlotSpot {
  return { x: plot.width * shareOf(x, plot.x), y: plot.height * (1 - shareOf(y, plot.y)) }
}

function shareOf(value: number, { isLinear = false, domain: [low, high] }: PlanAxis): number {
  return isLinear ? (value - low) / (high - low) : Math.log(value / low) / Math.log(high / low)
}

/** Spots along a line, in pixels. */
function sampled(line: readonly PlotSpot[]): PlotSpot[] {
  return line.flatMap((spot, at) => {
    const next = line[at + 1] ?? spot
    const steps = Math.max(1, Math.ceil(Math.hypot(next.x - spot.x, next.y - spot.y) / sampling))
    return Array.from({ length: steps }, (_, step) => ({
      x: spot.x + ((next.x - spot.x) * step) / steps,
      y: spot.y + ((next.y - spot.y) * step) / steps,
    }))
  })
}
