/**
 * Marks of the squares of a heatmap that lie beyond a limit: a cross in the
 * corner of each, beside its figure, and a border to those within, which colour does not have to tell.
 *
 * @module
 */
import type { HeatmapAxes } from '../../charts/heatmap-panels.ts'
import { colours } from '../../theme.ts'

export interface LimitedSquare {
  readonly column: string
  readonly row: string
  readonly isBeyond: boolean
}

/** A side of a square, by the ends of the bands that it goes along: 0 begins, 1 ends. */
type Line = readonly [x: number, x2: number, y: number, y2: number]

/** An SVG path, drawn as large as its mark. */
const cross = 'M-1,-1L1,1M-1,1L1,-1'
/** In px; the halo keeps the cross apart from the strongest colour. */
const crossLines = [
  { color: colours.card, strokeWidth: 4.5 },
  { color: colours.ink, strokeWidth: 1.6 },
] as const
const sides = [
  { line: [0, 0, 0, 1], step: [-1, 0] },
  { line: [1, 1, 0, 1], step: [1, 0] },
  { line: [0, 1, 0, 0], step: [0, -1] },
  { line: [0, 1, 1, 1], step: [0, 1] },
] as const

/** Layers for a panel of `heatmapPanels`; none where none lies beyond, and none where all do, which a title says. */
export function struckThrough(squares: readonly LimitedSquare[], [column, row]: HeatmapAxes): object[] {
  const places = squares.map((square) => ({
    square,
    x: column.values.indexOf(square.column),
    y: row.values.indexOf(square.row),
  }))
  const beyond = places.filter(({ square }) => square.isBeyond)
  const within = new Set(places.filter(({ square }) => !square.isBeyond).map(({ x, y }) => keyOf(x, y)))
  const borders = sides.map(({ line, step: [right, down] }) => ({
    line,
    own: beyond.filter(({ x, y }) => within.has(keyOf(x + right, y + down))),
  }))
  if (beyond.length === 0 || within.size === 0) return []
  return [
    ...crossLayers(beyond.map(({ square }) => square)),
    ...borders
      .filter(({ own }) => own.length > 0)
      .map(({ line, own }) =>
        lineLayer(
          line,
          own.map(({ square }) => square),
        ),
      ),
  ]
}

/** In the upper right, above the figure. */
function crossLayers(values: readonly LimitedSquare[]): object[] {
  return crossLines.map(({ color, strokeWidth }) => ({
    data: { values },
    mark: {
      type: 'point',
      shape: cross,
      size: 36,
      filled: false,
      color,
      strokeWidth,
      opacity: 1,
      xOffset: -8,
      yOffset: 7,
      aria: false,
    },
    encoding: {
      x: { field: 'column', bandPosition: 1 },
      y: { field: 'row', bandPosition: 0 },
    },
  }))
}

function lineLayer([x, x2, y, y2]: Line, values: readonly LimitedSquare[]): object {
  return {
    data: { values },
    mark: { type: 'rule', color: colours.refuted, aria: false, strokeWidth: 2.5, strokeCap: 'square' },
    encoding: {
      x: { field: 'column', bandPosition: x },
      x2: { field: 'column', bandPosition: x2 },
      y: { field: 'row', bandPosition: y },
      y2: { field: 'row', bandPosition: y2 },
    },
  }
}

function keyOf(x: number, y: number): string {
  return `${x} ${y}`
}
