/**
 * What to change in a plan: another TTL and rotation, or fewer front ends,
 * where the quota is hit, and else what a shorter and a longer TTL come to.
 *
 * @module
 */
import { exposureSecondsOf } from '../../planner/choices/constraints.ts'
import type { Curve, GridPoint } from '../../planner/outlook-document.ts'
import type { Plan, PlannedFleet } from '../../planner/plan-document.ts'
import type { Answer } from './cell-answer.ts'
import { isBeyondQuota, isBoundByReaders } from './grid-measures.ts'
import { printable } from '../text.ts'
import { describeMoney, describeNumber, describeSeconds } from './plan-figures.ts'

/** Stands for no time at all where times are set in proportion. */
const leastS = 1e-9

type CurvePoint = Curve['points'][number]

/** Of the first cell; none where a search has answered it, or there is nothing to look across. */
export function changeAnswer({ cells, timeGrid: points, curves, choices }: Plan): Answer[] {
  const planned = points.find(({ isPlanned }) => isPlanned)
  if (planned === undefined || choices !== null) return []
  const { fleet } = cells[0]!
  if (isBeyondQuota(planned)) return [quotaAnswer(points, planned, curves, fleet)]
  const others = [-1, 1].flatMap((step) => nearestTrade(points, planned, step))
  const idle = idleText(points, planned, fleet)
  if (others.length === 0 && idle === '') return []
  return [
    {
      topic: 'To trade',
      standing: 'neutral',
      figure:
        others.length === 0
          ? 'nothing by the TTL'
          : others
              .map((point) => `${describeMoney(point.encryptionUsd)} at ${describeSeconds(point.ttlS)}`)
              .join(', '),
      text: `Theory and modelled money${ofCell(cells)}: ${[planned, ...others].map(tradeText).join('; ')}. ${idle}${readersText(others, fleet)}`,
    },
  ]
}

/** The next shorter or longer TTL that gives something for what it takes. */
function nearestTrade(points: readonly GridPoint[], planned: GridPoint, step: number): GridPoint[] {
  return neighbours(points, planned, step)
    .filter((point) => isCheaper(point, planned) || isLessExposed(point, planned))
    .slice(0, 1)
}

/** By how it reads. */
function isCheaper({ encryptionUsd }: GridPoint, planned: GridPoint): boolean {
  return (
    encryptionUsd < planned.encryptionUsd &&
    describeMoney(encryptionUsd) !== describeMoney(planned.encryptionUsd)
  )
}

function isLessExposed({ exposure }: GridPoint, planned: GridPoint): boolean {
  return exposureSecondsOf(exposure) < exposureSecondsOf(planned.exposure)
}

/** Shorter TTLs or longer ones that have a cache, within the quota, the nearest first; the rotation goes along where it is as long. */
function neighbours(points: readonly GridPoint[], planned: GridPoint, step: number): readonly GridPoint[] {
  const isAlong = planned.ttlS === planned.rotationS
  return points
    .filter(
      (point) =>
        point.ttlS > 0 &&
        Math.sign(point.ttlS - planned.ttlS) === step &&
        point.rotationS === (isAlong ? point.ttlS : planned.rotationS) &&
        !isBeyondQuota(point),
    )
    .toSorted((one, other) => step * (one.ttlS - other.ttlS))
}

/** Says of shorter TTLs that they are a loss, where readers let a disabled key work for as long as before; ends with a space. */
function idleText(points: readonly GridPoint[], planned: GridPoint, { readerTtlS }: PlannedFleet): string {
  const [next] = neighbours(points, planned, -1)
  if (next === undefined || !isBoundByReaders(next)) return ''
  if (nearestTrade(points, planned, -1).length > 0) return ''
  const lives = [next, planned].map(({ exposure }) => describeSeconds(exposure.keyLivesForS))
  const shorter =
    lives[0] === lives[1] ? '' : `, and one key material live for ${lives[0]} in place of ${lives[1]}`
  return (
    `A shorter TTL buys no quicker end of a disabled key until --reader-ttl is shorter than ${describeSeconds(readerTtlS)}: ` +
    `${timesText(next)} would cost ${describeMoney(next.encryptionUsd)}${shorter}. `
  )
}

/** The cell, where there are several. */
function ofCell(cells: Plan['cells']): string {
  return cells.length > 1 ? `, ${printable(cells[0]!.id)}` : ''
}

function tradeText(point: GridPoint): string {
  const [cost, lets] = point.isPlanned ? [', as planned, costs', 'lets'] : [' would cost', 'let']
  return (
    `${timesText(point)}${cost} ${describeMoney(point.encryptionUsd)} in 30 days ` +
    `and ${lets} a disabled key work for up to ${describeSeconds(exposureSecondsOf(point.exposure))}`
  )
}

/** What stays as it is: whoever follows `others` gets these figures, and no less exposure than the readers allow. */
function readersText(others: readonly GridPoint[], { readerTtlS }: PlannedFleet): string {
  const isBound = others.some(isBoundByReaders)
  return (
    `All else stays as planned, the readers’ TTL of ${describeSeconds(readerTtlS)} (--reader-ttl) too` +
    `${isBound ? ': where the TTL is shorter, that is how long a disabled key works' : ''}.`
  )
}

function timesText({ ttlS, rotationS }: GridPoint): string {
  return ttlS === rotationS
    ? `a TTL and rotation of ${describeSeconds(ttlS)}`
    : `a TTL of ${describeSeconds(ttlS)} with a rotation of ${describeSeconds(rotationS)}`
}

/** The setting nearest to the plan that stays within; else how many front ends would. */
function quotaAnswer(
  points: readonly GridPoint[],
  planned: GridPoint,
  curves: readonly Curve[],
  fleet: PlannedFleet,
): Answer {
  const within = points.filter((point) => !isBeyondQuota(point))
  const nearest = within.toSorted((one, other) => distance(one, planned) - distance(other, planned))[0]
  if (nearest !== undefined)
    return {
      topic: 'To change',
      standing: 'bad',
      figure: `TTL ${describeSeconds(nearest.ttlS)}, rotation ${describeSeconds(nearest.rotationS)}`,
      text: `Theory and modelled money: the nearest TTL and rotation whose busiest second stays within the quota; ${tradeText(nearest)}. ${readersText([nearest], fleet)}`,
    }
  const fitting = frontEndsWithin(curves)
  return {
    topic: 'To change',
    standing: 'bad',
    figure: fitting === undefined ? 'no TTL helps' : `${describeNumber(fitting.value)} front ends fit`,
    text: [
      'Theory: the busiest second is beyond the quota with any TTL and rotation.',
      ...(fitting === undefined
        ? []
        : [
            `Within it stay up to ${describeNumber(fitting.value)} front ends of a stream, of the numbers looked at.`,
          ]),
      'Start in steps, share caches (keyCache.sharedBy), or ask for a higher quota (kms.quota).',
    ].join(' '),
  }
}

/** By how many times both are longer or shorter, on a logarithmic scale; no cache is furthest. */
function distance(one: GridPoint, other: GridPoint): number {
  return timesApart(one.ttlS, other.ttlS) + timesApart(one.rotationS, other.rotationS)
}

function timesApart(one: number, other: number): number {
  return Math.abs(Math.log(Math.max(one, leastS)) - Math.log(Math.max(other, leastS)))
}

/** The largest fleet up to which each that was looked at stays within the quota. */
function frontEndsWithin(curves: readonly Curve[]): CurvePoint | undefined {
  const points = curves.find(({ knob }) => knob === 'frontEnds')?.points ?? []
  const first = points.findIndex(({ busiestSecond, busiestQuota }) => busiestSecond > busiestQuota)
  return points[first - 1]
}
