/**
 * What becomes of the rotation along the curve against the TTL, and where the
 * TTL of the readers, which stays as planned, bends it.
 *
 * @module
 */
import type { Curve } from '../../planner/outlook-document.ts'
import type { PlannedFleet } from '../../planner/plan-document.ts'
import { describeRate, describeSeconds } from './plan-figures.ts'

type Times = Pick<PlannedFleet, 'ttlS' | 'rotationS' | 'readerTtlS'>

/** Rotation goes along with the TTL where the plan of the cell has both alike: such a point is a square of the grid in which they are alike. */
export function isRotationAlong({ knob }: Pick<Curve, 'knob'>, { ttlS, rotationS }: Times): boolean {
  return knob === 'ttl' && ttlS === rotationS
}

/** Follows the name of the knob: `, with rotation as long as the TTL`. */
export function rotationText(curve: Pick<Curve, 'knob'>, fleet: Times): string {
  if (curve.knob !== 'ttl') return ''
  return isRotationAlong(curve, fleet)
    ? ', with rotation as long as the TTL'
    : `, with a rotation of ${describeSeconds(fleet.rotationS)}`
}

/** The rotation of a point, in s; undefined where it is no matter of the knob. */
export function rotationAt(curve: Pick<Curve, 'knob'>, fleet: Times, value: number): number | undefined {
  if (curve.knob !== 'ttl') return undefined
  return isRotationAlong(curve, fleet) ? value : fleet.rotationS
}

/** Where a longer TTL is of no use, and where it even takes more calls; sentences, none where neither is so. */
export function bendText({ knob, points }: Curve, fleet: Times): readonly string[] {
  if (knob !== 'ttl') return []
  return [...riseText(points, fleet), ...levelText(points, fleet)]
}

/** The first rise beyond the TTL of the readers. */
function riseText(points: Curve['points'], { readerTtlS }: Times): readonly string[] {
  const at = points.findIndex(
    ({ value, callsPerSecond }, index) =>
      index > 0 && value > readerTtlS && isMore(callsPerSecond, points[index - 1]!.callsPerSecond),
  )
  if (at === -1) return []
  const [before, after] = [points[at - 1]!, points[at]!]
  return [
    `Calls rise from ${describeRate(before.callsPerSecond)} at ${describeSeconds(before.value)} to ${describeRate(after.callsPerSecond)} at ${describeSeconds(after.value)}: ` +
      `the readers’ TTL stays at ${describeSeconds(readerTtlS)} (--reader-ttl), and they unwrap an EDK that is in use for longer than that again, once for each time it lasts.`,
  ]
}

function levelText(points: Curve['points'], fleet: Times): readonly string[] {
  const { ttlS, rotationS } = fleet
  const longer = points.filter(({ value }) => value >= rotationS)
  const isLevel = new Set(longer.map(({ callsPerSecond }) => describeRate(callsPerSecond))).size === 1
  return ttlS !== rotationS && longer.length > 1 && isLevel
    ? [
        `A TTL longer than the rotation of ${describeSeconds(rotationS)} makes no difference: key material ends with the rotation.`,
      ]
    : []
}

/** As it reads. */
function isMore(one: number, other: number): boolean {
  return one > other && describeRate(one) !== describeRate(other)
}
