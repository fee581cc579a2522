import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { builtInTables } from './price-table.ts'
import { symmetricQuotaOf } from './quotas.ts'

describe('symmetricQuotaOf', () => {
  it("is AWS's of the region, and the usual one elsewhere", () => {
    assert.equal(symmetricQuotaOf('us-east-1'), 100_000)
    assert.equal(symmetricQuotaOf('eu-central-1'), 20_000)
    assert.equal(symmetricQuotaOf('eu-north-1'), 10_000)
  })

  it('is that of another table where one is given', () => {
    const { quotas } = builtInTables
    const symmetric = { ...quotas.symmetric, perSecond: 7, perSecondByRegion: { 'eu-north-1': 5500 } }

    assert.equal(symmetricQuotaOf('eu-north-1', { ...quotas, symmetric }), 5500)
    assert.equal(symmetricQuotaOf('us-east-1', { ...quotas, symmetric }), 7)
  })

  it('takes no name of the language for a region', () => {
    assert.equal(symmetricQuotaOf('constructor'), 10_000)
  })
})
