/**
 * Places for the labels in a panel of percentile curves, where they hide
 * neither a curve nor each other.
 *
 * @module
 */
import { textWidth } from '../text-width.ts'
import { vegaConfig } from '../theme.ts'
import { oddsMost, oddsOf } from './percentile-axis.ts'
import { drawnPoints, type Frame } from './percentile-frame.ts'
import type { CurvePoint, ShownCurve } from './shown-curves.ts'

/** About the size of what a panel draws in, in pixels. */
export interface Plot {
  readonly width: number
  readonly height: number
}

/** A point of the plot, in pixels from its upper left corner. */
export interface Spot {
  readonly x: number
  readonly y: number
}

/** Where a text begins or ends, beside the spot that it belongs to. */
export interface Place {
  readonly align: 'left' | 'right'
  readonly dx: number
  readonly dy: number
}

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

const { fontSize } = vegaConfig.text
/** Above the plot there is room for half a text, in pixels. */
const room = 8
/** Between the samples of a curve, in pixels. */
const sampling = 4
/** To be over a rule, against the samples of a curve. */
const acrossRule = 12
/** To be over another text, or cut, is worse than to be over any stretch of a curve. */
const unreadable = 1e4

export class LabelPlaces {
  readonly #frame: Frame
  readonly #plot: Plot
  readonly #curves: readonly Spot[]
  readonly #taken: Box[] = []
  /** Heights of lines that go across the plot. */
  readonly #rules: number[] = []

  constructor(curves: readonly ShownCurve[], frame: Frame, plot: Plot) {
    this.#frame = frame
    this.#plot = plot
    this.#curves = curves.flatMap((curve) => {
      const points = drawnPoints(curve, frame.scale)
      const lines = [points.map(({ q, ns }) => this.spotOf(oddsOf(q), ns)), ...this.#barsOf(points)]
      return lines.flatMap(sampled)
    })
  }

  /** Of told intervals, as far as they are in the picture. */
  #barsOf(points: readonly CurvePoint[]): Spot[][] {
    const [floor] = this.#frame.y.scale.domain
    return points.flatMap(({ q, low, high, isTold }) =>
      low === null || high === null || !isTold
        ? []
        : [[this.spotOf(oddsOf(q), Math.max(low, floor)), this.spotOf(oddsOf(q), high)]],
    )
  }

  spotOf(odds: number, ns: number): Spot {
    const { width, height } = this.#plot
    const { scale, count, y } = this.#frame
    const [low, high] = y.scale.domain
    const share = scale === 'log' ? Math.log(ns / low) / Math.log(high / low) : (ns - low) / (high - low)
    return { x: (width * Math.log(odds)) / Math.log(oddsMost(count)), y: height * (1 - share) }
  }

  /** Keeps labels off what stands there and reaches `half` pixels to each side. */
  block({ x, y }: Spot, half: number): void {
    this.#taken.push({ left: x - half, right: x + half, top: y - half, bottom: y + half })
  }

  /** Keeps labels off lines that go across the plot at these heights, where they can be. */
  crossedBy(heights: readonly number[]): void {
    this.#rules.push(...heights)
  }

  /** The first of the `places` that hide least of what was there before; undefined where a text could be read at none. */
  take<Of extends Place & { readonly spot: Spot }>(text: string, places: readonly Of[]): Of | undefined {
    const asked = places.map((place) => {
      const box = this.#boxOf(text, place)
      return { place, box, hidden: this.#hiddenBy(box) }
    })
    const best = asked.toSorted((one, other) => one.hidden - other.hidden)[0]
    if (best === undefined || best.hidden >= unreadable) return undefined
    this.#taken.push(best.box)
    return best.place
  }

  #boxOf(text: string, { spot, align, dx, dy }: Place & { readonly spot: Spot }): Box {
    const length = Math.min(this.#plot.width, textWidth(text, fontSize, 'bold'))
    const left = spot.x + dx - (align === 'right' ? length : 0)
    return { left, right: left + length, top: spot.y + dy - fontSize, bottom: spot.y + dy + 4 }
  }

  #hiddenBy(box: Box): number {
    const { width, height } = this.#plot
    const isCut = box.left < 0 || box.right > width || box.top < -room || box.bottom > height
    const over = this.#taken.filter(
      ({ left, right, top, bottom }) =>
        left < box.right && right > box.left && top < box.bottom && bottom > box.top,
    )
    const points = this.#curves.filter(
      ({ x, y }) => x > box.left && x < box.right && y > box.top && y < box.bottom,
    )
    const crossed = this.#rules.filter((y) => y > box.top + 2 && y < box.bottom - 2)
    return points.length + acrossRule * crossed.length + unreadable * (over.length + Number(isCut))
  }
}

function sampled(points: readonly Spot[]): readonly Spot[] {
  return points.flatMap((point, at) => {
    const next = points[at + 1] ?? point
    const steps = Math.ceil(Math.hypot(next.x - point.x, next.y - point.y) / sampling)
    return Array.from({ length: steps }, (_, step) => ({
      x: point.x + ((next.x - point.x) * step) / steps,
      y: point.y + ((next.y - point.y) * step) / steps,
    }))
  })
}
