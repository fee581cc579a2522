/**
 * What one fill of a cache is: how many KMS calls it makes, and how long from
 * the first of them to the last answer.
 *
 * @module
 */
import type { CacheArrivals } from './cache-arrivals.ts'
import { average, type Latency } from './latency.ts'
import type { Count } from './renewals.ts'

export interface Fill {
  readonly calls: Count
  /** From the call to the answer that stays in the cache, as a latency. */
  readonly answer: Latency
}

const steps = 400

/** With single flight one call; else one more for every call that comes before the first answer. */
export function fillOf(arrivals: CacheArrivals, latency: Latency, singleFlight: boolean): Fill {
  if (singleFlight || latency.mean === 0) return { calls: { mean: 1, variance: 0 }, answer: latency }
  if (latency.variance === 0) return constantFill(arrivals, latency)
  return randomFill(arrivals, latency)
}

/** Every answer replaces the one before, so the one that stays is that of the last call that came in time. */
function constantFill(arrivals: CacheArrivals, latency: Latency): Fill {
  const others = arrivals.meanDuring(latency.mean)
  const lastCall = Math.max(0, latency.mean - -Math.expm1(-arrivals.rate * latency.mean) / arrivals.rate)
  const answer = latency.mean + lastCall
  return {
    calls: { mean: 1 + others, variance: others },
    answer: { mean: answer, variance: 0, values: [answer] },
  }
}

/**
 * With random latency a later call may be answered first. The first answer is
 * later than w if neither the first call nor any that came since is answered
 * by then: S(w) exp(-lambda (F integrated to w)).
 */
function randomFill(arrivals: CacheArrivals, latency: Latency): Fill {
  const width = latency.values.at(-1)! / steps
  let answered = 0
  let wait = 0
  let square = 0
  for (let step = 0; step < steps; step += 1) {
    const time = (step + 0.5) * width
    const below = shareBelow(latency, time)
    answered += below * width
    const pending = (1 - below) * Math.exp(-arrivals.rate * answered)
    wait += pending * width
    square += 2 * time * pending * width
  }
  const others = arrivals.meanDuring(wait)
  const variance = others + arrivals.rate ** 2 * Math.max(0, square - wait ** 2)
  return { calls: { mean: 1 + others, variance }, answer: lastAnswer(arrivals, latency, wait) }
}

/** The last of the answers to the first call and to those that came within `wait`. */
function lastAnswer(arrivals: CacheArrivals, latency: Latency, wait: number): Latency {
  const end = latency.values.at(-1)! + wait
  const width = end / steps
  const values = latency.values.map((_, index) => (index + 0.5) / latency.values.length)
  const cumulative = Array.from({ length: steps }, (_, step) => {
    const time = (step + 1) * width
    const late = average(
      Array.from(
        { length: 16 },
        (_unused, part) => 1 - shareBelow(latency, time - ((part + 0.5) / 16) * wait),
      ),
    )
    return shareBelow(latency, time) * Math.exp(-arrivals.rate * wait * late)
  })
  const answers = values.map((share) => {
    const step = cumulative.findIndex((probability) => probability >= share)
    return (step < 0 ? steps : step + 0.5) * width
  })
  const mean = average(answers)
  return { mean, variance: average(answers.map((answer) => (answer - mean) ** 2)), values: answers }
}

function shareBelow({ values }: Latency, time: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (values[middle]! <= time) low = middle + 1
    else high = middle
  }
  return low / values.length
}
