import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import type { Plan } from '../../planner/plan-document.ts'
import { packedPlan } from '../data/page-data.ts'
import { writtenPage } from '../page.fixture.ts'
import { embed } from '../page-embedding.ts'
import { drawSvg } from '../draw-svg.ts'
import { arbitraryPlan, wholePlan } from './arbitrary-plan.fixture.ts'
import { planCharts } from './plan-charts.ts'
import { planPage } from './plan-page.ts'
import { cellOf, planOf } from './plan.fixture.ts'
import { hostilePlan, sweepOf } from './plans.fixture.ts'
import { timeGridOf } from './time-grid.fixture.ts'
import { pageOf } from './written-plan.fixture.ts'

describe('planPage', () => {
  it('opens offline: no script but its own, nothing from elsewhere', async () => {
    const html = await pageOf(wholePlan())

    assert.doesNotMatch(html, /<script|<iframe|<link|<img|@import|\son\w+=|javascript:| style="/i)
    assert.doesNotMatch(html, /(?:href|src|url)\s*[=(]\s*["']?(?:https?:)?\/\//i)
  })

  it('says which fleet it is of, when it was made, and how to have it again', async () => {
    const told = ['plan', '--front-ends', '4', '--rate', '100 /s']
    const html = await pageOf({ ...wholePlan(), createdAt: '2026-11-26T13:58:20.123Z', told })
    const { told: _, ...untold } = wholePlan()

    assert.match(
      html,
      /<dt>fleet<\/dt>\s*<dd>[^<]*10,000 front ends, [^<]* consumers?, [^<]*; [^<]* records\/s, TTL [^<]*, rotation /,
    )
    assert.match(html, /<span>2026-11-26 13:58 UTC<\/span>/)
    assert.match(
      html,
      /<code class="command">npx sealbench plan --front-ends 4 --rate (?:'|&#39;)100 \/s(?:'|&#39;)<\/code>/,
    )
    assert.doesNotMatch(await pageOf(untold), /<dt>again/)
  })

  it('has each picture, with how to read it, what it says, and a table', async () => {
    const html = await pageOf(wholePlan())

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

  it('says which cells some pictures are not there of, and nothing where all have them', () => {
    const cells = ['c01', 'c02', 'c03', 'c04'].map((id) => cellOf({ id }))
    const looked = (...ids: string[]) => {
      const otherOutlooks = ids.map((cell) => ({ cell, curves: [], timeGrid: timeGridOf() }))
      return textOf(planOf({ cells, timeGrid: timeGridOf(), otherOutlooks }))
    }

    assert.match(
      looked('c02'),
      /TTL with rotation, are drawn of the first 2 cells\. c03 and 1 other cell have none, as each/,
    )
    assert.match(looked('c02', 'c03'), /the first 3 cells\. c04 has none/)
    assert.doesNotMatch(looked('c02', 'c03', 'c04'), /are drawn of the first/)
    assert.doesNotMatch(textOf(planOf({ timeGrid: timeGridOf() })), /are drawn of the first/)
  })

  it('says numbers of the document, of every cell', async () => {
    const html = await pageOf(sweepOf())

    for (const { bill, simulation } of sweepOf().cells) {
      const usd = bill.encryptionUsd.toLocaleString('en-US', { maximumFractionDigits: 2 })
      const throttled = simulation!.throttled.mean.toLocaleString('en-US', { maximumFractionDigits: 0 })
      assert.ok(html.includes(`>${usd}</td>`), usd)
      assert.ok(html.includes(`>${throttled}<small>`), throttled)
    }
  })

  it('reads whatever a plan says as text', async () => {
    const html = await pageOf(hostilePlan())

    assert.doesNotMatch(html, /<script|<iframe|<img/i)
    for (const [tag] of html.matchAll(/<[a-z][^<]*?>/gi))
      assert.doesNotMatch(tag.replaceAll(/"[^"]*"/g, ''), /onload|alert/, tag)
    assert.match(html, /&lt;script&gt;/)
    // oxlint-disable-next-line no-control-regex
    assert.doesNotMatch(html, /\u202e|\u001b/)
  })

  it('has the tables of other cells as well, and none where there is one cell', async () => {
    assert.equal((await pageOf(sweepOf())).split('<summary>c0').length - 1, 7)
    assert.doesNotMatch(await pageOf(planOf()), /The other cells/)
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

/** Of a page with its first picture alone, which is empty. */
function textOf(plan: Plan): string {
  const [chart] = planCharts(plan)
  return planPage(plan, [{ chart: chart!, svg: '' }], embed('')).replaceAll(/\s+/g, ' ')
}
