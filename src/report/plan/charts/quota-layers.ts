/**
 * The quota in a picture over time: dashed rules for as long as each holds, or
 * in words how far above the picture it lies.
 *
 * @module
 */
import { colours } from '../../theme.ts'
import { describeNumber, describeRate } from '../plan-figures.ts'
import type { QuotaSpan } from '../quota-spans.ts'

/** A label at a rule that begins later than this share of the time ends with it. */
const lateShare = 0.6

/** `top` is the upper end of the vertical axis, and `fromNs` a field of the horizontal one. */
export function quotaLayers(spans: readonly QuotaSpan[], top: number) {
  const endS = spans.at(-1)!.toS
  const inside = spans.filter(({ perSecond }) => perSecond <= top)
  const usual = spans.find(({ isUsual }) => isUsual)
  return [
    ruleLayer(inside),
    ...inside.filter(({ isUsual }) => !isUsual).map((span) => spanLabel(span, endS)),
    ...(usual === undefined ? [] : [usualLabel(usual, top, endS)]),
  ]
}

function ruleLayer(spans: readonly QuotaSpan[]) {
  return {
    data: {
      values: spans.map(({ fromS, toS, perSecond }) => ({ fromNs: fromS * 1e9, toNs: toS * 1e9, perSecond })),
    },
    mark: { type: 'rule', strokeDash: [6, 3], strokeWidth: 1.5, color: colours.refuted, aria: false },
    encoding: {
      x: { field: 'fromNs', type: 'quantitative' },
      x2: { field: 'toNs' },
      y: { field: 'perSecond', type: 'quantitative' },
    },
  }
}

function spanLabel({ fromS, toS, perSecond }: QuotaSpan, endS: number) {
  const isLate = fromS > lateShare * endS
  return label(`quota ${describeRate(perSecond)}`, {
    atS: isLate ? toS : fromS,
    height: perSecond,
    align: isLate ? 'right' : 'left',
  })
}

function usualLabel({ perSecond }: QuotaSpan, top: number, endS: number) {
  const name = `quota ${describeRate(perSecond)}`
  return perSecond <= top
    ? label(name, { atS: endS, height: perSecond, align: 'right' })
    : label(`${name}: ${describeNumber(perSecond / top)} times as high as this axis ↑`, {
        atS: endS,
        height: top,
        align: 'right',
        isBelow: true,
      })
}

interface LabelPlace {
  readonly atS: number
  readonly height: number
  readonly align: 'left' | 'right'
  readonly isBelow?: boolean
}

function label(text: string, { atS, height, align, isBelow = false }: LabelPlace) {
  return {
    data: { values: [{}] },
    mark: {
      type: 'text',
      align,
      baseline: isBelow ? 'top' : 'bottom',
      dy: isBelow ? 2 : -3,
      color: colours.refuted,
      text,
      aria: false,
    },
    encoding: { x: { datum: atS * 1e9 }, y: { datum: height } },
  }
}
