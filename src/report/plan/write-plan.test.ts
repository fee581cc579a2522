import assert from 'node:assert/strict'
import { globSync, mkdirSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { OutputUnwritableError } from '../../errors.ts'
import { planSchema, type Plan } from '../../planner/plan-document.ts'
import { packedPlan } from '../data/page-data.ts'
import { writtenPage } from '../page.fixture.ts'
import { embed } from '../page-embedding.ts'
import { drawSvg } from '../draw-svg.ts'
import { arbitraryPlan, wholePlan } from './arbitrary-plan.fixture.ts'
import { planChartIds, planCharts } from './plan-charts.ts'
import { planPage } from './plan-page.ts'
import { cellOf, planOf, simulationOf } from './plan.fixture.ts'
import { choicesOf, curvesOf, hostilePlan, millionOf, sweepOf, verificationOf } from './plans.fixture.ts'
import { writePlan } from './write-plan.ts'

const names = ['plan.csv', 'plan.html', 'plan.json', 'plan.md']

describe('writePlan', () => {
  it('writes page, Markdown, CSV, the plan and its pictures, and says where', async () => {
    using folder = places()

    const files = await writePlan(folder.at('new/place'), wholePlan())

    assert.deepEqual(planSchema.parse(JSON.parse(readFileSync(files.json, 'utf8'))), wholePlan())
    assert.deepEqual(
      folder.files('new/place'),
      [
        ...names,
        ...planCharts(wholePlan()).flatMap(({ id }) => [`charts/${id}.svg`, `charts/${id}-dark.svg`]),
      ].toSorted(),
    )
    for (const file of [files.html, files.markdown, files.csv, ...files.charts])
      assert.ok(readFileSync(file).length > 0)
  })

  it('writes the same files of the same plan, byte for byte', async () => {
    const [one, other] = [await page(sweepOf()), await page(sweepOf())]

    assert.equal(one, other)
  })

  it('writes all of them or none', async () => {
    using folder = places()
    writeFileSync(folder.at('plan.html'), 'old')
    // A folder cannot be replaced by a file.
    mkdirSync(folder.at('plan.json'))

    await assert.rejects(writePlan(folder.at(''), sweepOf()), OutputUnwritableError)

    assert.deepEqual(folder.files(''), ['plan.html'])
    assert.equal(readFileSync(folder.at('plan.html'), 'utf8'), 'old')
  })

  it('leaves no picture of the plan that was there before, and every file of another name', async () => {
    using folder = places()
    await writePlan(folder.at('p'), wholePlan())
    writeFileSync(folder.at('p/charts/mine.svg'), '')

    const { charts } = await writePlan(folder.at('p'), planOf())

    const left = folder.files('p').filter((name) => name.startsWith('charts/'))
    const own = charts
      .map((file) => path.basename(file, '.svg'))
      .flatMap((id) => [`charts/${id}.svg`, `charts/${id}-dark.svg`])
    assert.ok(charts.length < planChartIds.length)
    assert.deepEqual(left, [...own, 'charts/mine.svg'].toSorted())
  })

  it('says where it cannot write', async () => {
    using folder = places()
    writeFileSync(folder.at('file'), '')

    await assert.rejects(writePlan(folder.at('file/plan'), planOf()), OutputUnwritableError)
  })
})

describe('the page of a plan', () => {
  it('opens offline: no script but its own, nothing from elsewhere', async () => {
    const html = await written(wholePlan())

    assert.doesNotMatch(html, /<script|<iframe|<link|<img|@import|\son\w+=|javascript:| style="/i)
    assert.doesNotMatch(html, /(?:href|src|url)\s*[=(]\s*["']?(?:https?:)?\/\//i)
  })

  it('has each picture, with how to read it, what it says, and a table', async () => {
    const html = await written(wholePlan())

    const figures = html.split('<figure').slice(1)
    assert.equal(figures.length, planCharts(wholePlan()).length)
    for (const figure of figures) {
      const text = figure.split('</figure>')[0]!
      assert.equal(text.split('<svg').length - 1, 1)
      assert.match(text, /class="finding">[^<]{20}/)
      assert.match(text, /class="how">(?:<abbr[^>]*>)?[^<]{5}/)
      assert.match(text, /<td/)
    }
  })

  it('says numbers of the document, of every cell', async () => {
    const html = await written(sweepOf())

    for (const { bill, simulation } of sweepOf().cells) {
      const usd = bill.encryptionUsd.toLocaleString('en-US', { maximumFractionDigits: 2 })
      const throttled = simulation!.throttled.mean.toLocaleString('en-US', { maximumFractionDigits: 0 })
      assert.ok(html.includes(`>${usd}</td>`), usd)
      assert.ok(html.includes(`>${throttled}<small>`), throttled)
    }
  })

  it('reads whatever a plan says as text', async () => {
    const html = await written(hostilePlan())

    assert.doesNotMatch(html, /<script|<iframe|<img/i)
    for (const [tag] of html.matchAll(/<[a-z][^<]*?>/gi))
      assert.doesNotMatch(tag.replaceAll(/"[^"]*"/g, ''), /onload|alert/, tag)
    assert.match(html, /&lt;script&gt;/)
    // oxlint-disable-next-line no-control-regex
    assert.doesNotMatch(html, /\u202e|\u001b/)
  })

  it('has the tables of other cells as well, and none where there is one cell', async () => {
    assert.equal((await written(sweepOf())).split('<summary>c0').length - 1, 7)
    assert.doesNotMatch(await written(planOf()), /The other cells/)
  })

  it('prints no NaN, undefined, null or Infinity, and draws, whatever the numbers', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryPlan(), async (plan) => {
        const charts = planCharts(plan)
        const texts = charts.map(({ finding, howToRead, table }) =>
          [finding, howToRead, ...table.rows.flat()].join(' '),
        )
        const pictures = await Promise.all(
          charts.map(({ id, title, spec }) => drawSvg({ id, title, spec: spec(340) })),
        )

        assert.doesNotMatch(
          [writtenPage(planPage(plan, [], embed('', packedPlan(plan)))).html, ...texts, ...pictures].join(
            ' ',
          ),
          /NaN|undefined|\bnull\b|Infinity|\[object/,
        )
      }),
      { numRuns: 15 },
    )
  })
})

describe('planCharts', () => {
  it('has pictures of known names alone, each of them where all is to be shown', () => {
    assert.deepEqual(idsOf(wholePlan()).toSorted(), [...planChartIds].toSorted())
  })

  it('has no picture of nothing', () => {
    const { series } = simulationOf()
    const silent = {
      ...series,
      bins: series.bins.map((bin) => ({ ...bin, attempts: 0, busiestSecond: 0 })),
    }

    assert.deepEqual(idsOf(planOf({ cells: [cellOf({ simulation: null })] })), ['exposure', 'bill'])
    assert.deepEqual(idsOf(planOf({ cells: [cellOf({ simulation: simulationOf({ series: silent }) })] })), [
      'exposure',
      'bill',
    ])
    assert.deepEqual(
      idsOf(planOf({ curves: [{ ...curvesOf()[0]!, points: curvesOf()[0]!.points.slice(0, 1) }] })),
      ['calls-over-time', 'exposure', 'bill'],
    )
    assert.deepEqual(idsOf(planOf({ verification: { ...verificationOf(), checks: [] } })), [
      'calls-over-time',
      'exposure',
      'bill',
    ])
  })

  it('compares outcomes of two cells or more, where something goes wrong', () => {
    const [first, second] = sweepOf().cells as [Plan['cells'][number], Plan['cells'][number]]

    assert.ok(idsOf(planOf({ cells: [first, second] })).includes('outcomes'))
    assert.ok(!idsOf(planOf({ cells: [first] })).includes('outcomes'))
    assert.ok(!idsOf(planOf({ cells: [cellOf(), cellOf({ id: 'c02' })] })).includes('outcomes'))
  })

  it('puts the quota into the picture of calls where it is near, else says how far it is', async () => {
    assert.match(await drawn(sweepOf(), 'calls-over-time'), /quota 10,000 \/s</)
    assert.match(
      await drawn(millionOf(), 'calls-over-time'),
      /quota 10,000 \/s: 2,232 times as high as this axis ↑</,
    )
  })

  it('draws another quota for as long as it holds', async () => {
    const { series } = simulationOf()
    const otherQuotas = [{ fromS: 1800, toS: 2400, perSecond: 2 }]
    const cell = cellOf({ simulation: simulationOf({ series: { ...series, otherQuotas } }) })

    const svg = await drawn(planOf({ cells: [cell] }), 'calls-over-time')

    assert.match(svg, />quota 2 \/s</)
    assert.match(svg, />quota 10,000 \/s: /)
  })

  it('labels each quota where it holds', async () => {
    const otherQuotas = [{ fromS: 300, toS: 600, perSecond: 15_000 }]
    const [first] = sweepOf().cells
    const simulation = { ...first!.simulation!, series: { ...first!.simulation!.series, otherQuotas } }

    const svg = await drawn(planOf({ cells: [{ ...first!, simulation }] }), 'calls-over-time')

    assert.match(svg, /text-anchor="start" transform="translate\(0,[^>]*>quota 10,000 \/s</)
    assert.match(svg, /text-anchor="end"[^>]*>quota 15,000 \/s</)
  })

  it('says of curves which quota holds in the busiest second, where a disturbance sets another', () => {
    const points = curvesOf()[1]!.points.map((point) =>
      point.value > 100 ? { ...point, busiestQuota: 5000 } : point,
    )
    const { finding, table } = planCharts(planOf({ curves: [{ knob: 'frontEnds', points }] })).find(
      ({ id }) => id === 'against-fleet-size',
    )!

    assert.match(
      finding,
      /above the quota that holds then \(5,000 to 10,000 \/s\) at 10,000, 100,000, 1,000,000\./,
    )
    assert.ok(table.columns.some(({ label }) => label === 'quota then'))
  })

  it('sets cost against exposure where no setting lets records wait', () => {
    const choices = choicesOf()
    const options = choices.options.map((option) => ({ ...option, waitP99S: 0 }))

    assert.equal(titleOf(planOf({ choices })), 'Cost against wait of each setting')
    assert.equal(
      titleOf(planOf({ choices: { ...choices, options } })),
      'Cost against exposure of each setting',
    )
  })

  it('says why a setting falls out, and which is planned', async () => {
    const svg = await drawn(planOf({ choices: choicesOf() }), 'pareto-front')

    assert.match(
      svg,
      /keyCache\.ttl 1 min, keyCache\.jitter 0: 1,555\.20 USD, [^"]* ✘ costs 1555 USD, more than 400"/,
    )
    assert.match(svg, />as planned</)
  })

  it('has a mark for each check, and those far out at the edge', async () => {
    const svg = await drawn(planOf({ verification: verificationOf() }), 'verification')

    for (const { figure, one, other, sigmas } of verificationOf().checks)
      assert.ok(
        svg.includes(`${figure}, ${one} against ${other}: ${String(sigmas).replace('-', '−')} sigmas"`),
        figure,
      )
  })
})

/** Of the picture of choices. */
function titleOf(plan: Plan): string | undefined {
  return planCharts(plan).find(({ id }) => id === 'pareto-front')?.title
}

function idsOf(plan: Plan): string[] {
  return planCharts(plan).map(({ id }) => id)
}

function drawn(plan: Plan, wanted: string): Promise<string> {
  const { id, title, spec } = planCharts(plan).find((chart) => chart.id === wanted)!
  return drawSvg({ id, title, spec: spec(920) })
}

const pages = new Map<string, Promise<string>>()

/** The page, drawn once for all tests. */
function written(plan: Plan): Promise<string> {
  const key = JSON.stringify(plan)
  if (!pages.has(key)) pages.set(key, page(plan))
  return pages.get(key)!
}

async function page(plan: Plan): Promise<string> {
  using folder = places()
  const { html } = await writePlan(folder.at('plan'), plan)
  return writtenPage(readFileSync(html, 'utf8')).html
}

function places() {
  const folder = mkdtempDisposableSync(path.join(os.tmpdir(), 'sealbench-test-'))
  return {
    at: (name: string): string => path.join(folder.path, name),
    files: (name: string): string[] =>
      globSync('**', { cwd: path.join(folder.path, name), withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(path.join(folder.path, name), path.join(entry.parentPath, entry.name)))
        .toSorted(),
    [Symbol.dispose]: () => folder.remove(),
  }
}
