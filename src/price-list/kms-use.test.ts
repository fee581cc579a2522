import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { minutes, seconds } from '../units/units.ts'
import { kmsPrices, usdPer30Days } from './kms-use.ts'

describe('usdPer30Days', () => {
  it('gives 0.31 USD for 12 calls in 5 minutes, which AWS documents', () => {
    const dollars = usdPer30Days({ calls: 12, scenarioTimeNs: minutes(5), keys: 0 })

    assert.equal(Number(dollars.toFixed(5)), 0.31104)
  })

  it('gives 0.026 USD for one call every 5 minutes', () => {
    const dollars = usdPer30Days({ calls: 1, scenarioTimeNs: minutes(5), keys: 0 })

    assert.equal(Number(dollars.toFixed(5)), 0.02592)
  })

  it('adds a dollar for each customer-managed key, one unless told', () => {
    const use = { calls: 0, scenarioTimeNs: minutes(5) }

    assert.equal(usdPer30Days(use), 1)
    assert.equal(usdPer30Days({ ...use, keys: 3 }), 3)
  })

  it('depends on the rate, not on how long the scenario lasted', () => {
    const short = usdPer30Days({ calls: 10, scenarioTimeNs: seconds(10) })
    const long = usdPer30Days({ calls: 1000, scenarioTimeNs: seconds(1000) })

    assert.equal(short, long)
  })

  it('counts the key alone where no time has passed', () => {
    assert.equal(usdPer30Days({ calls: 5, scenarioTimeNs: 0 }), 1)
  })

  it('takes prices of another day or region', () => {
    const prices = { ...kmsPrices, usdPer10000Requests: 0.06, usdPerKeyMonth: 2 }

    const dollars = usdPer30Days({ calls: 1, scenarioTimeNs: minutes(5), prices })

    assert.equal(Number(dollars.toFixed(5)), 2.05184)
  })
})

describe('kmsPrices', () => {
  it('says from when and where it is', () => {
    assert.match(kmsPrices.date, /^\d{4}-\d{2}-\d{2}$/)
    assert.match(kmsPrices.source, /https:\/\//)
  })
})
