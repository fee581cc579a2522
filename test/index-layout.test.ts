/**
 * The layout of an index of runs in a real browser, written and served: on any
 * screen, with what somebody chooses in it.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'

import { indexOf, runsOfDays } from '../src/report/index/run-index.fixture.ts'
import { drawIndex, writeIndex } from '../src/report/index/write-index.ts'
import { writeIndexes } from '../src/runner/write-indexes.ts'
import {
  hashOf,
  livePicture,
  openTab,
  says,
  settled,
  skip,
  startBrowser,
  type TestBrowser,
} from './browser.fixture.ts'
import { start } from './command-line.fixture.ts'
import { axeSource, cut, overlapping, violationsOf } from './page-rules.fixture.ts'
import { storeRun } from './stored-runs.fixture.ts'

describe('the layout of an index', { skip }, () => {
  let browser: TestBrowser
  let reports: string
  before(async () => {
    browser = await startBrowser()
    reports = path.join(browser.folder, 'reports')
    for (const run of runsOfDays([{}, {}, { factor: 2 }])) storeRun(reports, run)
    await writeIndexes(reports)
  })
  after(() => browser?.close())

  it('is light or dark as somebody chooses, above scenarios too, and then in its address', async () => {
    await using tab = await openTab(browser)
    const { page } = tab
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
    const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    const address = pathToFileURL(path.join(reports, 'index.html')).href
    await page.goto(address)
    await page.locator('.theme').waitFor()
    const dark = await background()

    await page.getByRole('button', { name: 'Show the page light' }).click()

    await page.getByRole('button', { name: 'Show the page dark' }).waitFor()
    assert.notEqual(await background(), dark)
    assert.equal(await hashOf(page), '#theme=light')
    await page.goto('about:blank')
    await page.goto(`${address}#theme=pink`)
    await says(page, '.said', /The link asked for what this page does not have, which is left out: pink\./)
    assert.deepEqual(tab.complaints, [])
    assert.deepEqual(
      tab.requests.filter((request) => !request.startsWith(address)),
      [],
    )
  })

  it('is the same where it is served: draws, and asks for nothing else', async () => {
    const served = start(['report', reports, '--serve', '--port', '0', '--json'])
    try {
      const [announced] = (await once(served.process.stdout!, 'data')) as [Buffer]
      const { url } = JSON.parse(announced.toString()) as { url: string }
      const address = `${url}kinesis-defaults/index.html`
      await using tab = await openTab(browser)

      await tab.page.goto(url)
      await tab.page.locator('tbody a').first().click()
      await livePicture(tab.page, 'claims-over-time')

      assert.equal(tab.page.url(), address)
      assert.deepEqual([tab.complaints, tab.requests], [[], [url, address]])
    } finally {
      served.process.kill('SIGINT')
      await served.outcome
    }
  })

  for (const name of ['index.html', 'kinesis-defaults/index.html'])
    it(`overlaps nowhere, asks for nothing else, and keeps the rules of axe: ${name}`, async () => {
      const address = pathToFileURL(path.join(reports, name)).href
      await using tab = await openTab(browser)
      const { page, complaints, requests } = tab

      await page.emulateMedia({ reducedMotion: 'reduce' })
      await page.goto(address)
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 900 })
        await settled(page)
        const room = await page.evaluate<number>('document.documentElement.scrollWidth')
        assert.ok(room <= width, `at ${width} px the page is ${room} px wide`)
        assert.deepEqual(await page.evaluate(cut), [], `cut at ${width} px`)
        assert.deepEqual(await page.evaluate(overlapping), [], `overlapping at ${width} px`)
      }

      // The verdict is seen on a phone without scrolling, no larger than its row.
      const { right, height } = await page
        .locator('tbody tr .word')
        .first()
        .evaluate((word) => word.getBoundingClientRect().toJSON())
      assert.ok(right <= 360 && height < 30, `${right}, ${height}`)
      await page.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`)
      await settled(page)
      await page.evaluate(await axeSource())
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        assert.deepEqual(await violationsOf(page), [], colorScheme)
      }
      assert.deepEqual([complaints, requests], [[], [address]])
    })

  it('lists older runs than the newest 500 when somebody asks for them, and sorts them too', async () => {
    const [run] = indexOf(runsOfDays([{}])).runs
    const runs = Array.from({ length: 1200 }, (_, at) => ({
      ...run!,
      id: `run-${at}`,
      folder: `run-${at}`,
      order: at + 1,
      verdict: at % 2 === 0 ? ('holds' as const) : ('refuted' as const),
    }))
    const folder = path.join(browser.folder, 'many')
    mkdirSync(folder)
    const file = writeIndex(folder, await drawIndex({ ...indexOf([]), runs }))
    await using tab = await openTab(browser)
    const { page } = tab
    await page.goto(pathToFileURL(file).href)
    const rows = page.locator('#runs tbody tr:visible')
    const button = page.getByRole('button', { name: 'List 700 older runs as well' })
    await button.waitFor()
    assert.equal(await rows.count(), 500)

    await button.click()

    await says(page, '.said', '700 older runs are listed as well.')
    assert.equal(await rows.count(), 1200)
    assert.equal(await button.count(), 0)
    assert.equal(await page.evaluate('document.activeElement.id'), 'runs')
    assert.match(await rows.last().innerText(), /^run-0\b/)
    await page.click('#runs th .sort')
    assert.match(await rows.first().innerText(), /^run-0\b/)
    assert.deepEqual(tab.complaints, [])
  })

  it('draws what is chosen, sorts and filters its table, keeps it in its address, and leads to a report', async () => {
    const address = pathToFileURL(path.join(reports, 'kinesis-defaults/index.html')).href
    await using tab = await openTab(browser)
    const { page, complaints } = tab
    const ids = async () =>
      (await page.locator('#runs tbody tr:visible td:first-child').allTextContents()).map((id) => id.trim())
    await page.goto(`${address}#arms=plain,sealed&axis=time&nonsense=1`)
    await livePicture(page, 'overhead-trends-put')
    await says(page, '.said', /asked for what these runs do not have.*: nonsense\.$/)
    await says(page, '#overhead-trends-put h3', /^Service times of a put/)
    assert.ok(await page.locator('#claims-over-time').isHidden())

    const newestFirst = await ids()
    await page.click('#runs th .sort')
    assert.deepEqual(await ids(), newestFirst.toReversed())
    await page.click('#controls summary')
    await page.fill('[name=until]', newestFirst[1]!.replace(/^(\d{4})(\d\d)(\d\d).*/, '$1-$2-$3'))
    await page.locator('[name=until]').dispatchEvent('change')
    assert.deepEqual(await ids(), newestFirst.toReversed().slice(0, 2))
    await says(page, '#controls .state', /^2 of 3 runs · .* · until 2026-/)
    assert.match(await hashOf(page), /^#arms=plain,sealed&axis=time&until=[\d-]+&sort=0$/)

    const saving = page.waitForEvent('download')
    await page.click('#runs + .downloads [data-form=csv]')
    const csv = await readFile(await (await saving).path(), 'utf8')
    assert.match(csv, /^picture,run,folder,startedAt,order,family,sealbench,commit,/)
    assert.ok(!csv.includes(newestFirst[0]!) && csv.includes(newestFirst[1]!))

    const note = page.locator('h2:text-is("Trends") + p')
    assert.ok(await note.isHidden())
    await page.evaluate(`location.hash = '#since=2000-01-01&until=2000-01-02'`)
    await note.waitFor()
    assert.equal(await note.textContent(), 'None of these runs is chosen: choose others.')
    await page.goBack()
    await note.waitFor({ state: 'hidden' })

    await page.focus('#overhead-trends-put .picture')
    const marks = page.locator('#overhead-trends-put .picture [aria-label]')
    await marks
      .and(page.locator(`[aria-label*="${newestFirst[0]}"]`))
      .first()
      .waitFor({ state: 'detached' })
    await page.keyboard.press('End')
    await says(page, '.tip', new RegExp(`run ${newestFirst[1]}: .*; sealbench \\S+ at \\w{10}`))
    await page.keyboard.press('Enter')
    await page.waitForURL(`${path.dirname(address)}/${newestFirst[1]}/report.html`)
    assert.deepEqual(complaints, [])
  })
})
