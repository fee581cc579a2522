import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { UsageError } from '../errors.ts'
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

  it('refuses to run again elsewhere what was run on another machine, and names what differs', async () => {
    await assert.rejects(
      confirmRegression(optionsWith(30_000), { repetitions: 3, onRun: () => assert.fail('it ran') }),
      (error) =>
        error instanceof UsageError &&
        /cannot be run again here.*V8: 14\.6\.202\.33-elsewhere against.*Leave out --confirm/.test(
          error.message,
        ),
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
