import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { datedTables } from './dated-table.ts'
import { builtInTables, type Tables } from './price-table.ts'

describe('datedTables', () => {
  it('says from when and where the built-in tables are', () => {
    const { prices, quotas } = datedTables(builtInTables, new Date('2026-11-26'))

    assert.equal(prices.date, '2026-09-11')
    assert.match(prices.source, /kms\/pricing.*cloudtrail\/pricing.*data-streams\/pricing/)
    assert.equal(quotas.date, '2026-11-23')
    assert.match(quotas.source, /requests-per-second/)
    assert.deepEqual([prices.warning, quotas.warning], [null, null])
  })

  it('gives the oldest date of the services, and each source once', () => {
    const { kms } = builtInTables.prices.services
    const services = { kms, cloudTrail: { ...kms, date: '2026-01-02' }, kinesis: kms }

    const { prices } = datedTables(
      { ...builtInTables, prices: { ...builtInTables.prices, services } },
      new Date('2026-11-26'),
    )

    assert.equal(prices.date, '2026-01-02')
    assert.equal(prices.source, kms.source)
  })

  for (const [date, today, warning] of [
    ['2025-09-11', '2026-09-11T23:59:59Z', null],
    ['2025-09-11', '2026-09-12T00:00:00Z', /^The quotas are of 2025-09-11, more than a year ago: check them/],
    ['2024-02-29', '2025-02-28T12:00:00Z', null],
    ['2024-02-29', '2025-03-01T00:00:00Z', /more than a year ago/],
    ['2026-09-11', '2026-09-11T00:00:00Z', null],
    ['2026-09-12', '2026-09-11T23:59:59Z', /hold from 2026-09-12 on, which is still to come/],
  ] as const)
    it(`${warning === null ? 'believes' : 'warns of'} a table of ${date} on ${today}`, () => {
      const tables: Tables = { ...builtInTables, quotas: { ...builtInTables.quotas, date } }

      const { quotas } = datedTables(tables, new Date(today))

      if (warning === null) assert.equal(quotas.warning, null)
      else assert.match(quotas.warning!, warning)
    })

  it('warns of prices of one service that are still to come', () => {
    const { services } = builtInTables.prices
    const kinesis = { ...services.kinesis, date: '2999-01-01' }
    const prices = { ...builtInTables.prices, services: { ...services, kinesis } }

    assert.match(
      datedTables({ ...builtInTables, prices }, new Date('2026-09-12')).prices.warning!,
      /^The prices hold from 2999-01-01 on, which is still to come/,
    )
  })
})
