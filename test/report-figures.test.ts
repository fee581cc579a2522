/**
 * The figures of a report, read back out of the page as people see it: every
 * one in every table is that of run.json or of the histograms, rounded to the
 * digits that are shown, whatever the view.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'

import type { Page } from 'playwright-core'

import { makePlanQuietly } from '../scripts/make-plan-quietly.ts'
import { planSchema, type Plan, type PlanCell } from '../src/planner/plan-document.ts'
import { whatIfOf } from '../src/planner/what-if.ts'
import { chartsOf } from '../src/report/charts/registry.ts'
import { writeComparison } from '../src/report/comparison/write-comparison.ts'
import { reportDataOf, type ReportData } from '../src/report/data/report-data.ts'
import { firstView, type View } from '../src/report/data/view.ts'
import { writePlan } from '../src/report/plan/write-plan.ts'
import type { StoredRun } from '../src/report/run.fixture.ts'
import { comparisonSchema, type Change } from '../src/run-store/comparison-format.ts'
import { loadScenario } from '../src/scenario/load-scenario.ts'
import { livePicture, skip, startBrowser, writtenReport, type TestBrowser } from './browser.fixture.ts'
import { focusOf } from './figures/cells.fixture.ts'
import { comparisonTables } from './figures/comparison.fixture.ts'
import { firstScreenTexts, sweptTexts } from './figures/first-screen.fixture.ts'
import { runTables } from './figures/pictures.fixture.ts'
import { choicesTable, chosenTables, planTables } from './figures/plan.fixture.ts'
import { alikeLine, whatIfTable } from './figures/what-if.fixture.ts'
import { tellingRun } from './figures/run.fixture.ts'
import { faultsOf, tellable } from './figures/sentences.fixture.ts'
import {
  differencesOf,
  figuresIn,
  liveSayings,
  liveTables,
  stillTables,
  stillTexts,
  type PageTable,
} from './figures/tables.fixture.ts'

/** Between them they have every picture that there is. */
const runs = {
  caches: sourceOf({
    sweep: { 'keyCache.ttl': ['1 min', '5 min'], 'keyCache.rotation': ['5 min', '1 h'] },
    recordsPerCell: 6000,
  }),
  strategies: sourceOf({
    sweep: {
      'keyCache.policy': ['ttl', 'lru', 'none'],
      'records.size': ['1 KiB', '10 KiB', '100 KiB'],
    },
    recordsPerCell: 2000,
  }),
}
/** Each with the cells that it shows. */
const planViews = [
  ['', ['c01', 'c02', 'c03', 'c04']],
  ['#cells=c04', ['c04']],
  ['#cells=c02,c03', ['c02', 'c03']],
] as const
let severalCells: Plan | undefined

/** The other run has all others. */
const onlyOfStrategies = ['strategies', 'crossover']
const views: readonly (readonly [string, Partial<View>])[] = [
  ['', {}],
  ['#time=responseTime&percentiles=50,99.99', { time: 'responseTime', percentiles: [50, 99.99] }],
  [
    '#unit=call&arms=plain,sealed,overhead&percentiles=90',
    { unit: 'call', arms: ['plain', 'sealed', 'overhead'], percentiles: [90] },
  ],
  [
    '#cells=c02,c03&operations=get&arms=sealed,delta',
    { cells: ['c02', 'c03'], operations: ['get'], arms: ['sealed', 'delta'] },
  ],
  ['#cells=c04&unit=call&operations=put', { cells: ['c04'], unit: 'call', operations: ['put'] }],
]

/** Each shows the distribution of gets alone. */
const comparisonViews: readonly (readonly [fragment: string, isChosen: (change: Change) => boolean])[] = [
  ['#operations=get&change=amount', ({ metric }) => metric.startsWith('get.')],
  [
    '#search=get,p9&change=amount&scale=linear',
    ({ metric, statistic }) => metric.startsWith('get.') && statistic !== 'p50',
  ],
]

describe('the figures of a report', { skip }, () => {
  let browser: TestBrowser
  let page: Page
  const addresses = new Map<string, string>()
  before(async () => {
    browser = await startBrowser()
    page = await browser.context.newPage()
    for (const [name, run] of Object.entries(runs))
      addresses.set(name, await writtenReport(browser, name, run))
  })
  after(() => browser?.close())

  for (const [name, source] of Object.entries(runs)) {
    it(`are those of the run in every table, before a script runs: ${name}`, async () => {
      const expected = tablesOf(source, firstView)

      const shown = await stillTables(page, readFileSync(fileURLToPath(addresses.get(name)!), 'utf8'))

      assert.deepEqual(differencesOf(shown, expected), [])
      assert.equal(figuresIn(shown), figuresIn(expected))
    })

    it(`are those of the run in what each picture says in words and by its marks: ${name}`, async () => {
      const told = { ...source, focus: focusOf(source.run) }
      const tables = new Map(tablesOf(source, firstView).map((table) => [table.id, table]))
      const charts = chartsOf(source).filter(({ id }) => name === 'caches' || onlyOfStrategies.includes(id))
      await open(page, addresses.get(name)!)

      const pictures = await liveSayings(
        page,
        charts.map(({ id }) => id),
      )

      const faults = pictures.flatMap((picture) => {
        const { data } = charts.find(({ id }) => id === picture.id)!
        return faultsOf(picture, data, tellable(told, firstView, tables.get(picture.id)!))
      })
      assert.deepEqual(faults, [])
    })

    for (const [fragment, changes] of name === 'caches' ? views : views.slice(2, 3))
      it(`are those of the run in every table on the view ${fragment || '#'}: ${name}`, async () => {
        await open(page, addresses.get(name)! + fragment)
        const expected = tablesOf(source, { ...firstView, ...changes })

        const shown = await liveTables(page)

        assert.deepEqual(differencesOf(shown, expected), [])
        assert.equal(figuresIn(shown), figuresIn(expected))
      })
  }

  it('are those of the run on the first screen and in the notes', async () => {
    const expected = firstScreenTexts(runs.caches.run)
    const html = readFileSync(fileURLToPath(addresses.get('caches')!), 'utf8')

    const texts = await stillTexts(page, html, Object.keys(expected))

    assert.deepEqual(texts, expected)
  })

  it('are those of strategies and sizes in the sentences beside the verdict', async () => {
    const html = readFileSync(fileURLToPath(addresses.get('strategies')!), 'utf8')

    const texts = await stillTexts(page, html, ['.swept'])

    assert.equal(texts['.swept']!.length, 2)
    assert.deepEqual(texts['.swept'], sweptTexts(runs.strategies.run))
  })

  it('are those of comparison.json in every table of its page', async () => {
    const comparison = comparisonSchema.parse(stored('example-comparison/comparison.json'))
    const html = path.join(browser.folder, 'comparison.html')
    await writeComparison(comparison, { html })

    const shown = await stillTables(page, readFileSync(html, 'utf8'))

    assert.deepEqual(differencesOf(shown, comparisonTables(comparison)), [])
  })

  for (const [fragment, isChosen] of comparisonViews)
    it(`are those of the figures of comparison.json that are chosen: ${fragment}`, async () => {
      const comparison = comparisonSchema.parse(stored('example-comparison/comparison.json'))
      const html = path.join(browser.folder, 'comparison.html')
      await writeComparison(comparison, { html })
      await open(page, pathToFileURL(html).href + fragment)
      await livePicture(page, 'changes')
      const changes = comparison.changes.filter(isChosen)
      const shifts = comparison.shifts.filter(({ operation }) => operation === 'get')

      const shown = await liveTables(page)

      const expected = comparisonTables({ ...comparison, changes, shifts }, true).map((table) =>
        table.id === 'shift-1-get' ? { ...table, id: 'shift-2-get' } : table,
      )
      assert.deepEqual(differencesOf(shown, expected), [])
      assert.equal(figuresIn(shown), figuresIn(expected))
    })

  it('are those of plan.json in every table of its page', async () => {
    const plan = planSchema.parse(stored('example-plan/plan.json'))
    const { html } = await writePlan(path.join(browser.folder, 'plan'), plan)

    const shown = await stillTables(page, readFileSync(html, 'utf8'))

    assert.deepEqual(differencesOf(shown, planTables(plan)), [])
  })

  it('are those of two fleets of plan.json in the table of what if, and in the line of what is alike', async () => {
    const plan = planSchema.parse(stored('example-plan/plan.json'))
    const [base] = plan.cells as [PlanCell]
    const other = anotherFleet(base)
    const whatIf = whatIfOf('another fleet', base, other)
    const { html } = await writePlan(path.join(browser.folder, 'what-if'), { ...plan, whatIf })
    const text = readFileSync(html, 'utf8')

    const shown = await stillTables(page, text)

    const expected = whatIfTable('another fleet', base, other)
    assert.ok(expected.rows.length > 15)
    assert.deepEqual(
      differencesOf(
        shown.filter(({ id }) => id === expected.id),
        [expected],
      ),
      [],
    )
    const { p } = await stillTexts(page, text, ['p'])
    assert.ok(p!.includes(alikeLine(base, other)))
  })

  for (const [fragment, chosen] of planViews)
    it(`are those of the cells of plan.json that are chosen, and of its choices: ${fragment || '#'}`, async () => {
      severalCells ??= await planOfSeveralCells()
      const { html } = await writePlan(path.join(browser.folder, 'several'), severalCells)
      await open(page, pathToFileURL(html).href + fragment)
      // Its tables are live when it is.
      await livePicture(page, 'bill')
      const expected = [...chosenTables(severalCells, chosen), choicesTable(severalCells.choices!)]
      const ids = new Set(expected.map(({ id }) => id))

      const shown = await liveTables(page)

      assert.deepEqual(
        differencesOf(
          shown.filter(({ id }) => ids.has(id)),
          expected,
        ),
        [],
      )
    })
})

/** With more of some figures, less of others, none lost or left, and the same quota. */
function anotherFleet(cell: PlanCell): PlanCell {
  const factors = [1.5, 0.31, 27.4, 1.002, 0.9996]
  let place = 0
  const other = JSON.parse(JSON.stringify(cell), (_, value: unknown) =>
    typeof value === 'number' ? value * factors[place++ % factors.length]! : value,
  ) as PlanCell
  return {
    ...other,
    analysis: { ...other.analysis, quota: { ...other.analysis.quota, perSecond: 10_000, headroom: 0.25 } },
    simulation: { ...other.simulation!, lost: { mean: 0, ci95: [0, 0] } },
  }
}

/** By theory alone, with settings searched for. */
async function planOfSeveralCells(): Promise<Plan> {
  const file = path.join(import.meta.dirname, '../scenarios/plans/a-thousand-credentials.yaml')
  const constraints = {
    maxUsd: 0.2,
    maxP99AddedS: null,
    maxExposureS: null,
    maxRecordsPerKey: null,
    minQuotaHeadroom: null,
  }
  return makePlanQuietly(loadScenario(file, {}, 'plan'), null, constraints)
}

/** One of the examples that lie in the checkout. */
function stored(name: string): unknown {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, '..', 'reports', name), 'utf8'))
}

/** Anew, even where only the fragment is another. */
async function open(page: Page, address: string): Promise<void> {
  await page.goto('about:blank')
  await page.goto(address)
  await page.locator('.theme').waitFor()
}

function sourceOf(options: Parameters<typeof tellingRun>[0]): StoredRun & Pick<ReportData, 'detailOf'> {
  const { run, logOf } = tellingRun(options)
  return { run, logOf, detailOf: reportDataOf(run, logOf).detailOf }
}

function tablesOf(source: ReturnType<typeof sourceOf>, view: View): readonly PageTable[] {
  const { run } = source
  const focus = run.cells.find(({ id }) => id === view.cells[0]) ?? focusOf(run)
  return runTables({ ...source, focus }, view)
}
