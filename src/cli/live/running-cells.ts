/**
 * The cells that run now, with what they have measured so far.
 *
 * @module
 */
import { operations, type Operation } from '../../measure/series.ts'
import { describeCount, describeInterval, nothing } from '../../report/figures.ts'
import { cutTo, filledTo } from '../../report/terminal-text.ts'
import type { CellStanding } from '../../runner/progress-meter.ts'
import { describeDuration } from '../../units/quantity.ts'
import { sgr, type Line } from './line.ts'

type RunningCell = CellStanding & { readonly progress: NonNullable<CellStanding['progress']> }

interface RunningColumn {
  readonly label: string
  /** In columns. */
  readonly room: number
  readonly text: (cell: RunningCell, operation: Operation) => string
}

const nameRoom = 9
const operationRoom = 4
const fiveMinutesNs = 300e9

/** The first go before the last where there is little room. */
const columns: readonly RunningColumn[] = [
  figure('plain p50', ({ progress }, operation) => describeDuration(progress[operation].plain.p50)),
  figure('sealed p50', ({ progress }, operation) => describeDuration(progress[operation].sealed.p50)),
  { label: 'overhead (95 %)', room: 28, text: overheadText },
  figure('plain p99', ({ progress }, operation) => describeDuration(progress[operation].plain.p99)),
  figure('sealed p99', ({ progress }, operation) => describeDuration(progress[operation].sealed.p99)),
  figure('KMS calls', ({ progress }, operation) =>
    operation === 'put' ? describeCount(progress.kmsCalls) : '',
  ),
  figure('in 5 min', (cell, operation) => (operation === 'put' ? callRate(cell) : '')),
]

/** A heading and a line for each operation of each cell, as many as `linesMax` lets. */
export function runningCells(
  cells: readonly CellStanding[],
  width: number,
  linesMax: number,
): readonly Line[] {
  const shown = columnsIn(width)
  const rows = cells.filter(({ state }) => state === 'running').flatMap((cell) => rowsOf(cell, shown))
  if (rows.length === 0 || linesMax < 2) return []
  const heading = filledTo('so far', nameRoom + operationRoom)
  const labels = shown.map(({ label, room }) => filledTo(label, room, 'left'))
  return [[[heading + labels.join(''), sgr.dim]], ...rows.slice(0, linesMax - 1)]
}

function figure(label: string, text: RunningColumn['text']): RunningColumn {
  return { label, room: 12, text }
}

function rowsOf(cell: CellStanding, shown: readonly RunningColumn[]): Line[] {
  const { id, progress } = cell
  const measured = operations.filter((operation) => (progress?.[operation].sealed.p50 ?? 0) > 0)
  if (progress === undefined || measured.length === 0) return [[`${filledTo(id, nameRoom)}warms up`]]
  return measured.map((operation, index) => [
    filledTo(index === 0 ? cutTo(id, nameRoom - 1) : '', nameRoom),
    filledTo(operation, operationRoom),
    ...shown.map(({ room, text }) => filledTo(text({ ...cell, progress }, operation), room, 'left')),
  ])
}

/** `7.12 us (7.02 to 7.23 us)`, or the bare difference of the medians until there is an interval. */
function overheadText({ progress, overhead = {} }: RunningCell, operation: Operation): string {
  const { plain, sealed } = progress[operation]
  const interval = overhead[operation]
  return interval === undefined || interval.ci95 === null
    ? describeDuration(sealed.p50 - plain.p50)
    : `${describeDuration(interval.estimate)} (${describeInterval(interval.ci95, describeDuration)})`
}

/** On the scenario's clock, which may be far ahead of ours. */
function callRate({ progress: { kmsCalls, scenarioTimeNs } }: RunningCell): string {
  if (scenarioTimeNs <= 0) return nothing
  return describeCount(Number(((kmsCalls * fiveMinutesNs) / scenarioTimeNs).toPrecision(3)))
}

function columnsIn(width: number): readonly RunningColumn[] {
  let used = nameRoom + operationRoom
  return columns.filter(({ room }, index) => {
    used += room
    return index === 0 || used <= width
  })
}
