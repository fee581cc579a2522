import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { choicesTable, commonSettings, settingOf } from './choice-tables.ts'
import { choicesOf } from './plans.fixture.ts'

describe('choicesTable', () => {
  it('has the front first, then what falls out, each from the cheapest', () => {
    const rows = choicesTable(choicesOf()).rows

    assert.deepEqual(
      rows.map(([, verdict]) => verdict!.slice(0, 1)),
      [...Array.from({ length: 6 }, () => '✔'), ...Array.from({ length: 6 }, () => '✘')],
    )
    assert.deepEqual(
      rows.slice(0, 3).map(([, , usd]) => usd),
      ['25.92', '28.51', '103.68'],
    )
  })

  it('puts what satisfies and is beaten between the two', () => {
    const choices = choicesOf()
    const options = choices.options.map((option, index) =>
      index === 4 ? { ...option, isOnFront: false } : option,
    )

    assert.equal(choicesTable({ ...choices, options }).rows[5]![1], '= satisfies, another is better')
  })

  it('marks what is planned, and says why another falls out', () => {
    const rows = choicesTable(choicesOf()).rows

    assert.equal(rows.filter(([setting]) => setting!.endsWith(' (as planned)')).length, 1)
    assert.ok(rows.some(([, verdict]) => verdict === '✘ costs 1711 USD, more than 400'))
  })
})

describe('settingOf', () => {
  const options = choicesOf().options.map((option) => ({
    ...option,
    params: { ...option.params, 'readerCache.ttl': '5 min' },
  }))
  const [one, other] = [options[0]!, options[1]!]

  it('leaves out what all set alike, which is said once', () => {
    assert.equal(settingOf([one, other], other), 'keyCache.jitter 0.2')
    assert.equal(commonSettings([one, other]), 'keyCache.ttl 1 min, readerCache.ttl 5 min')
  })

  it('leaves nothing out where there is one setting, or all are alike', () => {
    assert.equal(settingOf([one], one), 'keyCache.ttl 1 min, keyCache.jitter 0, readerCache.ttl 5 min')
    assert.equal(settingOf([one, one], one), 'keyCache.ttl 1 min, keyCache.jitter 0, readerCache.ttl 5 min')
    assert.equal(commonSettings([one]), '')
  })
})
