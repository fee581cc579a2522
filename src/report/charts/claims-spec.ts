/**
 * How claims are drawn: a row of two lines of text and a mark for each, on one
 * axis of multiples of the bound.
 *
 * @module
 */
import type { ClaimVerdict } from '../../run-store/run-format.ts'
import { colours } from '../theme.ts'
import type { ChartSpec } from '../vega.ts'
import { logAxis, narrow } from './chart.ts'

/** Of two lines above a mark, and of three. */
const rowHeights = { 2: 62, 3: 78 } as const

export const verdictShapes: Readonly<Record<ClaimVerdict, string>> = {
  holds: 'circle',
  refuted: 'cross',
  inconclusive: 'diamond',
  invalid: 'square',
}

/** More rows are higher than a page gives the picture at once. */
export const highRows = 8

/** Estimate, interval and band in multiples of the bound. */
export interface ClaimRow {
  /** Of the claim, with the cell where there are several of the name. */
  readonly name: string
  readonly order: number
  readonly heading: string
  readonly outcome: string
  /** What noise hides; empty where it hides nothing. */
  readonly noiseNote: string
  readonly description: string
  readonly verdict: ClaimVerdict
  readonly estimate: number
  readonly low: number | null
  readonly high: number | null
  readonly bandLow: number | null
  readonly bandHigh: number | null
}

const colour = {
  field: 'verdict',
  type: 'nominal' as const,
  legend: null,
  scale: {
    domain: Object.keys(verdictShapes),
    range: Object.keys(verdictShapes).map((verdict) => colours[verdict as ClaimVerdict]),
  },
}

export function claimsSpec(rows: readonly ClaimRow[], width: number): ChartSpec {
  const x = { type: 'quantitative' as const, ...axis(rows) }
  // A hand has no room for both in one line.
  const isApart = width < narrow && rows.some(({ noiseNote }) => noiseNote !== '')
  const rowHeight = rowHeights[isApart ? 3 : 2]
  const values = withinAxis(rows, x.scale.domain[0]).map((row) => ({
    ...row,
    outcome: isApart ? row.outcome : joined(row.outcome, row.noiseNote),
  }))
  return {
    width,
    height: rows.length * rowHeight + 44,
    autosize: { type: 'fit', contains: 'padding' },
    data: { values },
    encoding: {
      y: {
        field: 'order',
        type: 'quantitative',
        axis: null,
        scale: {
          domain: [isApart ? -0.78 : -0.7, rows.length - 0.6],
          reverse: true,
          nice: false,
          zero: false,
        },
      },
    },
    layer: [
      {
        transform: [{ filter: 'isValid(datum.bandLow)' }],
        mark: { type: 'rect', color: colours.band, height: 20, clip: true, aria: false },
        encoding: { x: { ...x, field: 'bandLow' }, x2: { field: 'bandHigh' } },
      },
      {
        data: { values: [{}] },
        mark: { type: 'rule', color: colours.ink, strokeWidth: 1.5, strokeDash: [5, 3], aria: false },
        encoding: { x: { ...x, datum: 1 }, y: {} },
      },
      {
        transform: [{ filter: 'isValid(datum.low)' }],
        mark: { type: 'rule', strokeWidth: 3, clip: true, aria: false },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, color: colour },
      },
      estimates(x, colour),
      ...writing(isApart, width),
    ],
  }
}

export function joined(outcome: string, noiseNote: string): string {
  return noiseNote === '' ? outcome : `${outcome}; ${noiseNote}`
}

/** A logarithmic axis has no place for the lower end of a band that is wider than the bound. */
function withinAxis(rows: readonly ClaimRow[], foot: number): ClaimRow[] {
  return rows.map((row) => ({ ...row, bandLow: row.bandLow === null ? null : Math.max(row.bandLow, foot) }))
}

/** Above each mark, line by line. */
function writing(isApart: boolean, width: number) {
  const lines = [
    ...line('heading', isApart ? -52 : -36, width, { fontWeight: 'bold', color: colours.ink }),
    ...line('outcome', isApart ? -36 : -20, width, { color: colours.ink }),
  ]
  return isApart ? [...lines, ...line('noiseNote', -20, width, { color: colours.ink })] : lines
}

/** The marks: colour and shape both say the verdict. */
function estimates(x: object, color: object) {
  return {
    mark: { type: 'point' as const, size: 120, filled: true, opacity: 1, clip: true },
    encoding: {
      x: { ...x, field: 'estimate' },
      color,
      shape: {
        field: 'verdict',
        type: 'nominal' as const,
        legend: null,
        scale: { domain: Object.keys(verdictShapes), range: Object.values(verdictShapes) },
      },
      description: { field: 'description', type: 'nominal' as const },
    },
  }
}

/** A line of text above a mark, with a halo that keeps rules and grid out of it. */
function line(field: 'heading' | 'outcome' | 'noiseNote', dy: number, width: number, style: object) {
  const text = { type: 'text' as const, align: 'left' as const, dy, limit: width - 24, aria: false, ...style }
  const encoding = { x: { value: 0 }, text: { field, type: 'nominal' as const } }
  return [
    { mark: { ...text, stroke: colours.card, strokeWidth: 5 }, encoding },
    { mark: text, encoding },
  ]
}

/** Logarithmic where the estimates span most of a decade and are all above 0. */
function axis(rows: readonly ClaimRow[]) {
  const ends = rows.flatMap(({ estimate, low, high }) => [estimate, low ?? estimate, high ?? estimate])
  const [low, high] = [Math.min(1, ...ends), Math.max(1, ...ends)]
  // One that scrolls shows first what is above.
  const named = {
    title: 'estimate as a multiple of the claimed bound',
    orient: rows.length > highRows ? ('top' as const) : ('bottom' as const),
    format: '~g',
  }
  if (low > 0 && high / low > 8) {
    const { domain, ticks } = logAxis(low / 1.3, Math.max(high * 1.3, 2))
    return {
      axis: { ...named, values: ticks },
      scale: { type: 'log' as const, domain, nice: false },
    }
  }
  const margin = (high - Math.min(0, low)) * 0.1
  const domain: [number, number] = [Math.min(0, low - margin), high + margin]
  return {
    axis: { ...named, tickCount: 5 },
    scale: { domain, nice: false, zero: false },
  }
}
