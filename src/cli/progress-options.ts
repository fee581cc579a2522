/**
 * How a run shows how far it is: a live view, plain lines, or nothing.
 *
 * @module
 */
import type { Argv } from 'yargs'

import { monotonicNow } from '../clock/monotonic.ts'
import { UsageError } from '../errors.ts'
import { hasOnlyAscii } from './command.ts'
import { progressLine, type ProgressLine } from './progress-line.ts'

const waysToShow = ['auto', 'live', 'lines', 'none'] as const

export interface ProgressOptions {
  readonly progress: (typeof waysToShow)[number]
  readonly quiet: boolean
}

/** Often enough to be alive, rarely enough to be no load: see docs/method.md. */
export const redrawnEveryMs = 500
/** A live view of fewer lines shows less than plain lines do. */
const rowsMin = 8

export function withProgressOptions(parser: Argv): Argv {
  return parser.option('progress', {
    choices: waysToShow,
    default: 'auto' as const,
    describe: 'On stderr: a live view on a terminal, plain lines elsewhere, or which of them you want',
  })
}

/** @throws {UsageError} where a live view is asked for without a terminal. */
export async function runProgress(
  stream: NodeJS.WriteStream,
  { progress, quiet }: ProgressOptions,
  { title, signal }: { readonly title: string; readonly signal: AbortSignal },
): Promise<ProgressLine> {
  const way = progress === 'auto' ? usualWay(stream, quiet) : progress
  if (way !== 'live') return progressLine(stream, way)
  if (!hasScreen(stream, 1))
    throw new UsageError(
      '--progress live needs a terminal of known size on stderr. Take --progress lines, or leave it out.',
    )
  // Loaded by those who look at it alone.
  const { liveView } = await import('./live/live-view.ts')
  return liveView(stream, { title, signal, isAscii: hasOnlyAscii(), now: monotonicNow, repeat })
}

function usualWay(stream: NodeJS.WriteStream, isQuiet: boolean): 'live' | 'lines' | 'none' {
  if (isQuiet) return 'none'
  return hasScreen(stream, rowsMin) && process.env['TERM'] !== 'dumb' ? 'live' : 'lines'
}

/** A terminal of unknown size, as containers and CI give, says 0. */
function hasScreen(stream: NodeJS.WriteStream, rows: number): boolean {
  return stream.isTTY && stream.rows >= rows && stream.columns > 0
}

function repeat(act: () => void): () => void {
  const timer = setInterval(act, redrawnEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}
