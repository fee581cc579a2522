/**
 * The address of a report in a real browser: it has what the controls choose,
 * and a link leads to it again.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import type { Page } from 'playwright-core'

import { storedRun } from '../src/report/run.fixture.ts'
import {
  hashOf,
  openTab,
  openedPage,
  says,
  settled,
  skip,
  startBrowser,
  textOf,
  writtenReport,
  type TestBrowser,
} from './browser.fixture.ts'

describe('the controls of a report', { skip }, () => {
  let browser: TestBrowser
  let address = ''
  before(async () => {
    browser = await startBrowser()
    address = await writtenReport(browser, 'ten', storedRun({ recordsPerCell: 1000 }))
  })
  after(() => browser?.close())

  it('show a link with its fragment alone, until the next key or click elsewhere', async () => {
    const page = await opened(`${address}#cells=c02`)
    const line = page.locator('.linked')
    for (const leave of [() => page.keyboard.press('x'), () => page.click('h1')]) {
      await page.click('[name=link]')
      await says(page, '.linked .fragment', '#cells=c02')
      await says(page, '.linked .address', `${address}#cells=c02`)

      await leave()

      assert.equal(await line.isVisible(), false)
    }
    await page.click('[name=reset]')
    await page.click('[name=link]')
    assert.equal(await page.isVisible('.linked .fragment'), false)
    await page.close()
  })

  it('keep in the address what differs, and find it there again', async () => {
    const page = await opened(address)
    await page.click('#controls summary')
    for (const label of ['response time', 'linear']) await page.getByLabel(label, { exact: true }).check()
    for (const label of ['delta', 'p90']) await page.getByLabel(label, { exact: true }).uncheck()

    const hash = await hashOf(page)
    const other = await opened(address + hash)
    for (const each of [page, other]) await settled(each)

    assert.equal(hash, '#time=responseTime&scale=linear&arms=plain,sealed,overhead&percentiles=50,99,99.9')
    for (const selector of ['#controls .state', '#percentiles-put h3', '#cell-tables'])
      assert.equal(await textOf(other, selector), await textOf(page, selector))
    assert.equal(await other.isChecked('[name=view-time][value=responseTime]'), true)
    await other.click('[name=reset]')
    assert.equal(await hashOf(other), '')
    assert.equal(await other.isChecked('[name=view-time][value=serviceTime]'), true)
    await page.close()
    await other.close()
  })

  it('follow the way back and forward, and anchors without losing what is chosen', async () => {
    const page = await opened(`${address}#cells=c02`)
    await page.click('.contents .beside a[href="#kms-calls"]')
    assert.equal(await hashOf(page), '#kms-calls&cells=c02')
    await page.click('[name=reset]')
    await says(page, '#controls .state', /^all 10/)

    await page.goBack()

    await says(page, '#controls .state', /^1 of 10/)
    await page.goForward()
    await says(page, '#controls .state', /^all 10/)
    await page.close()
  })

  it('scroll to the picture that a link with a view names', async () => {
    const page = await opened(`${address}#kms-calls&cells=c02`)

    await page.evaluate(whenAtTop)
    await says(page, '#kms-calls .finding', /c02/)
    await page.close()
  })

  it('keep what a link names at the top while pictures above it are drawn anew, until the reader goes on', async () => {
    for (const [width, id] of [
      [360, 'percentiles-get'],
      [1280, 'trade-off'],
    ] as const) {
      const page = await browser.context.newPage()
      await page.setViewportSize({ width, height: 780 })
      await page.goto(`${address}#${id}&cells=c01,c02,c03`)
      await page.locator('.theme').waitFor()
      await settled(page)

      await hasAtTop(page, id)
      await page.mouse.wheel(0, -300)
      await page.setViewportSize({ width: width + 100, height: 780 })
      await settled(page)
      assert.ok(Math.abs((await topOf(page, id)) - barHeight) > 2)
      await page.close()
    }
  })

  it('say what a link asks for in vain', async () => {
    const page = await opened(`${address}#cells=c01,c99&unit=<script>&x=1`)

    await says(
      page,
      '#controls .said',
      'The link asked for what this run does not have, which is left out: x, <script>, c99.',
    )
    await says(page, '#controls .state', /^1 of 10/)
    await page.close()
  })

  it('bear any fragment, and the way through many views, without a message', async () => {
    await using tab = await openTab(browser)
    const { page, complaints } = tab
    await page.goto(`${address}#cells=${'c99,'.repeat(25_000)}&nowhere&cells=c02`)
    await page.locator('.theme').waitFor()

    await says(page, '#controls .said', /which is left out: cells=c99,.*… [\d,]+ more characters, nowhere\.$/)
    await says(page, '#controls .state', /^1 of 10/)
    for (const at of [1, 2, 3, 4, 5]) await page.evaluate(`location.hash = 'kms-calls&cells=c0${at}'`)
    for (const at of [4, 3, 2, 1]) {
      await page.goBack()
      await says(page, '#kms-calls .finding', new RegExp(`^In c0${at} `))
    }
    await page.goForward()
    await says(page, '#kms-calls .finding', /^In c02 /)
    assert.deepEqual(complaints, [])
  })

  function opened(url: string): Promise<Page> {
    return openedPage(browser, url)
  }
})

/** Settles once the picture has come to the top of the screen, and pictures above it have their height. */
const whenAtTop = `new Promise((resolve) => {
  const look = () => {
    const { top } = document.getElementById('kms-calls').getBoundingClientRect()
    if (Math.abs(top) < 200) resolve()
    else requestAnimationFrame(look)
  }
  look()
})`

/** What the page leaves free above what a link names, in px. */
const barHeight = 80

/** In px, from the top of the screen. */
function topOf(page: Page, id: string): Promise<number> {
  return page.locator(`#${id}`).evaluate((element) => Math.round(element.getBoundingClientRect().top))
}

/** Waits until the element stands below the bar; fails with where it stands instead. */
async function hasAtTop(page: Page, id: string): Promise<void> {
  let top = await topOf(page, id)
  for (let tries = 0; tries < 50 && Math.abs(top - barHeight) > 2; tries++) {
    await settled(page)
    top = await topOf(page, id)
  }
  assert.ok(Math.abs(top - barHeight) <= 2, `${id} stands at ${top} px`)
}
