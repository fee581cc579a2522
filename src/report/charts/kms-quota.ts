/**
 * The request quota of KMS in pictures over time: as a rule where it is near,
 * in words where it would squeeze the bars.
 *
 * @module
 */
import type { CellResult, Run } from '../../run-store/run-format.ts'
import { parseQuantity } from '../../units/quantity.ts'
import { describePercent } from '../../units/share.ts'
import { describeCount } from '../figures.ts'
import { colours } from '../theme.ts'

/** Further above the busiest bar than this many times its height, a rule would squeeze the bars. */
const nearby = 2

/** Requests per second that the scenario of the cell states; undefined where it states none. */
export function quotaOf({ scenario }: Pick<Run, 'scenario'>, { params }: CellResult): number | undefined {
  const swept = params['kms.quota'] ?? ownQuota(params['kms'])
  const parsed = parseQuantity('rate', swept ?? ownQuota(scenario['kms']))
  return parsed.ok && parsed.value > 0 ? parsed.value : undefined
}

function ownQuota(kms: unknown): unknown {
  return typeof kms === 'object' && kms !== null && 'quota' in kms ? kms.quota : undefined
}

export interface BarQuota {
  readonly perSecond: number
  /** What it allows in the time of one bar. */
  readonly perBar: number
  /** Calls of the busiest bar. */
  readonly busiest: number
}

export function isNear({ perBar, busiest }: BarQuota): boolean {
  return perBar <= nearby * busiest
}

/** How high the axis must reach. */
export function topOf({ perBar, busiest }: BarQuota): number {
  return 1.08 * Math.max(busiest, isNear({ perBar, busiest, perSecond: 0 }) ? perBar : 0)
}

/** `quota 10,000 /s, of which the busiest bar takes 0.04 %`. */
export function quotaText({ perSecond, perBar, busiest }: BarQuota): string {
  return `quota ${describeCount(perSecond)} /s, of which the busiest bar takes ${describePercent(busiest / perBar)}`
}

/** A rule with its name; only the name, at the upper edge, where it lies far above. */
export function quotaLayers(quota: BarQuota, isNarrow: boolean) {
  const near = isNear(quota)
  const y = { datum: near ? quota.perBar : topOf(quota) }
  const text = isNarrow
    ? `quota ${describeCount(quota.perSecond)} /s${near ? '' : ` ↑ (${describePercent(quota.busiest / quota.perBar)} taken)`}`
    : `${quotaText(quota)}${near ? '' : ' ↑'}`
  const label = {
    data: { values: [{}] },
    mark: {
      type: 'text' as const,
      text,
      align: 'right' as const,
      baseline: near ? ('bottom' as const) : ('top' as const),
      dy: near ? -4 : 3,
      dx: -3,
      color: colours.refuted,
      aria: false,
    },
    encoding: { x: { value: 'width' as const }, y },
  }
  const rule = {
    data: { values: [{}] },
    mark: {
      type: 'rule' as const,
      color: colours.refuted,
      strokeDash: [8, 3],
      strokeWidth: 1.5,
      aria: false,
    },
    encoding: { y },
  }
  return near ? [rule, label] : [label]
}
