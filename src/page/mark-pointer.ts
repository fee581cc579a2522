/**
 * Lets people point at the marks of one picture, with a pointer or with keys:
 * to read what a mark says, and to choose what it belongs to.
 *
 * @module
 */
import type { Chart } from '../report/charts/chart.ts'
import {
  boxAt,
  boxBeside,
  boxBeyond,
  isGrid,
  marksOf,
  type Direction,
  type Mark,
  type TargetKind,
} from './marks.ts'
import type { MarkTip } from './mark-tip.ts'

/** What becomes of what a mark belongs to when it is chosen. */
export interface Choosing {
  readonly kind: TargetKind
  /** Ends `Arrow keys go from mark to mark, Enter …`. */
  readonly howTo: string
  /** `adds`: with a key held down. */
  readonly choose: (target: string, adds: boolean) => void
}

export interface Pointing {
  readonly tip: MarkTip
  /** Undefined where there is nothing to choose. */
  readonly choosing: Choosing | undefined
}

const howTo = 'Arrow keys go from mark to mark'
const directions: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
}

export class MarkPointer {
  readonly #host: HTMLElement
  readonly #pointing: Pointing
  #chart: Chart | undefined
  #marks: readonly Mark[] | undefined
  #current: Mark | undefined

  constructor(host: HTMLElement, pointing: Pointing) {
    this.#host = host
    this.#pointing = pointing
    host.tabIndex = 0
    host.setAttribute('role', 'application')
    host.setAttribute('aria-roledescription', 'picture')
    host.addEventListener('pointermove', ({ clientX, clientY, pointerType }) => {
      if (pointerType !== 'touch') this.#point(this.#at(clientX, clientY))
    })
    host.addEventListener('pointerleave', ({ pointerType }) => {
      if (pointerType !== 'touch') this.#point(undefined)
    })
    host.addEventListener('blur', () => this.#point(undefined))
    host.addEventListener('click', (event) => this.#click(event))
    host.addEventListener('keydown', (event) => {
      if (this.#press(event)) event.preventDefault()
    })
  }

  /** The host holds another drawing from now on; what was pointed at stays so where it is still there. */
  drawn(chart: Chart): void {
    this.#chart = chart
    this.#marks = undefined
    const { choosing } = this.#pointing
    const choice = choosing === undefined ? '' : `, Enter ${choosing.howTo}`
    this.#host.setAttribute('aria-label', `${chart.title}. ${howTo}${choice}.`)
    const last = this.#current
    this.#current = undefined
    if (last !== undefined) {
      const again = this.#all().find(({ description }) => description === last.description)
      this.#point(again)
    }
  }

  /** Found when they are first needed: that asks the browser where they are. */
  #all(): readonly Mark[] {
    this.#marks ??=
      this.#chart === undefined
        ? []
        : marksOf(this.#host.firstElementChild!, this.#chart, this.#pointing.choosing?.kind ?? 'cell')
    return this.#marks
  }

  #at(clientX: number, clientY: number): Mark | undefined {
    if (this.#chart === undefined) return undefined
    const drawing = this.#host.firstElementChild!
    const { left, top } = drawing.getBoundingClientRect()
    const [x, y] = [clientX - left, clientY - top]
    const marks = this.#all()
    const boxes = marks.map(({ box }) => box)
    const at = boxAt(boxes, x, y)
    return marks[at < 0 && drawing.querySelector('.mark-line') !== null ? boxBeside(boxes, x, y) : at]
  }

  #point(mark: Mark | undefined): void {
    if (mark === this.#current) return
    const { tip } = this.#pointing
    this.#current?.element.classList.remove('pointed')
    this.#current = mark
    if (mark === undefined) return tip.hide()
    mark.element.classList.add('pointed')
    tip.show(mark.description, mark.element.getBoundingClientRect(), this.#host.getBoundingClientRect())
  }

  /** A finger that comes to a mark reads it first. */
  #click(event: MouseEvent): void {
    const mark = this.#at(event.clientX, event.clientY)
    const isNew = mark !== this.#current
    this.#point(mark)
    if (event instanceof PointerEvent && event.pointerType === 'touch' && isNew) return
    this.#choose(mark, event.shiftKey || event.ctrlKey || event.metaKey)
  }

  #choose(mark: Mark | undefined, adds: boolean): void {
    if (mark?.target !== undefined) this.#pointing.choosing?.choose(mark.target, adds)
  }

  /** Whether the key meant something. */
  #press({ key, shiftKey, ctrlKey, altKey, metaKey }: KeyboardEvent): boolean {
    if (altKey) return false
    if (key === 'Enter' || key === ' ') {
      this.#choose(this.#current, shiftKey || ctrlKey || metaKey)
      return this.#current !== undefined
    }
    if (ctrlKey || metaKey) return false
    if (key === 'Escape') {
      this.#point(undefined)
      return true
    }
    const next = this.#next(key)
    if (next === undefined) return false
    next.element.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    this.#point(next)
    this.#pointing.tip.say(next.description)
    return true
  }

  /** In a grid the nearest in the direction of an arrow; elsewhere left and right follow the order of drawing, and so along lines. */
  #next(key: string): Mark | undefined {
    const marks = this.#all()
    const last = marks.length - 1
    if (key === 'Home') return marks[0]
    if (key === 'End') return marks[last]
    const direction = directions[key]
    if (direction === undefined) return undefined
    const at = this.#current === undefined ? -1 : marks.indexOf(this.#current)
    if (at < 0) return direction === 'left' ? marks[last] : marks[0]
    const boxes = marks.map(({ box }) => box)
    const isAlong = direction === 'left' || direction === 'right'
    if (!isAlong || isGrid(boxes)) return marks[boxBeyond(boxes, at, direction)]
    return marks[direction === 'right' ? Math.min(at + 1, last) : Math.max(at - 1, 0)]
  }
}
