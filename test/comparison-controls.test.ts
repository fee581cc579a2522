/**
 * The controls of the page of a comparison in a real browser: what is chosen
 * filters its table and its pictures, never its verdict, and lives in the
 * address.
 *
 * @module
 */
import assert from 'node:assert/strict'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'

import { changesData } from '../src/report/comparison/changes-data.ts'
import { comparisonCharts } from '../src/report/comparison/comparison-charts.ts'
import {
  changeOf,
  comparisonOf,
  hostileComparison,
  sweptComparison,
} from '../src/report/comparison/comparison.fixture.ts'
import { firstComparisonView, shownComparison } from '../src/report/comparison/comparison-view.ts'
import { madeUpComparison, risingComparison } from '../src/report/comparison/made-up-comparison.fixture.ts'
import { writeComparison } from '../src/report/comparison/write-comparison.ts'
import { chartCsv } from '../src/report/downloads/chart-data.ts'
import { printable } from '../src/report/text.ts'
import {
  downloaded,
  hashOf,
  livePicture,
  openTab,
  says,
  settled,
  skip,
  startBrowser,
  type Tab,
  type TestBrowser,
} from './browser.fixture.ts'
import { axeSource, cut, overlapping, violationsOf } from './page-rules.fixture.ts'
import { unreadableTexts } from './picture-texts.fixture.ts'

const swept = sweptComparison()
/** More distributions than there are pictures of. */
const many = risingComparison(14)
/** More figures than are listed at once. */
const long = { ...madeUpComparison(26), shifts: [] }
const one = comparisonOf({ changes: [changeOf()], shifts: [] })
const hostile = hostileComparison()
const nothing = comparisonOf({ changes: [], shifts: [] })

describe('the controls of a comparison', { skip }, () => {
  let browser: TestBrowser
  const addresses = new Map<string, string>()
  before(async () => {
    browser = await startBrowser()
    for (const [name, comparison] of Object.entries({ swept, many, long, one, hostile, nothing })) {
      const html = path.join(browser.folder, `${name}.html`)
      await writeComparison(comparison, { html })
      addresses.set(name, pathToFileURL(html).href)
    }
  })
  after(() => browser?.close())

  it('filter the table and every picture, and leave the verdict as it is', async () => {
    await using tab = await opened('swept')
    const { page } = tab
    const headline = await page.textContent('h1')
    await says(page, '#controls .state', 'all 16 figures')
    assert.equal(await rowCount(tab), 16)

    await page.click('#controls summary')
    await page.getByLabel('put', { exact: true }).check()
    await page.getByRole('group', { name: 'Cells by keyCache.ttl' }).getByLabel('1 min').check()

    await says(page, '#controls .state', '4 of 16 figures · 2 of 4 cells · figures of: put')
    await says(page, '#controls .said', /^Now shown: 4 of 16 figures/)
    await says(
      page,
      noteOf,
      /^Shown: 4 of 16 figures and 2 of 8 distributions\. The verdict on top is of all/,
    )
    await says(page, '#changes .finding', /^Chosen are 4 of 16 figures\./)
    assert.equal(await rowCount(tab), 4)
    const expected = comparisonCharts(swept, {
      ...firstComparisonView,
      cells: ['c01', 'c02'],
      operations: ['put'],
    })
    assert.deepEqual(
      await shownFigures(tab),
      expected.map(({ id }) => id),
    )
    for (const { id, data } of expected) {
      await livePicture(page, id)
      await settled(page)
      assert.equal(await page.locator(marksOf(id)).count(), data.length, id)
    }
    assert.equal(await page.textContent('h1'), headline)
    assert.match((await page.textContent('dl.facts'))!, /✘ regression/)

    await page.click('[name=reset]')
    await says(page, '#controls .state', 'all 16 figures')
    assert.equal(await rowCount(tab), 16)
    assert.equal(await page.locator(noteOf).isVisible(), false)
    assert.deepEqual(tab.complaints, [])
    assert.deepEqual(tab.requests, [addresses.get('swept')])
  })

  it('keep in the address what differs, a search as one step of the way back, and name what is not there', async () => {
    await using tab = await opened('swept', '#outcomes=untold,withheld&theme=dark&arms=plain')
    const { page } = tab
    await says(page, '#controls .said', /what this comparison does not have, .*: arms, withheld\.$/)
    await page.locator('html[data-theme=dark]').waitFor()
    await says(page, '#controls .state', /^9 of 16 figures · verdict: \? cannot tell$/)

    await page.click('#controls summary')
    await page.locator('[name=figure-search]').pressSequentially('p99, ttl 5 min')
    await says(page, '#controls .state', /^2 of 16 figures · .* · search: p99, ttl 5 min$/)
    assert.equal(await hashOf(page), '#outcomes=untold&search=p99%2C%20ttl%205%20min&theme=dark')
    await page.getByLabel('largest change first').check()
    await says(page, '#controls .state', /order of figures: largest change first/)
    assert.deepEqual(await cellsOf(tab), ['c04', 'c03'])

    await page.goBack()
    await says(
      page,
      '#controls .state',
      /^2 of 16 figures · verdict: \? cannot tell · search: p99, ttl 5 min$/,
    )
    await page.goBack()
    await says(page, '#controls .state', /^9 of 16 figures · verdict: \? cannot tell$/)
    assert.equal(await page.inputValue('[name=figure-search]'), '')
    await page.goForward()
    await says(page, '#controls .state', /search: p99, ttl 5 min$/)
    await page.click('[name=link]')
    await says(page, '.linked .fragment', '#outcomes=untold&search=p99%2C%20ttl%205%20min&theme=dark')
    assert.deepEqual(tab.complaints, [])
  })

  it('choose the cell of a mark that is clicked, and say so to who cannot see it', async () => {
    await using tab = await opened('swept')
    const { page } = tab
    await livePicture(page, 'changes')
    await settled(page)

    await page.locator(`${marksOf('changes')}[aria-label^="c03 put sealed p50"]`).click()

    await says(page, '#controls .state', '4 of 16 figures · 1 of 4 cells')
    await says(page, '#controls .said', 'Now shown: 4 of 16 figures · 1 of 4 cells.')
    assert.equal(await hashOf(page), '#cells=c03')
    assert.deepEqual(await shownFigures(tab), ['changes', 'shift-5-put', 'shift-6-get'])
  })

  it('draw changes as amounts, with a mark for each row behind the picture', async () => {
    await using tab = await opened('swept', '#change=amount&scale=linear')
    const { page } = tab
    const [chart] = comparisonCharts(swept, { ...firstComparisonView, change: 'amount', scale: 'linear' })
    await livePicture(page, 'changes')
    await settled(page)

    assert.equal(await page.locator(marksOf('changes')).count(), chart!.data.length)
    await page.focus('#changes .picture')
    await page.keyboard.press('Home')
    await says(page, '.tip', /^c01 put sealed p50: \+2 us \(\+1 to \+3 us\), ✘ regression; /)
    assert.deepEqual(tab.complaints, [])
  })

  it('give away what is shown, under names that tell the view', async () => {
    await using tab = await opened('swept', '#operations=get&sort=name')
    const { page } = tab
    const view = { ...firstComparisonView, operations: ['get'], sort: 'name' } as const
    await livePicture(page, 'changes')
    await settled(page)

    const table = await downloaded(page, '[aria-label="Changes"] + .downloads [data-form=csv]')
    const json = await downloaded(page, '[aria-label="Changes"] + .downloads [data-form=json]')
    const picture = await downloaded(page, '#changes [data-form=csv]')

    assert.equal(table.name, 'regression-gate-this-against-main-figures-get-by-name.csv')
    assert.equal(String(table.content), chartCsv({ data: changesData(shownComparison(swept, view)) }))
    const told = JSON.parse(String(json.content)) as { view: object; rows: unknown[] }
    assert.deepEqual([told.view, told.rows.length], [view, 4])
    assert.equal(picture.name, 'regression-gate-this-against-main-changes-get-by-name.csv')
    assert.equal(String(picture.content), chartCsv(comparisonCharts(swept, view)[0]!))
  })

  it('draw distributions that the first view has no room for', async () => {
    await using tab = await opened('many')
    const { page } = tab
    const drawn = (fragment: string) => page.evaluate(`location.hash = '${fragment}'`)
    assert.equal((await shownFigures(tab)).length, 13)

    await drawn('#cells=c01')
    await page.locator('#shift-1-put:not([hidden])').waitFor()
    await livePicture(page, 'shift-1-put')
    assert.deepEqual(await shownFigures(tab), ['changes', 'shift-1-put', 'shift-2-get'])
    await says(page, '#shift-1-put h3', /cell c01$/)
    assert.equal(await page.locator('#shift-1-put .downloads button').count(), 4)
    assert.deepEqual(tab.complaints, [])
  })

  it('list the first of many figures in the order that is chosen, and fold the rest', async () => {
    await using tab = await opened('long')
    const { page } = tab
    const summary = 'details.rest summary'
    await says(page, summary, '8 more figures')
    assert.equal(await rowCount(tab), 200)

    await page.evaluate(`location.hash = '#search=c025'`)
    await says(page, '#controls .state', /^8 of 208 figures/)
    assert.equal(await rowCount(tab), 8)
    assert.equal(await page.locator(summary).isVisible(), false)
    await page.evaluate(`location.hash = '#sort=name&search=put'`)
    await says(page, '#controls .state', /^78 of 208 figures/)
    assert.equal(await rowCount(tab), 78)
    await page.evaluate(`location.hash = ''`)
    await says(page, summary, '8 more figures')
    await page.click(summary)
    assert.equal(await page.locator('[aria-label="More changes"] tbody tr:visible').count(), 8)
    assert.deepEqual(tab.complaints, [])
  })

  it('take what a comparison says for text, in every choice, picture, tip and download', async () => {
    await using tab = await opened('hostile')
    const { page } = tab
    page.on('dialog', () => assert.fail('a script of the comparison ran'))
    const cell = hostile.changes[0]!.cellId
    await page.click('#controls summary')
    await page.getByLabel('put', { exact: true }).check()
    await page.locator('[name=cell]').first().check()
    await page.getByLabel('largest change first').check()
    await page.getByLabel('as time or amount').check()
    await page.locator('[name=figure-search]').fill('<script>alert(2)</script>')
    await says(page, '#controls .state', /^2 of 16 figures · 1 of 4 cells · .*search: <script>alert\(2\)/)
    assert.deepEqual(new URLSearchParams((await hashOf(page)).slice(1)).getAll('cells'), [printable(cell)])

    const ids = await shownFigures(tab)
    assert.deepEqual(ids, ['changes', 'shift-1-put'])
    for (const id of ids) await livePicture(page, id)
    await settled(page)
    await says(page, '#changes .finding', /The largest increase as time is \+2 us: .*<script>/)
    await page.focus('#changes .picture')
    await page.keyboard.press('Home')
    await says(page, '.tip', /^c01 <img src=x onerror=alert\(1\)><script>/)
    await page.locator(marksOf('changes')).first().click()
    await page.click('[name=link]')
    await says(page, '.linked .fragment', /^#cells=c01/)
    const { name, content } = await downloaded(page, '#changes [data-form=csv]')
    assert.match(name, /^[\w.-]+\.csv$/)
    assert.ok(String(content).includes('<script>'))

    const texts = await page.evaluate<string[]>(textsOfPage)
    assert.deepEqual(
      texts.filter((text) => text.split(/[\t\n]/).some((line) => printable(line) !== line)),
      [],
    )
    assert.deepEqual(tab.complaints, [])
    assert.deepEqual(tab.requests.length, 1)
  })

  it('are left out where they would change nothing', async () => {
    await using alone = await opened('one')
    await alone.page.click('#controls summary')
    assert.deepEqual(await alone.page.locator('#controls legend').allTextContents(), [
      'Changes',
      'Axes of amounts',
    ])
    await using none = await opened('nothing')
    assert.equal(await none.page.locator('#controls .bar').count(), 0)
    assert.deepEqual([...alone.complaints, ...none.complaints], [])
  })

  it('can be reached and used with the keyboard alone', async () => {
    await using tab = await opened('swept')
    const { page } = tab
    await page.focus('#controls summary')
    await page.keyboard.press('Enter')
    const reached = new Set<string>()
    for (let stop = 0; stop < 40 && !reached.has('reset'); stop += 1) {
      await page.keyboard.press('Tab')
      reached.add(await page.evaluate<string>('document.activeElement.name ?? ""'))
      if (stop === 0) {
        await page.keyboard.press('Space')
        await says(page, '#controls .state', /^8 of 16 figures · 2 of 4 cells$/)
      }
    }
    const names = ['cell-value', 'cell-search', 'cell', 'figure-search', 'reset']
    const choices = ['operations', 'outcomes', 'sort', 'change', 'scale', 'quantiles']
    for (const name of [...names, ...choices.map((choice) => `view-${choice}`)])
      assert.ok(reached.has(name), `${name} of ${[...reached].join(', ')}`)
    await page.keyboard.press('Enter')
    await says(page, '#controls .state', 'all 16 figures')
  })

  it('keep the rules of axe unfolded, light and dark, and cut nothing from phone to wide screen', async () => {
    await using tab = await opened('swept', '#change=amount&outcomes=regression,untold')
    const { page } = tab
    await settled(page)
    await page.evaluate(`for (const details of document.querySelectorAll('details')) details.open = true`)
    await page.evaluate(await axeSource())
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      assert.deepEqual(await violationsOf(page), [], colorScheme)
    }
    for (const width of [360, 1280, 2560]) {
      await page.setViewportSize({ width, height: 900 })
      await settled(page)
      const room = await page.evaluate<number>('document.documentElement.scrollWidth')
      assert.ok(room <= width, `at ${width} px the page is ${room} px wide`)
      assert.deepEqual(await page.evaluate(cut), [], `cut at ${width} px`)
      assert.deepEqual(await page.evaluate(overlapping), [], `overlapping at ${width} px`)
      assert.deepEqual(await unreadableTexts(page), [], `at ${width} px`)
    }
    assert.deepEqual(tab.complaints, [])
  })

  it('leave figure, change and verdict in sight on a phone, in a table that scrolls with the page', async () => {
    await using tab = await opened('long')
    await tab.page.setViewportSize({ width: 360, height: 800 })
    await settled(tab.page)

    const seen = await tab.page.evaluate<string[]>(`(() => {
      const right = document.querySelector('[aria-label="Changes"]').getBoundingClientRect().right
      const headings = [...document.querySelectorAll('[aria-label="Changes"] th')]
      return headings.filter((th) => th.getBoundingClientRect().right <= right).map((th) => th.textContent)
    })()`)
    const hidden = await tab.page.evaluate<number>(`(() => {
      const region = document.querySelector('[aria-label="Changes"]')
      return region.scrollHeight - region.clientHeight
    })()`)

    assert.deepEqual(seen.slice(0, 4), ['cell', 'figure', 'change (95 %)', 'verdict'])
    assert.equal(hidden, 0)
  })

  async function opened(name: string, fragment = ''): Promise<Tab> {
    const tab = await openTab(browser)
    await tab.page.setViewportSize({ width: 1280, height: 900 })
    await tab.page.emulateMedia({ reducedMotion: 'reduce' })
    await tab.page.goto(`${addresses.get(name)!}${fragment}`)
    await tab.page.locator('.theme').waitFor()
    return tab
  }
})

const noteOf = 'p:has(+ [aria-label="Changes"])'

function marksOf(id: string): string {
  return `figure[id="${id}"] .picture [role="graphics-symbol"][aria-roledescription="point"]`
}

function rowCount({ page }: Tab): Promise<number> {
  return page.locator('[aria-label="Changes"] tbody tr').count()
}

function cellsOf({ page }: Tab): Promise<string[]> {
  return page.locator('[aria-label="Changes"] tbody td:first-child').allTextContents()
}

const textsOfPage = `[
  ...document.querySelectorAll('body *:not(script, style)'),
].flatMap((element) => [
  ...[...element.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data),
  element.ariaLabel ?? '',
  element.getAttribute('title') ?? '',
])`

function shownFigures({ page }: Tab): Promise<string[]> {
  return page.evaluate<string[]>(
    `[...document.querySelectorAll('figure[id]:not([hidden])')].map(({ id }) => id)`,
  )
}
