import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { cycleOf } from '../limited-use.ts'
import { analyse } from './analyse.ts'
import { batchedFills } from './limited-batches.ts'
import { perSecond, planWith } from './plans.fixture.ts'

const lasting = { life: 1e9, staysFor: 1 }

describe('batchedFills', () => {
  it('generates once for every so many records as a key seals, whatever the batch', () => {
    const fleets = fc.record({
      rate: fc.double({ min: 0.01, max: 100, noNaN: true }),
      batch: fc.integer({ min: 1, max: 500 }),
      recordsPerKey: fc.integer({ min: 1, max: 2000 }),
    })
    fc.assert(
      fc.property(fleets, ({ rate, batch, recordsPerKey }) => {
        const { generations } = batchedFills({ ...lasting, rate, batch, recordsPerKey })

        const expected = (rate * batch) / recordsPerKey
        assert(Math.abs(generations - expected) < 1e-2 * expected, `${generations} is not ${expected}`)
      }),
      { numRuns: 200, seed: 6 },
    )
  })

  it('begins anew with each call where age ends all in between', () => {
    const { generations, sealedAtDepth } = batchedFills({
      rate: 2,
      batch: 10,
      recordsPerKey: 4,
      life: 0,
      staysFor: 1,
    })

    assert.equal(generations, 2 * 3)
    assert.deepEqual(
      sealedAtDepth.map((sealed) => Math.round(30 * sealed)),
      [4, 4, 2],
    )
  })

  it('is the renewal cycle of single records where a call brings one', () => {
    const { generations } = batchedFills({ rate: 3, batch: 1, recordsPerKey: 20, life: 7, staysFor: 1 })

    const cycle = cycleOf(3, 7, { mean: 20, variance: 0 }).mean
    assert(Math.abs(generations * cycle - 1) < 1e-9)
  })

  it('seals by the first fill of a call only what the key before could not', () => {
    const { sealedAtDepth } = batchedFills({ ...lasting, rate: 1, batch: 10, recordsPerKey: 25 })

    // In turn the whole call and half of one.
    assert(Math.abs(sealedAtDepth[0]! - 0.75) < 1e-9)
  })
})

describe('analyse', () => {
  for (const [maxRecords, generations] of [
    [1, 300],
    [7, 300 / 7],
    [10, 30],
    [25, 12],
  ] as const)
    it(`generates for every ${maxRecords} of records that come in batches of 10`, () => {
      const analysis = analyse(planWith({ callsPerSecond: 30, batch: 10, maxRecords, consumers: 0 }))

      const actual = perSecond(analysis, 'GenerateDataKey')
      assert(Math.abs(actual - generations) < 0.005 * generations, `${actual} is not ${generations}`)
    })
})
