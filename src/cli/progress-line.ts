/**
 * Shows how far a run is, on stderr: one line that is rewritten on a terminal,
 * a plain line now and then elsewhere.
 *
 * @module
 */
import { clearLine, cursorTo } from 'node:readline'

import type { RunProgress } from '../runner/progress-meter.ts'
import { describeDuration } from '../units/quantity.ts'
import { spanText } from './clock-text.ts'
import { outputWidth } from './command.ts'

const barWidth = 20
/** Elsewhere than on a terminal, a line every so many ms. */
const plainEvery = 5000

export interface ProgressLine {
  readonly show: (progress: RunProgress) => void
  /** Tells in one line what begins now. */
  readonly note: (text: string) => void
  /** The same further on: a line of its own elsewhere than on a terminal only now and then. */
  readonly again: (text: string) => void
  /** Leaves the terminal as it was. */
  readonly end: () => void
}

/** `line`: one that is rewritten, where `stream` is a terminal. */
export function progressLine(stream: NodeJS.WriteStream, way: 'line' | 'lines' | 'none'): ProgressLine {
  if (way === 'none') return { show: ignore, note: ignore, again: ignore, end: ignore }
  return way === 'line' && stream.isTTY ? liveLine(stream) : plainLines(stream)
}

function liveLine(stream: NodeJS.WriteStream): ProgressLine {
  const clear = (): void => {
    cursorTo(stream, 0)
    clearLine(stream, 0)
  }
  const note = (text: string): void => {
    clear()
    stream.write(text.slice(0, outputWidth(stream) - 1))
  }
  return {
    show(progress) {
      clear()
      const filled = Math.round(progress.share * barWidth)
      const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled)
      stream.write(`${bar} ${describeProgress(progress)}`.slice(0, outputWidth(stream) - 1))
    },
    note,
    again: note,
    end: clear,
  }
}

function plainLines(stream: NodeJS.WriteStream): ProgressLine {
  let shownAt = -Infinity
  let shownDone = 0
  return {
    show(progress) {
      const now = performance.now()
      // That a cell has begun is no news to read.
      if (progress.records === 0 && progress.cellsDone === shownDone) return
      if (now - shownAt < plainEvery && progress.cellsDone === shownDone) return
      shownAt = now
      shownDone = progress.cellsDone
      stream.write(`${describeProgress(progress)}\n`)
    },
    note(text) {
      shownAt = performance.now()
      stream.write(`${text}\n`)
    },
    again(text) {
      const now = performance.now()
      if (now - shownAt < plainEvery) return
      shownAt = now
      stream.write(`${text}\n`)
    },
    end: ignore,
  }
}

function ignore(): void {}

function describeProgress({
  share,
  cellsDone,
  cells,
  cellId,
  p50Ns,
  p99Ns,
  kmsCalls,
  etaNs,
}: RunProgress): string {
  const percent = `${Math.floor(share * 100)} %`.padStart(5)
  const eta = etaNs === undefined ? '' : ` · ETA ${spanText(etaNs)}`
  const quantiles =
    p50Ns === 0 ? '' : `: sealed put p50 ${describeDuration(p50Ns)}, p99 ${describeDuration(p99Ns)}`
  return `${percent} · ${cellsDone}/${cells} cells · ${cellId}${quantiles} · ${kmsCalls} KMS ${kmsCalls === 1 ? 'call' : 'calls'}${eta}`
}
