import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { randomStream } from '../../random.ts'
import { describeCount } from '../figures.ts'
import { embed } from '../page-embedding.ts'
import type { Run } from '../../run-store/run-format.ts'
import { olderRows } from './index-page.ts'
import { indexOf, runsOfDays } from './run-index.fixture.ts'
import type { RunIndex } from './run-index.ts'
import { renderScenariosPage } from './scenarios-page.ts'
import { drawIndex } from './write-index.ts'

const hostile = '<script>alert(1)</script>"\'&\u202e'

describe('drawIndex', () => {
  it('says of no runs that there are none, and of one that trends begin with two', async () => {
    assert.match(await drawIndex(indexOf([])), /There are no runs here yet\./)

    const page = await drawIndex(indexOf(runsOfDays([{}])))

    assert.match(page, /Trends are drawn from two runs on\./)
    assert.doesNotMatch(page, /<svg/)
  })

  it('lists runs newest first, each with the way to its report', async () => {
    const index = indexOf(runsOfDays([{}, {}, {}]))

    const page = await drawIndex(index)

    const links = [...page.matchAll(/<td><a href="([^"]+)\/report\.html">/g)].map(([, folder]) => folder)
    assert.deepEqual(links, index.runs.map(({ folder }) => folder).toReversed())
    assert.equal([...page.matchAll(/<figure/g)].length, 7)
    // A class of the first screen of a report makes it as large as there.
    assert.match(page, /<td class="(holds|refuted|inconclusive|invalid|none)"><b class="word">/)
  })

  it('names a run without a report and does not link to it', async () => {
    const index = indexOf(runsOfDays([{}]))
    const [run] = index.runs

    const page = await drawIndex({ ...index, runs: [{ ...run!, hasReport: false }] })

    assert.doesNotMatch(page, /report\.html/)
    assert.match(page, /no report is drawn/)
  })

  it('tells what is new with a run, what was compared and what is left out', async () => {
    const index: RunIndex = {
      ...indexOf(runsOfDays([{}, {}]), { 1: 'node: Node: v26.10.0 against v26.11.0' }),
      skipped: [{ folder: 'broken', reason: 'run.json is not valid JSON' }],
      comparisons: [
        {
          page: 'kinesis-defaults-comparisons/20261124T000000Z-0001/comparison.html',
          name: '20261124T000000Z-0001',
          verdict: 'regression',
          exitCode: 4,
          base: 'main',
          candidate: 'candidate',
          candidateRuns: [indexOf(runsOfDays([{}, {}])).runs[1]!.id],
          reasons: ['put.sealed.serviceTime p50 is slower'],
        },
      ],
    }

    const page = await drawIndex(index)

    assert.match(page, /Node: v26\.10\.0 against v26\.11\.0; compared with main: regression/)
    assert.match(page, /href="\.\.\/kinesis-defaults-comparisons\/20261124T000000Z-0001\/comparison\.html"/)
    assert.match(page, /Left out[^]*broken[^]*not valid JSON/)
  })

  it('marks each run of part of a sweep, whether the run before was one or not', async () => {
    const told = { command: 'run', scenario: null, cells: { ids: ['c01'], of: 2 } } as unknown as Run['told']
    const part = (run: Run): Run => ({ ...run, cells: run.cells.slice(0, 1), told })
    const [whole, one, other] = runsOfDays([{}, {}, {}])

    const page = await drawIndex(indexOf([whole!, part(one!), part(other!)]))
    const news = [...page.matchAll(/<td class="text">([^<]*)<|<td>([^<]*)<\/td>\s*<\/tr>/g)]

    assert.equal(page.match(/<td[^>]*>1 of 2 cells<\/td>/g)!.length, 2, JSON.stringify(news.slice(0, 4)))
    assert.match(page, /; 2 ran part of their sweep/)
    assert.doesNotMatch(await drawIndex(indexOf([whole!, one!])), /of 2 cells|part of their sweep/)
  })

  it('has a row of its own for each copy of a run, by its folder', async () => {
    const { runs, ...index } = indexOf(runsOfDays([{}]))
    const [run] = runs
    const copy = { ...run!, id: `${run!.id} in copy`, folder: 'copy', order: 2 }
    const comparison = {
      page: undefined,
      name: 'compared',
      verdict: 'regression',
      exitCode: 4,
      base: 'main',
      candidate: 'candidate',
      candidateRuns: [run!.id],
      reasons: [],
    } as const

    const page = await drawIndex({ ...index, runs: [run!, copy], comparisons: [comparison] })

    assert.match(page, /data-run="copy">\s*<td><a href="copy\/report\.html">\S+ in copy<\/a>/)
    assert.match(page, new RegExp(`data-run="${run!.id}"`))
    assert.equal(page.match(/compared with main: regression/g)!.length, 2)
  })

  it('shows what a scenario calls itself as text, whatever that is', async () => {
    const runs = runsOfDays([{}, {}]).map((run): Run => ({
      ...run,
      id: `${run.id}${hostile}`,
      scenario: { ...run.scenario, name: hostile, question: hostile },
      reasons: [hostile],
      environment: { ...run.environment, startedAt: hostile, sealbench: hostile, cpuModel: hostile },
      claims: run.claims.map((claim) => ({ ...claim, id: hostile, statement: hostile, reason: hostile })),
      cells: run.cells.map((cell) => ({ ...cell, params: { [hostile]: hostile } })),
    }))

    const page = await drawIndex(indexOf(runs, { 1: hostile }))

    assert.doesNotMatch(page, /<script>alert/i)
    assert.doesNotMatch(page, /\u202e/)
    assert.match(page, /&lt;script&gt;/)
  })

  for (const [count, listed] of [
    [500, 500],
    [501, 500],
    [4100, 500],
  ] as const)
    it(`stays below a size that opens at once, and says what it does not list, with ${count} runs`, async () => {
      const page = await drawIndex(hourly(count))

      const text = page.replaceAll(/\s+/g, ' ')
      assert.ok(text.includes(`The pictures show the newest 40 of ${describeCount(count)} runs.`))
      assert.ok(text.includes(`<span>${describeCount(count)} runs</span>`))
      assert.equal([...page.matchAll(/<td><a href="run-\d+\/report\.html">/g)].length, listed)
      assert.ok(page.includes(`href="run-${count - 1}/report.html"`))
      const said = `The table lists the newest 500 of ${describeCount(count)} runs. <button type="button" name="older" hidden>`
      assert.equal(text.includes(said), count > listed)
      assert.equal(text.includes('Of the oldest 100 the reports lie in their folders'), count === 4100)
      assert.ok(Buffer.byteLength(page) < 1e6, `${Buffer.byteLength(page)} bytes`)
    })
})

describe('olderRows', () => {
  it('has a row for each run that the table does not list, newest first, and 3,500 at most', () => {
    assert.deepEqual(foldersOf(500), [])
    assert.deepEqual(foldersOf(503), [2, 1, 0])
    const most = foldersOf(4001)
    assert.deepEqual([most.length, most[0], most.at(-1)], [3500, 3500, 1])
  })
})

/** Places of the runs that have a row among the older of so many. */
function foldersOf(count: number): number[] {
  const rows = olderRows({ runs: copies(count), comparisons: [] })
  return [...rows.matchAll(/<tr data-run="run-(\d+)"/g)].map(([, place]) => Number(place))
}

/** Of one run, so many. */
function copies(count: number): RunIndex['runs'] {
  const [run] = indexOf(runsOfDays([{}])).runs
  return Array.from({ length: count }, (_, place) => ({ ...run!, folder: `run-${place}`, order: place + 1 }))
}

/** So many runs of ten cells, hour by hour; no two figures of them are equal. */
function hourly(count: number): RunIndex {
  const index = indexOf(runsOfDays([{}]))
  const [run] = index.runs
  const random = randomStream(7, 'figures')
  const runs = Array.from({ length: count }, (_, place) => ({
    ...run!,
    id: `run-${place}`,
    folder: `run-${place}`,
    order: place + 1,
    startedAtMs: run!.startedAtMs! + place * 3_600_000,
    updates: ['sealbench: 0.1.0 against 0.2.0', 'working tree: as committed against changed'],
    cells: Array.from({ length: 10 }, (_cell, at) => ({
      ...varied(run!.cells[at % 2]!, random),
      id: `c${at + 1}`,
    })),
  }))
  return { ...index, runs }
}

/** With every figure some 2 % elsewhere. */
function varied<Figures>(figures: Figures, random: ReturnType<typeof randomStream>): Figures {
  return JSON.parse(JSON.stringify(figures), (_, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? value * (1 + 0.02 * random.normal()) : value,
  ) as Figures
}

describe('renderScenariosPage', () => {
  it('shows the newest run of each scenario, also where it cannot be read', () => {
    const [run] = indexOf(runsOfDays([{}])).runs

    const page = renderScenariosPage(
      {
        name: 'reports',
        scenarios: [
          { folder: 'kinesis defaults', runs: 3, newest: run, reason: undefined },
          { folder: 'broken', runs: 1, newest: undefined, reason: 'run.json is not valid JSON' },
        ],
        pages: [],
        skipped: [],
      },
      embed(''),
    )

    assert.match(page, /2 scenarios, 4 runs/)
    assert.match(page, /href="kinesis%20defaults\/index\.html"/)
    assert.match(page, new RegExp(`href="kinesis%20defaults/${run!.id}/report\\.html"`))
    assert.match(page, /The newest cannot be read: run\.json is not valid JSON/)
  })

  it('says of no scenarios that there are none', () => {
    assert.match(
      renderScenariosPage(
        {
          name: hostile,
          scenarios: [],
          pages: [{ folder: hostile, kind: 'plan', page: 'plan.html' }],
          skipped: [],
        },
        embed(''),
      ),
      /There are no runs here yet\./,
    )
  })

  it('says of a plan without a page by which command it gets one', () => {
    const pages = [
      { folder: 'a plan', kind: 'plan' as const, page: undefined },
      { folder: 'drawn', kind: 'plan' as const, page: 'plan.html' },
    ]
    const page = renderScenariosPage({ name: 'reports', scenarios: [], pages, skipped: [] }, embed(''))

    assert.match(
      page,
      /a plan: a plan without a page\.[^<]*<code>npx sealbench report &#39;a plan&#39;<\/code>/,
    )
    assert.match(page, /<a href="drawn\/plan\.html">drawn<\/a>: a plan<\/li>/)
  })
})
