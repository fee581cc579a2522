/**
 * The TTL of the readers in a curve against the cache TTL: an upright line
 * where the curve may bend.
 *
 * @module
 */
import type { Curve } from '../../../planner/outlook-document.ts'
import type { PlannedFleet } from '../../../planner/plan-document.ts'
import type { PlanAxis } from '../../charts/amount-axis.ts'
import { colours } from '../../theme.ts'
import { describeSeconds } from '../plan-figures.ts'

/** In s, where it is within the curve. */
export function readersTtlOf({ knob, points }: Curve, { readerTtlS }: PlannedFleet): number | undefined {
  const isWithin = readerTtlS > 0 && readerTtlS >= points[0]!.value && readerTtlS <= points.at(-1)!.value
  return knob === 'ttl' && isWithin ? readerTtlS : undefined
}

export interface ReadersPlace {
  /** In s. */
  readonly at: number
  readonly x: object
  readonly along: PlanAxis
}

export function readersRule({ at, x, along }: ReadersPlace) {
  return {
    data: { values: [{}] },
    mark: { type: 'rule', color: colours.muted, strokeDash: [2, 3], aria: false },
    encoding: { x: { ...x, datum: along.at(at) } },
  }
}

/** At the top, where the curve of the money has come down; towards the middle, so that it is not cut. */
export function readersLabel({ at, x, along }: ReadersPlace) {
  const [low, high] = along.domain
  const isLate = along.at(at) > Math.sqrt(low * high)
  return {
    data: { values: [{}] },
    mark: {
      type: 'text',
      align: isLate ? 'right' : 'left',
      baseline: 'top',
      dx: isLate ? -4 : 4,
      color: colours.muted,
      text: `readers’ TTL ${describeSeconds(at)}`,
      aria: false,
    },
    encoding: { x: { ...x, datum: along.at(at) }, y: { value: 0 } },
  }
}
