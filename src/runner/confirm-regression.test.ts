import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { compareRuns, type ComparisonOptions } from '../judge/comparison/compare-runs.ts'
import { runsOf } from '../judge/comparison/comparison.fixture.ts'
import { confirmRegression } from './confirm-regression.ts'

const steady = [20_000, 20_000, 20_000]

describe('confirmRegression', () => {
  it('runs nothing where nothing looks worse', async () => {
    const options = optionsWith(20_000)

    const comparison = await confirmRegression(options, {
      repetitions: 3,
      onRun: () => assert.fail('it ran'),
    })

    assert.deepEqual(comparison, compareRuns(options))
  })

  it('lets a regression stand unconfirmed where it cannot be run again as it was, and names what differs', async () => {
    const comparison = await confirmRegression(optionsWith(30_000), {
      repetitions: 3,
      onRun: () => assert.fail('it ran'),
    })

    assert.equal(comparison?.exitCode, 4)
    assert.match(
      comparison.warnings.at(-1)!,
      /^c01 could not be run again here, .*V8: 14\.6\.202\.33-elsewhere against.*: unconfirmed$/,
    )
  })
})

function optionsWith(putNs: number): ComparisonOptions {
  const candidate = runsOf('new', [putNs, putNs, putNs])
  const runs = candidate.runs.map((stored) => ({
    ...stored,
    run: { ...stored.run, environment: { ...stored.run.environment, v8: '14.6.202.33-elsewhere' } },
  }))
  return { base: runsOf('old', steady), candidate: { ...candidate, runs }, design: 'independent' }
}
