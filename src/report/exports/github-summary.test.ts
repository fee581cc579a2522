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

  it('has a row for each change of a comparison', () => {
    const text = githubSummary.ofComparison!(everyComparison())

    assert.equal(text.match(/^\| c0\d \|/gm)?.length, 4)
    assert.doesNotMatch(text, /\]\(/)
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
