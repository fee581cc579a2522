/**
 * Names of downloaded files, which say what was looked at and how, and are
 * safe on every system.
 *
 * @module
 */
import { firstView, type View } from '../data/view.ts'

const lengthMax = 120
const cellsMax = 3
/** So much of the first part stays, however long the others are. */
const firstMin = 20

/**
 * `parts` are whatever: names of runs, of pictures, words. Where they are too
 * long the first gives way, which all that is downloaded from a page has alike.
 */
export function downloadName(parts: readonly string[], extension: string): string {
  const room = lengthMax - extension.length - 1
  const [first = 'sealbench', ...others] = parts
    .map((part) =>
      part
        .normalize('NFKD')
        .replace(/[^A-Za-z0-9._-]+/g, '-')
        .replace(/^[-.]+|[-.]+$/g, ''),
    )
    .filter((part) => part !== '')
  const rest = others.map((part) => `-${part}`).join('')
  const kept = first.slice(0, Math.max(firstMin, room - rest.length))
  return `${`${kept}${rest}`.slice(0, room)}.${extension}`
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
