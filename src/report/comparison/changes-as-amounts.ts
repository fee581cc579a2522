/**
 * Changes in the unit of each figure: a panel for each kind of unit, as times
 * and bytes have no axis in common.
 *
 * @module
 */
import type { ViewScale } from '../data/view.ts'
import { colours } from '../theme.ts'
import { amountOfChangeAxis, amountsOf, describeAmounts, dimensions } from './amount-of-change.ts'
import {
  describeRow,
  rowChannel,
  rowFrame,
  rowLayers,
  type ChangesPicture,
  type RowFrame,
  type ToldChange,
} from './change-rows.ts'

const gap = 18
/** Between a label and its axis, in pixels. */
const tickRoom = 8

export function changesAsAmounts(
  rows: readonly ToldChange[],
  tolerance: number,
  scale: ViewScale,
): ChangesPicture {
  const panels = dimensions
    .map((dimension) => rows.filter((row) => row.dimension === dimension))
    .filter((panel) => panel.length > 0)
  return {
    howToRead:
      'Each line is one figure: the mark is its change as an amount, which is its change as a share times the base, the bar the 95 % interval over whole runs. To the right is slower, or more; shape and colour say the verdict. ' +
      'The grey band of each line is what is tolerated of that figure. A figure is a regression where its bar lies to the right of its band, after correction for how many figures there are and, where runs took no turns, for what the plain arm did.' +
      (panels.length > 1 ? ' Each kind of unit has a panel and an axis of its own.' : '') +
      (scale === 'log' ? ' Axes are linear near 0 and logarithmic further out.' : ' Axes are linear.'),
    rows: panels.flat(),
    spec: (width) => {
      const frame = rowFrame(rows, width)
      return {
        vconcat: panels.map((panel) => panelSpec(panel, tolerance, scale, frame)) as never[],
        spacing: gap,
        resolve: { scale: { color: 'shared', shape: 'shared' } },
      }
    },
    moreOf(row) {
      const { value, low, high } = amountsOf(row)
      return { dimension: row.dimension, changeAmount: value, lowAmount: low, highAmount: high }
    },
  }
}

function panelSpec(rows: readonly ToldChange[], tolerance: number, scale: ViewScale, frame: RowFrame) {
  const bands = rows.map((row) => ({
    name: frame.label(row),
    low: -tolerance * Math.abs(row.base),
    high: tolerance * Math.abs(row.base),
  }))
  const ends = [...bands, ...rows.map(amountsOf)].flatMap(({ low, high }) => [low, high])
  const x = amountOfChangeAxis(rows[0]!.dimension, ends, scale)
  // The same for all panels, so that they stand below each other.
  const y = rowChannel(rows, frame, { minExtent: frame.labelWidth + tickRoom })
  return {
    width: frame.width,
    height: frame.height,
    layer: [
      {
        data: { values: bands },
        mark: { type: 'bar', color: colours.band, opacity: 0.7, aria: false },
        encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' } },
      },
      ...rowLayers(rows, markOf, { x, y, frame }),
    ],
  }
}

function markOf(row: ToldChange) {
  return { ...amountsOf(row), description: describeRow(row, describeAmounts(row)) }
}
