/**
 * Reports on paper: a PDF of each kind of page is read back, and has its
 * verdict, claims, command and tables whole, nothing cut and no controls; in
 * the view that somebody chose, what that shows.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'

import type { Page } from 'playwright-core'

import { planSchema } from '../src/planner/plan-document.ts'
import { writeComparison } from '../src/report/comparison/write-comparison.ts'
import { reportDataOf } from '../src/report/data/report-data.ts'
import { firstView, type View } from '../src/report/data/view.ts'
import { writePlan } from '../src/report/plan/write-plan.ts'
import { comparisonSchema } from '../src/run-store/comparison-format.ts'
import { skip, startBrowser, writtenReport, type TestBrowser } from './browser.fixture.ts'
import { focusOf } from './figures/cells.fixture.ts'
import { comparisonTables } from './figures/comparison.fixture.ts'
import { firstScreenTexts } from './figures/first-screen.fixture.ts'
import { readPaper, squeezed, type Paper, type PaperTable } from './figures/paper.fixture.ts'
import { runTables } from './figures/pictures.fixture.ts'
import { planTables } from './figures/plan.fixture.ts'
import { tellingRun } from './figures/run.fixture.ts'
import { differencesOf, liveTables, type PageTable } from './figures/tables.fixture.ts'

const stored = tellingRun({
  sweep: { 'keyCache.ttl': ['1 min', '5 min'], 'keyCache.rotation': ['5 min', '1 h'] },
  recordsPerCell: 1500,
})
const { run } = stored
const report = { ...stored, detailOf: reportDataOf(run, stored.logOf).detailOf }
const comparison = comparisonSchema.parse(example('example-comparison/comparison.json'))
const plan = planSchema.parse(example('example-plan/plan.json'))
const chosen: View = { ...firstView, cells: ['c02'], operations: ['put'], percentiles: [50, 99] }

/** Room that `@page` leaves on each side, in points. */
const margin = (11 / 25.4) * 72

describe('a report on paper', { skip }, () => {
  let browser: TestBrowser
  let page: Page
  let address: string
  before(async () => {
    browser = await startBrowser()
    page = await browser.context.newPage()
    address = await writtenReport(browser, 'run', stored)
  })
  after(() => browser?.close())

  it('has the verdict, each claim with figure and interval, the command and all tables of a run', async () => {
    const { paper, ids } = await printed(page, address)

    assert.deepEqual(
      differencesOnPaper(paper, ids, runTables({ ...report, focus: focusOf(run) }, firstView)),
      [],
    )
    assert.ok(ids.includes('cells-kms') && !ids.includes('percentiles-put'))
    for (const text of Object.values(firstScreenTexts(run)).flat()) holds(paper, withoutSign(text))
  })

  it('has what is chosen, with the tables of pictures that somebody opened', async () => {
    const { paper, ids } = await printed(
      page,
      `${address}#cells=c02&operations=put&percentiles=50,99`,
      liveTables,
    )

    const expected = runTables({ ...report, focus: run.cells[1]! }, chosen)
    assert.deepEqual(ids.toSorted(), expected.map(({ id }) => id).toSorted())
    assert.deepEqual(differencesOnPaper(paper, ids, expected), [])
    assert.ok(!paper.headings.some((heading) => heading.includes('ofaget')))
    holds(paper, 'c02')
  })

  it('has the verdict, the command and all tables of a comparison', async () => {
    const html = path.join(browser.folder, 'comparison.html')
    await writeComparison(comparison, { html })
    const { paper, ids } = await printed(page, pathToFileURL(html).href)

    assert.deepEqual(differencesOnPaper(paper, ids, comparisonTables(comparison)), [])
    assert.ok(ids.length > 0)
    for (const text of [comparison.verdict, ...comparison.reasons]) holds(paper, text)
  })

  it('has the answer, the command and all tables of a plan', async () => {
    const { html } = await writePlan(path.join(browser.folder, 'plan'), plan)
    const { paper, ids } = await printed(page, pathToFileURL(html).href)

    assert.deepEqual(differencesOnPaper(paper, ids, planTables(plan)), [])
    assert.ok(ids.includes('Bill of 30 days'))
    holds(paper, plan.question)
  })
})

/** On A4, where nothing is cut and everything is that print shows; and which tables it shows. */
async function printed(
  page: Page,
  address: string,
  prepare: (page: Page) => Promise<unknown> = async () => {},
): Promise<{ readonly paper: Paper; readonly ids: readonly string[] }> {
  await page.goto('about:blank')
  await page.goto(address)
  await page.locator('.theme').waitFor()
  await prepare(page)
  const paper = await readPaper(await page.pdf({ format: 'A4', printBackground: true, tagged: true }))
  await page.emulateMedia({ media: 'print' })
  const shown = await page.evaluate<Shown>(shownInPrint)
  await page.emulateMedia({ media: null })
  for (const text of shown.texts) holds(paper, text)
  assert.deepEqual(paper.headings, shown.headings.map(squeezed))
  for (const { width, height, texts, endsWithHeading } of paper.sheets) {
    assert.ok(texts.length > 0 && !endsWithHeading)
    for (const { text, left, right, bottom, top } of texts) {
      const isWhole =
        left > margin - 1 && bottom > margin - 1 && right < width - margin + 1 && top < height - margin + 1
      assert.ok(isWhole, `${text} lies from ${left}, ${bottom} to ${right}, ${top} on ${width} x ${height}`)
    }
  }
  const words = placedTexts(paper)
  assert.ok(shown.controls.length > 3)
  assert.deepEqual(
    shown.controls.filter((label) => words.has(label)),
    [],
  )
  return { paper, ids: shown.tables }
}

interface Shown {
  readonly tables: readonly string[]
  readonly headings: readonly string[]
  readonly texts: readonly string[]
  /** What labels of controls alone say: there are none on paper. */
  readonly controls: readonly string[]
}

/** Runs in the browser. */
const shownInPrint = `(() => {
  const all = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility())
  const textOf = (element) => element.textContent.replaceAll(/\\s+/g, ' ').trim()
  const leaves = (element) => element.children.length === 0 ? [textOf(element)] : [...element.children].flatMap(leaves)
  const operated = 'button:not(.sort), #controls'
  const elsewhere = new Set([...document.body.querySelectorAll('*')]
    .filter((element) => element.closest(operated) === null).flatMap(({ childNodes }) => [...childNodes]).map(textOf))
  return {
    tables: all('table').map((table) => table.closest('[id]:not(#main)')?.id ?? table.closest('[role=region]').getAttribute('aria-label')),
    headings: all('h1, h2, h3').map(textOf),
    texts: all('body *').filter((element) => element.closest('svg, script, style') === null)
      .flatMap(({ childNodes }) => [...childNodes]).filter(({ nodeType }) => nodeType === 3).map(textOf),
    controls: [...document.querySelectorAll(operated)].flatMap(leaves)
      .filter((label) => label.length > 3 && !elsewhere.has(label)),
  }
})()`

/** A sign that repeats what words say has no tag. */
function withoutSign(text: string): string {
  return text.replace(/^[✔✘◆▢] /, '')
}

function holds(paper: Paper, text: string): void {
  const isThere = paper.words.includes(squeezed(text)) || placedTexts(paper).has(text)
  assert.ok(isThere, `not on paper: ${text}`)
}

function placedTexts({ sheets }: Paper): ReadonlySet<string> {
  return new Set(sheets.flatMap(({ texts }) => texts.map(({ text }) => text.trim())))
}

/** Tables of the PDF in the order of `ids` beside what is expected of these. */
function differencesOnPaper(
  { tables }: Paper,
  ids: readonly string[],
  expected: readonly PageTable[],
): readonly string[] {
  assert.equal(tables.length, ids.length)
  const known = ids.map((id) => squeezedTable(expected.find((table) => table.id === id)!))
  const shown = tables.map((table, at) => ({
    id: ids[at]!,
    headings: headingsOf(table, known[at]!),
    rows: table.rows.map(told),
  }))
  return differencesOf(shown, known)
}

function squeezedTable({ id, headings, rows }: PageTable): PageTable {
  return { id, headings: headings.map(squeezed), rows: rows.map((row) => told(row.map(squeezed))) }
}

/** Cells without a text have no tag. */
function told(row: readonly string[]): readonly string[] {
  return row.filter((text) => text !== '')
}

/** Names of groups of columns stand in a row of their own, each once. */
function headingsOf({ head }: PaperTable, { headings }: PageTable): readonly string[] {
  const [leaves, groups] = [head.at(-1)!, head.length > 1 ? head[0]! : []]
  return leaves.map((leaf, at) => {
    const heading = headings[at] ?? ''
    return ['', ...groups].some((group) => group + leaf === heading) ? heading : leaf
  })
}

/** One of the examples that lie in the checkout. */
function example(name: string): unknown {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'reports', name), 'utf8'))
}
