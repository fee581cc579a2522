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
const gridMin = 320
const gridMax = 2048

/**
 * By what is left of the rotation at an answer, from little to much: refills
 * still to come, and time to the next `GenerateDataKey`.
 */
function movedRotation(model: RotationModel): Rotation {
  const { rotation, ttl, jitter, answer } = model
  const size = Math.round(Math.min(gridMax, Math.max(gridMin, (12 * rotation) / ttl)))
  const width = rotation / size
  const refills = new Float64Array(size + 1)
  const times = new Float64Array(size + 1)
  const shares = jitter === 0 ? [1] : midpoints(chances.jitter).map((chance) => 1 - jitter * chance)
  const steps = stepsOf(model)
  const toCome = (left: number, share: number): Rotation => {
    let count = 0
    let time = 0
    const life = ttl * share
    for (const { request, latency } of steps) {
      const asked = request(Math.min(life, left))
      const answered = asked + latency
      if (life >= left || asked >= left) time += asked
      else {
        count += 1
        const place = (left - answered) / width
        time += answered
        if (place <= 0) continue
        count += interpolate(refills, place)
        time += interpolate(times, place)
      }
    }
    return { refills: count / steps.length, cycleS: time / steps.length }
  }
  for (let point = 0; point <= size; point += 1) {
    const all = shares.map((share) => toCome(point * width, share))
    refills[point] = average(all.map((each) => each.refills))
    times[point] = average(all.map(({ cycleS }) => cycleS))
  }
  // The first entry of a rotation is shortened by the same draw as the rotation itself.
  const whole = shares.map((share) => toCome(rotation * share, share))
  return {
    refills: average(whole.map((each) => each.refills)),
    cycleS: average(whole.map(({ cycleS }) => cycleS)) + answer.mean,
  }
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

function interpolate(values: Float64Array, place: number): number {
  const below = Math.floor(place)
  const share = place - below
  return (1 - share) * values[below]! + share * (values[below + 1] ?? 0)
}
