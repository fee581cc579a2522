/**
 * The page of a report in a real browser: it opens offline, draws what it
 * should and fits the screen.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'

import { chromium, type BrowserContext } from 'playwright-core'

import { storedRun } from '../src/report/run.fixture.ts'
import { writeReport } from '../src/report/write-report.ts'

const chromePath = process.env['CHROME_PATH'] ?? '/usr/bin/chromium'
const skip = existsSync(chromePath)
  ? false
  : `no browser at ${chromePath}: install chromium (apt-get install chromium), or set CHROME_PATH`

const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

describe('report.html in a browser', { skip, timeout: 60_000 }, () => {
  let folder = ''
  let context: BrowserContext
  let address = ''

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'sealbench-page-'))
    const { run, logOf } = storedRun({ recordsPerCell: 2000 })
    const { html } = await writeReport(run, logOf, path.join(folder, 'report'))
    address = pathToFileURL(html).href
    context = await chromium.launchPersistentContext(path.join(folder, 'profile'), {
      executablePath: chromePath,
      headless: true,
      args: browserArguments,
    })
  })

  after(async () => {
    await context?.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  })

  for (const { width, variant } of [
    { width: 1280, variant: 'wide' },
    { width: 400, variant: 'narrow' },
  ])
    for (const colorScheme of ['light', 'dark'] as const)
      it(`opens without a complaint or a request, ${width} px wide, ${colorScheme}`, async () => {
        const page = await context.newPage()
        const complaints: string[] = []
        const requests: string[] = []
        page.on('console', (message) => complaints.push(message.text()))
        page.on('pageerror', (error) => complaints.push(error.message))
        page.on('request', (request) => requests.push(request.url()))
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme })

        await page.goto(address)

        assert.deepEqual(complaints, [])
        assert.deepEqual(requests, [address])
        const charts = await page.locator(`figure .${variant} > svg`).all()
        assert.equal(charts.length, 11)
        for (const chart of charts) {
          assert.ok(await chart.isVisible())
          assert.ok((await chart.locator('.mark-symbol path, .mark-line path, .mark-rect path').count()) > 0)
        }
        const room = await page.evaluate<number>('document.documentElement.scrollWidth')
        assert.ok(room <= width, `the page is ${room} px wide`)
        assert.deepEqual(await page.evaluate(cutTexts), [])
        const screenshot = path.join(folder, `${width}-${colorScheme}.png`)
        await page.screenshot({ path: screenshot, fullPage: true })
        assert.ok((await stat(screenshot)).size > 20_000)
        await page.close()
      })

  it('gives tables the width that there is, and shadows the edge beyond which one goes on', async () => {
    const page = await context.newPage()
    await page.goto(address)

    await page.setViewportSize({ width: 1600, height: 900 })
    assert.equal(await page.evaluate<number>(hiddenPixels), 0)

    await page.setViewportSize({ width: 400, height: 900 })
    assert.ok((await page.evaluate<number>(hiddenPixels)) > 100)
    const backgrounds = `getComputedStyle(document.querySelector('.scroll')).backgroundAttachment`
    assert.equal(await page.evaluate<string>(backgrounds), 'local, local, scroll, scroll')
    await page.close()
  })
})

/** Of the first table. */
const hiddenPixels = `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.scroll'))`

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
