/**
 * What a comparison of runs finds: beyond what is tolerated, beyond chance, of times and of
 * counts.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { comparisonSchema, type Change } from '../../run-store/comparison-format.ts'
import { assertClose } from '../../statistics/close.fixture.ts'
import { holm } from '../../statistics/holm.ts'
import { calls, changeOf, compared, ofVerdict, onlyChange, steady } from './compare-runs.fixture.ts'
import { compareRuns } from './compare-runs.ts'
import { runGroup } from './compared-runs.ts'
import { comparedRun, medianPut, questionOf, runsOf } from './comparison.fixture.ts'
import type { Design } from './interval-of-change.ts'

const designs: readonly Design[] = ['paired', 'independent']

describe('compareRuns: the tolerance', () => {
  for (const [putNs, verdict] of [
    [20_399, 'no-difference'],
    [20_401, 'regression'],
    [19_608, 'no-difference'],
    [19_607, 'improvement'],
  ] as const)
    it(`tells ${verdict} of ${putNs} ns after 20000 ns, with 2 % tolerated`, () => {
      const change = onlyChange({ candidate: runsOf('new', [putNs, putNs, putNs]), questions: [medianPut] })

      assert.equal(change.verdict, verdict)
      assert.match(change.reason, /^put\.sealed\.serviceTime p50 of cell c01: 20 us to /)
      assert.match(
        change.reason,
        verdict === 'no-difference' ? /no difference beyond 2\.00 % tolerated/ : /by more than 2\.00 %/,
      )
    })

  it('is that of the command line where one is given', () => {
    const candidate = runsOf('new', [21_900, 21_900, 21_900])

    assert.equal(onlyChange({ candidate, questions: [medianPut], tolerance: 0.1 }).verdict, 'no-difference')
    assert.equal(onlyChange({ candidate, questions: [medianPut], tolerance: 0.09 }).verdict, 'regression')
  })
})

describe('compareRuns: chance', () => {
  const noisy = [19_900, 20_100, 19_900, 20_100]
  /** By itself about p = 0.03, with six degrees. */
  const slower = noisy.map((value) => value + 630)
  const options = {
    base: runsOf('old', noisy),
    candidate: runsOf('new', slower),
    design: 'independent',
  } as const

  it('says so where a change by itself is not one among all that were looked at', () => {
    const alone = compareRuns({ ...options, questions: [medianPut] })
    const among = compareRuns(options)

    assert.equal(alone.verdict, 'regression')
    assert.equal(among.verdict, 'no-difference')
    assert.match(
      changeOf(among, 'put.sealed.serviceTime', 'p50').reason,
      /would be a change by itself, but not among all that were looked at$/,
    )
  })

  it('corrects latencies as one family, and leaves out what is counted', () => {
    const { changes } = compareRuns(options)
    const latencies = changes.filter(({ metric }) => metric.endsWith('serviceTime'))
    const counted = changes.filter(({ metric }) => !metric.endsWith('serviceTime'))

    assert.deepEqual(
      latencies.map(({ pAdjusted }) => pAdjusted),
      holm(latencies.map(({ pValue }) => pValue!)),
    )
    assert.equal(latencies.length, 3)
    assert.deepEqual(
      counted.map(({ metric, pValue, pAdjusted }) => [metric, pValue, pAdjusted]),
      [
        ['kms.calls', 1, 1],
        ['stored.overheadBytes', 1, 1],
      ],
    )
  })

  it('assumes a spread for single runs, and asks for repetitions', () => {
    // 1.02 * exp(1.96 * 10 % * sqrt(2)): 34.6 %.
    const [below, above] = [changeOfSingle(26_910), changeOfSingle(26_920)]

    assert.equal(above.verdict, 'regression')
    assert.equal(below.verdict, 'no-difference')
    assert.deepEqual([below.isRunToRunMeasured, below.runToRun], [false, 0.1])
    assert.match(below.reason, /single runs of equal code may differ as much.*run --repetitions 6/)
  })

  it('claims nothing of a run against itself', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1000, max: 1_000_000 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom(...designs),
        (medians, design) => {
          const runs = runsOf('same', medians, { samples: 2000 })

          const comparison = compareRuns({ base: runs, candidate: { ...runs, name: 'again' }, design })

          assert.deepEqual([comparison.verdict, comparison.exitCode], ['no-difference', 0])
          assert.deepEqual(comparison.reasons, [])
          assert.ok(comparison.changes.every(({ change, pValue }) => change === 0 && pValue === 1))
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('compareRuns: what is counted', () => {
  for (const [after, tolerance, verdict, exitCode] of [
    [144, 0, 'no-difference', 0],
    [145, 0, 'regression', 4],
    [143, 0, 'improvement', 0],
    [146, 0.02, 'no-difference', 0],
    [147, 0.02, 'regression', 4],
  ] as const)
    it(`tells ${verdict} of ${after} KMS calls after 144, with ${tolerance * 100} % tolerated`, () => {
      const comparison = compared({
        base: runsOf('old', [20_000]),
        candidate: runsOf('new', [20_000], { calls: after }),
        questions: [calls],
        tolerance,
      })

      const [change] = comparison.changes as [Change]
      assert.equal(change.verdict, verdict)
      assert.equal(comparison.exitCode, exitCode)
      assert.deepEqual([change.pValue, change.runToRun], [verdict === 'no-difference' ? 1 : 0, null])
      assert.doesNotMatch(change.reason, /95 %|found four times/)
    })

  for (const design of designs)
    it(`takes any number after 0 for a regression, and puts it first (${design})`, () => {
      const comparison = compareRuns({
        base: runsOf('old', steady, { calls: 0 }),
        candidate: runsOf('new', [30_000, 30_000, 30_000], { calls: 5 }),
        questions: [medianPut, calls],
        design,
      })

      const change = changeOf(comparison, 'kms.calls', null)
      assert.deepEqual([change.verdict, change.change, change.candidate], ['regression', null, 5])
      assert.equal(comparison.reasons[0], 'kms.calls of cell c01: it was 0, and is 5')
      assert.match(comparison.reasons[1]!, /^put\.sealed\.serviceTime p50 of cell c01: .*worse by more than/)
    })

  it('finds no difference between 0 and 0', () => {
    const candidate = runsOf('new', steady, { calls: 0 })
    const change = onlyChange({ base: runsOf('old', steady, { calls: 0 }), candidate, questions: [calls] })

    assert.deepEqual([change.verdict, change.reason], ['no-difference', 'kms.calls of cell c01: 0 in both'])
  })
})

describe('compareRuns: what is withheld', () => {
  const p99 = questionOf('put.sealed.serviceTime', 'p99')

  it('judges a percentile with 20 samples beyond it, and none with fewer', () => {
    const enough = runsOf('new', steady, { samples: 2000 })
    const few = runsOf('new', steady, { samples: 1999 })

    assert.equal(onlyChange({ candidate: enough, questions: [p99] }).verdict, 'no-difference')
    const { verdict, reason, ci95, pValue } = onlyChange({ candidate: few, questions: [p99] })
    assert.deepEqual([verdict, ci95, pValue], ['withheld', null, null])
    assert.match(reason, /no valid run of new has it, or enough samples of it/)
  })

  it('does not speak of what neither side has', () => {
    const comparison = compared({
      base: runsOf('old', steady, { samples: 1999 }),
      candidate: runsOf('new', steady, { samples: 1999 }),
      questions: [p99, questionOf('get.sealed.serviceTime', 'p50')],
    })

    assert.deepEqual(comparison.changes, [])
    assert.equal(comparison.verdict, 'inconclusive')
  })

  it('leaves an invalid cell out, and in pairs its partner', () => {
    const candidate = runGroup('new', [
      comparedRun({ cells: [{ putNs: 20_000 }] }),
      comparedRun({ cells: [{ putNs: 90_000, verdict: 'invalid' }] }),
      comparedRun({ cells: [{ putNs: 20_000 }] }),
    ])
    const base = runsOf('old', [20_000, 50_000, 20_000])

    const paired = onlyChange({ base, candidate, questions: [medianPut], design: 'paired' })
    const independent = onlyChange({ base, candidate, questions: [medianPut] })

    assert.deepEqual([paired.base, paired.candidate], [20_000, 20_000])
    assertClose(independent.base, 20_000 * 2.5 ** (1 / 3), 1e-9)
    assert.equal(independent.candidate, 20_000)
  })

  it('tells the geometric mean of a side that has no other to be held to', () => {
    const base = runsOf('old', [10_000, 40_000])
    const candidate = runGroup('new', [ofVerdict('invalid')])

    const {
      verdict,
      base: before,
      candidate: after,
    } = onlyChange({ base, candidate, questions: [medianPut] })

    assert.deepEqual([verdict, Math.round(before), after], ['withheld', 20_000, 0])
  })

  it('says so where no round is valid on both sides', () => {
    const base = runGroup('old', [ofVerdict('valid'), ofVerdict('invalid')])
    const candidate = runGroup('new', [ofVerdict('invalid'), ofVerdict('valid')])

    const change = onlyChange({ base, candidate, questions: [medianPut], design: 'paired' })

    assert.equal(change.verdict, 'withheld')
    assert.match(change.reason, /in no round is it valid on both sides$/)
  })
})

describe('compareRuns', () => {
  it('names the runs of both sides, and gives what is written to comparison.json', () => {
    const comparison = compared({ warnings: ['the machine differs'], rerunCells: ['c01'] })

    assert.deepEqual(comparisonSchema.parse(comparison), comparison)
    assert.deepEqual(
      comparison.base.runs.map(({ id }) => id),
      ['old-1', 'old-2', 'old-3'],
    )
    assert.deepEqual([comparison.warnings, comparison.rerunCells], [['the machine differs'], ['c01']])
  })
})

function changeOfSingle(putNs: number): Change {
  const sides = { base: runsOf('old', [20_000]), candidate: runsOf('new', [putNs]) }
  return onlyChange({ ...sides, questions: [medianPut] })
}
