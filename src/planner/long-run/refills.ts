/**
 * What happens between two `GenerateDataKey` calls of a cache whose TTL is
 * shorter than its rotation: how many refills by `Decrypt`, and how long it
 * takes.
 *
 * @module
 */
import { gammaCdf } from '../../statistics/special-functions.ts'
import { timeOfRefresh } from '../generation-cycle.ts'
import { average, type Latency } from '../latency.ts'

/** Times in s. */
export interface RotationModel {
  /** Calls per second at this cache. */
  readonly rate: number
  readonly ttl: number
  readonly rotation: number
  readonly grace: number
  readonly jitter: number
  readonly beta: number
  /** From a fill's call to the answer that stays. */
  readonly answer: Latency
}

/** Expected values. */
export interface Rotation {
  readonly refills: number
  /** From one `GenerateDataKey` to the next. */
  readonly cycleS: number
}

/** Exact for plain TTLs but for the variance of the latency; else by recursion over a grid of the rotation. */
export function rotationOf(model: RotationModel): Rotation {
  const isPlain = model.jitter === 0 && model.grace === 0 && model.beta === 0
  return isPlain ? plainRotation(model) : knownOrMoved(model)
}

/** A plan asks more than once, and a search for many settings of which these are alike. */
const known = new WeakMap<Latency, Map<string, Rotation>>()

function knownOrMoved(model: RotationModel): Rotation {
  const { answer, ...others } = model
  const ofAnswer = known.get(answer) ?? new Map<string, Rotation>()
  known.set(answer, ofAnswer)
  const key = Object.values(others).join()
  const rotation = ofAnswer.get(key) ?? movedRotation(model)
  ofAnswer.set(key, rotation)
  return rotation
}

/**
 * The k-th refill is asked for after k TTLs, k waits for a call and k - 1
 * answers; it is one if that is before the rotation is due. Where it is answered
 * only after that, `GenerateDataKey` follows at once.
 */
function plainRotation({ rate, ttl, rotation, answer }: RotationModel): Rotation {
  let refills = 0
  let late = 0
  for (let ordinal = 1; ; ordinal += 1) {
    const left = rotation - ordinal * ttl - (ordinal - 1) * answer.mean
    const asked = left <= 0 ? 0 : gammaCdf(ordinal, rate * left)
    if (asked < 1e-12) break
    refills += asked
    late += asked - (left <= answer.mean ? 0 : gammaCdf(ordinal, rate * (left - answer.mean)))
  }
  return { refills, cycleS: rotation + answer.mean + 1 / rate + late * (answer.mean / 2 - 1 / rate) }
}

/** Values that stand for each of the chances of a fill. */
const chances = { jitter: 6, wait: 24, latency: 2 }
const pointsMin = 320
const pointsMax = 2048
const pointsPerTtl = 12

/**
 * By what is left of the rotation at an answer, from little to much: refills
 * still to come, and time to the next `GenerateDataKey`. What lies beyond the
 * grid, some 170 lives, has settled.
 */
function movedRotation(model: RotationModel): Rotation {
  const { rotation, ttl, jitter, answer } = model
  const shares = jitter === 0 ? [1] : midpoints(chances.jitter).map((chance) => 1 - jitter * chance)
  const steps = stepsOf(model)
  const lives = shares.map((share) => lifeOf(ttl * share, steps))
  const stepS = average(lives.map(({ answeredS }) => average(answeredS)))
  const span = Math.min(rotation, (pointsMax / pointsPerTtl) * Math.max(ttl, stepS))
  const points = Math.round(Math.min(pointsMax, Math.max(pointsMin, (pointsPerTtl * span) / ttl)))
  const ahead = aheadOf(span / points, points, lives)
  settle(ahead, stepS)
  // The first entry of a rotation is shortened by the same draw as the rotation itself.
  const whole = shares.map((share, index) => toCome(lives[index]!, rotation * share, ahead))
  return {
    refills: average(whole.map((each) => each.refills)),
    cycleS: average(whole.map(({ cycleS }) => cycleS)) + answer.mean,
  }
}

/** An entry by its time to live, in s, and what may follow: when the next fill is asked for, and when answered. */
interface Life {
  readonly life: number
  readonly steps: readonly Step[]
  readonly askedS: readonly number[]
  readonly answeredS: readonly number[]
}

function lifeOf(life: number, steps: readonly Step[]): Life {
  const askedS = steps.map(({ request }) => request(life))
  return { life, steps, askedS, answeredS: askedS.map((asked, index) => asked + steps[index]!.latency) }
}

/** What is to come with so many times `width` s left of a rotation. */
interface Ahead {
  readonly width: number
  readonly refills: Prospect
  readonly timeS: Prospect
}

/** Beyond the last point it grows evenly from what has settled there. */
interface Prospect {
  readonly values: Float64Array
  settled: number
  perPoint: number
}

/**
 * A step shorter than `width` leads back to between this point and the one
 * before: this one, which still counts as 0 there, has `returns` of the weight.
 */
function aheadOf(width: number, points: number, lives: readonly Life[]): Ahead {
  const none = (): Prospect => ({ values: new Float64Array(points + 1), settled: 0, perPoint: 0 })
  const ahead: Ahead = { width, refills: none(), timeS: none() }
  const short = lives.filter(({ answeredS }) => answeredS.some((answered) => answered < width))
  for (let point = 0; point <= points; point += 1) {
    const left = point * width
    const all = lives.map((life) => toCome(life, left, ahead))
    const returns = short.reduce((sum, life) => sum + weightWithin(width, life, left), 0) / lives.length
    ahead.refills.values[point] = average(all.map(({ refills }) => refills)) / (1 - returns)
    ahead.timeS.values[point] = average(all.map(({ cycleS }) => cycleS)) / (1 - returns)
  }
  return ahead
}

function weightWithin(width: number, { life, askedS, answeredS }: Life, left: number): number {
  if (life >= left) return 0
  return average(
    answeredS.map((answered, index) => (askedS[index]! < left ? Math.max(0, 1 - answered / width) : 0)),
  )
}

/**
 * By the elementary renewal theorem there is a refill more for each mean step,
 * whatever came before; about that line counts swing within a step, and its
 * height is their mean over the last one.
 */
function settle({ width, refills, timeS }: Ahead, stepS: number): void {
  const growing = [
    [refills, width / stepS],
    [timeS, width],
  ] as const
  for (const [prospect, perPoint] of growing) {
    const { values } = prospect
    const last = values.slice(-Math.max(1, Math.round(stepS / width)))
    prospect.settled = average(
      Array.from(last, (value, index) => value + (last.length - 1 - index) * perPoint),
    )
    prospect.perPoint = perPoint
  }
}

/** After an answer with `left` s of the rotation to go. */
function toCome({ life, steps, askedS, answeredS }: Life, left: number, ahead: Ahead): Rotation {
  if (life >= left) return { refills: 0, cycleS: average(steps.map(({ request }) => request(left))) }
  let refills = 0
  let cycleS = 0
  for (let index = 0; index < steps.length; index += 1) {
    const [asked, answered] = [askedS[index]!, answeredS[index]!]
    if (asked >= left) cycleS += asked
    else {
      const place = (left - answered) / ahead.width
      refills += 1
      cycleS += answered
      if (place <= 0) continue
      refills += prospectAt(ahead.refills, place)
      cycleS += prospectAt(ahead.timeS, place)
    }
  }
  return { refills: refills / steps.length, cycleS: cycleS / steps.length }
}

function prospectAt({ values, settled, perPoint }: Prospect, place: number): number {
  const last = values.length - 1
  if (place > last) return settled + (place - last) * perPoint
  const below = Math.floor(place)
  const share = place - below
  return (1 - share) * values[below]! + share * (values[below + 1] ?? 0)
}

interface Step {
  /** When the next fill is asked for, in s from the answer, by the end of the entry. */
  readonly request: (expiry: number) => number
  readonly latency: number
}

/** Equally likely. */
function stepsOf({ rate, grace, beta, answer }: RotationModel): readonly Step[] {
  const latencies = fewer(answer.values, chances.latency)
  return latencies.flatMap((last, at) =>
    exponentials.map((chance, index) => ({
      request: (expiry: number) =>
        timeOfRefresh({ rate, expiry, grace: Math.min(grace, expiry), scale: last * beta }, chance),
      // Any other order would do: the latency of this fill has nothing to do with that of the last.
      latency: latencies[(at + index) % latencies.length]!,
    })),
  )
}

function midpoints(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => (index + 0.5) / count)
}

/** Means of equally many neighbours. */
export function fewer(values: readonly number[], count: number): readonly number[] {
  if (values.length <= count) return values
  return Array.from({ length: count }, (_, index) =>
    average(
      values.slice(
        Math.floor((index * values.length) / count),
        Math.floor(((index + 1) * values.length) / count),
      ),
    ),
  )
}

/** Means of equally likely parts of the exponential distribution of mean 1. */
const exponentials = Array.from({ length: chances.wait }, (_, index) => {
  const from = 1 - index / chances.wait
  const to = 1 - (index + 1) / chances.wait
  return chances.wait * (integralUpTo(from) - integralUpTo(to))
})

/** Of -ln q from 0 to `tail`. */
function integralUpTo(tail: number): number {
  return tail === 0 ? 0 : tail - tail * Math.log(tail)
}
