import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { metricNamed } from '../scenario/metrics.ts'
import { assertClose } from '../statistics/close.fixture.ts'
import { cellOf, putLog, type LogShape } from './cell.fixture.ts'
import { testedAgainst } from './claim-family.ts'
import { evidenceOf, type EvidenceSource, type Question } from './evidence.ts'
import { repeatedEvidenceOf } from './repeated-evidence.ts'

const median: Question = { metric: metricNamed('put.overhead')!, statistic: 'p50', unit: 'record' }
const calls: Question = { metric: metricNamed('kms.calls')!, statistic: null, unit: null }

describe('repeatedEvidenceOf', () => {
  it('counts a run as one observation', () => {
    const evidence = repeatedEvidenceOf(median, sourceOf({}), runsAround(14_000, 1000, 3))!

    // s is about 1000; t = 4.303 with two degrees.
    const [low, high] = evidence.ci95!
    assert.equal(evidence.isOfRuns, true)
    assert.equal(evidence.precision?.degrees, 2)
    assertClose(evidence.estimate, 14_000, 30)
    assertClose(high - low, (2 * 4.303 * 1000) / Math.sqrt(3), 150)
  })

  it('has a wider interval where it is one look of many', () => {
    const runs = runsAround(14_000, 1000, 4)

    const usual = repeatedEvidenceOf(median, sourceOf({}), runs)!
    const look = repeatedEvidenceOf(median, sourceOf({}), runs, 0.01)!

    assert.deepEqual([usual.level, look.level], [0.05, 0.01])
    // t = 5.841 against 3.182 with three degrees.
    assertClose(widthOf(look) / widthOf(usual), 5.841 / 3.182, 1e-3)
  })

  it('says what a single run says where there are fewer than three', () => {
    const merged = sourceOf({})

    const evidence = repeatedEvidenceOf(median, merged, runsAround(14_000, 1000, 2))!

    assert.equal(evidence.isOfRuns, undefined)
    assert.deepEqual(evidence.ci95, evidenceOf(median, merged)!.ci95)
  })

  it('counts exactly what is the same in every run, and leaves nothing of it to chance', () => {
    const evidence = repeatedEvidenceOf(calls, sourceOf({}), runsAround(14_000, 1000, 3))!

    assert.deepEqual([evidence.estimate, evidence.ci95], [144, [144, 144]])
    assert.equal(testedAgainst(evidence, 144), undefined)
  })

  it('tests a count that differs from run to run', () => {
    const runs = [140, 144, 150].map((GenerateDataKey) => ({
      ...sourceOf({}),
      cell: cellOf({ calls: { GenerateDataKey, Decrypt: 0 } }),
    }))

    const evidence = repeatedEvidenceOf(calls, runs[0]!, runs)!

    assert.ok(testedAgainst(evidence, 200)!.pValue < 0.05)
  })

  it('tells of runs that lie far apart, as each of them has samples enough', () => {
    const runs = runsAround(40_000, 10_000, 3)
    const merged = sourceWith(runs)

    const { ci95, isOfRuns } = repeatedEvidenceOf(median, merged, runs)!

    assert.equal(evidenceOf(median, merged)!.ci95, null, 'it would be withheld otherwise')
    assert.equal(isOfRuns, true)
    assert.ok(ci95![0] < 30_000 && ci95![1] > 50_000)
  })

  it('withholds what is withheld of all runs together, and knows nothing of what was not measured', () => {
    const tail = { ...median, statistic: 'p99.99' }
    const get = { ...median, metric: metricNamed('get.overhead')! }
    const runs = runsAround(14_000, 1000, 3)

    assert.equal(repeatedEvidenceOf(tail, sourceOf({}), runs)!.ci95, null)
    assert.equal(repeatedEvidenceOf(get, sourceOf({}), runs), undefined)
  })
})

/** So far apart that what each run samples does not matter. */
function runsAround(addedNs: number, apartNs: number, count: number): EvidenceSource[] {
  const middle = (count - 1) / 2
  return Array.from({ length: count }, (_, index) =>
    sourceOf({ addedNs: addedNs + (index - middle) * apartNs, seed: index + 1 }),
  )
}

function sourceOf(shape: LogShape): EvidenceSource {
  const log = putLog({ segments: 12, perSegment: 100, ...shape })
  return { cell: cellOf(), log: () => log, seed: 1, clock: 'virtual' }
}

/** The latencies of all runs, one after the other. */
function sourceWith(runs: readonly EvidenceSource[]): EvidenceSource {
  const names = [...runs[0]!.log().keys()]
  const log = new Map(names.map((name) => [name, runs.flatMap((run) => run.log().get(name)!)]))
  return { ...runs[0]!, log: () => log }
}

function widthOf({ ci95 }: { readonly ci95: readonly [number, number] | null }): number {
  return ci95![1] - ci95![0]
}
