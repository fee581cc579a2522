/**
 * Draws KMS calls over time: bars stacked by operation, and below them a row
 * for each principal, on one axis.
 *
 * @module
 */
import { colours } from '../theme.ts'
import type { ChartSpec } from '../vega.ts'
import { narrow } from './chart.ts'
import { clockAxis } from './clock-axis.ts'
import { quotaLayers, topOf, type BarQuota } from './kms-quota.ts'
import { askedOf, describeBlock, kmsOperations, type Slice } from './kms-slices.ts'
import { widthOf } from './value-labels.ts'

/** Apart in greyscale too. */
const operationColours = [colours.sealed, colours.sky, colours.ink]
const rowHeight = 24
/** Longer names of principals end in an ellipsis. */
const nameWidthMax = 110

/** What the picture is drawn from. */
export interface CallsOverTime {
  readonly slices: readonly Slice[]
  readonly principals: readonly string[]
  /** Mean of a slice by theory; undefined where none fits. */
  readonly expected: number | undefined
  readonly quota: BarQuota | undefined
}

export function callsSpec(over: CallsOverTime, width: number): ChartSpec {
  const isNarrow = width < narrow
  const left = Math.max(52, Math.min(nameWidthMax, widthOf(over.principals) + 12))
  const plotWidth = width - left - 28
  const bars = barsPanel(over, isNarrow, { plotWidth, left })
  const panels =
    over.principals.length === 0 ? [bars] : [bars, rowsPanel(over, isNarrow, { plotWidth, left })]
  return { vconcat: panels as never[], spacing: 14, bounds: 'flush' }
}

interface Place {
  readonly plotWidth: number
  readonly left: number
}

function barsPanel(
  { slices, principals, expected, quota }: CallsOverTime,
  isNarrow: boolean,
  { plotWidth, left }: Place,
) {
  const endNs = slices.at(-1)!.toNs
  const asked = askedOf(slices)
  const { title, ...clock } = clockAxis(endNs, isNarrow)
  const busiest = Math.max(...slices.map(({ calls }) => calls.reduce((sum, value) => sum + value, 0)))
  const top = Math.max(quota === undefined ? 1.08 * busiest : topOf(quota), 1.08 * (expected ?? 0))
  return {
    width: plotWidth,
    height: isNarrow ? 200 : 240,
    layer: [
      {
        data: { values: blocksOf(slices) },
        mark: { type: 'rect', stroke: colours.card, strokeWidth: 0.5 },
        encoding: {
          x: { field: 'fromNs', ...clock, title: principals.length === 0 ? title : null },
          x2: { field: 'toNs' },
          y: {
            field: 'bottom',
            type: 'quantitative',
            title: 'calls',
            scale: { domain: [0, top], nice: false },
            axis: {
              tickMinStep: 1,
              tickCount: 6,
              labelExpr: 'format(datum.value, datum.value < 1000 ? "~g" : "~s")',
              minExtent: left - 22,
              maxExtent: left - 22,
            },
          },
          y2: { field: 'top' },
          color: {
            field: 'operation',
            type: 'nominal',
            legend: { title: null, symbolType: 'square', symbolStrokeWidth: 0 },
            scale: { domain: asked, range: operationColours.slice(0, asked.length) },
          },
          description: { field: 'description', type: 'nominal' },
        },
      },
      ...(expected === undefined ? [] : [expectedRule(expected)]),
      ...(quota === undefined ? [] : quotaLayers(quota, isNarrow)),
    ],
  }
}

/** Operations stacked on each other. */
function blocksOf(slices: readonly Slice[]) {
  return slices.flatMap((slice) => {
    const { fromNs, toNs } = slice
    let top = 0
    return slice.calls.flatMap((calls, index) => {
      const bottom = top
      top += calls
      const operation = kmsOperations[index]!
      const description = describeBlock(slice, calls, operation)
      return calls === 0 ? [] : [{ fromNs, toNs, operation, bottom, top, description }]
    })
  })
}

function expectedRule(expected: number) {
  return {
    data: { values: [{}] },
    mark: { type: 'rule' as const, color: colours.ink, strokeDash: [5, 3], strokeWidth: 1.5, aria: false },
    encoding: { y: { datum: expected } },
  }
}

function rowsPanel({ slices, principals }: CallsOverTime, isNarrow: boolean, { plotWidth, left }: Place) {
  const most = Math.max(...slices.flatMap(({ byPrincipal }) => byPrincipal))
  const values = slices.flatMap((slice) =>
    slice.byPrincipal.flatMap((calls, at) => {
      const principal = principals[at]!
      const description = describeBlock(slice, calls, principal)
      const strength = 0.25 + (0.75 * calls) / most
      return calls === 0 ? [] : [{ fromNs: slice.fromNs, toNs: slice.toNs, principal, strength, description }]
    }),
  )
  return {
    width: plotWidth,
    height: rowHeight * principals.length,
    data: { values },
    mark: { type: 'rect', fill: colours.plain, stroke: colours.card, strokeWidth: 0.5 },
    encoding: {
      x: { field: 'fromNs', ...clockAxis(slices.at(-1)!.toNs, isNarrow) },
      x2: { field: 'toNs' },
      y: {
        field: 'principal',
        type: 'nominal',
        title: null,
        scale: { domain: principals, paddingInner: 0.2 },
        axis: { labelLimit: left - 4, ticks: false, domain: false },
      },
      fillOpacity: { field: 'strength', type: 'quantitative', scale: null },
      description: { field: 'description', type: 'nominal' },
    },
  }
}
