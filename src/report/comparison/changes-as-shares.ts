/**
 * Changes relative to the base, on one axis with what is tolerated.
 *
 * @module
 */
import { describeShare } from '../../units/share.ts'
import { signedPercentLabel } from '../charts/chart.ts'
import { describeInterval } from '../figures.ts'
import { colours } from '../theme.ts'
import type { ChartSpec } from '../vega.ts'
import {
  describeRow,
  rowChannel,
  rowFrame,
  rowLayers,
  type ChangesPicture,
  type ToldChange,
} from './change-rows.ts'

/** So many times what is tolerated leaves no room for it on a linear axis. */
const farAbove = 30
/** Of a logarithmic axis around 0, relative. */
const linearBelow = 0.01

export function changesAsShares(rows: readonly ToldChange[], tolerance: number): ChangesPicture {
  return {
    howToRead:
      'Each line is one figure: the mark is its change, the bar the 95 % interval over whole runs. To the right is slower, or more; shape and colour say the verdict. ' +
      'The band around zero is what is tolerated; a figure is a regression where its bar lies to the right of it, after correction for how many figures there are and, where runs took no turns, for what the plain arm did. Where a bar that is no regression reaches beyond the band, whether there is a difference cannot be told.' +
      (isFarApart(rows, tolerance)
        ? ' The axis is linear near 0 and logarithmic further out, as the changes are of very different size.'
        : ''),
    rows,
    spec: (width) => specOf(rows, tolerance, width),
  }
}

function specOf(rows: readonly ToldChange[], tolerance: number, width: number): ChartSpec {
  const frame = rowFrame(rows, width)
  const y = rowChannel(rows, frame)
  const x = changeAxis(rows, tolerance)
  return {
    width: frame.width,
    height: frame.height,
    layer: [
      {
        data: { values: [{ low: -tolerance, high: tolerance }] },
        mark: { type: 'rect', color: colours.band, opacity: 0.7, aria: false },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' } },
      },
      ...rowLayers(rows, markOf, { x, y, frame }),
    ] as never[],
  }
}

function markOf(row: ToldChange) {
  const { change, ci95 } = row
  const figure = `${describeShare(change)} (${describeInterval(ci95, describeShare)})`
  return { value: change, low: ci95[0], high: ci95[1], description: describeRow(row, figure) }
}

/** Linear, unless changes would lie upon each other beside the largest. */
function changeAxis(rows: readonly ToldChange[], tolerance: number) {
  const common = { type: 'quantitative', title: 'change' }
  const axis = {
    labelExpr: signedPercentLabel,
    labelOverlap: true,
  }
  if (!isFarApart(rows, tolerance)) return { ...common, axis: { ...axis, tickCount: 5 } }
  const ends = endsOf(rows, tolerance)
  const domain = [1.2 * Math.min(...ends), 1.2 * Math.max(...ends)] as const
  const powers = Array.from({ length: 12 }, (_, at) => Number(`1e${at - 3}`)).filter(
    (tick) => tick >= linearBelow,
  )
  const values = [...powers.map((tick) => -tick), 0, ...powers].filter(
    (tick) => tick >= domain[0] && tick <= domain[1],
  )
  return {
    ...common,
    scale: { type: 'symlog', constant: linearBelow, domain, nice: false },
    axis: { ...axis, values },
  }
}

function isFarApart(rows: readonly ToldChange[], tolerance: number): boolean {
  return Math.max(...endsOf(rows, tolerance).map(Math.abs)) > farAbove * Math.max(tolerance, linearBelow)
}

function endsOf(rows: readonly ToldChange[], tolerance: number): number[] {
  return [-tolerance, tolerance, ...rows.flatMap(({ change, ci95 }) => [change, ...ci95])]
}
