/**
 * How calls, money, waits and exposure change with TTL and rotation together,
 * around what is planned: a grid of theory to look across.
 *
 * @module
 */
import { encryptionUsdOf } from './costs/bill.ts'
import type { CurveQuestion } from './curves.ts'
import { analyseAsItIs } from './long-run/analyse.ts'
import type { GridPoint } from './outlook-document.ts'
import { mapInSteps, type Steps } from './steps.ts'
import { withTimes } from './varied-times.ts'

/** In s. A TTL of 0 is no cache. */
const roundRotations = [60, 300, 900, 3600, 21_600, 86_400]
const roundTtls = [0, ...roundRotations]

/** Some 50 points, by theory, one in each step: by TTL, then by rotation. What no scenario takes is left out. */
export function* timeGridInSteps(question: CurveQuestion): Steps<GridPoint[]> {
  const { ttlNs, rotationNs } = question.model.fleet
  const ttls = around(ttlNs, roundTtls)
  const pairs = ttls.flatMap((ttl) =>
    around(rotationNs, roundRotations).map((rotation) => ({ ttl, rotation })),
  )
  const points = yield* mapInSteps(pairs, ({ ttl, rotation }) => pointOf(question, ttl, rotation))
  return points.flat()
}

/** In ns, ascending. */
function around(plannedNs: number, roundS: readonly number[]): readonly number[] {
  return [...new Set([plannedNs, ...roundS.map((seconds) => seconds * 1e9)])].toSorted((a, b) => a - b)
}

function pointOf(
  { model, costs, prices, region }: CurveQuestion,
  ttlNs: number,
  rotationNs: number,
): GridPoint[] {
  const fleet = withTimes(model.fleet, ttlNs, rotationNs)
  if (fleet === undefined) return []
  const { callsPerSecond, callsPer30Days, quota, waits, exposure } = analyseAsItIs({ ...model, fleet })
  return [
    {
      ttlS: ttlNs / 1e9,
      rotationS: rotationNs / 1e9,
      isPlanned: ttlNs === model.fleet.ttlNs && rotationNs === model.fleet.rotationNs,
      callsPerSecond,
      busiestSecond: quota.busiestSecond,
      busiestQuota: quota.busiestQuota,
      encryptionUsd: encryptionUsdOf(callsPer30Days, costs, prices, region),
      waits,
      exposure,
    },
  ]
}
