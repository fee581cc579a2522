/**
 * Names of downloaded files, which say what was looked at and how, and are
 * safe on every system.
 *
 * @module
 */
import { firstView, type View } from '../data/view.ts'

const lengthMax = 120
const cellsMax = 3

/** `parts` are whatever: names of runs, of pictures, words. */
export function downloadName(parts: readonly string[], extension: string): string {
  const safe = parts
    .map((part) =>
      part
        .normalize('NFKD')
        .replace(/[^A-Za-z0-9._-]+/g, '-')
        .replace(/^[-.]+|[-.]+$/g, ''),
    )
    .filter((part) => part !== '')
    .join('-')
  return `${safe.slice(0, lengthMax - extension.length - 1) || 'sealbench'}.${extension}`
}

/** In what a view differs from that which is shown first. */
export function viewWords(view: View): readonly string[] {
  const { cells, operations, arms, time, unit, scale, percentiles } = view
  const differs = (key: keyof View) => JSON.stringify(view[key]) !== JSON.stringify(firstView[key])
  return [
    ...(cells.length > cellsMax ? [`${cells.length} cells`] : cells),
    ...(differs('operations') ? operations : []),
    ...(differs('arms') ? arms : []),
    ...(differs('time') ? [time] : []),
    ...(differs('unit') ? [`per ${unit}`] : []),
    ...(differs('scale') ? [scale] : []),
    ...(differs('percentiles') ? percentiles.map((percentile) => `p${percentile}`) : []),
  ]
}
