import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Comparison } from '../../run-store/comparison-format.ts'
import { compareRuns, type ComparisonOptions } from './compare-runs.ts'
import { runGroup, type RunGroup } from './compared-runs.ts'
import { comparedRun, medianPut, questionOf, runsOf, type ComparedCell } from './comparison.fixture.ts'
import { confirmed, suspiciousCells } from './confirm.ts'

const base = runsOf('old', [20_000, 20_000, 20_000])
const calls = questionOf('kms.calls')

describe('suspiciousCells', () => {
  it('are those with a latency that looks worse, in their order', () => {
    const candidate = threeTimes([{ putNs: 30_000 }, { id: 'c02' }, { id: 'c03', putNs: 40_000 }])
    const sides = { base: threeTimes([{}, { id: 'c02' }, { id: 'c03' }]), candidate }

    assert.deepEqual(suspicious(sides), ['c01', 'c03'])
  })

  it('are none where only counts differ, or nothing is worse', () => {
    assert.deepEqual(suspicious({ base, candidate: threeTimes([{ calls: 999 }]) }), [])
    assert.deepEqual(suspicious({ base, candidate: threeTimes([{ putNs: 10_000 }]) }), [])
  })

  it('are all those that a projection puts together', () => {
    const sides = { base: swept(20_000), candidate: swept(60_000) }

    assert.deepEqual(suspicious({ ...sides, by: ['suite'] }), ['c01', 'c02'])
    assert.deepEqual(suspicious({ ...sides, by: ['ttl'] }), ['c02'])
    assert.deepEqual(suspicious(sides), ['c02'])
  })
})

describe('confirmed', () => {
  const red = compared(threeTimes([{ putNs: 30_000 }]), { questions: [medianPut] })

  it('lets a regression stand that new runs show too', () => {
    const again = compared(threeTimes([{ putNs: 20_401 }]), { questions: [medianPut] })

    assert.equal(confirmed(red, again), red)
  })

  for (const putNs of [20_399, 15_000])
    it(`takes one back where the new runs take ${putNs} ns, and says why`, () => {
      const again = compared(threeTimes([{ putNs }]), { questions: [medianPut] })

      const settled = confirmed(red, again)

      assert.deepEqual([settled.verdict, settled.exitCode, settled.reasons], ['no-difference', 0, []])
      assert.match(
        settled.changes[0]!.reason,
        /^put\.sealed\.serviceTime p50 of cell c01: \+50\.0 % in all runs, but \S+ % when it was run again: not confirmed$/,
      )
    })

  it('is contradicted by no run that has no figure', () => {
    const again = compared(threeTimes([{ verdict: 'invalid' }]), { questions: [medianPut] })

    assert.equal(again.changes[0]!.verdict, 'withheld')
    assert.equal(confirmed(red, again), red)
  })

  it('keeps what is counted from 0, which has no size', () => {
    const none = threeTimes([{ calls: 0 }])
    const options = { base: none, questions: [calls] }
    const fromNothing = compared(threeTimes([{ calls: 5 }]), options)

    assert.equal(confirmed(fromNothing, fromNothing), fromNothing)
  })

  it('stays red for the regressions that stand', () => {
    const two = { base: threeTimes([{}, { id: 'c02' }]), questions: [medianPut] }
    const slower = (first: number, second: number) =>
      compared(threeTimes([{ putNs: first }, { id: 'c02', putNs: second }]), two)

    const settled = confirmed(slower(30_000, 40_000), slower(20_000, 40_000))

    assert.deepEqual([settled.verdict, settled.exitCode], ['regression', 4])
    assert.equal(settled.reasons.length, 1)
    assert.match(settled.reasons[0]!, /cell c02/)
    assert.deepEqual(
      settled.changes.map(({ verdict }) => verdict),
      ['no-difference', 'regression'],
    )
  })

  it('tells of an improvement that is left', () => {
    const two = { base: threeTimes([{}, { id: 'c02' }]), questions: [medianPut] }
    const mixed = (first: number) =>
      compared(threeTimes([{ putNs: first }, { id: 'c02', putNs: 10_000 }]), two)

    const settled = confirmed(mixed(30_000), mixed(20_000))

    assert.deepEqual([settled.verdict, settled.exitCode], ['improvement', 0])
  })

  it('does not forget that a cell of the candidate is broken', () => {
    const broken: ComparedCell = { id: 'c02', verdict: 'invalid' }
    const two = { base: threeTimes([{}, { id: 'c02' }]), questions: [medianPut] }
    const all = compared(threeTimes([{ putNs: 30_000 }, broken]), two)
    const again = compared(threeTimes([{ putNs: 20_000 }, broken]), two)

    const settled = confirmed(all, again)

    assert.equal(all.exitCode, 4)
    assert.deepEqual(settled.reasons, ['cell c02 is invalid in 3 of 3 runs: the generator lagged'])
    assert.deepEqual([settled.verdict, settled.exitCode], ['no-difference', 7])
  })
})

function suspicious(sides: Pick<ComparisonOptions, 'base' | 'candidate' | 'by'>): string[] {
  return suspiciousCells(compareRuns({ ...sides, design: 'independent' }), sides)
}

/** Three cells of two parameters; the second takes `secondNs`. */
function swept(secondNs: number): RunGroup {
  return threeTimes([
    { params: { suite: 'a', ttl: 1 } },
    { id: 'c02', params: { suite: 'a', ttl: 2 }, putNs: secondNs },
    { id: 'c03', params: { suite: 'b', ttl: 1 } },
  ])
}

function threeTimes(cells: readonly ComparedCell[]): RunGroup {
  return runGroup(
    'runs',
    [1, 2, 3].map((index) => comparedRun({ id: String(index), cells })),
  )
}

function compared(candidate: RunGroup, options: Partial<ComparisonOptions> = {}): Comparison {
  return compareRuns({ base, candidate, design: 'independent', ...options })
}
