import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Plan, PlanCell, Verification } from '../plan-document.ts'
import { brokenBy, type Asked } from './verdict.ts'

const estimate = (mean: number) => ({ mean, ci95: [mean, mean] })

/** What a verdict looks at. */
function cellWith(id: string, usd: number, lost: number | null): PlanCell {
  return {
    id,
    params: { 'keyCache.ttl': '5 min', 'put.batch': 2 },
    bill: { encryptionUsd: usd },
    analysis: {
      callsPerSecond: 1,
      waits: { p99S: 0 },
      exposure: { sealsForS: 60, opensForS: 120, recordsPerKey: 5 },
      quota: { headroom: 0.5 },
    },
    simulation: lost === null ? null : { lost: estimate(lost), records: estimate(1000) },
  } as unknown as PlanCell
}

const asked = (maxUsd: number | null, maxLost: Plan['verdict']['maxLost'] = null): Asked => ({
  constraints: {
    maxUsd,
    maxP99AddedS: null,
    maxExposureS: null,
    maxRecordsPerKey: null,
    minQuotaHeadroom: null,
  },
  maxLost,
})

describe('brokenBy', () => {
  it('finds nothing where the plan keeps everything, or nothing was asked', () => {
    assert.deepEqual(brokenBy([cellWith('c01', 3, 0)], asked(3), null), [])
    assert.deepEqual(brokenBy([cellWith('c01', 3, 9)], { constraints: null, maxLost: null }, null), [])
  })

  it('names cell and settings in a sweep', () => {
    assert.deepEqual(brokenBy([cellWith('c01', 3, 0), cellWith('c02', 6, 0)], asked(3), null), [
      'c02 (keyCache.ttl 5 min, put.batch 2) costs 6 USD in 30 days, 2 times the 3 USD allowed.',
    ])
  })

  it('measures exposure on the side that goes on longer', () => {
    const exposed = { ...asked(null), constraints: { ...asked(null).constraints!, maxExposureS: 119 } }

    assert.match(
      brokenBy([cellWith('c01', 0, 0)], exposed, null)[0]!,
      /^The plan uses key material for 2 min/,
    )
  })

  for (const [value, unit, lost, reason] of [
    [5, 'records', 5, undefined],
    [5, 'records', 6, 'The plan loses 6 records on average of the simulation, and 5 are allowed.'],
    [0.005, 'share of records', 5, undefined],
    [
      0.005,
      'share of records',
      6,
      'The plan loses 0.6 % of its records on average of the simulation, and 0.5 % is allowed.',
    ],
    [5, 'records', null, 'The plan is not simulated, so that nobody knows what it loses.'],
  ] as const)
    it(`holds ${lost} lost records against ${value} (${unit})`, () => {
      const broken = brokenBy([cellWith('c01', 0, lost)], asked(null, { value, unit }), null)

      assert.deepEqual(broken, reason === undefined ? [] : [reason])
    })

  it('counts checks of a verification that disagree', () => {
    const checks = [{ agrees: true }, { agrees: false }]
    const verification = { checks, omitted: [], verdict: 'disagrees' } as unknown as Verification

    assert.deepEqual(brokenBy([], asked(null), verification), ['Of 2 checks of --verify 1 disagree.'])
  })
})
