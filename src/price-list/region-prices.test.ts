import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { builtInTables } from './price-table.ts'
import { pricesOf } from './region-prices.ts'

const { prices } = builtInTables

describe('pricesOf', () => {
  it('borrows nothing for the region that is known whole', () => {
    const reference = pricesOf(prices, 'us-east-1')

    assert.equal(reference.provisioned.usdPerShardHour, 0.015)
    assert.ok(!reference.isBorrowed('advantage', 'usdPerGBRead'))
  })

  it('takes what a region lacks from us-east-1, price by price', () => {
    const tokyo = pricesOf(prices, 'ap-northeast-1')

    assert.equal(tokyo.provisioned.usdPerShardHour, 0.0195)
    assert.ok(!tokyo.isBorrowed('provisioned', 'usdPerShardHour'))
    assert.equal(tokyo.provisioned.usdPerGBFannedOut, 0.013)
    assert.ok(tokyo.isBorrowed('provisioned', 'usdPerGBFannedOut'))
    assert.ok(tokyo.isBorrowed('kms', 'usdPerKeyMonth'))
    assert.match(tokyo.note!, /check them/)
  })

  for (const region of ['eu-north-1', 'constructor', '__proto__'])
    it(`borrows everything for ${region}, which is not in the table`, () => {
      const elsewhere = pricesOf(prices, region)

      assert.deepEqual(elsewhere.onDemand, pricesOf(prices, 'us-east-1').onDemand)
      assert.ok(elsewhere.isBorrowed('onDemand', 'usdPerStreamHour'))
      assert.equal(elsewhere.note, null)
    })
})
