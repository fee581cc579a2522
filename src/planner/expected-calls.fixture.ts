/**
 * Latencies of KMS, and predictions that theory or simulation must be able to make.
 *
 * @module
 */
import assert from 'node:assert/strict'

import type { Distribution } from '../statistics/distributions.ts'
import { expectedCalls } from './expected-calls.ts'
import type { FleetModel } from './fleet-model.ts'
import { plainFleet, second } from './fleet.fixture.ts'

export const poissonFleet: FleetModel = { ...plainFleet, arrivals: 'poisson' }
export const slowKms: Distribution = { distribution: 'lognormal', median: 50e6, p99: 300e6 }
export const constantly = (value: number): Distribution => ({ distribution: 'constant', value })
export const readerWith = (ttlNs: number, pollIntervalNs = second) => ({
  ttlNs,
  capacity: 1000,
  pollIntervalNs,
})

export function predicted(model: FleetModel) {
  const expected = expectedCalls(model)
  assert.ok(expected.method !== 'none', expected.reason)
  return expected
}
