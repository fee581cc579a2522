/**
 * Arrival processes of any load, and the times that they give.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { randomStream } from '../../random.ts'
import type { LoadSpec } from '../workload-spec.ts'
import type { ArrivalProcess } from './arrival-process.ts'
import { createArrivals } from './create-arrivals.ts'

export const seed = 20170701

interface Options {
  readonly batch?: number
  readonly seed?: number
}

export function create(load: LoadSpec, options: Options = {}): ArrivalProcess {
  return createArrivals(load, {
    batch: options.batch ?? 1,
    random: randomStream(options.seed ?? seed, 'test'),
  })
}

export function arrivalsOf(load: LoadSpec, options: Options = {}): number[] {
  const arrivals = create(load, options)
  const times: number[] = []
  for (let time = arrivals.peek(); time !== undefined; time = arrivals.peek()) {
    assert.equal(arrivals.finished, false)
    times.push(time)
    assert.equal(arrivals.take(), 0)
  }
  assert.equal(arrivals.finished, true)
  return times
}
