/**
 * The controls of a report in a real browser: what is chosen filters every
 * picture and table, and can be reached by keyboard.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import type { Page } from 'playwright-core'

import { storedRun } from '../src/report/run.fixture.ts'
import type { OperationResult } from '../src/run-store/run-format.ts'
import {
  hashOf,
  openedPage,
  says,
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

  it('filter findings, marks and tables by the cells that are chosen', async () => {
    const page = await opened(address)
    const finding = await textOf(page, '#percentiles-put .finding')
    assert.match(finding, /c05/)

    await page.click('#controls summary')
    await page.fill('[name=cell-search]', 'ttl 1 h')
    assert.equal(await page.locator('.list label:visible').count(), 2)
    await page.click('[name=choose-found]')

    await says(page, '#controls .state', /^2 of 10 cells; pictures of one cell show c09/)
    await says(page, '#controls .said', /^Now shown: 2 of 10 cells/)
    await page.locator('#percentiles-put .finding', { hasText: 'c09' }).waitFor()
    assert.deepEqual(await rowsOf(page, 'cells-put'), ['c09', 'c10'])
    assert.equal(await hashOf(page), '#cells=c09,c10')
    await page.click('[name=choose-none]')
    await page.locator('#percentiles-put .finding', { hasText: finding }).waitFor()
    assert.equal((await rowsOf(page, 'cells-put')).length, 10)
    await page.close()
  })

  it('say where a search finds no cell, and choose none then', async () => {
    const page = await opened(address)
    await page.click('#controls summary')
    await says(page, '.none-found', '')

    await page.fill('[name=cell-search]', 'nowhere')

    await says(page, '.none-found', 'none found')
    assert.equal(await page.isDisabled('[name=choose-found]'), true)
    await page.fill('[name=cell-search]', 'ttl 1 h')
    await says(page, '.none-found', '')
    assert.equal(await page.isDisabled('[name=choose-found]'), false)
    await page.close()
  })

  it('leave the picture of the claims whole, whichever cells are chosen', async () => {
    const page = await opened(`${address}#cells=c01,c06&operations=get`)

    assert.equal(await page.isVisible('#claims .picture svg'), true)
    await page.close()
  })

  it('offer no response time of calls, which have none, and show a link that asks for it as what it is', async () => {
    const { run, logOf } = storedRun({ sweep: {}, recordsPerCell: 500 })
    const cells = run.cells.map((cell) => ({ ...cell, put: withLongCalls(cell.put) }))
    const calls = await writtenReport(browser, 'calls', { run: { ...run, cells }, logOf })
    const page = await opened(`${calls}#time=responseTime&unit=call`)
    await says(page, '#controls .state', /service time · per call$/)
    await says(page, '#controls .said', /left out: time=responseTime \(calls have no response time\)\./)
    await page.click('#controls summary')
    const response = page.locator('[name=view-time][value=responseTime]')
    assert.equal(await response.isDisabled(), true)
    assert.equal(await page.isVisible('.why'), true)

    await page.getByLabel('per record', { exact: true }).check()
    assert.equal(await page.isVisible('.why'), false)
    await response.check()
    await page.getByLabel('per call', { exact: true }).check()

    await says(page, '#controls .state', /service time · per call$/)
    assert.equal(await hashOf(page), '#unit=call')
    await page.close()
  })

  it('choose all cells with a value of a parameter, and show where only some are chosen', async () => {
    const page = await opened(address)
    await page.click('#controls summary')
    const chips = page.getByRole('group', { name: 'Cells by keyCache.rotation' })

    await chips.getByLabel('1 h').check()

    await says(page, '#controls .state', /^5 of 10 cells/)
    const ofTtl = page.getByRole('group', { name: 'Cells by keyCache.ttl' }).getByLabel('5 min').first()
    assert.equal(await ofTtl.evaluate((input: { indeterminate: boolean }) => input.indeterminate), true)
    await chips.getByLabel('1 h').uncheck()
    await says(page, '#controls .state', /^all 10 cells/)
    await page.close()
  })

  it('choose the cell of a mark that is clicked, and with shift another', async () => {
    const page = await opened(address)
    const square = (cell: string) => page.locator(`#sweep .picture [aria-label*="; ${cell} "]`).first()
    await page.locator('#sweep').scrollIntoViewIfNeeded()
    await square('c03').click()
    assert.equal(await hashOf(page), '#cells=c03')

    await square('c08').click({ modifiers: ['Shift'] })

    assert.equal(await hashOf(page), '#cells=c03,c08')
    await says(page, '#controls .state', /^2 of 10 cells; pictures of one cell show c03/)
    assert.deepEqual(await rowsOf(page, 'cells-put'), ['c03', 'c08'])
    await page.close()
  })

  it('sort the tables of cells by figures, and choose cells by their rows', async () => {
    const page = await opened(address)
    const heading = page.locator('#cells-put thead tr:last-child th').nth(7)

    await heading.locator('button').click()
    const ascending = await rowsOf(page, 'cells-put')
    await heading.locator('button').click()

    assert.equal(await heading.getAttribute('aria-sort'), 'descending')
    assert.deepEqual(await rowsOf(page, 'cells-put'), ascending.toReversed())
    await page.check('#cells-put input[value=c04]')
    await page.check('#cells-put input[value=c08]')
    assert.equal((await rowsOf(page, 'cells-put')).length, 10)
    assert.equal(await hashOf(page), '#cells=c04,c08')
    await page.check('[name=chosen-only]')
    assert.deepEqual((await rowsOf(page, 'cells-put')).toSorted(), ['c04', 'c08'])
    await page.close()
  })

  it('switch between light and dark, whatever the system has', async () => {
    const page = await opened(address)
    const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    await page.emulateMedia({ colorScheme: 'dark' })
    const dark = await background()

    await page.getByRole('button', { name: 'Show the page light' }).click()

    assert.notEqual(await background(), dark)
    assert.equal(await hashOf(page), '#theme=light')
    await page.emulateMedia({ colorScheme: 'light' })
    await page.getByRole('button', { name: 'Show the page dark' }).click()
    assert.equal(await background(), dark)
    await page.close()
  })

  it('are reached by keyboard in the order in which they stand, each with a visible focus', async () => {
    const page = await opened(address)
    await page.evaluate(noteStops)

    for (let step = 1; step <= 400; step += 1) {
      await page.keyboard.press('Tab')
      // Asked now and then only: half of the time would go by with questions.
      if (step % 20 === 0 && (await page.evaluate<boolean>('window.isEnd'))) break
    }

    const stops = await page.evaluate<Stop[]>('window.stops')
    const names = stops.map(({ name }) => name)
    const expected = ['Skip to the figures', 'Show the page dark', 'Copy the command', 'Link to this view']
    const places = expected.map((name) => names.findIndex((other) => other.includes(name)))
    assert.ok(
      places.every((place, index) => place > (places[index - 1] ?? -1)),
      `${places.join(', ')}: ${names.join(' | ')}`,
    )
    assert.ok(names.length < 400, 'the way through the page ends')
    assert.deepEqual(
      stops.filter(({ isSeen }) => !isSeen),
      [],
    )
    await page.focus('#controls summary')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await says(page, '#controls .state', /^2 of 10 cells/)
    await page.keyboard.press('Escape')
    assert.equal(await page.locator('#controls details').getAttribute('open'), null)
    await page.close()
  })

  it('are left out where they would do nothing', async () => {
    const one = storedRun({ sweep: {}, hasConsumers: false, recordsPerCell: 500 })
    const page = await opened(await writtenReport(browser, 'one', one))

    const legends = await page.locator('#controls legend').allTextContents()
    assert.deepEqual(legends, ['Arms', 'Time', 'Axes of time', 'Percentiles'])
    await page.close()
    const empty = storedRun({ recordsPerCell: 0 })
    const bare = await opened(
      await writtenReport(browser, 'empty', { ...empty, run: { ...empty.run, cells: [], claims: [] } }),
    )
    assert.equal(await bare.locator('#controls .bar').count(), 0)
    await bare.close()
  })

  it('find cells among five hundred', async () => {
    const sweep = { 'put.batch': numbers(25), 'fleet.frontEnds': numbers(20) }
    const many = storedRun({ sweep, recordsPerCell: 2, hasConsumers: false })
    const page = await opened(await writtenReport(browser, 'many', many))
    await page.click('#controls summary')

    await page.fill('[name=cell-search]', 'batch 25')
    await page.click('[name=choose-found]')

    await says(page, '#controls .state', /^20 of 500 cells/)
    await page.locator('#cells-put').scrollIntoViewIfNeeded()
    await page.locator('#cells-put .sort').first().waitFor()
    assert.equal((await rowsOf(page, 'cells-put')).length, 20)
    await page.close()
  })

  function opened(url: string): Promise<Page> {
    return openedPage(browser, url)
  }
})

interface Stop {
  readonly name: string
  readonly isSeen: boolean
}

/** Notes what gets the keyboard, until the end of the page, from where it would begin anew. */
const noteStops = `(() => {
  window.stops = []
  window.isEnd = false
  addEventListener('focusin', ({ target }) => {
    window.isEnd ||= window.stops.length > 0 && target.matches('.skip')
    if (window.isEnd) return
    const { outlineStyle, outlineWidth } = getComputedStyle(target)
    const { width, height } = target.getBoundingClientRect()
    window.stops.push({
      name: target.getAttribute('aria-label') ?? target.textContent.trim().slice(0, 60),
      isSeen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && width > 0 && height > 0,
    })
  })
})()`

/** Ids of the cells in a table, from top to bottom. */
async function rowsOf(page: Page, table: string): Promise<string[]> {
  const texts = await page.locator(`#${table} tbody tr td:first-child`).allTextContents()
  return texts.map((text) => text.trim())
}

/** Of several records each, so that they can be chosen. */
function withLongCalls(result: OperationResult): OperationResult {
  const { sealed } = result.perCall
  return { ...result, perCall: { ...result.perCall, sealed: { ...sealed, max: sealed.max + 1 } } }
}

function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index + 1))
}
