/**
 * The 95 % intervals of percentile curves: a bar with caps at each percentile
 * that has one, and nothing between, where none was computed.
 *
 * @module
 */
import { drawnPoints, type Frame } from './percentile-frame.ts'
import { oddsMost, oddsOf } from './percentile-axis.ts'
import type { Plot } from './percentile-labels.ts'
import type { ShownCurve } from './shown-curves.ts'

/** Half the width of a cap, in pixels. */
const halfCap = 4

/** One line for each curve, which breaks between its bars. */
export function intervalLayers(curves: readonly ShownCurve[], frame: Frame, x: object, plot: Plot): object[] {
  const values = curves.flatMap((curve) => barsOf(curve, frame, plot))
  if (values.length === 0) return []
  return [
    {
      data: { values },
      mark: { type: 'line', strokeWidth: 1.5, strokeCap: 'butt', clip: true, aria: false, order: false },
      encoding: {
        x,
        y: { ...frame.y, field: 'end' },
        color: { field: 'curve', type: 'nominal' },
      },
    },
  ]
}

/** How bars are read. */
export const intervalText =
  'A bar with caps is the 95 % interval of the percentile where it stands; between bars, and where too few samples lie for one, none was computed.'

/** Cap, bar, cap, break. An interval that goes on below a logarithmic picture has no lower cap. */
function barsOf(curve: ShownCurve, { scale, count, y }: Frame, { width }: Plot) {
  const [floor] = y.scale.domain
  const cap = oddsMost(count) ** (halfCap / width)
  return drawnPoints(curve, scale).flatMap(({ q, low, high }) => {
    if (low === null || high === null) return []
    const odds = oddsOf(q)
    const capAt = (end: number) => [odds / cap, odds * cap, odds].map((at) => ({ at, end }))
    const foot = low < floor ? [{ at: odds, end: floor }] : capAt(low)
    return [...foot, ...capAt(high).toReversed(), { at: odds, end: null }].map(({ at, end }) => ({
      curve: curve.name,
      odds: at,
      end,
    }))
  })
}
