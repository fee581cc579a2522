/**
 * The examples of Amazon SQS once more, as the caches of a plan: AWS counts
 * each producer twice and each consumer once, a plan counts what caches ask.
 *
 * @module
 */
import { callsOfQueue } from '../src/planner/published-formulas.ts'
import { analysisOf, documented } from './published-fleet.ts'

export interface QueueAsCaches {
  readonly producers: number
  readonly consumers: number
  /** In one reuse period: 2 P + C. */
  readonly byFormula: number
  /** In one reuse period: P (1 + C), where all are busy. */
  readonly byCaches: number
}

export function sqsAsCaches(): readonly QueueAsCaches[] {
  return [queueAsCaches(1, 1, 300), queueAsCaches(3, 1, 86_400), queueAsCaches(5, 2, 86_400)]
}

function queueAsCaches(producers: number, consumers: number, reusePeriod: number): QueueAsCaches {
  const lifeNs = reusePeriod * 1e9
  const { callsPerSecond } = analysisOf({
    frontEnds: producers,
    consumers,
    ttlNs: lifeNs,
    rotationNs: lifeNs,
    reader: { ...documented.reader, ttlNs: 2 * lifeNs },
  })
  return {
    producers,
    consumers,
    byFormula: callsOfQueue({ billingPeriod: reusePeriod, reusePeriod, producers, consumers }),
    byCaches: callsPerSecond * reusePeriod,
  }
}
