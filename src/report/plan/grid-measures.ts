/**
 * What pictures of a plan show of each TTL and rotation: calls, money, waits
 * and exposure.
 *
 * @module
 */
import { exposureSecondsOf } from '../../planner/choices/constraints.ts'
import type { GridPoint } from '../../planner/outlook-document.ts'
import { thirtyDaysS } from '../../units/units.ts'
import { nothing } from '../figures.ts'
import { colours } from '../theme.ts'
import {
  describeMoney,
  describeMoneyAmount,
  describeNumber,
  describePart,
  describeRate,
  describeSeconds,
  describeTally,
} from './plan-figures.ts'
import type { PlanRate } from './plan-view.ts'

export interface GridMeasure {
  /** In data; says the unit. */
  readonly id: string
  readonly unit: string
  readonly dimension: 'calls' | 'attempts' | 'money' | 'wait' | 'revocation' | 'life'
  readonly title: string
  /** Within a sentence. */
  readonly name: string
  readonly of: (point: GridPoint) => number
  readonly describe: (value: number) => string
  /** Without a unit that stands in the title. */
  readonly short: (value: number) => string
  /** The same in a few characters, its unit on a second line. */
  readonly brief: (value: number) => string
  readonly colour: string
}

/** From here on a number stands in a square as `259M`. */
const compactFrom = 100_000
/** What is brief has at most so many characters, if it can. */
const briefMost = 5
/** Outside of them, both included, a brief number is a power of ten. */
const [powersBelow, powersFrom] = [0.001, 1e15]
const brief = [1, 2, 3].map(
  (digits) => new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: digits }),
)
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 })
/** USD from here on stand in squares without cents. */
const wholeFrom = 100

/** Attempts in the busiest second are more than what holds then. */
export function isBeyondQuota({ busiestSecond, busiestQuota }: GridPoint): boolean {
  return busiestSecond > busiestQuota
}

/** Once a KMS key is disabled, readers go on for longer than the sealing side, for as long as their own TTL lets them. */
export function isBoundByReaders({ exposure }: GridPoint): boolean {
  return exposure.opensForS > exposure.sealsForS
}

/** In the order in which they matter; what is the same everywhere is left out, unless all is. */
export function gridMeasures(
  points: readonly GridPoint[],
  rate: PlanRate = 'second',
): readonly GridMeasure[] {
  const all = [calls[rate], busiest, usd, waitOf(points), disabled, leaked]
  const apart = all.filter(({ of, describe }) => new Set(points.map((point) => describe(of(point)))).size > 1)
  return apart.length === 0 ? all : apart
}

const calls: Readonly<Record<PlanRate, GridMeasure>> = {
  second: {
    id: 'callsPerSecond',
    dimension: 'calls',
    unit: 'calls/s',
    title: 'KMS calls per second, in the long run',
    name: 'calls',
    of: ({ callsPerSecond }) => callsPerSecond,
    describe: describeRate,
    short: shortNumber,
    brief: briefNumber,
    colour: colours.plain,
  },
  month: {
    id: 'callsPer30Days',
    dimension: 'calls',
    unit: 'calls',
    title: 'KMS calls in 30 days, in the long run',
    name: 'calls in 30 days',
    of: ({ callsPerSecond }) => thirtyDaysS * callsPerSecond,
    describe: describeTally,
    short: shortNumber,
    brief: briefNumber,
    colour: colours.plain,
  },
}

const busiest: GridMeasure = {
  id: 'busiestSecond',
  dimension: 'attempts',
  unit: 'attempts',
  title: 'KMS attempts in the busiest second',
  name: 'busiest second',
  of: ({ busiestSecond }) => busiestSecond,
  describe: describeNumber,
  short: shortNumber,
  brief: briefNumber,
  colour: colours.plain,
}

const usd: GridMeasure = {
  id: 'encryptionUsd',
  dimension: 'money',
  unit: 'USD',
  title: 'USD in 30 days, encryption',
  name: 'cost',
  of: ({ encryptionUsd }) => encryptionUsd,
  describe: describeMoney,
  short: (value) => (value >= wholeFrom ? shortNumber(Math.round(value)) : describeMoneyAmount(value)),
  brief: briefNumber,
  colour: colours.overhead,
}

const disabled: GridMeasure = {
  id: 'exposureS',
  dimension: 'revocation',
  unit: 's',
  title: 'A disabled KMS key still works for',
  name: 'a disabled key still works for',
  of: ({ exposure }) => exposureSecondsOf(exposure),
  describe: describeSeconds,
  short: describeSeconds,
  brief: briefSeconds,
  colour: colours.delta,
}

const leaked: GridMeasure = {
  id: 'keyLivesForS',
  dimension: 'life',
  unit: 's',
  title: 'One key material lives in memory for',
  name: 'one key material lives for',
  of: ({ exposure }) => exposure.keyLivesForS,
  describe: describeSeconds,
  short: describeSeconds,
  brief: briefSeconds,
  colour: colours.delta,
}

const waits = [
  { id: 'waitP99S', percentile: 'p99', beyond: 0.01, of: ({ waits: { p99S } }: GridPoint) => p99S },
  { id: 'waitP999S', percentile: 'p99.9', beyond: 0.001, of: ({ waits: { p999S } }: GridPoint) => p999S },
] as const

/** At a percentile, a share that waits and is closer than that to what lies beyond it is a wait or none by a hair. */
const clearTimes = 2

/**
 * The lowest percentile at which a cache lets records wait, if the shares that
 * wait are clear of it in all settings; else how many wait, which knows no edge.
 */
function waitOf(points: readonly GridPoint[]): GridMeasure {
  const cached = points.filter(({ ttlS }) => ttlS > 0)
  const lowest = waits.find(({ of }) => cached.some((point) => of(point) > 0))
  const wait =
    lowest !== undefined && cached.every((point) => isClearOf(lowest.beyond, point)) ? lowest : undefined
  if (wait === undefined)
    return {
      id: 'waitShare',
      dimension: 'wait',
      unit: 'share',
      title: 'Records that wait for KMS',
      name: 'records that wait',
      of: ({ waits: { share } }) => share,
      describe: describePart,
      short: describePart,
      brief: briefPart,
      colour: colours.sealed,
    }
  return {
    id: wait.id,
    dimension: 'wait',
    unit: 's',
    title: `Wait for KMS on put, ${wait.percentile}`,
    name: `wait at ${wait.percentile}`,
    of: wait.of,
    describe: describeSeconds,
    short: describeSeconds,
    brief: briefSeconds,
    colour: colours.sealed,
  }
}

function isClearOf(beyond: number, { waits: { share } }: GridPoint): boolean {
  return share <= beyond / clearTimes || share >= beyond * clearTimes
}

function shortNumber(value: number): string {
  return value >= compactFrom && value < Number.MAX_SAFE_INTEGER
    ? compact.format(value)
    : describeNumber(value)
}

/** With as many significant digits, three at most, as leave it short: `9.94`, `20K`, `1.2e-9`; a dash for a ratio that there is not. */
function briefNumber(value: number): string {
  if (!Number.isFinite(value)) return nothing
  const texts = [3, 2, 1].map((digits) => withDigits(value, digits))
  return texts.find(({ length }) => length <= briefMost) ?? texts.at(-1)!
}

function withDigits(value: number, digits: number): string {
  const size = Math.abs(value)
  if (size >= powersFrom || (size > 0 && size < powersBelow))
    return value.toExponential(digits - 1).replace('e+', 'e')
  return brief[digits - 1]!.format(value)
}

function briefSeconds(seconds: number): string {
  return withUnitBelow(describeSeconds(seconds))
}

/** Of 100 %, and close to it, all digits that tell it from less; little of it per million, `6.1 ppm`. */
function briefPart(share: number): string {
  const percent = 100 * share
  if (percent > 0 && percent < powersBelow) return withUnitBelow(`${briefNumber(1e6 * share)} ppm`)
  return withUnitBelow(
    percent > 99 || !Number.isFinite(percent) ? describePart(share) : `${briefNumber(percent)} %`,
  )
}

function withUnitBelow(text: string): string {
  return text.replace(' ', '\n')
}
