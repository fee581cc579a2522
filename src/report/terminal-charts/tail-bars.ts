/**
 * What made slow records slow, as bars.
 *
 * @module
 */
import { operations, type Operation } from '../../measure/series.ts'
import { tailCauses } from '../../measure/tail/tail-cause.ts'
import type { CellResult } from '../../run-store/run-format.ts'
import type { TailBand } from '../../run-store/tail-format.ts'
import { describeDuration } from '../../units/quantity.ts'
import { describeCount, describePercentile } from '../figures.ts'
import { causeWords, percent, tailsOf } from '../tail-causes.ts'
import { wrap, type TerminalOptions } from '../terminal-text.ts'
import { bar } from './bars.ts'

const barMax = 50
const figureRoom = 18

/** One picture for each operation that has a tail. */
export function tailBars(cell: CellResult, { width }: TerminalOptions): string[] {
  return operations.flatMap((operation) => {
    const tails = tailsOf(cell, operation)
    return tails === undefined ? [] : [picture(operation, tails.sealed.serviceTime.bands, width)]
  })
}

function picture(operation: Operation, bands: readonly TailBand[], width: number): string {
  const total = bands.reduce((sum, { count }) => sum + count, 0)
  const shares = tailCauses
    .map((cause) => ({
      cause,
      count: bands.reduce((sum, { byCause }) => sum + (byCause[cause]?.count ?? 0), 0),
    }))
    .filter(({ count }) => count > 0)
    .toSorted((one, other) => other.count - one.count)
  const gutter = Math.max(...shares.map(({ cause }) => causeWords[cause].length))
  const columns = Math.max(5, Math.min(barMax, width - gutter - figureRoom - 3))
  const [first] = bands
  return [
    wrap(
      `Causes of the ${describeCount(total)} sealed ${operation}s beyond ${describePercentile(first!.from * 100)} (${describeDuration(first!.fromNs)} and more):`,
      width,
    ),
    ...shares.map(({ cause, count }) => {
      const share = count / total
      return `${causeWords[cause].padStart(gutter)} ┤${bar(share, columns)} ${percent(share)} (${describeCount(count)})`
    }),
  ].join('\n')
}
