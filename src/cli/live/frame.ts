/**
 * The live view of a run as lines: a pure function of how far the run is and of
 * the size of the terminal.
 *
 * @module
 */
import { describeCount, plural } from '../../report/figures.ts'
import { asciiText } from '../../report/terminal-text.ts'
import { textColumns } from '../../report/text-width.ts'
import type { RunProgress } from '../../runner/progress-meter.ts'
import { clockText, spanText } from '../clock-text.ts'
import { cellGrid } from './cell-grid.ts'
import { gaugeLines } from './gauges.ts'
import { lineText, sgr, type Line } from './line.ts'
import { runningCells } from './running-cells.ts'

export interface LiveState {
  /** The scenario's name. */
  readonly title: string
  /** What has begun now, such as a repetition. */
  readonly note: string | undefined
  /** Undefined until a cell has begun. */
  readonly progress: RunProgress | undefined
  /** Of the whole run, on the wall. */
  readonly elapsedNs: number
  /** Whether somebody has asked it to end. */
  readonly isStopping: boolean
}

export interface Screen {
  /** In columns and lines. */
  readonly width: number
  readonly height: number
  readonly color: boolean
  readonly isAscii?: boolean
}

const barMax = 30
/** Lines that a run of few cells leaves for its claims. */
const gridShare = 0.4

/** At most `height` lines of at most `width` columns. */
export function liveFrame(
  state: LiveState,
  { width, height, color, isAscii = false }: Screen,
): readonly string[] {
  const lines = [...head(state, width), ...body(state, width, height - headLines(state))]
  const texts = lines.slice(0, Math.max(0, height)).map((line) => lineText(line, width, color))
  return isAscii ? texts.map(asciiText) : texts
}

function headLines(state: LiveState): number {
  return head(state, 0).length
}

function head(state: LiveState, width: number): readonly Line[] {
  const { title, note, progress, isStopping } = state
  return [
    ...(note === undefined ? [] : [[note]]),
    progress === undefined
      ? [
          [title, sgr.bold],
          `  ${note === undefined ? 'measures the harness  ' : ''}${clockText(state.elapsedNs)}`,
        ]
      : barLine(state, progress, width),
    ...(progress === undefined ? [] : [countsLine(progress)]),
    ...(isStopping
      ? [[['stopping: what was measured is kept; Ctrl-C again ends at once', sgr.yellow] as const]]
      : []),
  ]
}

function barLine({ title, elapsedNs }: LiveState, progress: RunProgress, width: number): Line {
  const { share, cellsDone, cells, etaNs } = progress
  const eta = etaNs === undefined ? '' : `  ETA ${spanText(etaNs)}`
  const said = ` ${String(Math.floor(share * 100)).padStart(3)} %  ${cellsDone}/${plural(cells, 'cell')}  ${clockText(elapsedNs)}${eta}`
  const room = Math.min(barMax, width - textColumns(said) - 2 - textColumns(title))
  const bar = room < 4 ? '' : '█'.repeat(Math.round(share * room)).padEnd(room, '░')
  return [[title, sgr.bold], '  ', [bar, sgr.cyan], said]
}

function countsLine({ records, elapsedNs, kmsCalls, throttled }: RunProgress): Line {
  const perSecond = elapsedNs > 0 ? records / (elapsedNs / 1e9) : 0
  const refused = `${describeCount(throttled)} throttled`
  return [
    `${plural(records, 'record')}, ${describeCount(Math.round(perSecond))} /s  ·  ${plural(kmsCalls, 'KMS call')}, `,
    throttled > 0 ? [refused, sgr.yellow] : refused,
  ]
}

/** Running cells and claims have their lines, the grid what is left; of little room claims get the most. */
function body({ progress }: LiveState, width: number, height: number): readonly Line[] {
  if (progress === undefined) return []
  const { standings, gauges } = progress
  const wanted = runningCells(standings, width, Infinity).length + gaugeLines(gauges, width, Infinity).length
  const gaps = 3
  const forGrid = Math.max(Math.floor(height * gridShare), height - wanted - gaps)
  const grid = cellGrid(standings, width, forGrid)
  const forRunning = Math.min(Math.ceil((height - grid.length - gaps) / 2) + 1, height - grid.length - gaps)
  const running = runningCells(standings, width, forRunning)
  const claims = gaugeLines(gauges, width, height - grid.length - running.length - gaps)
  return [grid, running, claims].flatMap((part) => (part.length === 0 ? [] : [[], ...part]))
}
