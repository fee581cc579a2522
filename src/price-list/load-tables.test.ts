import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, it } from 'node:test'

import { InputUnreadableError } from '../errors.ts'
import { loadTables, printTables } from './load-tables.ts'
import { builtInTables, tablesSchema } from './price-table.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'sealbench-prices-'))
after(() => rmSync(folder, { recursive: true }))

const file = path.join(folder, 'prices.json')
const printed = printTables()

function load(text: string) {
  writeFileSync(file, text)
  return loadTables(file)
}

describe('builtInTables', () => {
  it('satisfy their own schema', () => {
    assert.deepEqual(tablesSchema.parse({ ...builtInTables }), builtInTables)
  })
})

describe('printTables', () => {
  it('prints what loadTables reads', () => {
    assert.deepEqual(load(printed), builtInTables)
    assert.equal(printTables(loadTables(file)), printed)
  })
})

describe('loadTables', () => {
  it('gives the built-in tables where no file is named', () => {
    assert.equal(loadTables(), builtInTables)
  })

  it('replaces prices, quotas, or both, and takes a byte order mark', () => {
    const { prices, quotas } = builtInTables

    assert.deepEqual(load(JSON.stringify({ prices: { ...prices, freeRequestsPerMonth: 7 } })), {
      prices: { ...prices, freeRequestsPerMonth: 7 },
      quotas,
    })
    assert.deepEqual(load(`\uFEFF${JSON.stringify({ quotas: { ...quotas, others: {} } })}`), {
      prices,
      quotas: { ...quotas, others: {} },
    })
  })

  for (const [fault, text, message] of [
    ['no JSON', 'prices: 3', /is not JSON \(.*\)/],
    ['NaN', changed('"usdPerShardHour": 0.015', '"usdPerShardHour": NaN'), /is not JSON/],
    ['an empty table', '{}', /has neither "prices" nor "quotas"/],
    ['only what is for editors', '{ "$schema": "x" }', /has neither "prices" nor "quotas"/],
    ['no prices', '{ "prices": {} }', /is empty at prices;/],
    [
      'no regions',
      changed(/"regions": \{.*"quotas"/s, '"regions": {} }, "quotas"'),
      /empty at prices.regions;/,
    ],
    ['a list', '[]', /must be a JSON object, and is \[\]/],
    ['null', 'null', /must be a JSON object, and is null/],
    ['a negative price', hour('-0.001'), /usdPerShardHour: it must be at least 0, and is -0.001/],
    ['text for a price', hour('"0.015"'), /usdPerShardHour: it must be a number, and is "0.015"/],
    ['an endless price', hour('1e999'), /must be a number, and is Infinity/],
    ['a price beyond all reason', hour('1e7'), /must be at most 1000000, and is 10000000/],
    ['no price', changed('"usdPerShardHour": 0.015,', ''), /usdPerShardHour: it is missing/],
    [
      'a day that never was',
      changed('2026-09-11', '2026-02-30'),
      /a date such as 2026-09-11, and is "2026-02-30"/,
    ],
    ['no source', changed(/"source": "[^"]*"/, '"source": " "'), /source: it must not be empty/],
    [
      'a region that is none',
      changed('"sa-east-1": {', '"Sao Paulo": {'),
      /regions."Sao Paulo": it is no region/,
    ],
    [
      'a quota of none',
      changed('"us-west-2": 1', '"uswest": 1'),
      /perSecondByRegion.uswest: it is no region/,
    ],
    ['a quota of 0', changed('"perSecond": 10000', '"perSecond": 0'), /must be above 0, and is 0/],
    [
      'a misspelt key',
      changed('"onDemand": {\n          "usdPerStreamHour": 0.08', '"ondemand": {'),
      /has at prices.regions.sa-east-1 the unknown key ondemand/,
    ],
    [
      'half a rotation',
      changed('"rotationsChargedMax": 2', '"rotationsChargedMax": 2.5'),
      /a whole number, and is 2.5/,
    ],
    [
      'a region that no table could hold',
      changed('"sa-east-1": {', '"__proto__": {'),
      /has the unknown key __proto__: it is no region/,
    ],
    ['what steers a terminal', '{ "\\u001b[2J": 1 }', /the unknown key "\\u001b\[2J"/],
    ['a long value', hour(`"${'x'.repeat(1000)}"`), /and is "x{56}\.\.\.; /],
  ] as const)
    it(`refuses ${fault} and says what to do`, () => {
      assert.throws(
        () => load(text),
        (error) =>
          error instanceof InputUnreadableError &&
          message.test(error.message) &&
          error.message.startsWith(`The price list ${file} `) &&
          error.message.endsWith('; npx sealbench plan --print-prices prints a list to begin with.'),
      )
    })

  it('refuses what cannot be read', (t) => {
    assert.throws(
      () => loadTables(path.join(folder, 'none.json')),
      /none.json does not exist: check the path\.$/,
    )
    assert.throws(() => loadTables(folder), /is a folder: name a JSON file\.$/)
    assert.throws(() => loadTables('/dev/null'), /\/dev\/null is not a regular file: write it to a file/)
    if (process.getuid?.() === 0) return t.diagnostic('root may read every file')
    writeFileSync(file, printed)
    chmodSync(file, 0)
    assert.throws(() => loadTables(file), /may not be read: change its permissions\.$/)
  })

  it('takes a list of 1 MiB, and none that is larger', () => {
    const padding = ' '.repeat(2 ** 20 - printed.length)

    assert.deepEqual(load(padding + printed), builtInTables)
    assert.throws(() => load(` ${padding}${printed}`), /has 1048577 bytes, and at most 1048576 are read/)
  })
})

function hour(value: string): string {
  return changed('"usdPerShardHour": 0.015', `"usdPerShardHour": ${value}`)
}

function changed(from: string | RegExp, to: string): string {
  const text = printed.replace(from, to)
  assert.notEqual(text, printed)
  return text
}
