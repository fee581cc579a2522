/**
 * The figures of a report, read back out of the page as people see it: every
 * one in every table is that of run.json or of the histograms, rounded to the
 * digits that are shown, whatever the view.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

import type { Page } from 'playwright-core'

import { chartsOf } from '../src/report/charts/registry.ts'
import { reportDataOf, type ReportData } from '../src/report/data/report-data.ts'
import { firstView, type View } from '../src/report/data/view.ts'
import type { StoredRun } from '../src/report/run.fixture.ts'
import { skip, startBrowser, writtenReport, type TestBrowser } from './browser.fixture.ts'
import { focusOf } from './figures/cells.fixture.ts'
import { firstScreenTexts } from './figures/first-screen.fixture.ts'
import { runTables } from './figures/pictures.fixture.ts'
import { tellingRun } from './figures/run.fixture.ts'
import { faultsOf, tellable } from './figures/sentences.fixture.ts'
import {
  differencesOf,
  figuresIn,
  liveSayings,
  liveTables,
  stillTables,
  stillTexts,
  type PageTable,
} from './figures/tables.fixture.ts'

/** Between them they have every picture that there is. */
const runs = {
  caches: sourceOf({
    sweep: { 'keyCache.ttl': ['1 min', '5 min'], 'keyCache.rotation': ['5 min', '1 h'] },
    recordsPerCell: 6000,
  }),
  strategies: sourceOf({
    sweep: {
      'keyCache.policy': ['ttl', 'lru', 'none'],
      'records.size': ['1 KiB', '10 KiB', '100 KiB'],
    },
    recordsPerCell: 2000,
  }),
}
const views: readonly (readonly [string, Partial<View>])[] = [
  ['', {}],
  ['#time=responseTime&percentiles=50,99.99', { time: 'responseTime', percentiles: [50, 99.99] }],
  [
    '#unit=call&arms=plain,sealed,overhead&percentiles=90',
    { unit: 'call', arms: ['plain', 'sealed', 'overhead'], percentiles: [90] },
  ],
  [
    '#cells=c02,c03&operations=get&arms=sealed,delta',
    { cells: ['c02', 'c03'], operations: ['get'], arms: ['sealed', 'delta'] },
  ],
  ['#cells=c04&unit=call&operations=put', { cells: ['c04'], unit: 'call', operations: ['put'] }],
]

describe('the figures of a report', { skip, timeout: 120_000 }, () => {
  let browser: TestBrowser
  let page: Page
  const addresses = new Map<string, string>()
  before(async () => {
    browser = await startBrowser()
    page = await browser.context.newPage()
    for (const [name, run] of Object.entries(runs))
      addresses.set(name, await writtenReport(browser, name, run))
  })
  after(() => browser?.close())

  for (const [name, stored] of Object.entries(runs)) {
    it(`are those of the run in every table, before a script runs: ${name}`, async () => {
      const expected = tablesOf(stored, firstView)

      const shown = await stillTables(page, readFileSync(fileURLToPath(addresses.get(name)!), 'utf8'))

      assert.deepEqual(differencesOf(shown, expected), [])
      assert.equal(figuresIn(shown), figuresIn(expected))
    })

    it(`are those of the run in what each picture says in words and by its marks: ${name}`, async () => {
      const source = { ...stored, focus: focusOf(stored.run) }
      const tables = new Map(tablesOf(stored, firstView).map((table) => [table.id, table]))
      await open(page, addresses.get(name)!)

      const pictures = await liveSayings(page)

      const charts = chartsOf(stored)
      assert.deepEqual(new Set(pictures.map(({ id }) => id)), new Set(charts.map(({ id }) => id)))
      const faults = pictures.flatMap((picture) => {
        const { data } = charts.find(({ id }) => id === picture.id)!
        return faultsOf(picture, data, tellable(source, firstView, tables.get(picture.id)!))
      })
      assert.deepEqual(faults, [])
    })

    for (const [fragment, changes] of name === 'caches' ? views : views.slice(2, 3))
      it(`are those of the run in every table on the view ${fragment || '#'}: ${name}`, async () => {
        await open(page, addresses.get(name)! + fragment)
        const expected = tablesOf(stored, { ...firstView, ...changes })

        const shown = await liveTables(page)

        assert.deepEqual(differencesOf(shown, expected), [])
        assert.equal(figuresIn(shown), figuresIn(expected))
      })
  }

  it('are those of the run on the first screen and in the notes', async () => {
    const expected = firstScreenTexts(runs.caches.run)
    const html = readFileSync(fileURLToPath(addresses.get('caches')!), 'utf8')

    const texts = await stillTexts(page, html, Object.keys(expected))

    assert.deepEqual(texts, expected)
  })
})

/** Anew, even where only the fragment is another. */
async function open(page: Page, address: string): Promise<void> {
  await page.goto('about:blank')
  await page.goto(address)
  await page.locator('.theme').waitFor()
}

function sourceOf(options: Parameters<typeof tellingRun>[0]): StoredRun & Pick<ReportData, 'detailOf'> {
  const { run, logOf } = tellingRun(options)
  return { run, logOf, detailOf: reportDataOf(run, logOf).detailOf }
}

function tablesOf(source: ReturnType<typeof sourceOf>, view: View): readonly PageTable[] {
  const { run } = source
  const focus = run.cells.find(({ id }) => id === view.cells[0]) ?? focusOf(run)
  return runTables({ ...source, focus }, view)
}
