/**
 * Keeps the live view on a terminal: redraws it in place at most twice a
 * second, whatever a run tells, and leaves the terminal as it was.
 *
 * It is drawn on the main thread, which measures nothing; docs/method.md says
 * what that costs the threads that do.
 *
 * @module
 */
import { clearScreenDown, cursorTo, moveCursor } from 'node:readline'
import { stripVTControlCharacters } from 'node:util'

import { createLogUpdate } from 'log-update'

import { textColumns } from '../../report/text-width.ts'
import type { RunProgress } from '../../runner/progress-meter.ts'
import type { ProgressLine } from '../progress-line.ts'
import { liveFrame, type LiveState, type Screen } from './frame.ts'

export interface LiveOptions {
  readonly title: string
  readonly isAscii: boolean
  /** Aborted when somebody asks the run to end. */
  readonly signal: AbortSignal
  /** In ns. */
  readonly now: () => number
  /** Calls `act` again and again, until the function that it gives is called. */
  readonly repeat: (act: () => void) => () => void
}

/** `stream` is a terminal of known size. */
export function liveView(stream: NodeJS.WriteStream, options: LiveOptions): ProgressLine {
  const view = new LiveView(stream, options)
  return {
    show: (progress) => view.show(progress),
    note: (text) => view.note(text),
    again: (text) => view.note(text),
    end: () => view.end(),
  }
}

class LiveView {
  readonly #stream: NodeJS.WriteStream
  readonly #options: LiveOptions
  readonly #startedAt: number
  readonly #update: ReturnType<typeof createLogUpdate>
  readonly #stopRepeating: () => void
  readonly #onResize = (): void => this.#forget()
  #progress: RunProgress | undefined
  #note: string | undefined
  #drawn: readonly string[] = []
  #hasEnded = false

  constructor(stream: NodeJS.WriteStream, options: LiveOptions) {
    this.#stream = stream
    this.#options = options
    this.#startedAt = options.now()
    this.#update = createLogUpdate(stream)
    stream.on('resize', this.#onResize)
    this.#stopRepeating = options.repeat(() => this.#draw())
    this.#draw()
  }

  show(progress: RunProgress): void {
    this.#progress = progress
  }

  note(text: string): void {
    this.#note = text
  }

  end(): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#stopRepeating()
    this.#stream.off('resize', this.#onResize)
    this.#update.clear()
    this.#update.done()
  }

  #draw(): void {
    const { title, now, signal } = this.#options
    const state: LiveState = {
      title,
      note: this.#note,
      progress: this.#progress,
      elapsedNs: now() - this.#startedAt,
      isStopping: signal.aborted,
    }
    this.#drawn = liveFrame(state, this.#screen())
    this.#update(this.#drawn.join('\n'))
  }

  /** One column and one line stay free: terminals break a line that ends in the last one, and scroll below the last. */
  #screen(): Screen {
    const { columns, rows } = this.#stream
    return {
      width: columns - 1,
      height: rows - 1,
      color: this.#stream.hasColors(),
      isAscii: this.#options.isAscii,
    }
  }

  /** A narrower terminal has broken the lines that stand there: all that they take now goes. */
  #forget(): void {
    const { columns } = this.#stream
    const rows = this.#drawn.reduce(
      (sum, line) =>
        sum + Math.max(1, Math.ceil(textColumns(stripVTControlCharacters(line)) / Math.max(1, columns))),
      0,
    )
    moveCursor(this.#stream, 0, -rows)
    cursorTo(this.#stream, 0)
    clearScreenDown(this.#stream)
    this.#update.done()
    this.#drawn = []
    this.#draw()
  }
}
