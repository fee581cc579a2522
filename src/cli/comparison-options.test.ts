import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { checkProjection, comparisonOptions, shareOf } from './comparison-options.ts'
import { assertRefused } from './refused.fixture.ts'

const usual = { tolerance: '2 %', metric: undefined, by: undefined, mustFind: undefined, strict: false }

describe('shareOf', () => {
  for (const [text, share] of [
    ['2 %', 0.02],
    ['0.02', 0.02],
    ['12.5%', 0.125],
    ['0', 0],
    [' 100 % ', 1],
    ['999 %', 9.99],
  ] as const)
    it(`reads ${JSON.stringify(text)}`, () => {
      assert.equal(shareOf('--tolerance', text), share)
    })

  for (const text of ['', '-1 %', '2 percent', 'much', '1e3', '10', '1000 %', '2 % 3'])
    it(`refuses ${JSON.stringify(text)}`, () => {
      assertRefused(
        () => shareOf('--tolerance', text),
        /^--tolerance takes a share such as 2 % or 0\.02, and not /,
      )
    })
})

describe('comparisonOptions', () => {
  it('leaves out what nobody asked for', () => {
    assert.deepEqual(comparisonOptions(usual), { tolerance: 0.02, isStrict: false })
  })

  it('reads metrics with their statistics', () => {
    const metric = ['put.sealed.serviceTime.p99.9', 'kms.calls']

    const { questions } = comparisonOptions({ ...usual, metric })

    assert.deepEqual(
      questions?.map(({ metric: { name }, statistic }) => [name, statistic]),
      [
        ['put.sealed.serviceTime', 'p99.9'],
        ['kms.calls', null],
      ],
    )
  })

  it('refuses a metric that there is not, and suggests one', () => {
    assertRefused(
      () => comparisonOptions({ ...usual, metric: ['put.sealed.servicetime.p50'] }),
      /^--metric: .* Did you mean put\.sealed\.serviceTime/,
    )
  })
})

describe('checkProjection', () => {
  const cells = [{ params: { 'keyCache.ttl': '1 min' } }, { params: { 'envelope.suite': 'a' } }]

  it('takes what is swept', () => {
    checkProjection(undefined, cells)
    checkProjection(['envelope.suite', 'keyCache.ttl'], cells)
  })

  it('refuses what is not, and says what is', () => {
    assertRefused(
      () => checkProjection(['envelope.suit', 'keyCache.ttl', 'x'], cells),
      /^--by envelope\.suit, x names no swept parameter: swept are keyCache\.ttl, envelope\.suite\.$/,
    )
    assertRefused(
      () => checkProjection(['x'], [{ params: {} }]),
      /^--by x names no swept parameter: nothing is swept\.$/,
    )
  })
})
