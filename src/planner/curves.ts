/**
 * How calls, money and waits change with TTL and with the number of front
 * ends, around what is planned: a table of theory to look along.
 *
 * @module
 */
import type { PriceTable } from '../price-list/price-table.ts'
import { encryptionUsdOf } from './costs/bill.ts'
import type { CostSettings } from './costs/cost-settings.ts'
import { analyseAsItIs } from './long-run/analyse.ts'
import type { Curve } from './outlook-document.ts'
import type { Analysis } from './plan-document.ts'
import type { PlanModel } from './plan-model.ts'
import { mapInSteps, type Steps } from './steps.ts'
import { withTimes } from './varied-times.ts'

export interface CurveQuestion {
  readonly model: PlanModel
  readonly costs: CostSettings
  readonly prices: PriceTable
  readonly region: string
}

/** In s, from 10 s to a day. */
const roundTtls = [10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400]

/** One, three and ten of each power of ten; a scenario takes no more than the last. */
const roundCounts = Array.from(
  { length: 19 },
  (_, index) => (index % 2 === 0 ? 1 : 3) * 10 ** Math.floor(index / 2),
)

/** How far around what is planned front ends are looked at. */
const around = 1000

export interface Curves {
  readonly curves: Curve[]
  /** The least number of front ends on the curve at which consumers evict EDKs that are still being read; null: none. */
  readonly evictsFrom: number | null
}

/** One for each knob, by theory, each in some 20 points, one in each step. */
export function* curvesInSteps(question: CurveQuestion): Steps<Curves> {
  const ttl = yield* ttlCurve(question)
  const frontEnds = yield* frontEndPoints(question)
  return {
    curves: [ttl, { knob: 'frontEnds', points: frontEnds.map(({ point }) => point) }],
    evictsFrom: frontEnds.find(({ isCliff }) => isCliff)?.point.value ?? null,
  }
}

/** Rotation goes along where it is as long as the TTL in the plan, which it would cut off; the TTL of the reading side stays. */
function* ttlCurve(question: CurveQuestion): Steps<Curve> {
  const { fleet } = question.model
  const { ttlNs, rotationNs } = fleet
  const planned = ttlNs / 1e9
  const points = yield* mapInSteps(ascending([planned, ...roundTtls]), (value) => {
    const time = value === planned ? ttlNs : value * 1e9
    const changed = withTimes(fleet, time, rotationNs === ttlNs ? time : rotationNs)
    return changed === undefined ? [] : [pointOf(question, changed, value, value === planned).point]
  })
  return { knob: 'ttl', points: points.flat() }
}

/** The load stays as it is, and is shared by more or fewer. */
function frontEndPoints(question: CurveQuestion): Steps<LookedAt[]> {
  const { fleet } = question.model
  const { frontEnds: planned } = fleet
  return mapInSteps(frontEndsAround(planned), (frontEnds) =>
    pointOf(question, { ...fleet, frontEnds }, frontEnds, frontEnds === planned),
  )
}

export function isEvicting({ rates }: Pick<Analysis, 'rates'>): boolean {
  return rates.some(({ role }) => role === 'consumers that evict')
}

function frontEndsAround(planned: number): readonly number[] {
  const near = roundCounts.filter((count) => count >= planned / around && count <= planned * around)
  return ascending([planned, ...near])
}

interface LookedAt {
  readonly point: Curve['points'][number]
  /** Consumers evict there. */
  readonly isCliff: boolean
}

function pointOf(
  { model, costs, prices, region }: CurveQuestion,
  fleet: PlanModel['fleet'],
  value: number,
  isPlanned: boolean,
): LookedAt {
  const analysis = analyseAsItIs({ ...model, fleet })
  const { callsPerSecond, callsPer30Days, quota, waits } = analysis
  const point = {
    value,
    isPlanned,
    callsPerSecond,
    busiestSecond: quota.busiestSecond,
    busiestQuota: quota.busiestQuota,
    encryptionUsd: encryptionUsdOf(callsPer30Days, costs, prices, region),
    waitP99S: waits.p99S,
  }
  return { point, isCliff: isEvicting(analysis) }
}

function ascending(values: readonly number[]): readonly number[] {
  return [...new Set(values)].toSorted((one, other) => one - other)
}
