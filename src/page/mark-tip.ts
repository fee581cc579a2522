/**
 * What a mark says, beside it, within its picture and the screen; and the same
 * for those who do not see it.
 *
 * @module
 */

/** In pixels. */
const gap = 10
const edge = 6

export class MarkTip {
  readonly #tip = added('tip')
  readonly #said = added('unseen mark-said')

  constructor() {
    this.#tip.hidden = true
    // What it shows is said by the other one.
    this.#tip.setAttribute('aria-hidden', 'true')
    this.#said.setAttribute('aria-live', 'polite')
  }

  /** `at`: where the mark is on the screen, and `frame` its picture. */
  show(text: string, at: DOMRect, frame: DOMRect): void {
    this.#tip.textContent = text
    this.#tip.hidden = false
    const { width, height } = this.#tip.getBoundingClientRect()
    const { clientWidth, clientHeight } = document.documentElement
    const room = {
      left: Math.max(edge, frame.left),
      right: Math.min(clientWidth - edge, frame.right),
      bottom: clientHeight - edge,
    }
    const { left, top } = besideMark(at, { width, height }, room)
    this.#tip.style.left = `${clamp(left, edge, clientWidth - width - edge)}px`
    this.#tip.style.top = `${clamp(top, edge, clientHeight - height - edge)}px`
  }

  say(text: string): void {
    this.#said.textContent = text
  }

  hide(): void {
    this.#tip.hidden = true
  }
}

interface Sides {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Where a tip of that size goes: right of its mark, left of it, or where neither has room below it, or above. */
export function besideMark(
  at: Sides,
  { width, height }: { readonly width: number; readonly height: number },
  room: Pick<Sides, 'left' | 'right' | 'bottom'>,
): { readonly left: number; readonly top: number } {
  const level = (at.top + at.bottom - height) / 2
  if (at.right + gap + width <= room.right) return { left: at.right + gap, top: level }
  if (at.left - gap - width >= room.left) return { left: at.left - gap - width, top: level }
  const middle = (at.left + at.right - width) / 2
  const below = at.bottom + gap
  return {
    left: clamp(middle, room.left, room.right - width),
    top: below + height <= room.bottom ? below : at.top - gap - height,
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most))
}

function added(name: string): HTMLElement {
  const element = document.createElement('div')
  element.className = name
  document.body.append(element)
  return element
}
