/**
 * What a comparison takes for the machine: the plain arm, in which nothing seals.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { calls, compared, onlyChange, steady } from './compare-runs.fixture.ts'
import { medianPut, runsOf } from './comparison.fixture.ts'

describe('compareRuns: the negative control', () => {
  const candidate = runsOf('new', [22_000, 22_000, 22_000], { plainNs: 11_000 })

  it('takes what the plain arm moved by for the machine, where runs did not take turns', () => {
    const independent = onlyChange({ candidate, questions: [medianPut] })
    const paired = onlyChange({ candidate, questions: [medianPut], design: 'paired' })

    assert.equal(independent.verdict, 'no-difference')
    assert.match(
      independent.reason,
      /2\.00 % tolerated and 10\.0\d? % by which the plain arm moved too, in which nothing seals/,
    )
    assert.equal(paired.verdict, 'regression')
  })

  it('still sees what goes beyond it', () => {
    const slower = runsOf('new', [22_450, 22_450, 22_450], { plainNs: 11_000 })
    const change = onlyChange({ candidate: slower, questions: [medianPut] })

    assert.equal(change.verdict, 'regression')
    assert.match(
      change.reason,
      /worse by more than 2\.00 % tolerated and 10\.0\d? % by which the plain arm moved too/,
    )
  })

  it('warns of a machine that surely changed, whichever way', () => {
    assert.deepEqual(noteOf(10_100), [])
    assert.match(
      noteOf(11_000)[0]!,
      /the machine was slower: plain records, .*\+10\.0\d? % there, which is taken off$/,
    )
    assert.match(
      noteOf(9000)[0]!,
      /the machine was faster: .*−10\.0\d? % there, .* may be hidden; compare in turns/,
    )
  })

  it('says what increase would be found, whichever way the estimate goes', () => {
    assert.equal(detectableWith(19_900), detectableWith(20_100))
  })

  it('excuses nothing that went the other way', () => {
    const slower = runsOf('new', [21_000, 21_000, 21_000], { plainNs: 9000 })

    assert.equal(onlyChange({ candidate: slower, questions: [medianPut] }).verdict, 'regression')
  })

  it('is not asked where the metric has none', () => {
    const moved = runsOf('new', [20_000], { calls: 160, plainNs: 20_000 })

    assert.equal(onlyChange({ candidate: moved, questions: [calls] }).verdict, 'regression')
  })
})

function noteOf(plainNs: number): readonly string[] {
  return compared({ candidate: runsOf('new', steady, { plainNs }), questions: [medianPut] }).warnings
}

/** On a machine that was faster. */
function detectableWith(putNs: number): number | null {
  const candidate = runsOf('new', [putNs, putNs, putNs], { plainNs: 9000 })
  return onlyChange({ candidate, questions: [medianPut] }).detectable
}
