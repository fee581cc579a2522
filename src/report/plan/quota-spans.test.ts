import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { simulationOf } from './plan.fixture.ts'
import { isNear, lowestQuota, quotaSpans } from './quota-spans.ts'

const { series } = simulationOf()

describe('quotaSpans', () => {
  it('is one span where the quota never changes', () => {
    assert.deepEqual(quotaSpans(series), [{ fromS: 0, toS: 3600, perSecond: 10_000, isUsual: true }])
  })

  it('puts another quota in its place for as long as it holds', () => {
    assert.deepEqual(
      spansWith([
        { fromS: 600, toS: 1200, perSecond: 20 },
        { fromS: 1200, toS: 1800, perSecond: 30 },
      ]),
      [
        { fromS: 0, toS: 600, perSecond: 10_000, isUsual: true },
        { fromS: 600, toS: 1200, perSecond: 20, isUsual: false },
        { fromS: 1200, toS: 1800, perSecond: 30, isUsual: false },
        { fromS: 1800, toS: 3600, perSecond: 10_000, isUsual: true },
      ],
    )
  })

  it('leaves out what lies beyond the end, and cuts what reaches there', () => {
    assert.deepEqual(spansWith([{ fromS: 3600, toS: 4000, perSecond: 20 }]), quotaSpans(series))
    assert.deepEqual(spansWith([{ fromS: 0, toS: 9000, perSecond: 20 }]), [
      { fromS: 0, toS: 3600, perSecond: 20, isUsual: false },
    ])
  })
})

describe('lowestQuota', () => {
  it('is the lowest that holds at some moment of the time, its end not included', () => {
    const spans = spansWith([{ fromS: 600, toS: 1200, perSecond: 20 }])

    assert.deepEqual(
      [
        lowestQuota(spans, 0, 600),
        lowestQuota(spans, 0, 601),
        lowestQuota(spans, 1199, 1300),
        lowestQuota(spans, 1200, 1300),
      ],
      [10_000, 20, 20, 10_000],
    )
  })
})

describe('isNear', () => {
  it('reaches up to three times the attempts', () => {
    assert.ok(isNear({ perSecond: 30 }, 10))
    assert.ok(!isNear({ perSecond: 31 }, 10))
  })
})

function spansWith(otherQuotas: typeof series.otherQuotas) {
  return quotaSpans({ ...series, otherQuotas })
}
