import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { firstIndexView } from '../index-view.ts'
import { indexOf, runsOfDays, type DayOfRun } from '../run-index.fixture.ts'
import { indexCharts } from './registry.ts'

describe('claimTrendsChart', () => {
  it('shows first what does not hold in the newest run, then what did not hold in any that is shown', () => {
    const { data } = trendsOf([{}, {}], [['claim-12'], ['claim-13']])

    assert.deepEqual([...new Set(data.map(({ claim }) => claim))].slice(0, 3), [
      'claim-13',
      'claim-12',
      'claim-0',
    ])
  })

  it('tells of points that stand out in claims that it leaves out, too', () => {
    const { finding, data } = trendsOf([{}, {}, {}, {}, {}, {}, { factor: 1.5 }])

    assert.ok(!data.some(({ claim }) => claim === 'claim-13'))
    assert.match(
      finding,
      /^Standing out from the runs before, newest first: .* and 11 more\. The picture leaves out 2 claims of 14\.$/,
    )
  })
})

/** Of fourteen claims, of which those named do not hold, run by run. */
function trendsOf(days: readonly DayOfRun[], refuted: readonly (readonly string[])[] = []) {
  const runs = runsOfDays(days).map((run, day) => {
    const measured = run.claims.find(({ id }) => id === 'put-overhead')!
    const claims = Array.from({ length: 14 }, (_, at) => {
      const id = `claim-${at}`
      const verdict = refuted[day]?.includes(id) === true ? ('refuted' as const) : ('holds' as const)
      return { ...measured, id, verdict }
    })
    return { ...run, claims }
  })
  return indexCharts(indexOf(runs), { ...firstIndexView, figures: ['claims'] })[0]!
}
