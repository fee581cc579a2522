/**
 * The layout of a report in a real browser: for people who see it on any
 * screen, hear it, or print it.
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

import type { Page } from 'playwright-core'

import { comparisonOf } from '../src/report/comparison/comparison.fixture.ts'
import { writeComparison } from '../src/report/comparison/write-comparison.ts'
import { indexOf, runsOfDays } from '../src/report/index/run-index.fixture.ts'
import { drawIndex, writeIndex } from '../src/report/index/write-index.ts'
import { wholePlan } from '../src/report/plan/arbitrary-plan.fixture.ts'
import { writePlan } from '../src/report/plan/write-plan.ts'
import { storedRun, type StoredRun } from '../src/report/run.fixture.ts'
import { writeIndexes } from '../src/runner/write-indexes.ts'
import {
  hashOf,
  livePicture,
  openTab,
  says,
  settled,
  skip,
  startBrowser,
  writtenReport,
  type TestBrowser,
} from './browser.fixture.ts'
import { start } from './command-line.fixture.ts'
import { axeSource, cut, overlapping, violationsOf } from './page-rules.fixture.ts'
import { unreadableTexts } from './picture-texts.fixture.ts'
import { storeRun } from './stored-runs.fixture.ts'

interface Box {
  readonly scrollWidth: number
  readonly scrollHeight: number
  readonly clientWidth: number
  readonly clientHeight: number
}

const sweep = { 'keyCache.ttl': ['1 min', '5 min'], 'keyCache.rotation': ['5 min', '1 h'] }

const longNames = {
  'keyCache.maximumRecordsPerDataKey': ['100 thousand records a key', '1 million records a key'],
  'branchKeyCache.timeToLiveOfEntries': ['5 min', '1 h'],
}

describe('the layout of a report', { skip }, () => {
  let browser: TestBrowser
  const addresses = new Map<string, string>()
  before(async () => {
    browser = await startBrowser()
    const four = storedRun({ sweep, recordsPerCell: 6000 })
    for (const [name, run] of [
      ['four', four],
      ['wordy', wordy(four)],
      ['named', storedRun({ sweep: longNames, recordsPerCell: 6000 })],
      ['one', storedRun({ sweep: {}, hasConsumers: false, recordsPerCell: 500 })],
    ] as const)
      addresses.set(name, await writtenReport(browser, name, run))
    const at = (name: string) => path.join(browser.folder, name)
    const files = {
      plan: (await writePlan(at('plan'), wholePlan())).html,
      comparison: at('comparison.html'),
      index: writeIndex(browser.folder, await drawIndex(indexOf(runsOfDays([{}, {}])))),
    }
    await writeComparison(comparisonOf(), { html: files.comparison })
    for (const [name, file] of Object.entries(files)) addresses.set(name, pathToFileURL(file).href)
  })
  after(() => browser?.close())

  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 360],
  ] as const)
    it(`keeps the rules of accessibility that axe knows, all unfolded: ${colorScheme}, ${width} px`, async () => {
      const page = await opened('four', width)
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`)
      await settled(page)

      await page.evaluate(await axeSource())

      assert.deepEqual(await violationsOf(page), [])
      await page.close()
    })

  for (const name of ['plan', 'comparison', 'index'])
    it(`keeps these rules on the page of a ${name}, light and dark`, async () => {
      const page = await browser.context.newPage()
      await page.goto(addresses.get(name)!)
      await page.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`)
      await settled(page)
      await page.evaluate(await axeSource())
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        assert.deepEqual(await violationsOf(page), [], colorScheme)
      }
      await page.close()
    })

  for (const name of ['four', 'wordy', 'one'])
    it(`overlaps nowhere and cuts nothing from phone to wide screen: ${name}`, async () => {
      const page = await opened(name, 1280)
      for (const width of [360, 1280, 2560]) {
        await page.setViewportSize({ width, height: 900 })
        await settled(page)

        const room = await page.evaluate<number>('document.documentElement.scrollWidth')

        assert.ok(room <= width, `at ${width} px the page is ${room} px wide`)
        assert.deepEqual(await page.evaluate(cut), [], `cut at ${width} px`)
        assert.deepEqual(await page.evaluate(overlapping), [], `overlapping at ${width} px`)
      }
      await page.close()
    })

  for (const name of ['four', 'named'])
    it(`draws pictures whose texts can be read from phone to wide screen: ${name}`, async () => {
      const page = await opened(name, 1280)
      for (const width of [360, 1280, 2560]) {
        await page.setViewportSize({ width, height: 900 })
        await settled(page)

        assert.deepEqual(await unreadableTexts(page), [], `at ${width} px`)
      }
      await page.close()
    })

  it('answers on the first screen of a desk: question, verdict, claims, validity, machine and command', async () => {
    const page = await opened('four', 1280)

    const bottoms = await page.evaluate<number[]>(
      `['h1', '.verdict', 'ol.claims', '#claims .picture svg', 'dl.facts'].map(
        (selector) => document.querySelector(selector).getBoundingClientRect().bottom)`,
    )

    assert.ok(
      bottoms.every((bottom) => bottom <= 800),
      bottoms.join(', '),
    )
    await page.close()
  })

  it('lays two pictures side by side where there is room, and the contents beside them', async () => {
    const page = await opened('four', 1920)
    await settled(page)
    const columns = () =>
      page.evaluate<number>(
        `new Set([...document.querySelectorAll('#topic-latency figure')].map((figure) => figure.getBoundingClientRect().left)).size`,
      )

    assert.equal(await columns(), 2)
    assert.equal(await page.isVisible('.contents .beside'), true)
    await page.setViewportSize({ width: 1280, height: 800 })
    await settled(page)
    assert.equal(await columns(), 1)
    await page.setViewportSize({ width: 360, height: 800 })
    await settled(page)
    assert.equal(await page.isVisible('.contents .beside'), false)
    await page.click('.menu summary')
    await page.click('.menu a[href="#words"]')
    assert.equal(await hashOf(page), '#words')
    await page.close()
  })

  it('cuts no column of the tables of cells on a desk', async () => {
    const page = await opened('four', 1280)

    for (const table of await page.locator('.cell-table .scroll').all())
      assert.deepEqual(
        await table.evaluate((box: Box) => [box.scrollWidth, box.scrollHeight]),
        await table.evaluate((box: Box) => [box.clientWidth, box.clientHeight]),
      )
    await page.close()
  })

  it('leads from words to the glossary, and from the contents to sections that are there', async () => {
    const page = await opened('four', 1280)

    const dead = await page.evaluate<string[]>(
      `[...document.querySelectorAll('a[href^="#"]')].map((a) => a.getAttribute('href').slice(1)).filter((id) => document.getElementById(id) === null)`,
    )

    assert.deepEqual(dead, [])
    assert.ok((await page.locator('a.explained[href="#word-noise-floor"]').count()) > 0)
    assert.equal(await page.locator('.contents .beside a[href="#histograms"]').count(), 1)
    await page.close()
  })

  it('shows marks that stand out from their picture where the system forces its colours, light and dark', async () => {
    const page = await opened('four', 1280)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, forcedColors: 'active', reducedMotion: 'reduce' })

      assert.deepEqual(await page.evaluate(vanished), [], colorScheme)
    }
    await page.close()
  })

  it('has a cue that the picture of many claims goes on, and none where it is whole', async () => {
    for (const [name, opacity] of [
      ['wordy', '1'],
      ['one', '0'],
    ] as const) {
      const page = await opened(name, 1280)
      const shown = `getComputedStyle(document.querySelector('.evidence .picture'), '::after').opacity`

      assert.equal(await page.evaluate(shown), opacity, name)
      await page.close()
    }
  })

  it('prints light, without controls, with every section and no table cut', async () => {
    const page = await opened('four', 1280)
    await page.emulateMedia({ colorScheme: 'dark' })
    const bytes = await page.pdf({ format: 'A4', printBackground: true })
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    // The room that A4 leaves between its margins, at 96 px an inch.
    await page.setViewportSize({ width: 718, height: 1000 })
    await settled(page)

    const pages = bytes.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []
    assert.ok(pages.length > 3, `${pages.length} pages`)
    assert.equal(await page.evaluate('getComputedStyle(document.body).backgroundColor'), 'rgb(255, 255, 255)')
    assert.equal(await page.isVisible('#controls'), false)
    assert.equal(await page.isVisible('.contents'), false)
    for (const section of await page.locator('main > section:not(#histograms)').all())
      assert.ok(await section.isVisible())
    const headings = page.locator('.cell-table thead tr:last-child th')
    assert.ok((await headings.count()) > 20)
    for (const heading of await headings.all()) assert.notEqual(await heading.innerText(), '')
    // A button is not repeated on the sheets that its table goes on to, what is in it is.
    assert.deepEqual(
      await page.evaluate(
        `[...new Set([...document.querySelectorAll('thead .sort')].map((button) => getComputedStyle(button).display))]`,
      ),
      ['contents'],
    )
    for (const unused of ['td input', '.twin summary', 'button:not(.sort)'])
      assert.equal(await page.locator(`${unused}:visible`).count(), 0, unused)
    // Nothing can be downloaded from paper.
    assert.equal(await page.isVisible('#histograms'), false)
    assert.deepEqual(await page.evaluate(cut), [])
    assert.deepEqual(
      await page.evaluate(
        `[...document.querySelectorAll('.scroll')].filter((box) => box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1).map((box) => box.ariaLabel)`,
      ),
      [],
    )
    await page.close()
  })

  async function opened(name: string, width: number): Promise<Page> {
    const page = await browser.context.newPage()
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.goto(addresses.get(name)!)
    await page.locator('.theme').waitFor()
    return page
  }
})

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

/** Long words, and long sentences, wherever a scenario can have them. */
function wordy({ run, logOf }: StoredRun): StoredRun {
  const word = 'Donaudampfschifffahrtsgesellschaftskapitaensmuetzenfabrik'.repeat(2)
  return {
    run: {
      ...run,
      scenario: { ...run.scenario, name: word, question: `Is ${word} as ${word} as it says?` },
      scenarioFile: `scenarios/${word}.yaml`,
      reasons: Array.from({ length: 5 }, () => `because ${word} is ${word}`),
      claims: Array.from({ length: 40 }, (_, index) => ({
        ...run.claims[index % run.claims.length]!,
        id: `${word}-${index}`,
        statement: `${word} costs less than ${word}`,
        source: word,
      })),
      cells: run.cells.map((cell) => ({ ...cell, validity: { verdict: 'invalid', reasons: [word, word] } })),
    },
    logOf,
  }
}

/** Pictures of which no mark, or no text, differs in colour from what it is drawn on. */
const vanished = `[...document.querySelectorAll('figure .picture svg')].flatMap((svg) => {
  const ground = getComputedStyle(svg).backgroundColor
  const isSeen = (element) => {
    const { fill, stroke } = getComputedStyle(element)
    return [fill, stroke].some((colour) => colour !== 'none' && colour !== ground && !colour.endsWith(', 0)'))
  }
  const isDrawn = (selector) => [...svg.querySelectorAll(selector)].filter(isSeen).length > 2
  return isDrawn('path') && isDrawn('text') ? [] : [svg.closest('figure').id]
})`
