/**
 * The layout of a report in a real browser: for people who see it on any
 * screen, hear it, or print it.
 *
 * @module
 */
import assert from 'node:assert/strict'
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
import {
  hashOf,
  openedPage,
  settled,
  skip,
  startBrowser,
  writtenReport,
  type TestBrowser,
} from './browser.fixture.ts'
import { axeSource, cut, overlapping, violationsOf } from './page-rules.fixture.ts'
import { unreadableTexts } from './picture-texts.fixture.ts'

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

  function opened(name: string, width: number): Promise<Page> {
    return openedPage(browser, addresses.get(name)!, width)
  }
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
