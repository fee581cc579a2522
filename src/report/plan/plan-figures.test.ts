import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import {
  besideStream,
  describeChange,
  describeEstimated,
  describeMoney,
  describeNumber,
  describePart,
  describeSeconds,
  describeTally,
} from './plan-figures.ts'

describe('describeNumber', () => {
  for (const [value, text] of [
    [0, '0'],
    [-0, '0'],
    [0.04, '0.04'],
    [1 / 3, '0.3333'],
    [999.94, '999.9'],
    [1000.4, '1,000'],
    [103_680, '103,680'],
    [-1234.5, '−1,234'],
    [999_999_999_999_999, '999,999,999,999,999'],
    [1e15, '1.00e15'],
    [1e300, '1.00e300'],
  ] as const)
    it(`reads ${value} as ${text}`, () => {
      assert.equal(describeNumber(value), text)
    })

  it('stays within a thousandth of any number and within 20 characters', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), (value) => {
        const text = describeNumber(value)

        assert.ok(text.length <= 20, text)
        assert.ok(Math.abs(numberIn(text) - value) <= Math.max(0.001, Math.abs(value) * 0.006), text)
      }),
    )
  })
})

describe('describeTally', () => {
  for (const [count, text] of [
    [0, '0'],
    [0.042, '0.04'],
    [6.481, '6.5'],
    [9.96, '10'],
    [326.9, '327'],
    [999.6, '1,000'],
    [1234.5, '1,235'],
    [1e15, '1.00e15'],
  ] as const)
    it(`reads ${count} as ${text}`, () => {
      assert.equal(describeTally(count), text)
    })
})

describe('describeEstimated', () => {
  it('leaves out an interval that does not show', () => {
    assert.equal(describeEstimated({ mean: 3, ci95: [3, 3] }, describeSeconds), '3 s')
    assert.equal(describeEstimated({ mean: 34_560, ci95: [34_559.9, 34_560.1] }), '34,560')
    assert.equal(describeEstimated({ mean: 34_560, ci95: [34_560, 34_561] }), '34,560 (34,560 to 34,561)')
  })
})

describe('describeMoney', () => {
  for (const [usd, text] of [
    [0, '0.00 USD'],
    [0.0258, '0.026 USD'],
    [0.09999, '0.10 USD'],
    [0.1, '0.10 USD'],
    [7776, '7,776.00 USD'],
    [-0.06, '−0.06 USD'],
    [3e-6, '0.000003 USD'],
    [1e-12, '1e-12 USD'],
    [1e15, '1.00e15 USD'],
  ] as const)
    it(`reads ${usd} as ${text}`, () => {
      assert.equal(describeMoney(usd), text)
    })
})

describe('describeSeconds', () => {
  for (const [seconds, text] of [
    [0, '0 s'],
    [1.5e-7, '150 ns'],
    [300, '5 min'],
    [86_400, '1 d'],
    [-2, '−2 s'],
    [86_400 * 99_999, '100000 d'],
    [86_400 * 1e5, '100,000 d'],
    [1e300, '1.16e295 d'],
  ] as const)
    it(`reads ${seconds} as ${text}`, () => {
      assert.equal(describeSeconds(seconds), text)
    })
})

describe('describePart', () => {
  for (const [share, text] of [
    [0, '0 %'],
    [0.9988, '99.9 %'],
    [0.99992, '99.992 %'],
    [1 - 4e-7, '99.99996 %'],
    [1 - 1e-15, '100 %'],
    [1, '100 %'],
    [-0.8, '−80 %'],
    [0.000004, '0.0004 %'],
    [126.68, '12,668 %'],
  ] as const)
    it(`reads ${share} as ${text}`, () => {
      assert.equal(describePart(share), text)
    })
})

describe('describeChange', () => {
  it('is signed, and a dash where there is no base', () => {
    assert.deepEqual(
      [0.12, 0, -0.12, null].map((change) => describeChange(change)),
      ['+12 %', '0 %', '−12 %', '–'],
    )
  })

  it('has three digits, and points where a share changes', () => {
    assert.equal(describeChange(0.99999968), '+100 %')
    assert.equal(describeChange(-0.75, 'share'), '−75 points')
  })
})

function numberIn(text: string): number {
  return Number(text.replaceAll(',', '').replace('−', '-'))
}

describe('besideStream', () => {
  for (const [encryptionUsd, words] of [
    [2.75, '2.75 % of'],
    [165, '165 % of'],
    [1000, '1,000 % of'],
    [1001, '10 times'],
    [16_515, '165 times'],
  ] as const)
    it(`tells ${encryptionUsd} beside 100 as ${words} it`, () => {
      assert.equal(besideStream({ encryptionUsd, streamUsd: 100 }), `${words} what the stream costs`)
    })
})
