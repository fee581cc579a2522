/**
 * A page in a real browser that runs no script: it has its pictures, and says
 * what it lacks.
 *
 * @module
 */
import assert from 'node:assert/strict'
import path from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'

import { chartsOf } from '../src/report/charts/registry.ts'
import { reportDataOf } from '../src/report/data/report-data.ts'
import { storedRun } from '../src/report/run.fixture.ts'
import { writeReport } from '../src/report/write-report.ts'
import { openTab, skip, startBrowser } from './browser.fixture.ts'

const stored = storedRun({ recordsPerCell: 2000 })
const report = reportDataOf(stored.run, stored.logOf)

describe('a page without its script', { skip }, () => {
  it('has every picture and says what is missing', async (t) => {
    const browser = await startBrowser({ javaScriptEnabled: false })
    t.after(() => browser.close())
    const { html } = await writeReport(report, path.join(browser.folder, 'report'))
    await using fresh = await openTab(browser)
    const { page } = fresh

    await page.goto(pathToFileURL(html).href)

    assert.ok(await page.locator('.needs-script').isVisible())
    for (const { id } of chartsOf(report))
      assert.ok(await page.locator(`figure[id="${id}"] .picture svg`).isVisible(), id)
    assert.deepEqual(fresh.complaints, [])
    assert.deepEqual(fresh.requests, [page.url()])
  })
})
