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

export interface Mark {
  readonly element: Element
  readonly description: string
  /** The cell that it belongs to. */
  readonly cell: string | undefined
  readonly box: Box
}

/** In the order in which they are drawn. */
export function marksOf(drawing: Element, { data }: Chart): readonly Mark[] {
  const origin = drawing.getBoundingClientRect()
  const elements = [...drawing.querySelectorAll('[role="graphics-symbol"][aria-label]')].filter(
    (element) => !guides.has(element.getAttribute('aria-roledescription')!),
  )
  return elements.map((element, index) => {
    const { left, top, right, bottom } = element.getBoundingClientRect()
    return {
      element,
      description: element.getAttribute('aria-label')!,
      cell: cellOf(element) ?? textOf(data[index]?.['cell']),
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
function cellOf(element: Element): string | undefined {
  const { __data__: item } = element as { __data__?: { readonly datum?: { readonly cell?: unknown } } }
  return textOf(item?.datum?.cell)
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

/** The box nearest to that at `from`, up or down the picture, those straight above or below first; `from` if there is none. */
export function boxBeyond(boxes: readonly Box[], from: number, direction: 'up' | 'down'): number {
  const start = middleOf(boxes[from]!)
  const sign = direction === 'up' ? -1 : 1
  let best = from
  let least = Infinity
  for (const [index, box] of boxes.entries()) {
    const { x, y } = middleOf(box)
    const along = (y - start.y) * sign
    const cost = along + 3 * Math.abs(x - start.x)
    if (along > 1 && cost < least) [best, least] = [index, cost]
  }
  return best
}

function middleOf({ left, top, right, bottom }: Box): { readonly x: number; readonly y: number } {
  return { x: (left + right) / 2, y: (top + bottom) / 2 }
}
