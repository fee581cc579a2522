/**
 * What a mark says, beside it and within the screen; and the same for those
 * who do not see it.
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

  /** `at`: where the mark is on the screen. */
  show(text: string, at: DOMRect): void {
    this.#tip.textContent = text
    this.#tip.hidden = false
    const { width, height } = this.#tip.getBoundingClientRect()
    const { clientWidth, clientHeight } = document.documentElement
    const left = at.left + at.width / 2 - width / 2
    const above = at.top - gap - height
    const top = above >= edge ? above : at.bottom + gap
    this.#tip.style.left = `${clamp(left, clientWidth - width - edge)}px`
    this.#tip.style.top = `${clamp(top, clientHeight - height - edge)}px`
  }

  say(text: string): void {
    this.#said.textContent = text
  }

  hide(): void {
    this.#tip.hidden = true
  }
}

function clamp(value: number, most: number): number {
  return Math.max(edge, Math.min(value, most))
}

function added(name: string): HTMLElement {
  const element = document.createElement('div')
  element.className = name
  document.body.append(element)
  return element
}
