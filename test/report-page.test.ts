/**
 * The pages of a report and of a plan in a real browser: they open offline,
 * draw what they should and fit the screen.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'

import { chartsOf } from '../src/report/charts/registry.ts'
import { reportDataOf } from '../src/report/data/report-data.ts'
import { wholePlan } from '../src/report/plan/arbitrary-plan.fixture.ts'
import { planCharts } from '../src/report/plan/plan-charts.ts'
import { hostilePlan } from '../src/report/plan/plans.fixture.ts'
import { writePlan } from '../src/report/plan/write-plan.ts'
import { storedRun } from '../src/report/run.fixture.ts'
import { writeReport } from '../src/report/write-report.ts'
import { skip, startBrowser, type TestBrowser } from './browser.fixture.ts'

const storedData = (() => {
  const { run, logOf } = storedRun({ recordsPerCell: 2000 })
  return reportDataOf(run, logOf)
})()
const reportCharts = chartsOf(storedData).length
const planPictures = planCharts(wholePlan()).length
/** Both schemes come from one style sheet: a plan is opened in each once, and a report changes while it is open. */
const opened = [
  { name: 'report', width: 1280, schemes: ['light', 'dark'], count: reportCharts },
  { name: 'report', width: 400, schemes: ['dark', 'light'], count: reportCharts },
  { name: 'plan', width: 1280, schemes: ['dark'], count: planPictures },
  { name: 'plan', width: 400, schemes: ['light'], count: planPictures },
  { name: 'hostile', width: 400, schemes: ['light'], count: planCharts(hostilePlan()).length },
] as const

describe('pages in a browser', { skip }, () => {
  let browser: TestBrowser
  const addresses = new Map<string, string>()

  before(async () => {
    browser = await startBrowser()
    const { folder } = browser
    const { html } = await writeReport(storedData, path.join(folder, 'report'))
    addresses.set('report', pathToFileURL(html).href)
    for (const [name, plan] of [
      ['plan', wholePlan()],
      ['hostile', hostilePlan()],
    ] as const)
      addresses.set(name, pathToFileURL((await writePlan(path.join(folder, name), plan)).html).href)
  })

  after(() => browser?.close())

  for (const { name, width, schemes, count } of opened)
    it(`open without a complaint or a request: ${name}, ${width} px wide, ${schemes.join(' and ')}`, async () => {
      const address = addresses.get(name)!
      const page = await browser.context.newPage()
      const complaints: string[] = []
      const requests: string[] = []
      page.on('console', (message) => complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('request', (request) => requests.push(request.url()))
      await page.setViewportSize({ width, height: 900 })
      await page.emulateMedia({ colorScheme: schemes[0] })

      await page.goto(address)

      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme })
        const charts = await page.evaluate<{ isVisible: boolean; marks: number }[]>(seenPictures)
        assert.equal(charts.length, count)
        for (const { isVisible, marks } of charts) assert.ok(isVisible && marks > 0)
        const room = await page.evaluate<number>('document.documentElement.scrollWidth')
        assert.ok(room <= width, `the page is ${room} px wide`)
        assert.deepEqual(await page.evaluate(cutTexts), [])
        const screenshot = path.join(browser.folder, `${name}-${width}-${colorScheme}.png`)
        await page.screenshot({ path: screenshot, fullPage: true })
        assert.ok((await stat(screenshot)).size > 20_000)
      }
      assert.deepEqual(complaints, [])
      assert.deepEqual(requests, [address])
      await page.close()
    })

  it('give tables the width that there is, and shadow the edge beyond which one goes on', async () => {
    const page = await browser.context.newPage()
    await page.goto(addresses.get('report')!)

    await page.setViewportSize({ width: 1600, height: 900 })
    assert.equal(await page.evaluate<number>(hiddenPixels), 0)

    await page.setViewportSize({ width: 400, height: 900 })
    assert.ok((await page.evaluate<number>(hiddenPixels)) > 100)
    const backgrounds = `getComputedStyle(document.querySelector('.cell-table .scroll')).backgroundAttachment`
    assert.equal(await page.evaluate<string>(backgrounds), 'local, local, local, scroll, scroll, scroll')
    await page.close()
  })
})

/** Of the first table of cells. */
const hiddenPixels = `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.cell-table .scroll'))`

const seenPictures = `[...document.querySelectorAll('figure .picture svg')].map((svg) => ({
  isVisible: svg.checkVisibility({ visibilityProperty: true }) && svg.getBoundingClientRect().width > 0,
  marks: svg.querySelectorAll('path[fill^="var("], path[stroke^="var("], path[fill^="rgb"]').length,
}))`

/** Texts of visible pictures that reach beyond their picture. */
const cutTexts = `[...document.querySelectorAll('figure svg')]
  .filter((svg) => svg.getClientRects().length > 0)
  .flatMap((svg) => {
    const frame = svg.getBoundingClientRect()
    return [...svg.querySelectorAll('text')]
      .map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0)
      .filter(({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
      .map(({ text }) => text)
  })`
