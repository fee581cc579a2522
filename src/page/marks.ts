/**
 * The marks of a drawing that say something: what, where they are, and which
 * is meant by a place or a direction.
 *
 * @module
 */
import type { Chart } from '../report/charts/chart.ts'

/** In pixels from the upper left of the drawing. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export type TargetKind = 'cell' | 'folder'

export interface Mark {
  readonly element: Element
  readonly description: string
  /** What it belongs to: the id of a cell, or the folder of a run. */
  readonly target: string | undefined
  readonly box: Box
}

/** In the order in which they are drawn. */
export function marksOf(drawing: Element, { data }: Chart, kind: TargetKind): readonly Mark[] {
  const origin = drawing.getBoundingClientRect()
  const elements = [...drawing.querySelectorAll('[role="graphics-symbol"][aria-label]')].filter(
    (element) => !guides.has(element.getAttribute('aria-roledescription')!),
  )
  return elements.map((element, index) => {
    const { left, top, right, bottom } = element.getBoundingClientRect()
    return {
      element,
      description: element.getAttribute('aria-label')!,
      target: targetOf(element, kind) ?? textOf(data[index]?.[kind]),
      box: {
        left: left - origin.left,
        top: top - origin.top,
        right: right - origin.left,
        bottom: bottom - origin.top,
      },
    }
  })
}

const guides = new Set(['axis', 'legend', 'title', 'header'])

/** Vega leaves at each element what it was drawn from. */
function targetOf(element: Element, kind: TargetKind): string | undefined {
  const { __data__: item } = element as { __data__?: { readonly datum?: Readonly<Record<string, unknown>> } }
  return textOf(item?.datum?.[kind])
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** How far, in pixels, one may miss. */
const reach = 16

/** Which of `boxes` is pointed at by a place; of several under it the smallest. -1: none. */
export function boxAt(boxes: readonly Box[], x: number, y: number): number {
  let best = -1
  let least = [reach, Infinity]
  for (const [index, box] of boxes.entries()) {
    const away = Math.hypot(
      Math.max(box.left - x, 0, x - box.right),
      Math.max(box.top - y, 0, y - box.bottom),
    )
    const area = (box.right - box.left) * (box.bottom - box.top)
    if (away < least[0]! || (away === least[0]! && area < least[1]!)) {
      best = index
      least = [away, area]
    }
  }
  return best
}

/** How far to the side, in pixels, a mark of a line may lie of the place that points at it: half a decade of percentiles on a desk. */
const sideReach = 120
/** In pixels: a plot goes on so far above and below its marks. */
const plotMargin = 40
/** A pixel to the side counts as so many up or down: people read a line at the place where they are. */
const sideWeight = 3

/** Which of `boxes`, the marks of lines, is read at a place anywhere in their plot: the nearest to its side. -1: none. */
export function boxBeside(boxes: readonly Box[], x: number, y: number): number {
  const top = Math.min(...boxes.map((box) => box.top))
  const bottom = Math.max(...boxes.map((box) => box.bottom))
  if (y < top - plotMargin || y > bottom + plotMargin) return -1
  let best = -1
  let least = Infinity
  for (const [index, box] of boxes.entries()) {
    const middle = middleOf(box)
    const aside = Math.abs(middle.x - x)
    const cost = sideWeight * aside + Math.abs(middle.y - y)
    if (aside <= sideReach && cost < least) [best, least] = [index, cost]
  }
  return best
}

export type Direction = 'up' | 'down' | 'left' | 'right'

/** The box nearest to that at `from` in a direction, those straight there first; `from` if there is none. */
export function boxBeyond(boxes: readonly Box[], from: number, direction: Direction): number {
  const start = middleOf(boxes[from]!)
  const sign = direction === 'up' || direction === 'left' ? -1 : 1
  const isUpright = direction === 'up' || direction === 'down'
  let best = from
  let least = Infinity
  for (const [index, box] of boxes.entries()) {
    const { x, y } = middleOf(box)
    const [along, across] = isUpright ? [y - start.y, x - start.x] : [x - start.x, y - start.y]
    const cost = along * sign + 3 * Math.abs(across)
    if (along * sign > 1 && cost < least) [best, least] = [index, cost]
  }
  return best
}

/** Whether `boxes` stand in rows and columns, most places of which are taken. */
export function isGrid(boxes: readonly Box[]): boolean {
  const middles = boxes.map(middleOf)
  const columns = new Set(middles.map(({ x }) => Math.round(x))).size
  const rows = new Set(middles.map(({ y }) => Math.round(y))).size
  return columns > 1 && rows > 1 && columns * rows < 2 * boxes.length
}

function middleOf({ left, top, right, bottom }: Box): { readonly x: number; readonly y: number } {
  return { x: (left + right) / 2, y: (top + bottom) / 2 }
}
