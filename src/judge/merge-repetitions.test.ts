import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { LatencyLog, SeriesName } from '../measure/series.ts'
import type { CellResult } from '../run-store/run-format.ts'
import type { Buckets } from '../statistics/buckets.ts'
import { assertClose } from '../statistics/close.fixture.ts'
import { mergeRepetitions, type Repetition } from './merge-repetitions.ts'
import { repetitionsOf, type RepeatedShape } from './repetitions.fixture.ts'

const invalid: CellResult['validity'] = { verdict: 'invalid', reasons: ['the generator lagged'] }

describe('mergeRepetitions', () => {
  it('gives intervals that cover a rerun: Student’s t over the runs', () => {
    const errorNs = 5
    const shapes = [14_000, 15_000, 16_000].map((estimateNs) => ({ overheadP50: told(estimateNs, errorNs) }))

    const { put } = merged(shapes)

    const { estimateNs, ci95Ns, standardErrorNs } = put.overhead.p50
    assert.equal(estimateNs, 15_000)
    // s = 1000, s / sqrt(3), t = 4.303 with two degrees.
    assertClose(standardErrorNs!, 1000 / Math.sqrt(3), 1e-6)
    assertClose(ci95Ns![0], 15_000 - (4.3027 * 1000) / Math.sqrt(3), 0.1)
    assertClose(ci95Ns![1], 15_000 + (4.3027 * 1000) / Math.sqrt(3), 0.1)
  })

  it('keeps the intervals of within a run where two runs are too few to tell', () => {
    const shapes = [14_000, 15_000, 16_000].map((estimateNs) => ({ overheadP50: told(estimateNs, 5) }))

    const two = merged(shapes.slice(0, 2)).put.overhead.p50
    const three = merged(shapes).put.overhead.p50

    assert.ok(width(two.ci95Ns) < 100, 'that of the latencies together')
    assertClose(width(three.ci95Ns), (2 * 4.3027 * 1000) / Math.sqrt(3), 0.2)
  })

  it('tells of runs that lie far apart, as each of them has samples enough', () => {
    const { put } = merged([{ addedNs: 14_000 }, { addedNs: 24_000 }, { addedNs: 34_000 }])

    assertClose(width(put.overhead.p90.ci95Ns), (2 * 4.3027 * 10_000) / Math.sqrt(3), 300)
  })

  it('keeps withheld what has too few samples, however often it was run', () => {
    const { put } = merged([{}, {}, {}, {}])

    assert.equal(put.overhead.p999.ci95Ns, null)
    assert.notEqual(put.overhead.p50.ci95Ns, null)
  })

  it('holds the latencies of all repetitions', () => {
    const { put } = merged([{ perSegment: 100 }, { perSegment: 200 }, { perSegment: 300 }])

    assert.equal(put.sealed.serviceTime.count, 20 * 600)
  })

  it('does not say when segments ended, as those of several runs do not follow each other', () => {
    const [{ cell }] = repetitionsOf([{}]).repetitions as [Repetition]
    const ended = { ...cell, segmentEnds: { put: [1], get: [] } }

    const whole = mergeRepetitions([{ runId: 'r1', cell: ended }], () => new Map(), 1)

    assert.equal('segmentEnds' in whole, false)
  })

  it('leaves out those that are not valid, and says why', () => {
    const { repetitions, validity, put, elapsedNs } = merged([
      {},
      { validity: invalid, addedNs: 9e6 },
      {},
      {},
    ])

    assert.deepEqual(repetitions?.runs, ['run-1', 'run-3', 'run-4'])
    assert.deepEqual(repetitions.leftOut, [{ run: 'run-2', reasons: ['invalid', 'the generator lagged'] }])
    assert.equal(validity.verdict, 'valid')
    assert.equal(put.sealed.serviceTime.count, 3 * 4000)
    assert.ok(put.sealed.serviceTime.max < 1e6)
    assert.equal(elapsedNs, 4e9, 'what was left out took its time')
  })

  it('keeps the first as it is where none is valid', () => {
    const { repetitions, validity, put } = merged([
      { validity: invalid },
      { validity: { verdict: 'failed', reasons: ['out of memory'] } },
    ])

    assert.deepEqual(validity, invalid)
    assert.equal(put.sealed.serviceTime.count, 4000)
    assert.deepEqual(repetitions?.runs, [])
    assert.deepEqual(repetitions.leftOut, [{ run: 'run-2', reasons: ['failed', 'out of memory'] }])
  })
})

describe('mergeRepetitions: run-to-run variance', () => {
  it('is what sampling within a run does not explain', () => {
    const shapes = [10_000, 13_000, 16_000].map((estimateNs) => ({ overheadP50: told(estimateNs, 1800) }))

    const { repetitions } = merged(shapes)

    // Variance 3000^2 of the runs, 1800^2 within: 2400^2 remain.
    const { valuesNs, withinRunNs, runToRunNs } = repetitions!.put.overhead.p50
    assert.deepEqual(valuesNs, [10_000, 13_000, 16_000])
    assertClose(withinRunNs!, 1800, 1e-6)
    assertClose(runToRunNs!, 2400, 1e-6)
  })

  it('is 0 where sampling explains more than there is', () => {
    const shapes = [10_000, 10_010, 10_020].map((estimateNs) => ({ overheadP50: told(estimateNs, 500) }))

    assert.equal(merged(shapes).repetitions?.put.overhead.p50.runToRunNs, 0)
  })

  it('is not known of one run, nor is what a withheld interval would explain', () => {
    const { put } = merged([{ overheadP50: told(10_000, 500) }]).repetitions!
    const withheld = merged([{ overheadP50: { estimateNs: 1, ci95Ns: null } }, {}]).repetitions!

    assert.deepEqual([put.overhead.p50.runToRunNs, put.overhead.p50.withinRunNs], [null, 500])
    assert.equal(withheld.put.overhead.p50.withinRunNs, null)
    assert.notEqual(withheld.put.overhead.p50.runToRunNs, null)
  })

  it('takes the error within a run from its interval where that is all that an older run tells', () => {
    const { put } = merged([{ overheadP50: { estimateNs: 10_000, ci95Ns: [8040, 11_960] } }]).repetitions!

    // 1960 = 1.96 standard errors.
    assertClose(put.overhead.p50.withinRunNs!, 1000, 0.1)
  })
})

function merged(shapes: readonly RepeatedShape[]) {
  const { repetitions, logs } = repetitionsOf(shapes)
  const joined = (kept: readonly Repetition[]): LatencyLog => {
    const all = new Map<SeriesName, Buckets[]>()
    for (const repetition of kept)
      for (const [name, segments] of logs[repetitions.indexOf(repetition)]!)
        all.set(name, [...(all.get(name) ?? []), ...segments])
    return all
  }
  return mergeRepetitions(repetitions, joined, 1)
}

function told(estimateNs: number, standardErrorNs: number) {
  return { estimateNs, ci95Ns: [estimateNs - 1, estimateNs + 1] as [number, number], standardErrorNs }
}

function width(interval: readonly [number, number] | null): number {
  return interval![1] - interval![0]
}
