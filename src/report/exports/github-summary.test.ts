import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { everyComparison, everyRun, hostileComparison, hostileRun } from './exported.fixture.ts'
import { githubSummary } from './github-summary.ts'

describe('githubSummary', () => {
  it('has verdicts and cells, and no link that leads nowhere', () => {
    const text = githubSummary.ofRun!(everyRun())

    assert.match(text, /^## Claims$/m)
    assert.match(text, /^## Cells$/m)
    assert.doesNotMatch(text, /\]\(/)
  })

  it('has the changes of a comparison, worst first', () => {
    const text = githubSummary.ofComparison!(everyComparison())

    assert.match(
      text,
      /^# kinesis-defaults: reports\/.*cccc against main\n\n\*\*Verdict: regression\*\*, exit code 4\./,
    )
    assert.match(text, /1 run against 2 runs\. Changes of less than 5 % are tolerated\./)
    assert.match(text, /^- Warning: another Node/m)
    const verdicts = [...text.matchAll(/^\| (\S) /gm)].map(([, mark]) => mark)
    assert.deepEqual(verdicts, ['✘', '◆', '✔', '○'])
    assert.match(text, /\| 11\.4 us \| 13\.7 us \| \+20 % \(\+16 % to \+24 %\) \|/)
  })

  for (const [count, shown] of [
    [100, 100],
    [101, 100],
  ] as const)
    it(`shows ${shown} of ${count} changes`, () => {
      const comparison = everyComparison()
      const changes = Array.from({ length: count }, () => comparison.changes[0]!)

      const text = githubSummary.ofComparison!({ ...comparison, changes })

      assert.equal(text.match(/^\| ✘ /gm)?.length, shown)
      assert.equal(text.includes('1 change of 101 are left out'), count > shown)
    })

  it('holds text only, whatever a scenario is called', () => {
    for (const text of [
      githubSummary.ofRun!(hostileRun()),
      githubSummary.ofComparison!(hostileComparison()),
    ]) {
      assert.doesNotMatch(text, /<\/?script|^::/m)
      assert.match(text, /&lt;script>/)
    }
  })
})
