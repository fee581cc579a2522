/**
 * The marks of a live page in a real browser: reached by keys and by pointer,
 * each says what it is and chooses its cell.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import type { Page } from 'playwright-core'

import { chartsOf } from '../src/report/charts/registry.ts'
import { reportDataOf } from '../src/report/data/report-data.ts'
import { firstView } from '../src/report/data/view.ts'
import { storedRun } from '../src/report/run.fixture.ts'
import {
  livePicture,
  openTab,
  says,
  skip,
  startBrowser,
  writtenReport,
  type Tab,
  type TestBrowser,
} from './browser.fixture.ts'
import { marksOf } from './drawn-marks.fixture.ts'

const stored = storedRun({ recordsPerCell: 2000 })
const report = reportDataOf(stored.run, stored.logOf)

describe('the script of a page', { skip }, () => {
  let browser: TestBrowser
  let tab: Tab
  let address = ''

  before(async () => {
    browser = await startBrowser()
    address = await writtenReport(browser, 'report', stored)
    tab = await opened()
  })

  after(() => browser?.close())

  async function opened(): Promise<Tab> {
    const fresh = await openTab(browser)
    await fresh.page.setViewportSize({ width: 1280, height: 900 })
    await fresh.page.goto(address)
    return fresh
  }

  it('goes from mark to mark with keys, says what each says, and chooses its cell', async () => {
    const { page } = tab
    const chart = chartsOf(report).find(({ id }) => id === 'sweep')!
    const host = page.locator('#sweep .picture')
    await livePicture(page, 'sweep')
    const descriptions = await page.evaluate<string[]>(`(${marksOf})('sweep').map((mark) => mark.ariaLabel)`)

    await host.focus()
    await page.keyboard.press('ArrowRight')
    await says(page, '.tip', descriptions[0]!)
    await says(page, '.mark-said', descriptions[0]!)
    await page.keyboard.press('End')
    await says(page, '.mark-said', descriptions.at(-1)!)
    await page.keyboard.press('ArrowLeft')
    await says(page, '.mark-said', /; c08 /)
    await page.keyboard.press('Home')
    assert.ok(await within(page, '.tip'))
    await page.keyboard.press('Enter')
    const chosen = String(chart.data[0]!['cell'])
    await page.locator('#histograms', { hasText: `histograms/${chosen}.hlog` }).waitFor()
    await page.keyboard.press('Escape')
    assert.ok(await page.locator('.tip').isHidden())
  })

  it('goes through the squares of a sweep by place', async () => {
    await using fresh = await opened()
    const { page } = fresh
    await livePicture(page, 'sweep')
    await page.locator('#sweep .picture').focus()
    const cells: string[] = []

    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp']) {
      await page.keyboard.press(key)
      cells.push(/; (c\d+) /.exec((await page.locator('.tip').textContent())!)![1]!)
    }

    assert.deepEqual(cells, ['c01', 'c03', 'c04', 'c02', 'c01'])
  })

  it('answers a pointer anywhere in a plot of curves with the nearest mark to its side', async () => {
    await using fresh = await opened()
    const { page } = fresh
    await livePicture(page, 'percentiles-put')
    const mark = page.locator('#percentiles-put .picture [aria-label*="p90"]').first()
    const { x, y } = (await mark.boundingBox())!

    await page.mouse.move(x + 30, y - 100)

    await says(page, '.tip', /p90/)
    await page.mouse.move(x + 30, y + 600)
    assert.ok(await page.locator('.tip').isHidden())
  })

  it('shows what is chosen by a pointer in every picture, and adds to it with shift', async () => {
    const { page } = tab
    await livePicture(page, 'sweep')
    const marks = await page
      .locator(
        '#sweep .picture [role="graphics-symbol"][aria-label]:not([aria-roledescription="axis"],[aria-roledescription="legend"],[aria-roledescription="title"],[aria-roledescription="header"])',
      )
      .all()
    const rows = chartsOf(report).find(({ id }) => id === 'sweep')!.data
    const at = (cell: string) => marks[rows.findIndex((row) => row['cell'] === cell)]!

    await at('c03').click({ force: true })
    const [one] = chartsOf(report, { ...firstView, cells: ['c03'] }).filter(
      ({ id }) => id === 'percentiles-put',
    )
    await page.locator('#percentiles-put .finding', { hasText: one!.finding }).waitFor()

    await livePicture(page, 'sweep')
    await at('c02').click({ force: true, modifiers: ['Shift'] })
    const both = chartsOf(report, { ...firstView, cells: ['c02', 'c03'] })
    for (const { id, finding } of both) {
      await livePicture(page, id)
      await page.locator(`figure[id="${id}"] .finding`, { hasText: finding }).waitFor()
    }
  })
})

async function within(page: Page, selector: string): Promise<boolean> {
  const { left, top, right, bottom } = await page
    .locator(selector)
    .evaluate((element) =>
      (element as unknown as { getBoundingClientRect(): DOMRectLike }).getBoundingClientRect(),
    )
  const { width, height } = page.viewportSize()!
  return left >= 0 && top >= 0 && right <= width && bottom <= height
}

interface DOMRectLike {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}
