import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { StoredRun } from '../run-store/read-run.ts'
import type { ClaimResult, Run } from '../run-store/run-format.ts'
import { parseScenario } from '../scenario/load-scenario.ts'
import { assertClose } from '../statistics/close.fixture.ts'
import { cellOf, putLog, type CellShape } from './cell.fixture.ts'
import { judgeRepeatedClaims } from './repeated-claims.ts'

const loaded = parseScenario(
  `name: tiny
seed: 7
fleet: { frontEnds: 1, consumers: 0 }
load: { arrivals: constant, rate: 10 /s, duration: 30 s }
records: { size: 200 B }
claims:
  - { id: overhead, statement: Little, metric: put.overhead, statistic: p50, unit: record, bound: <= 20 us }
`,
  'tiny.yaml',
)
const invalid: CellShape = { validity: { verdict: 'invalid', reasons: ['the generator lagged'] } }

describe('judgeRepeatedClaims', () => {
  it('takes a run for one observation', () => {
    const [close] = judge([14_000, 15_000, 16_000])
    const [apart] = judge([10_000, 15_000, 20_000])

    assert.equal(close?.verdict, 'holds')
    assertClose(close.estimate!, 15_000, 30)
    assertClose(close.ci95![1], 15_000 + (4.303 * 1000) / Math.sqrt(3), 60)
    // A single run would be sure; runs that differ by so much are not.
    assert.equal(apart?.verdict, 'inconclusive')
    assert.equal(judge([15_000])[0]?.verdict, 'holds')
  })

  it('is less sure at a look that may err less', () => {
    // t = 4.303 at 5 % and 31.6 at 0.1 %, with a standard error of 577 ns.
    assert.equal(judge([14_000, 15_000, 16_000], { alpha: 0.05 })[0]?.verdict, 'holds')
    assert.equal(judge([14_000, 15_000, 16_000], { alpha: 0.001 })[0]?.verdict, 'inconclusive')
  })

  it('leaves out runs in which the cell is not valid', () => {
    const [claim] = judge([14_000, 900_000, 15_000, 16_000], { shapes: [{}, invalid] })

    assert.equal(claim?.verdict, 'holds')
    assertClose(claim.estimate!, 15_000, 30)
  })

  it('says invalid of a cell that is valid in no run, and that one was not run', () => {
    const [nowhere] = judge([14_000, 15_000, 16_000], { shapes: [invalid, invalid, invalid] })
    const [missing] = judgeRepeatedClaims(loaded, [])

    assert.equal(nowhere?.verdict, 'invalid')
    assert.match(nowhere.reason, /the generator lagged/)
    assert.deepEqual([missing?.verdict, missing?.reason], ['inconclusive', 'cell c01 was not run'])
  })
})

interface Judged {
  readonly alpha?: number
  /** Of the first runs' cells. */
  readonly shapes?: readonly CellShape[]
}

function judge(addedNs: readonly number[], { alpha, shapes = [] }: Judged = {}): ClaimResult[] {
  const runs = addedNs.map((added, index): StoredRun => {
    const log = putLog({ addedNs: added, seed: index + 1, segments: 12, perSegment: 100 })
    const run = { id: `run-${index}`, cells: [cellOf(shapes[index])] } as unknown as Run
    return { run, folder: '', logOf: () => log }
  })
  return judgeRepeatedClaims(loaded, runs, alpha)
}
