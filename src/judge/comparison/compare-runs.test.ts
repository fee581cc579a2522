import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { comparisonSchema, type Change, type Comparison } from '../../run-store/comparison-format.ts'
import { holm } from '../../statistics/holm.ts'
import { compareRuns, type ComparisonOptions } from './compare-runs.ts'
import { runGroup } from './compared-runs.ts'
import { comparedRun, medianPut, questionOf, runsOf, type ComparedCell } from './comparison.fixture.ts'
import type { Design } from './interval-of-change.ts'

const designs: readonly Design[] = ['paired', 'independent']
const steady = [20_000, 20_000, 20_000]
const calls = questionOf('kms.calls')

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
    assert.deepEqual([independent.base, independent.candidate], [30_000, 20_000])
  })

  it('says so where no round is valid on both sides', () => {
    const base = runGroup('old', [ofVerdict('valid'), ofVerdict('invalid')])
    const candidate = runGroup('new', [ofVerdict('invalid'), ofVerdict('valid')])

    const change = onlyChange({ base, candidate, questions: [medianPut], design: 'paired' })

    assert.equal(change.verdict, 'withheld')
    assert.match(change.reason, /in no round is it valid on both sides$/)
  })
})

describe('compareRuns: the exit code', () => {
  const invalid = runGroup('new', [comparedRun({ cells: [{ verdict: 'invalid' }] })])

  it('is 7 where a cell of the candidate is valid in no run, and names the reason', () => {
    const comparison = compared({ candidate: invalid })

    assert.equal(comparison.exitCode, 7)
    assert.deepEqual(comparison.reasons, ['cell c01 is invalid: the generator lagged'])
  })

  for (const verdict of ['valid', 'absent'] as const)
    it(`is 0 where a cell is ${verdict} in another run`, () => {
      const candidate = runGroup('new', [...invalid.runs, comparedRun({ cells: [{ verdict }] })])

      assert.equal(compared({ candidate }).exitCode, 0)
    })

  it('is 7 where fewer than half of the runs of a cell are valid, as those may be the fast ones', () => {
    const half = compared({
      candidate: verdicts('valid', 'invalid', 'invalid', 'valid'),
    })
    const most = compared({
      candidate: verdicts('invalid', 'invalid', 'valid', 'invalid'),
    })

    assert.equal(half.exitCode, 0)
    assert.equal(half.warnings.length, 2)
    assert.match(half.warnings[0]!, /does not count in cell c01, as that is invalid: the generator lagged$/)
    assert.equal(most.exitCode, 7)
    assert.deepEqual(most.reasons, ['cell c01 is invalid in 3 of 4 runs: the generator lagged'])
  })

  it('is 7 where most runs of the candidate ended before the cell, and names them', () => {
    const cutOff = comparedRun({})
    const ended = { ...cutOff, run: { ...cutOff.run, status: 'interrupted' as const, cells: [] } }

    const comparison = compared({ candidate: runGroup('new', [comparedRun({}), ended, ended]) })

    assert.equal(comparison.exitCode, 7)
    assert.deepEqual(comparison.reasons, ['cell c01 is missing in 2 of 3 runs: the run is not whole'])
    assert.match(comparison.warnings[0]!, /of new is not whole: 0 of 1 cells, interrupted$/)
  })

  it('is 7 where no run of the base counts, and shows no zero for it', () => {
    const comparison = compared({
      base: verdicts('invalid'),
      candidate: runsOf('new', steady),
      questions: [medianPut],
    })

    assert.equal(comparison.exitCode, 7)
    assert.deepEqual(comparison.reasons, ['cell c01 of the base is invalid: the generator lagged'])
    assert.deepEqual([comparison.changes[0]!.verdict, comparison.changes[0]!.candidate], ['withheld', 20_000])
  })

  it('says of a cell that only the candidate has that it is compared with nothing', () => {
    const candidate = runGroup('new', [comparedRun({ cells: [{}, { id: 'c02' }] })])

    assert.deepEqual(compared({ candidate }).warnings, [
      'cell c02 is not in old, and is compared with nothing',
    ])
  })

  it('is 7 where the candidate has lost a cell that some run of the base has', () => {
    const two = comparedRun({ cells: [{}, { id: 'c02' }] })
    const base = runGroup('old', [comparedRun({}), two])

    const comparison = compared({ base, candidate: runGroup('new', [comparedRun({})]) })

    assert.equal(comparison.exitCode, 7)
    assert.deepEqual(comparison.reasons, ['cell c02 is missing in new'])
  })

  it('is 4 for a regression, whatever else is broken', () => {
    const candidate = runGroup('new', [
      comparedRun({ cells: [{ calls: 999 }, { id: 'c02', verdict: 'invalid' }] }),
    ])

    const comparison = compared({ base: runGroup('old', [comparedRun()]), candidate })

    assert.equal(comparison.exitCode, 4)
    assert.deepEqual(
      comparison.reasons.map((reason) => reason.slice(0, 19)),
      ['kms.calls of cell c', 'cell c02 is invalid'],
    )
  })

  it('is 6 if a median might have hidden what must be found, and somebody is strict', () => {
    const single = { base: runsOf('old', [20_000]), candidate: runsOf('new', [20_000]), isStrict: true }
    const { detectable } = changeOf(compared(single), 'put.sealed.serviceTime', 'p50')

    const [found, blind] = [0, 0.001].map((less) => compared({ ...single, mustFind: detectable! - less }))

    assert.deepEqual([found!.verdict, found!.exitCode], ['no-difference', 0])
    assert.deepEqual([blind!.verdict, blind!.exitCode], ['inconclusive', 6])
    assert.match(blind!.reasons[0]!, /may be missed, where .* must be found: take more repetitions$/)
  })

  it('is 6 if nothing can be told, and somebody is strict', () => {
    const base = runsOf('old', steady, { samples: 10 })
    const options = { base, candidate: base, questions: [medianPut] }

    assert.equal(compared({ ...options, isStrict: false }).exitCode, 0)
    assert.equal(compared({ ...options, isStrict: true }).exitCode, 6)
    assert.equal(compared({ isStrict: true }).exitCode, 0)
  })
})

describe('compareRuns: cells', () => {
  const base = comparedRun({
    cells: [
      cellAt('c01', 'a', '1 min', 10_000),
      cellAt('c02', 'a', '5 min', 40_000),
      cellAt('c03', 'b', '1 min', 7000),
    ],
  })

  it('are compared with those of the same name and parameters', () => {
    const other = comparedRun({
      cells: [
        cellAt('c01', 'a', '1 min', 10_000),
        cellAt('c02', 'b', '5 min', 40_000),
        cellAt('c04', 'b', '1 min', 7000),
      ],
    })

    const { changes } = compared({
      base: runGroup('old', [base]),
      candidate: runGroup('new', [other]),
      questions: [medianPut],
    })

    assert.deepEqual(
      changes.map(({ cellId }) => cellId),
      ['c01'],
    )
  })

  it('are compared by their geometric mean where one axis is asked for', () => {
    const group = runGroup('both', [base])

    const { changes } = compared({
      base: group,
      candidate: group,
      questions: [medianPut],
      by: ['envelope.suite'],
    })

    assert.deepEqual(
      changes.map(({ cellId, params }) => [cellId, params]),
      [
        ['c01', { 'envelope.suite': 'a' }],
        ['c03', { 'envelope.suite': 'b' }],
      ],
    )
    assert.deepEqual(
      changes.map((change) => Math.round(change.base)),
      [20_000, 7000],
    )
  })

  it('leave a run out of a projection in which one of them is not valid', () => {
    const broken = comparedRun({
      cells: [
        cellAt('c01', 'a', '1 min', 10_000),
        { ...cellAt('c02', 'a', '5 min', 90_000), verdict: 'invalid' },
        cellAt('c03', 'b', '1 min', 7000),
      ],
    })

    const { changes } = compared({
      base: runGroup('old', [base]),
      candidate: runGroup('new', [broken, base]),
      questions: [medianPut],
      by: ['envelope.suite'],
    })

    assert.deepEqual(
      changes.map((change) => Math.round(change.candidate)),
      [20_000, 7000],
    )
  })

  it('show how far every quantile moved that has samples enough', () => {
    const { shifts } = compared({ candidate: runsOf('new', [22_000, 22_000, 22_000], { getNs: 9000 }) })

    const [shift, ...more] = shifts
    assert.deepEqual(more, [], 'the base measured no gets')
    assert.deepEqual([shift?.cellId, shift?.operation], ['c01', 'put'])
    assert.deepEqual([shift?.points[0]?.q, shift?.points.at(-1)?.q], [0.01, 0.99])
    assert.ok(shift?.points.every(({ change }) => Math.abs(change - 0.1) < 1e-9))
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

/** Three steady runs on both sides, unless told otherwise. */
function compared(options: Partial<ComparisonOptions>): Comparison {
  const sides = { base: runsOf('old', steady), candidate: runsOf('new', steady) }
  return compareRuns({ ...sides, design: 'independent', ...options })
}

function onlyChange(options: Partial<ComparisonOptions>): Change {
  const { changes } = compared(options)
  assert.equal(changes.length, 1)
  return changes[0]!
}

function changeOf({ changes }: Comparison, metric: string, statistic: string | null): Change {
  const found = changes.find((change) => change.metric === metric && change.statistic === statistic)
  assert(found !== undefined)
  return found
}

function changeOfSingle(putNs: number): Change {
  const sides = { base: runsOf('old', [20_000]), candidate: runsOf('new', [putNs]) }
  return onlyChange({ ...sides, questions: [medianPut] })
}

function noteOf(plainNs: number): readonly string[] {
  return compared({ candidate: runsOf('new', steady, { plainNs }), questions: [medianPut] }).warnings
}

/** On a machine that was faster. */
function detectableWith(putNs: number): number | null {
  const candidate = runsOf('new', [putNs, putNs, putNs], { plainNs: 9000 })
  return onlyChange({ candidate, questions: [medianPut] }).detectable
}

function verdicts(...all: readonly ('valid' | 'invalid')[]) {
  return runGroup('new', all.map(ofVerdict))
}

function ofVerdict(verdict: 'valid' | 'invalid') {
  return comparedRun({ cells: [{ verdict }] })
}

function cellAt(id: string, suite: string, ttl: string, putNs: number): ComparedCell {
  return { id, params: { 'envelope.suite': suite, 'keyCache.ttl': ttl }, putNs }
}
