/**
 * What the docs say of plans, held to the planner.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'

import { planExample, planExamplePicture, planPicture } from '../scripts/make-plan-example.ts'
import { withPlans } from '../scripts/write-planning.ts'
import { withPublishedFigures } from '../scripts/write-published-figures.ts'
import { outlooksMax } from '../src/planner/other-outlooks.ts'
import type { Plan } from '../src/planner/plan-document.ts'
import { wholePlan } from '../src/report/plan/arbitrary-plan.fixture.ts'
import { planCharts } from '../src/report/plan/plan-charts.ts'
import { root } from './command-line.fixture.ts'
import { codes, read, rowsOf } from './docs.fixture.ts'

describe('the picture of a plan in README.md', () => {
  it('is that of the plan beside it', async () => {
    const plan: Plan = JSON.parse(readFileSync(planExample, 'utf8'))

    assert(
      readFileSync(planExamplePicture, 'utf8') === (await planPicture(plan)),
      'run npx node scripts/make-plan-example.ts',
    )
  })
})

describe('docs/planning.md', () => {
  const text = read('docs/planning.md')

  it('says what the planner says', async () => {
    assert(text === (await withPlans(text)), 'run npx node scripts/write-planning.ts')
  })

  it('has every picture in its order', () => {
    const listed = rowsOf(text, 'picture').map(([id]) => codes(id!)[0])

    assert.deepEqual(
      listed,
      planCharts(wholePlan()).map(({ id }) => id),
    )
  })

  it('says of published figures what the planner computes', () => {
    assert(text === withPublishedFigures(text), 'run npx node scripts/write-published-figures.ts')
  })

  it('says around how many cells is looked, as docs/report.md does', () => {
    const first = `first ${outlooksMax} `

    assert.match(text, new RegExp(`looked at around each of the ${first}cells`))
    assert.match(
      read('docs/report.md'),
      new RegExp(`TTL with rotation show .* one of the ${first}of the plan`),
    )
  })

  it('has every scenario of a plan that is shipped', () => {
    const missing = globSync('scenarios/plans/*.yaml', { cwd: root }).filter(
      (file) => !text.includes(`(../${file})`),
    )

    assert.deepEqual(missing, [])
  })
})
