import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Crossing } from '../run-store/run-format.ts'
import { crossingSentences } from './crossings.ts'
import { storedRun } from './run.fixture.ts'

describe('crossingSentences', () => {
  const crossing: Crossing = {
    claimIds: ['put-1-kib'],
    parameter: 'records.size',
    dimension: 'size',
    metric: 'put.overhead',
    statistic: 'p50',
    bound: '<= 0.2 ms',
    estimate: 200 * 2 ** 10,
    ci95: [180 * 2 ** 10, 230 * 2 ** 10],
  }
  const { run } = storedRun({ recordsPerCell: 100 })
  const said = (changes: Partial<Crossing> = {}) =>
    crossingSentences({ ...run, crossings: [{ ...crossing, ...changes }] })

  it('names the value at which the bound fails, with its interval', () => {
    assert.deepEqual(said(), [
      'p50 of put.overhead <= 0.2 ms holds up to records.size 200 KiB and fails beyond (95 %: 180 KiB to 230 KiB; put-1-kib).',
    ])
  })

  it('says so where a smaller value breaks the bound too', () => {
    assert.match(said({ isClean: false })[0]!, /Below that it does not hold at every value: measure again/)
    assert.doesNotMatch(said({ isClean: true })[0]!, /Below that/)
  })

  it('says what lies outside of what was swept', () => {
    assert.match(said({ ci95: [null, 230 * 2 ** 10] })[0]!, /95 %: at most 230 KiB;/)
    assert.match(said({ ci95: [180 * 2 ** 10, null] })[0]!, /95 %: at least 180 KiB;/)
    assert.match(said({ ci95: [null, null] })[0]!, /95 %: anywhere in what was swept;/)
  })

  it('says nothing of a run of before, or where nothing crosses', () => {
    assert.deepEqual(crossingSentences({ ...run, crossings: [] }), [])
    assert.deepEqual(crossingSentences(run), [])
  })
})
