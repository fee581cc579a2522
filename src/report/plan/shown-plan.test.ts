import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { embed } from '../page-embedding.ts'
import { planCharts } from './plan-charts.ts'
import { planMarkdown } from './plan-markdown.ts'
import { planPage } from './plan-page.ts'
import { planText } from './plan-terminal.ts'
import { firstPlanView } from './plan-view.ts'
import { cellOf, planOf } from './plan.fixture.ts'
import { shownPlan } from './shown-plan.ts'
import { sweepOf } from './plans.fixture.ts'

const endless = 'x'.repeat(10_000)
const plan = planOf({
  name: endless,
  question: endless,
  cells: [
    cellOf({ id: `${endless}a`, params: { ttl: endless } }),
    cellOf({ id: `${endless}b`, params: { policies: [{ name: endless }] } }),
  ],
})
const run = /x{400}/

describe('shownPlan', () => {
  it('leaves a plan as it is whose texts are no longer than a few hundred characters', () => {
    assert.deepEqual(shownPlan(sweepOf()), sweepOf())
  })

  it('keeps apart cells whose ids begin alike', () => {
    const ids = shownPlan(plan).cells.map(({ id }) => id)

    assert.equal(new Set(ids).size, 2)
  })

  it('cuts long texts wherever a plan is shown', () => {
    assert.doesNotMatch(planPage(plan, [], embed('')), run)
    assert.doesNotMatch(planMarkdown(plan), run)
    assert.doesNotMatch(JSON.stringify(planCharts(plan)), run)
    const lines = planText(plan, { color: false, width: 100 }).split('\n')
    assert.ok(lines.every((line) => line.length <= 100 || line.includes('/')))
  })

  it('draws the cells that are chosen by the whole of their ids', () => {
    const [chart] = planCharts(plan, { ...firstPlanView, cells: [`${endless}b`] })

    assert.equal(new Set(chart!.data.map(({ cell }) => cell)).size, 1)
  })
})
