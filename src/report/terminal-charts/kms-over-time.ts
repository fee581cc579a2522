/**
 * KMS calls over the scenario's time, one line for each operation, with the
 * quota that they are held against.
 *
 * @module
 */
import type { CellResult, Run } from '../../run-store/run-format.ts'
import { describeDuration } from '../../units/quantity.ts'
import { describeCount } from '../figures.ts'
import { describeParameter } from '../parameters.ts'
import { percent } from '../tail-causes.ts'
import { wrap, type TerminalOptions } from '../terminal-text.ts'
import { risingLine } from './bars.ts'

const kmsOperations = ['GenerateDataKey', 'Decrypt', 'Encrypt'] as const
const columnsMax = 100

/** Undefined where KMS was never asked. */
export function kmsOverTime(
  run: Run,
  { kms, params }: CellResult,
  { width }: TerminalOptions,
): string | undefined {
  const { timeline } = kms
  const asked = kmsOperations
    .map((operation) => ({ operation, slices: timeline[operation] ?? [] }))
    .filter(({ slices }) => slices.some((calls) => calls > 0))
  if (asked.length === 0) return undefined
  const gutter = Math.max(...asked.map(({ operation }) => operation.length))
  const figureRoom = Math.max(...asked.map(({ slices }) => totalOf(slices).length))
  const columns = Math.max(10, Math.min(columnsMax, width - gutter - figureRoom - 4))
  const perColumn = Math.max(1, Math.ceil(asked[0]!.slices.length / columns))
  const lines = asked.map(({ operation, slices }) => ({ operation, slices, sums: summed(slices, perColumn) }))
  const most = Math.max(...lines.flatMap(({ sums }) => sums))
  const drawn = Math.max(...lines.map(({ sums }) => sums.length))
  const columnNs = perColumn * timeline.sliceNs
  const end = describeDuration(drawn * columnNs)
  return [
    wrap(
      `KMS calls over time, a column for ${describeDuration(columnNs)} of the scenario's clock, at most ${describeCount(most)}:`,
      width,
    ),
    ...lines.map(
      ({ operation, slices, sums }) =>
        `${operation.padStart(gutter)} ┤${risingLine(sums, most).padEnd(drawn)}  ${totalOf(slices).padStart(figureRoom)}`,
    ),
    `${' '.repeat(gutter + 2)}0${end.padStart(Math.max(end.length + 1, drawn - 1))}`,
    ...quotaLine(run, params, busiest(lines.map(({ sums }) => sums)) / (columnNs / 1e9), width),
  ].join('\n')
}

function totalOf(slices: readonly number[]): string {
  return describeCount(slices.reduce((sum, calls) => sum + calls, 0))
}

function summed(slices: readonly number[], perColumn: number): number[] {
  return Array.from({ length: Math.ceil(slices.length / perColumn) }, (_, column) =>
    slices.slice(column * perColumn, (column + 1) * perColumn).reduce((sum, calls) => sum + calls, 0),
  )
}

/** Calls of all operations in the busiest column. */
function busiest(rows: readonly (readonly number[])[]): number {
  const columns = Math.max(...rows.map(({ length }) => length))
  return Math.max(
    ...Array.from({ length: columns }, (_, column) => rows.reduce((sum, row) => sum + (row[column] ?? 0), 0)),
  )
}

/** A quota refuses by the second, and a column is longer than one: that is said. */
function quotaLine(
  { scenario }: Run,
  params: CellResult['params'],
  perSecond: number,
  width: number,
): string[] {
  const kms = scenario['kms']
  const written =
    params['kms.quota'] ?? (typeof kms === 'object' && kms !== null && 'quota' in kms ? kms.quota : undefined)
  const quota = typeof written === 'string' ? Number(/^([\d.e+]+) ?\/s$/.exec(written)?.[1]) : Number.NaN
  if (!(quota > 0)) return []
  const rate = Number(perSecond.toPrecision(3))
  return [
    wrap(
      `The busiest column asks for ${rate} /s on average: ${percent(perSecond / quota)} of the quota of ${describeParameter(written)}.`,
      width,
    ),
  ]
}
