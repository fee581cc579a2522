import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { ClaimResult } from '../run-store/run-format.ts'
import type { PlannedClaim } from '../scenario/loaded.ts'
import { cellOf, claimOn, putLog } from './cell.fixture.ts'
import { judgeClaims } from './claims.ts'

/** Without a second plain arm there is no noise floor that could speak first. */
const log = new Map([...putLog()].filter(([name]) => name !== 'put.again.serviceTime'))

describe('judgeTogether', () => {
  it('leaves a claim that stands alone as it is', () => {
    const [result] = judge([barelyHeld(['c01'])])

    assert.equal(result!.verdict, 'holds')
    assert.ok(result!.pValue! > 0.04 && result!.pValue! < 0.05, `${result!.pValue}`)
    assert.equal(result!.pAdjusted, result!.pValue)
    assert.ok(result!.detectable! > 0)
    assert.ok(result!.effectiveSamples! > 100 && result!.effectiveSamples! <= 4000)
  })

  it('does not decide what would be decided alone, and not among the cells of a sweep', () => {
    const cellIds = Array.from({ length: 20 }, (_, index) => `c${index}`)

    const [first] = judge([barelyHeld(cellIds)])

    assert.equal(first!.verdict, 'inconclusive')
    assert.ok(first!.pValue! < 0.05 && first!.pAdjusted! > 0.05)
    assert.match(
      first!.reason,
      /: below .*; alone that would decide it \(p = 0\.04\d*\), but not among 20 claims on latencies, of which some look so by chance \(p = 0\.\d+ by Holm's correction\); a run about \d+(\.\d)? times as long would decide it$/,
    )
  })

  it('decides among many what is far from its bound', () => {
    const cellIds = Array.from({ length: 20 }, (_, index) => `c${index}`)

    const results = judge([claimOn('put.overhead', '<= 0.2 ms', 200_000, { cellIds })])

    assert.ok(results.every(({ verdict, pAdjusted }) => verdict === 'holds' && pAdjusted! < 1e-6))
  })

  it('counts neither what is counted nor what was not measured among the tests', () => {
    const counted = claimOn('kms.calls.Decrypt', '<= 96', 96)
    const withheld = claimOn('put.overhead', '<= 0.2 ms', 200_000, { id: 'tail', statistic: 'p999' })
    const invalid = barelyHeld(['broken'])

    const [held, ...others] = judge([barelyHeld(['c01']), counted, withheld, invalid])

    assert.equal(held!.verdict, 'holds')
    assert.equal(held!.pAdjusted, held!.pValue)
    assert.deepEqual(
      others.map(({ verdict, pValue }) => [verdict, pValue]),
      [
        ['holds', undefined],
        ['inconclusive', undefined],
        ['invalid', undefined],
      ],
    )
  })
})

function judge(claims: readonly PlannedClaim[]): ClaimResult[] {
  const cells = [...new Set(claims.flatMap(({ cellIds }) => cellIds))].map((id) =>
    id === 'broken' ? cellOf({ id, validity: { verdict: 'invalid', reasons: ['lagged'] } }) : cellOf({ id }),
  )
  return judgeClaims(claims, cells, () => log, 1)
}

/** A bound just outside of the interval. */
function barelyHeld(cellIds: readonly string[]): PlannedClaim {
  const [{ ci95 }] = judgeClaims([claimOn('put.overhead', '< 1 s', 1e9)], [cellOf()], () => log, 1) as [
    ClaimResult,
  ]
  const bound = ci95![1] + 0.02 * (ci95![1] - ci95![0])
  return claimOn('put.overhead', `<= ${bound} ns`, bound, { cellIds: [...cellIds] })
}
