import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { assertClose } from '../../statistics/close.fixture.ts'
import { intervalOfChange, type Answers, type Design } from './interval-of-change.ts'

const assumedRunToRun = 0.1
const designs: readonly Design[] = ['paired', 'independent']
const figure = fc.integer({ min: 1, max: 1_000_000 })

describe('intervalOfChange', () => {
  it('takes pairs apart from what both of a round have in common', () => {
    const answers = { base: [100, 150, 200], candidate: [110, 165, 220] }
    const paired = changeOf(answers, 'paired')
    const independent = changeOf(answers, 'independent')

    assertClose(paired.means.base, 3_000_000 ** (1 / 3))
    assertClose(paired.means.candidate, 1.1 * 3_000_000 ** (1 / 3))
    assertClose(paired.change, 0.1)
    assertClose(paired.measured.standardError, 0, 1e-12)
    assert.equal(paired.measured.degrees, 2)
    assertClose(independent.change, 0.1)
    // Both sides have the same spread of logarithms, and the difference of means of three has 2/3 of its variance.
    const logs = answers.base.map(Math.log)
    const mean = logs.reduce((sum, value) => sum + value, 0) / 3
    const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2
    assertClose(independent.measured.standardError, Math.sqrt((variance * 2) / 3))
    assertClose(independent.measured.degrees, 4)
  })

  it('gives the change back as what it was in the other direction', () => {
    const near = fc.integer({ min: 100, max: 130 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(near, near), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(...designs),
        (pairs, design) => {
          const [base, candidate] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)]

          const [there, back] = [
            changeOf({ base, candidate }, design),
            changeOf({ base: candidate, candidate: base }, design),
          ]

          assertClose((1 + there.change) * (1 + back.change), 1, 1e-9)
          assertClose(Math.log1p(there.ci95[0]) + Math.log1p(back.ci95[1]), 0, 1e-4)
        },
      ),
    )
  })

  it('is how far the two figures that stand for the sides lie apart, whatever the runs were', () => {
    const any = fc.oneof(figure, fc.integer({ min: -50, max: 50 }))
    fc.assert(
      fc.property(
        fc.array(fc.tuple(any, any), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(...designs),
        (pairs, design) => {
          const answers = { base: pairs.map(([one]) => one), candidate: pairs.map(([, other]) => other) }
          const told = intervalOfChange(answers, design, assumedRunToRun)
          if (told === undefined) return
          const { base, candidate } = told.means
          const apart = (candidate - base) / Math.abs(base)

          assertClose(told.change, apart, 1e-9 * Math.max(1, Math.abs(apart)))
        },
      ),
    )
  })

  it('is an increase where a figure below 0 has come nearer to it', () => {
    const { change, means } = changeOf({ base: [-10, -10], candidate: [-5, -5] }, 'independent')

    assert.deepEqual(means, { base: -10, candidate: -5 })
    assertClose(change, 0.5)
  })

  it('measures in shares of the base where a figure is 0, which has no logarithm', () => {
    const { change, scale } = changeOf({ base: [2, 2], candidate: [0, 3] }, 'independent')

    assertClose(change, -0.25)
    assert.equal(scale.toShare(0.5), 0.5)
  })

  for (const [base, candidate, design, isMeasured, degrees] of [
    [1, 1, 'independent', false, Infinity],
    [1, 2, 'independent', false, Infinity],
    [2, 1, 'independent', false, Infinity],
    [2, 2, 'independent', true, 2],
    [1, 3, 'independent', false, Infinity],
    [3, 1, 'independent', false, Infinity],
    [1, 1, 'paired', false, Infinity],
    [2, 2, 'paired', true, 2],
    [3, 3, 'paired', true, 2],
    [4, 4, 'paired', true, 3],
  ] as const)
    it(`${isMeasured ? 'measures' : 'assumes'} the spread of ${base} ${design} runs and ${candidate}`, () => {
      const answers = { base: figures(base), candidate: figures(candidate) }

      const change = changeOf(answers, design)

      assert.equal(change.isRunToRunMeasured, isMeasured)
      assert.equal(change.measured.degrees, degrees)
      if (isMeasured) return
      assert.equal(change.measured.standardError, assumedRunToRun * Math.sqrt(1 / base + 1 / candidate))
      assertClose(change.runToRun, assumedRunToRun)
    })

  it('leaves out a run without a figure, and in pairs its partner too', () => {
    const answers = { base: [100, undefined, 120, 140], candidate: [100, 999, Number.NaN, 140] }

    const [paired, independent] = designs.map((design) => changeOf(answers, design).means)
    assertClose(paired!.base, (100 * 140) ** (1 / 2))
    assertClose(paired!.candidate, paired!.base)
    assertClose(independent!.base, (100 * 120 * 140) ** (1 / 3))
    assertClose(independent!.candidate, (100 * 999 * 140) ** (1 / 3))
  })

  it('tells nothing where a side has no figure, no pair is whole, or the base is 0', () => {
    for (const design of designs) {
      assert.equal(
        intervalOfChange({ base: [undefined], candidate: [1] }, design, assumedRunToRun),
        undefined,
      )
      assert.equal(
        intervalOfChange({ base: [1], candidate: [undefined] }, design, assumedRunToRun),
        undefined,
      )
      assert.equal(intervalOfChange({ base: [0, 0], candidate: [1, 2] }, design, assumedRunToRun), undefined)
    }
    const apart = { base: [1, undefined], candidate: [undefined, 1] }
    assert.equal(intervalOfChange(apart, 'paired', assumedRunToRun), undefined)
    assert.notEqual(intervalOfChange(apart, 'independent', assumedRunToRun), undefined)
  })

  it('says how far equal runs lie apart, whatever their mean', () => {
    // Each side: two logarithms that lie ln(110 / 90) apart.
    const { runToRun } = changeOf({ base: [90, 110], candidate: [180, 220] }, 'independent')

    assertClose(runToRun, Math.log(110 / 90) / Math.SQRT2)
  })

  it('does not depend on the unit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(figure, figure), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(...designs),
        fc.integer({ min: 2, max: 1000 }),
        (pairs, design, unit) => {
          const answers = { base: pairs.map(([one]) => one), candidate: pairs.map(([, other]) => other) }
          const scaled = {
            base: answers.base.map((value) => value * unit),
            candidate: answers.candidate.map((value) => value * unit),
          }

          const [change, other] = [changeOf(answers, design), changeOf(scaled, design)]

          const scale = Math.max(1, ...change.ci95.map(Math.abs))
          assertClose(other.change, change.change, 1e-9 * scale)
          assertClose(other.ci95[0], change.ci95[0], 1e-9 * scale)
          assertClose(other.ci95[1], change.ci95[1], 1e-9 * scale)
        },
      ),
    )
  })
})

function changeOf(answers: Answers, design: Design) {
  const change = intervalOfChange(answers, design, assumedRunToRun)
  assert(change !== undefined)
  return change
}

function figures(count: number): number[] {
  return Array.from({ length: count }, (_, index) => 100 + index)
}
