/**
 * Bars and columns of block characters.
 *
 * @module
 */

/** From one eighth of a line to a whole one. */
export const risingBlocks = '▁▂▃▄▅▆▇█'
/** Values that lie further apart are drawn by their logarithms. */
const linearReach = 20
const growingBlocks = '▏▎▍▌▋▊▉█'

/** A bar of `share`, in [0, 1], of `columns`; what is there at all is seen. */
export function bar(share: number, columns: number): string {
  if (!(share > 0)) return ''
  const eighths = Math.max(1, Math.round(Math.min(1, share) * columns * 8))
  const rest = eighths % 8
  return '█'.repeat(Math.floor(eighths / 8)) + (rest === 0 ? '' : growingBlocks[rest - 1]!)
}

/** One character for each value, of lines that are `most` high; what is there at all is seen, and nothing is a blank. */
export function risingLine(values: readonly number[], most: number): string {
  return values
    .map((value) =>
      value > 0 ? risingBlocks[Math.min(7, Math.max(0, Math.round((value / most) * 8) - 1))]! : ' ',
    )
    .join('')
}

/** Two characters for each value, from the least to the most; by logarithms where these lie far apart. */
export function sparkline(values: readonly number[]): string {
  const positive = values.filter((value) => value > 0)
  const isLog = positive.length > 0 && Math.max(...positive) > linearReach * Math.min(...positive)
  const floor = Math.min(...positive)
  const scaled = values.map((value) => (isLog ? Math.log(Math.max(value, floor)) : value))
  const [least, most] = [Math.min(...scaled), Math.max(...scaled)]
  return scaled
    .map((value) =>
      risingBlocks[most === least ? 0 : Math.round((7 * (value - least)) / (most - least))]!.repeat(2),
    )
    .join('')
}
