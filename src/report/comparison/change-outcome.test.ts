import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { ChangeVerdict } from '../../run-store/comparison-format.ts'
import { changeMarks, changeOutcomes, outcomeOf, verdictWords } from './change-outcome.ts'
import { changeOf, comparisonOf } from './comparison.fixture.ts'
import { renderComparisonMarkdown } from './comparison-markdown.ts'
import { renderComparison } from './comparison-terminal.ts'

describe('outcomeOf', () => {
  for (const [low, high, detectable, outcome] of [
    [-0.02, 0.02, 0.08, 'no-difference'],
    [-0.0201, 0.02, 0.08, 'untold'],
    [-0.02, 0.0201, 0.08, 'untold'],
    [-0.464, 7.56, 18.11, 'untold'],
    [-0.03, 0.03, 0.02, 'no-difference'],
    [-0.03, 0.03, 0.0201, 'untold'],
    [-0.03, 0.03, null, 'untold'],
    [0, 0, null, 'no-difference'],
  ] as const)
    it(`is ${outcome} for ${low} to ${high} where ${detectable} would be found, of 0.02 tolerated`, () => {
      assert.equal(outcomeOf({ verdict: 'no-difference', ci95: [low, high], detectable }, 0.02), outcome)
    })

  it('is the verdict where there is one, or no interval', () => {
    for (const verdict of ['regression', 'improvement', 'withheld'] satisfies ChangeVerdict[])
      assert.equal(outcomeOf({ verdict, ci95: [-1, 1], detectable: 1 }, 0.02), verdict)
    assert.equal(outcomeOf({ verdict: 'no-difference', ci95: null, detectable: null }, 0.02), 'no-difference')
  })
})

describe('changeOutcomes', () => {
  it('have a mark and words of their own', () => {
    assert.equal(changeOutcomes.length, 5)
    for (const said of [changeMarks, verdictWords])
      assert.equal(new Set(changeOutcomes.map((outcome) => said[outcome])).size, 5)
  })
})

describe('a comparison of single runs', () => {
  const single = comparisonOf({
    verdict: 'no-difference',
    reasons: [],
    exitCode: 0,
    changes: [
      changeOf({
        statistic: 'p99',
        change: 1.14,
        ci95: [-0.464, 7.56],
        detectable: 18.11,
        verdict: 'no-difference',
      }),
      changeOf({
        metric: 'kms.calls',
        statistic: null,
        change: 0,
        ci95: [0, 0],
        runToRun: null,
        detectable: null,
        verdict: 'no-difference',
      }),
    ],
  })

  it('is not called equal in a terminal, wide or narrow, whereas what is counted is', () => {
    const wide = renderComparison(single, { color: false, width: 200 })
    assert.match(wide, /put sealed p99.* \? cannot tell +│\n.*kms\.calls.* = +│/)
    const narrow = renderComparison(single, { color: false, width: 99 })
    assert.match(narrow, /put sealed p99.* \? +│\n.*kms\.calls.* = +│/)
    assert.match(narrow, /\? cannot tell, = no difference found/)
  })

  it('is not called equal in Markdown', () => {
    const text = renderComparisonMarkdown(single)
    assert.match(text, /put sealed p99 .*\| \? cannot tell \|\n.*kms\.calls .*\| \\= no difference found \|/)
  })
})
