/**
 * TTL against rotation for a terminal: what each costs and gives away, with what
 * is planned and what lies beyond the quota.
 *
 * @module
 */
import type { GridPoint } from '../../planner/outlook-document.ts'
import type { Plan } from '../../planner/plan-document.ts'
import { shadedGrids, type ShadedGrid, type ShadedSquare } from '../terminal-charts/shaded-grid.ts'
import { printable } from '../text.ts'
import { wrap, type TerminalOptions } from '../terminal-text.ts'
import { gridMeasures, isBeyondQuota, type GridMeasure } from './grid-measures.ts'
import { describeSeconds } from './plan-figures.ts'

/** Calls go with the money, and all else stands in the page. */
const shown: readonly GridMeasure['dimension'][] = ['money', 'wait', 'revocation']
const planned = { mark: '◄', sgr: 1 } as const
const beyond = { mark: '×', sgr: 31 } as const

/** Blocks of lines; none where there is nothing to choose from. */
export function timeGridText({ cells, timeGrid: points }: Plan, options: TerminalOptions): string[] {
  const measures = gridMeasures(points).filter(({ dimension }) => shown.includes(dimension))
  if (points.length < 2 || measures.length === 0) return []
  const marks = points.some(isBeyondQuota) ? `, ${beyond.mark} beyond the quota in the busiest second` : ''
  return [
    wrap(
      `${cells.length > 1 ? `Of ${printable(cells[0]!.id)}, over` : 'Over'} cache TTL (down) and rotation (across), theory and modelled money; ░ is least, █ most of each figure, ${planned.mark} as planned${marks}:`,
      options.width,
    ),
    ...shadedGrids(
      measures.map((measure) => gridOf(points, measure)),
      options,
    ),
  ]
}

function gridOf(points: readonly GridPoint[], measure: GridMeasure): ShadedGrid {
  const ttls = [...new Set(points.map(({ ttlS }) => ttlS))]
  const rotations = [...new Set(points.map(({ rotationS }) => rotationS))]
  const places = new Map(points.map((point) => [`${point.ttlS} ${point.rotationS}`, point]))
  return {
    title: measure.title,
    down: 'TTL',
    columns: rotations.map(describeSeconds),
    rows: ttls.map((ttlS) => (ttlS === 0 ? 'no cache' : describeSeconds(ttlS))),
    squares: ttls.map((ttlS) =>
      rotations.map((rotationS) => squareOf(places.get(`${ttlS} ${rotationS}`), measure)),
    ),
  }
}

function squareOf(point: GridPoint | undefined, { of, short }: GridMeasure): ShadedSquare | undefined {
  if (point === undefined) return undefined
  const square = { value: of(point), text: short(of(point)) }
  const own = [...(point.isPlanned ? [planned] : []), ...(isBeyondQuota(point) ? [beyond] : [])]
  if (own.length === 0) return square
  return { ...square, mark: own.map(({ mark }) => mark).join(''), sgr: own.at(-1)!.sgr }
}
