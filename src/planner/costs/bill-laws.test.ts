import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { builtInTables } from '../../price-list/price-table.ts'
import { billOf, encryptionUsdOf } from './bill.ts'
import type { BilledUse } from './billed-use.ts'
import { dayS, streamModes, type CostSettings } from './cost-settings.ts'

const { prices } = builtInTables
const region = 'us-east-1'

const anyUse: fc.Arbitrary<BilledUse> = fc.record({
  kmsCallsPer30Days: fc.double({ min: 0, max: 1e12, noNaN: true }),
  streams: fc.integer({ min: 1, max: 10_000 }),
  shardsPerStream: fc.integer({ min: 1, max: 1000 }),
  consumersPerStream: fc.integer({ min: 0, max: 100 }),
  isFanOutEnhanced: fc.boolean(),
  recordsPerSecond: fc.double({ min: 0, max: 1e9, noNaN: true }),
  meanRecordBytes: fc.integer({ min: 1, max: 10 * 2 ** 20 }),
  recordBytesSd: fc.constantFrom(0, 100, 50_000),
})
const anyCosts: fc.Arbitrary<CostSettings> = fc.record({
  keys: fc.integer({ min: 0, max: 100 }),
  rotations: fc.integer({ min: 0, max: 30 }),
  freeTier: fc.boolean(),
  cloudTrailCopies: fc.integer({ min: 0, max: 5 }),
  stream: fc.constantFrom(...streamModes),
  retentionS: fc.integer({ min: dayS, max: 365 * dayS }),
})
const totalOf = (use: BilledUse, costs: CostSettings) => billOf(use, costs, prices, region).bill.totalUsd
const encryptionOf = (calls: number, costs: CostSettings) => encryptionUsdOf(calls, costs, prices, region)
const atLeast = (more: number, less: number) => assert.ok(more >= less * (1 - 1e-12), `${more} < ${less}`)

describe('billOf', () => {
  it('adds up, line by line, and is never negative', () => {
    fc.assert(
      fc.property(anyUse, anyCosts, (use, costs) => {
        const { lines, encryptionUsd, streamUsd, totalUsd } = billOf(use, costs, prices, region).bill

        const sum = lines.reduce((total, { quantity, usdPerUnit }) => total + quantity * usdPerUnit, 0)
        assert.ok(lines.every(({ quantity, usd }) => quantity >= 0 && usd >= 0 && Number.isFinite(usd)))
        assert.ok(Math.abs(sum - totalUsd) <= 1e-9 * sum)
        assert.equal(encryptionUsd + streamUsd, totalUsd)
        assert.equal(encryptionUsdOf(use.kmsCallsPer30Days, costs, prices, region), encryptionUsd)
      }),
    )
  })

  it('never falls where more is used', () => {
    fc.assert(
      fc.property(anyUse, anyCosts, fc.double({ min: 1, max: 10, noNaN: true }), (use, costs, factor) => {
        const total = totalOf(use, costs)

        for (const key of ['kmsCallsPer30Days', 'recordsPerSecond'] as const)
          atLeast(totalOf({ ...use, [key]: use[key] * factor }, costs), total)
        for (const key of ['shardsPerStream', 'consumersPerStream'] as const)
          atLeast(totalOf({ ...use, [key]: use[key] + 1 }, costs), total)
        for (const key of ['keys', 'rotations', 'cloudTrailCopies', 'retentionS'] as const)
          atLeast(totalOf(use, { ...costs, [key]: costs[key] + 1 }), total)
        atLeast(totalOf(use, { ...costs, freeTier: false }), totalOf(use, { ...costs, freeTier: true }))
        atLeast(
          totalOf({ ...use, meanRecordBytes: use.meanRecordBytes + 1, recordBytesSd: 0 }, costs),
          totalOf({ ...use, recordBytesSd: 0 }, costs),
        )
      }),
    )
  })

  it('is that of its parts: two fleets pay together what they pay apart, without steps', () => {
    fc.assert(
      fc.property(anyUse, anyUse, anyCosts, (one, other, costs) => {
        const additive = { ...costs, freeTier: false }
        const calls = [one, other].map(({ kmsCallsPer30Days }) => kmsCallsPer30Days)

        const together = encryptionOf(calls[0]! + calls[1]!, { ...additive, keys: 2 * costs.keys })
        const apart = encryptionOf(calls[0]!, additive) + encryptionOf(calls[1]!, additive)

        assert.ok(Math.abs(together - apart) <= 1e-9 * (1 + apart))
      }),
    )
  })

  it('charges nothing more for the third rotation and those after it', () => {
    fc.assert(
      fc.property(anyUse, anyCosts, fc.integer({ min: 2, max: 1000 }), (use, costs, rotations) => {
        assert.equal(totalOf(use, { ...costs, rotations }), totalOf(use, { ...costs, rotations: 2 }))
      }),
    )
  })
})
