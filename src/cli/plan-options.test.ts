import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { UsageError } from '../errors.ts'
import { checkTogether, constraintsOf, maxLostOf, precisionOf, type PlanGiven } from './plan-options.ts'

const nothing = {
  scenario: undefined,
  noSimulation: false,
  precision: undefined,
  verify: false,
  whatIf: undefined,
  maxUsd: undefined,
  maxP99Added: undefined,
  maxExposure: undefined,
  minQuotaHeadroom: undefined,
  maxLost: undefined,
  prices: undefined,
  printPrices: false,
  output: undefined,
  csv: false,
  json: false,
  quiet: false,
} satisfies PlanGiven

describe('constraintsOf', () => {
  it('asks for nothing where nothing is said', () => {
    assert.equal(constraintsOf(nothing), undefined)
  })

  it('reads money, waits, exposure and headroom in their units', () => {
    const constraints = constraintsOf({
      ...nothing,
      maxUsd: '3',
      maxP99Added: '1 ms',
      maxExposure: '10 min',
      minQuotaHeadroom: '20 %',
    })

    assert.deepEqual(constraints, {
      maxUsd: 3,
      maxP99AddedS: 0.001,
      maxExposureS: 600,
      maxRecordsPerKey: null,
      minQuotaHeadroom: 0.2,
    })
  })

  it('takes money with its unit, free of charge too, and exposure as a number of records', () => {
    assert.equal(constraintsOf({ ...nothing, maxUsd: '2.50 USD' })!.maxUsd, 2.5)
    assert.equal(constraintsOf({ ...nothing, maxUsd: '0' })!.maxUsd, 0)
    assert.equal(constraintsOf({ ...nothing, maxP99Added: '0 s' })!.maxP99AddedS, 0)
    assert.equal(constraintsOf({ ...nothing, maxExposure: '1000000 records' })!.maxRecordsPerKey, 1e6)
    assert.equal(constraintsOf({ ...nothing, maxExposure: '1 record' })!.maxRecordsPerKey, 1)
  })

  const mistakes: [Partial<PlanGiven>, RegExp][] = [
    [{ maxUsd: 'three' }, /^--max-usd takes US dollars/],
    [{ maxUsd: '-3' }, /^--max-usd takes US dollars/],
    [{ maxUsd: 'NaN' }, /^--max-usd takes US dollars/],
    [{ maxUsd: '1e999' }, /^--max-usd takes US dollars/],
    [{ maxP99Added: '5' }, /^--max-p99-added takes a duration/],
    [{ maxExposure: '5' }, /^--max-exposure takes a time or a number of records/],
    [{ maxExposure: '0 s' }, /^--max-exposure takes/],
    [{ maxExposure: '0 records' }, /^--max-exposure takes/],
    [{ maxExposure: '1e999 records' }, /^--max-exposure takes/],
    [{ minQuotaHeadroom: '101 %' }, /^--min-quota-headroom takes 0 % to 100 %, and not 101 %/],
    [{ minQuotaHeadroom: '0.2' }, /^--min-quota-headroom takes 0 % to 100 %/],
  ]
  for (const [given, message] of mistakes)
    it(`refuses ${JSON.stringify(given)}`, () => {
      assert.throws(() => constraintsOf({ ...nothing, ...given }), isTold(message))
    })
})

describe('maxLostOf', () => {
  it('takes a number of records or a share of them', () => {
    assert.equal(maxLostOf(nothing), null)
    assert.deepEqual(maxLostOf({ ...nothing, maxLost: '0 records' }), { value: 0, unit: 'records' })
    assert.deepEqual(maxLostOf({ ...nothing, maxLost: '100 %' }), { value: 1, unit: 'share of records' })
    for (const maxLost of ['5', '101 %', '-1 records', '1e999 records'])
      assert.throws(() => maxLostOf({ ...nothing, maxLost }), isTold(/^--max-lost takes a number of records/))
  })
})

describe('precisionOf', () => {
  it('takes 0.1 % to 50 %, and leaves it open otherwise', () => {
    assert.equal(precisionOf(nothing), undefined)
    assert.equal(precisionOf({ ...nothing, precision: '0.1 %' }), 0.001)
    assert.equal(precisionOf({ ...nothing, precision: '50%' }), 0.5)
    for (const precision of ['0.09 %', '51 %', '1', 'fine'])
      assert.throws(() => precisionOf({ ...nothing, precision }), isTold(/^--precision takes 0\.1 % to 50 %/))
  })
})

describe('checkTogether', () => {
  it('refuses two formats on stdout, and a precision of nothing', () => {
    assert.throws(() => checkTogether({ ...nothing, csv: true, json: true }), isTold(/both want stdout/))
    assert.throws(
      () => checkTogether({ ...nothing, noSimulation: true, precision: '1 %' }),
      isTold(/Leave out --no-simulation/),
    )
    assert.throws(
      () => checkTogether({ ...nothing, noSimulation: true, maxLost: '0 records' }),
      isTold(/Leave out --no-simulation/),
    )
    assert.doesNotThrow(() => checkTogether({ ...nothing, csv: true, output: 'x' }))
  })

  for (const [key, message] of [
    ['scenario', /^The scenario names a file .*, and is empty\.$/],
    ['whatIf', /^--what-if names a scenario or changes .*, and is empty\.$/],
    ['prices', /^--prices names a file, and is empty\.$/],
    ['output', /^--output names a folder, and is empty\.$/],
  ] as const)
    it(`refuses an empty ${key}`, () => {
      assert.throws(() => checkTogether({ ...nothing, [key]: '' }), isTold(message))
    })
})

function isTold(message: RegExp) {
  return (error: unknown) => error instanceof UsageError && message.test(error.message)
}
