/**
 * What the script of a page does in a real browser: live pictures, downloads,
 * and nothing that the policy does not allow.
 *
 * @module
 */
import assert from 'node:assert/strict'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'

import type { Chart } from '../src/report/charts/chart.ts'
import { chartsOf } from '../src/report/charts/registry.ts'
import { comparisonCharts } from '../src/report/comparison/comparison-charts.ts'
import { firstComparisonView } from '../src/report/comparison/comparison-view.ts'
import { comparisonOf } from '../src/report/comparison/comparison.fixture.ts'
import { writeComparison } from '../src/report/comparison/write-comparison.ts'
import { reportDataOf } from '../src/report/data/report-data.ts'
import { firstView } from '../src/report/data/view.ts'
import { chartCsv } from '../src/report/downloads/chart-data.ts'
import { hgrmText, percentilesCsv } from '../src/report/downloads/percentile-files.ts'
import { withHostileText } from '../src/report/hostile-run.fixture.ts'
import { indexCharts } from '../src/report/index/charts/registry.ts'
import { firstIndexView } from '../src/report/index/index-view.ts'
import { indexOf, runsOfDays } from '../src/report/index/run-index.fixture.ts'
import { drawIndex, writeIndex } from '../src/report/index/write-index.ts'
import { wholePlan } from '../src/report/plan/arbitrary-plan.fixture.ts'
import { planCharts } from '../src/report/plan/plan-charts.ts'
import { firstPlanView } from '../src/report/plan/plan-view.ts'
import { hostilePlan } from '../src/report/plan/plans.fixture.ts'
import { writePlan } from '../src/report/plan/write-plan.ts'
import { storedRun, type StoredRun } from '../src/report/run.fixture.ts'
import { drawStill } from '../src/report/stills/still.ts'
import { printable } from '../src/report/text.ts'
import { chartView } from '../src/report/vega.ts'
import { writeReport } from '../src/report/write-report.ts'
import {
  downloaded,
  livePicture,
  openTab,
  settled,
  skip,
  startBrowser,
  type Tab,
  type TestBrowser,
} from './browser.fixture.ts'
import { drawn, type Drawn } from './drawn-marks.fixture.ts'

const stored = storedRun({ recordsPerCell: 2000 })
const report = reportDataOf(stored.run, stored.logOf)
const days = indexOf(runsOfDays([{}, {}]))
const focus = 'c05'

describe('the script of a page', { skip }, () => {
  let browser: TestBrowser
  const files = new Map<string, string>()

  before(async () => {
    browser = await startBrowser()
    const at = (name: string) => path.join(browser.folder, name)
    files.set('report', (await writeReport(report, at('report'))).html)
    files.set(
      'hostile report',
      await writtenRun(withHostileText(storedRun({ recordsPerCell: 500 })), at('bad')),
    )
    files.set('plan', (await writePlan(at('plan'), wholePlan())).html)
    files.set('hostile plan', (await writePlan(at('bad-plan'), hostilePlan())).html)
    files.set('comparison', at('comparison.html'))
    files.set('index', writeIndex(browser.folder, await drawIndex(days)))
    await writeComparison(comparisonOf(), { html: at('comparison.html') })
  })

  after(() => browser?.close())

  async function opened(name: string, fragment = ''): Promise<Tab> {
    const fresh = await openTab(browser)
    await fresh.page.setViewportSize({ width: 1280, height: 900 })
    await fresh.page.goto(`${pathToFileURL(files.get(name)!).href}${fragment}`)
    return fresh
  }

  const charts: readonly (readonly [string, readonly Chart[]])[] = [
    ['report', chartsOf(report)],
    ['plan', planCharts(wholePlan())],
    ['comparison', comparisonCharts(comparisonOf())],
  ]
  for (const [name, expected] of charts)
    it(`draws every picture of a ${name} at the width that it has, with a described mark for each row behind it`, async () => {
      await using fresh = await opened(name)
      const { page } = fresh

      for (const { id, data } of expected) {
        await livePicture(page, id)
        const { marks, room, width } = await page.evaluate<Drawn>(drawn(id))
        assert.ok(marks > 0, `${id} has marks`)
        assert.equal(marks, data.length, id)
        assert.ok(width <= room && width > 0.5 * room, `${id} is ${width} px wide, where there are ${room}`)
      }

      assert.deepEqual(fresh.complaints, [])
      assert.deepEqual(fresh.requests, [fresh.page.url()])
    })

  for (const name of ['hostile report', 'hostile plan'])
    it(`takes what a ${name} says for text`, async () => {
      await using fresh = await opened(name)
      fresh.page.on('dialog', () => assert.fail('a script of the scenario ran'))
      const ids = await fresh.page.evaluate<string[]>(
        '[...document.querySelectorAll("figure[id]")].map(({ id }) => id)',
      )

      assert.ok(ids.length > 3)
      for (const id of ids) await livePicture(fresh.page, id)

      const texts = await fresh.page.evaluate<string[]>(textsOnPage)
      assert.deepEqual(texts.filter(hasUnprintable), [])
      assert.deepEqual(fresh.complaints, [])
      assert.deepEqual(fresh.requests, [fresh.page.url()])
    })

  for (const [name, picture] of [
    ['report', 'claims'],
    ['comparison', 'changes'],
  ] as const)
    it(`runs on a ${name} no script but its own, and makes none of text`, async () => {
      await using fresh = await opened(name)
      await livePicture(fresh.page, picture)

      const outcome = await fresh.page.evaluate<object>(attack)

      assert.deepEqual(outcome, { injected: false, evaluated: 'EvalError', attribute: false })
    })

  it('has beside each picture the words of that picture, and prints all of what is chosen', async () => {
    const view = { ...firstView, cells: ['c01'], time: 'responseTime', scale: 'linear' } as const
    const planView = { ...firstPlanView, scale: 'linear' } as const
    const comparisonView = { ...firstComparisonView, cells: ['c01'], change: 'amount' } as const
    const indexView = { ...firstIndexView, arms: ['sealed'], statistics: ['p99'] } as const
    for (const [name, fragment, first, chosen] of [
      ['report', '#cells=c01&time=responseTime&scale=linear', chartsOf(report), chartsOf(report, view)],
      ['plan', '#scale=linear', planCharts(wholePlan()), planCharts(wholePlan(), planView)],
      [
        'index',
        '#arms=sealed&statistics=p99',
        indexCharts(days, firstIndexView),
        indexCharts(days, indexView),
      ],
      [
        'comparison',
        '#cells=c01&change=amount',
        comparisonCharts(comparisonOf()),
        comparisonCharts(comparisonOf(), comparisonView),
      ],
    ] as const) {
      await using fresh = await opened(name, fragment)
      await livePicture(fresh.page, chosen[0]!.id)
      const early = await fresh.page.evaluate<Said[]>(saidByEach)
      await fresh.page.pdf()
      const printed = await fresh.page.evaluate<Said[]>(saidByEach)

      for (const { id, live, finding } of early) {
        const standing = [...(live === null ? first : []), ...chosen].find((chart) => chart.id === id)
        assert.equal(finding, standing!.finding, `${name}: ${id}`)
      }
      assert.deepEqual(printed.map(({ id }) => id).toSorted(), chosen.map(({ id }) => id).toSorted(), name)
      for (const chart of chosen) {
        const { live, title, finding, texts } = printed.find(({ id }) => id === chart.id)!
        assert.deepEqual([title, finding], [chart.title, chart.finding], `${name}: ${chart.id}`)
        const drawing = await chartView(chart.spec(Number(live))).toSVG()
        const expected = [...drawing.matchAll(/<text[^>]*>(?<text>.*?)<\/text>/g)].map(({ groups }) =>
          unescaped(groups!['text']!.replaceAll(/<[^>]*>/g, '')),
        )
        assert.deepEqual(
          texts,
          expected.filter((text) => text !== ''),
          `${name}: ${chart.id}`,
        )
      }
      assert.deepEqual(fresh.complaints, [])
    }
  })

  it('gives away what is behind a picture, and the picture', async () => {
    await using fresh = await opened('report')
    const chart = chartsOf(report).find(({ id }) => id === 'sweep')!
    await livePicture(fresh.page, chart.id)
    const { room } = await fresh.page.evaluate<Drawn>(drawn(chart.id))
    const save = (form: string) =>
      downloaded(fresh.page, `figure[id="${chart.id}"] button[data-form="${form}"]`)

    const csv = await save('csv')
    const svg = await save('svg')
    const json = JSON.parse(String((await save('json')).content)) as { source: object; rows: object[] }
    const png = await save('png')

    assert.match(csv.name, /^kinesis-defaults-20261123T124500Z-20170701-sweep\.csv$/)
    assert.equal(String(csv.content), chartCsv(chart))
    assert.equal(String(svg.content), await drawStill(chart, { theme: 'light', width: room }))
    assert.deepEqual(json.source, { kind: 'run', id: stored.run.id, scenario: 'kinesis-defaults' })
    assert.deepEqual(json.rows, chart.data)
    assert.equal(png.content.subarray(1, 4).toString(), 'PNG')
    assert.equal(png.content.readUInt32BE(16), 2 * Number(/ width="(\d+)"/.exec(String(svg.content))![1]))
    assert.deepEqual(fresh.complaints, [])
  })

  it('gives away the percentiles of the cells that are shown', async () => {
    await using fresh = await opened('report')
    await fresh.page.locator('#histograms').scrollIntoViewIfNeeded()
    const detail = report.detailOf(focus)

    const all = await downloaded(fresh.page, '#histograms button[data-series=""]')
    const one = await downloaded(fresh.page, '#histograms button[data-series="put.sealed.serviceTime"]')

    assert.equal(String(all.content), percentilesCsv(focus, detail))
    assert.match(one.name, /-c05-put\.sealed\.serviceTime\.hgrm$/)
    assert.equal(String(one.content), hgrmText(detail.curves['put.sealed.serviceTime']!))
    const link = fresh.page.locator(`#histograms a[href="histograms/${focus}.hlog"]`)
    assert.equal(await link.count(), 1)
  })

  it('draws again at another width', async () => {
    await using fresh = await opened('report')
    await livePicture(fresh.page, 'claims')

    await fresh.page.setViewportSize({ width: 500, height: 900 })

    await fresh.page.locator('#claims:not([data-live="1200"])').waitFor()
    await settled(fresh.page)
    const { room, width } = await fresh.page.evaluate<Drawn>(drawn('claims'))
    assert.equal(width, room)
  })
})

async function writtenRun({ run, logOf }: StoredRun, folder: string): Promise<string> {
  return (await writeReport(reportDataOf(run, logOf), folder)).html
}

interface Said {
  readonly id: string
  /** Width of the drawing; null where none was made yet. */
  readonly live: string | null
  readonly title: string
  readonly finding: string
  /** In the picture. */
  readonly texts: readonly string[]
}

const saidByEach = `[...document.querySelectorAll('figure[id]:not([hidden])')]
  .filter((figure) => figure.querySelector('.picture'))
  .map((figure) => ({
    id: figure.id,
    live: figure.dataset.live ?? null,
    title: figure.querySelector('h3').textContent,
    finding: figure.querySelector('.finding').textContent,
    texts: [...figure.querySelectorAll('.picture svg text')].map(({ textContent }) => textContent).filter((text) => text !== ''),
  }))`

/** As text, what an SVG says. */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

/** What the debugger evaluates is exempt from the policy; what the page does later is not. */
const attack = `new Promise((resolve) => {
  setTimeout(() => {
    const script = document.createElement('script')
    script.textContent = 'window.injected = true'
    document.body.append(script)
    const image = document.createElement('div')
    image.innerHTML = '<img src="data:," onerror="window.attribute = true">'
    document.body.append(image)
    let evaluated = 'ran'
    try { evaluated = (0, eval)('"ran"') } catch ({ name }) { evaluated = name }
    setTimeout(() => resolve({ injected: 'injected' in window, evaluated, attribute: 'attribute' in window }), 100)
  })
})`

/** Of text nodes, and of attributes that are read out or shown. */
const textsOnPage = `(() => {
  const nodes = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT)
  const texts = []
  while (nodes.nextNode()) if (!nodes.currentNode.parentElement.closest('script, style')) texts.push(nodes.currentNode.data)
  for (const element of document.querySelectorAll('[aria-label], [title]')) texts.push(element.ariaLabel ?? '', element.getAttribute('title') ?? '')
  return texts
})()`

/** Line breaks are those of the page's own source. */
function hasUnprintable(text: string): boolean {
  return text.split(/[\t\n]/).some((line) => printable(line) !== line)
}
