import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { cellOf } from '../judge/cell.fixture.ts'
import type { SegmentFigures } from '../measure/operation-recorder.ts'
import { storedRun } from '../report/run.fixture.ts'
import { parseScenario } from '../scenario/load-scenario.ts'
import { ClaimGauges } from './claim-gauges.ts'

describe('ClaimGauges', () => {
  it('waits until two segments are there, and tells no interval of fewer than five', () => {
    const { gauges } = setUp('put.overhead', '0.2 ms')

    const standings = [1, 2, 3, 4, 5].map((count) => {
      gauges.segment('c01', segment(5000 + count))
      return gauges.all()[0]!
    })

    assert.deepEqual(
      standings.map(({ standing }) => standing),
      ['waiting', 'undecided', 'undecided', 'undecided', 'holds'],
    )
    assert.deepEqual(
      standings.map(({ ci95 }) => ci95 !== null),
      [false, false, false, false, true],
    )
  })

  it('tells no interval of a quantile that has fewer than ten records of a segment beyond it', () => {
    for (const [records, isTold] of [
      [999, false],
      [1000, true],
    ] as const) {
      const { gauges } = setUp('put.overhead', '0.2 ms', 'p99')

      for (let count = 0; count < 5; count += 1) gauges.segment('c01', segment(5000 + count, records))

      assert.equal(gauges.all()[0]!.ci95 !== null, isTold, `${records} records`)
    }
  })

  it('takes a claim for what the whole interval says of its bound', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 400_000 }), { minLength: 5, maxLength: 40 }),
        (overheads) => {
          const { gauges } = setUp('put.overhead', '0.2 ms')
          for (const overhead of overheads) gauges.segment('c01', segment(overhead))

          const { ci95, estimate, standing } = gauges.all()[0]!

          const [low, high] = ci95!
          assert.ok(low <= estimate && estimate <= high)
          assert.equal(standing, high <= 200_000 ? 'holds' : low > 200_000 ? 'refuted' : 'undecided')
        },
      ),
      { numRuns: 50 },
    )
  })

  it('has what is stored once the cell has finished', () => {
    const { gauges } = setUp('put.overhead', '0.2 ms')
    const [stored] = storedRun({ recordsPerCell: 6000 }).run.cells
    const { estimateNs, ci95Ns } = stored!.put.overhead.p50

    gauges.finish('c01', stored!)

    const { estimate, ci95, isFinal, standing } = gauges.all()[0]!
    assert.deepEqual(
      { estimate, ci95, isFinal, standing },
      { estimate: estimateNs, ci95: ci95Ns, isFinal: true, standing: 'holds' },
    )
  })

  it('decides nothing by what is counted before the cell has ended', () => {
    const { gauges } = setUp('kms.callsPer5Min', '12', null)

    gauges.progress('c01', progress({ kmsCalls: 3, scenarioTimeNs: 150e9 }))
    const before = gauges.all()[0]!
    gauges.finish('c01', cellOf({ calls: { GenerateDataKey: 48, Decrypt: 96 } }))

    assert.deepEqual([before.estimate, before.standing], [6, 'undecided'])
    assert.deepEqual([gauges.all()[0]!.estimate, gauges.all()[0]!.standing], [12, 'holds'])
  })

  it('trusts no cell that is invalid or failed', () => {
    for (const verdict of ['invalid', 'failed'] as const) {
      const { gauges } = setUp('kms.callsPer5Min', '12', null)

      gauges.finish('c01', cellOf({ validity: { verdict, reasons: ['x'] } }))

      assert.equal(gauges.all()[0]!.standing, 'invalid')
    }
  })
})

function segment(overheadNs: number, records = 1000): SegmentFigures {
  const plain = { p50: 7000, p90: 8000, p99: 20_000, p999: 90_000 }
  const sealed = {
    p50: plain.p50 + overheadNs,
    p90: plain.p90 + overheadNs,
    p99: plain.p99 + overheadNs,
    p999: plain.p999 + overheadNs,
  }
  return { operation: 'put', records, plain, sealed }
}

function progress(known: { kmsCalls: number; scenarioTimeNs: number }) {
  const none = { plain: { p50: 0, p99: 0 }, sealed: { p50: 0, p99: 0 } }
  return { share: 0.5, records: 1, put: none, get: none, throttled: 0, ...known }
}

function setUp(metric: string, bound: string, statistic: string | null = 'p50') {
  const unit = statistic === null ? '' : `, unit: record, statistic: ${statistic}`
  const { claims } = parseScenario(
    `name: test
seed: 1
load: { arrivals: constant, rate: 1 /s, duration: 1 h }
claims: [{ id: a, statement: it costs little, metric: ${metric}${unit}, bound: <= ${bound} }]
`,
    '/test/scenario.yaml',
  )
  return { gauges: new ClaimGauges(claims, 'virtual') }
}
