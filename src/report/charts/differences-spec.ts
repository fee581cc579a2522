/**
 * Draws differences: areas upwards and downwards on one axis that is signed,
 * the median with its interval, and claimed bounds.
 *
 * @module
 */
import type { ClaimResult } from '../../run-store/run-format.ts'
import { describeDuration } from '../../units/quantity.ts'
import { describePercent } from '../../units/share.ts'
import { signedLog } from '../data/density.ts'
import { plural } from '../figures.ts'
import { printable } from '../text.ts'
import { textWidth } from '../text-width.ts'
import { colours, vegaConfig } from '../theme.ts'
import type { ChartSpec } from '../vega.ts'
import { durationLabel, narrow } from './chart.ts'
import type { CurvePoint } from './shown-curves.ts'

export const comparisons = { delta: 'sealed minus plain (A/B)', noise: 'plain minus plain (A/A)' } as const

/** Of a comparison; ends in ns. */
export interface Bin {
  readonly kind: keyof typeof comparisons
  readonly from: number
  readonly to: number
  readonly records: number
  readonly share: number
}

export interface Look {
  readonly median: CurvePoint
  readonly claims: readonly ClaimResult[]
  readonly width: number
  readonly cellId: string
  readonly unit: string
}

export function differencesSpec(bins: readonly Bin[], look: Look): ChartSpec {
  const { width, cellId, unit } = look
  const tall = bins.map(({ from, to, share }) => share / (signedLog(to) - signedLog(from)))
  const most = Math.max(...tall)
  const values = bins.map(({ kind, from, to, records, share }, at) => ({
    comparison: comparisons[kind],
    from,
    to,
    height: (kind === 'delta' ? 1 : -1) * (tall[at]! / most),
    description: printable(
      `${cellId}, ${comparisons[kind]}, ${describeDuration(from)} to ${describeDuration(to)}: ` +
        `${plural(records, unit)}, ${describePercent(share)}`,
    ),
  }))
  const x = axisOf(bins, look)
  return {
    width,
    autosize: { type: 'fit', contains: 'padding' },
    height: width < narrow ? 300 : 320,
    layer: [...medianLayers(look, x), { data: { values }, ...bars(x, width) }, ...ruleLayers(look, x)],
  } as ChartSpec
}

function bars(x: object, width: number): object {
  const legend = {
    title: null,
    symbolType: 'square',
    symbolStrokeWidth: 0,
    columns: width < narrow ? 1 : 2,
  }
  const y = { field: 'height', type: 'quantitative', axis: null }
  return {
    mark: { type: 'rect', opacity: 0.85 },
    encoding: {
      x: { ...x, field: 'from' },
      x2: { field: 'to' },
      y: { ...y, scale: { domain: [-1.12, 1.12], nice: false } },
      y2: { datum: 0 },
      color: {
        field: 'comparison',
        type: 'nominal',
        legend,
        scale: { domain: Object.values(comparisons), range: [colours.delta, colours.muted] },
      },
      description: { field: 'description', type: 'nominal' },
    },
  }
}

/** The interval of the median, behind everything. */
function medianLayers({ median: { low, high } }: Look, x: object): object[] {
  if (low === null || high === null) return []
  return [
    {
      data: { values: [{ low, high }] },
      mark: { type: 'rect', color: colours.band, clip: true, aria: false },
      encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' } },
    },
  ]
}

function ruleLayers({ median, claims, width }: Look, x: object): object[] {
  const bounds = [...new Map(claims.map((claim) => [claim.bound.value, claim])).values()]
  const rules = [
    { ns: median.ns, label: `median ${describeDuration(median.ns)}`, dash: [1, 0], y: 10 },
    ...bounds.map(({ id, bound }, at) => ({
      ns: bound.value,
      label: printable(`${id}: ${bound.text}`),
      dash: [5, 3],
      y: 26 + 15 * at,
    })),
  ]
  const places = rules.map(({ ns }) => shareOf(ns, x) * (width - 2 * vegaConfig.padding))
  return rules.flatMap(({ ns, label, dash, y }, at) => {
    const position = { x: { ...x, datum: ns } }
    const data = { values: [{}] }
    const align = alignOf(label, places[at]!, places, width)
    const text = {
      type: 'text',
      align,
      dx: align === 'right' ? -5 : 5,
      limit: width / 2,
      clip: true,
      aria: false,
    }
    const encoding = { ...position, y: { value: y }, text: { value: label } }
    return [
      {
        data,
        mark: {
          type: 'rule',
          strokeDash: dash,
          strokeWidth: 1.5,
          color: colours.ink,
          clip: true,
          aria: false,
        },
        encoding: position,
      },
      { data, mark: { ...text, stroke: colours.card, strokeWidth: 4 }, encoding },
      { data, mark: { ...text, color: colours.ink }, encoding },
    ]
  })
}

/** How far from the left of the plot to the right, from 0 to 1. */
function shareOf(ns: number, x: object): number {
  const { scale } = x as { scale: { domain: [number, number] } }
  const [low, high] = [signedLog(scale.domain[0]), signedLog(scale.domain[1])]
  return (signedLog(ns) - low) / (high - low)
}

/** On the side of its rule where a label is whole and crosses fewest other rules; else where there is more room. In pixels. */
function alignOf(label: string, place: number, others: readonly number[], width: number): 'left' | 'right' {
  const reach = Math.min(width / 2, textWidth(label, vegaConfig.text.fontSize)) + 8
  const costOf = (from: number, to: number) => {
    const isCut = from < 0 || to > width - 2 * vegaConfig.padding
    return others.filter((other) => other > from && other < to).length + (isCut ? others.length : 0)
  }
  const [left, right] = [costOf(place - reach, place - 1), costOf(place + 1, place + reach)]
  return left === right ? (place > width / 2 ? 'right' : 'left') : left < right ? 'right' : 'left'
}

/**
 * Signed and logarithmic whatever the view: what matters lies within
 * microseconds and what is rare reaches to milliseconds. Bounds far beyond
 * everything measured would squeeze the picture, and are left to the words.
 */
function axisOf(bins: readonly Bin[], { claims }: Look) {
  const [low, high] = [Math.min(...bins.map(({ from }) => from)), Math.max(...bins.map(({ to }) => to))]
  const near = claims.map(({ bound }) => bound.value).filter((value) => value < 100 * high)
  const domain: [number, number] = [low, Math.max(high, ...near.map((value) => value * 1.1))]
  const powers = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]
  const values = [...powers.map((power) => -power).toReversed(), 0, ...powers].filter(
    (tick) => tick >= domain[0] && tick <= domain[1],
  )
  return {
    type: 'quantitative',
    title: 'difference',
    scale: { type: 'symlog', constant: 1000, domain, nice: false },
    axis: { values, labelExpr: durationLabel, labelOverlap: 'greedy' },
  }
}
