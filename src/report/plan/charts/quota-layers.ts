/**
 * The quota in a picture over time: dashed rules for as long as each holds, or
 * in words how far above the picture it lies.
 *
 * @module
 */
import { colours } from '../../theme.ts'
import { describeNumber, describeRate } from '../plan-figures.ts'
import type { QuotaSpan } from '../quota-spans.ts'

/** A label at a rule that ends later than this share of the time ends with it; else it begins with it. */
const lateShare = 0.6

/** `top` is the upper end of the vertical axis, and `fromNs` a field of the horizontal one. */
export function quotaLayers(spans: readonly QuotaSpan[], top: number) {
  const endS = spans.at(-1)?.toS ?? 0
  const inside = spans.filter(({ perSecond }) => perSecond <= top)
  // Where it holds for longest.
  const usual = spans
    .filter(({ isUsual }) => isUsual)
    .toSorted((one, other) => other.toS - other.fromS - (one.toS - one.fromS))[0]
  return [
    ruleLayer(inside),
    ...inside.filter(({ isUsual }) => !isUsual).map((span) => spanLabel(span, endS)),
    ...(usual === undefined
      ? []
      : [usual.perSecond <= top ? spanLabel(usual, endS) : farLabel(usual, top, endS)]),
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
  const isLate = toS > lateShare * endS
  return label(`quota ${describeRate(perSecond)}`, {
    atS: isLate ? toS : fromS,
    height: perSecond,
    align: isLate ? 'right' : 'left',
  })
}

function farLabel({ perSecond, toS }: QuotaSpan, top: number, endS: number) {
  const isLate = toS > lateShare * endS
  const times = describeNumber(perSecond / top)
  return label(`quota ${describeRate(perSecond)}: ${times} times as high as this axis ↑`, {
    atS: isLate ? toS : 0,
    height: top,
    align: isLate ? 'right' : 'left',
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
