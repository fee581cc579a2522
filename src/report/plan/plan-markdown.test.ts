import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Plan } from '../../planner/plan-document.ts'
import { wholePlan } from './arbitrary-plan.fixture.ts'
import { planMarkdown } from './plan-markdown.ts'
import { planOf } from './plan.fixture.ts'
import { hostilePlan } from './plans.fixture.ts'

describe('planMarkdown', () => {
  it('has the answer, every table and the sources', () => {
    const text = planMarkdown(wholePlan())

    for (const title of [
      'Cells side by side',
      'Choices',
      'What if: ten times as many front ends',
      'Verification',
      'Who asks KMS, c01',
      'Theory and simulation, c01',
      'Bill of 30 days, c01',
      'Fleet, c01',
      'Sources',
      'What speaks against it',
    ])
      assert.ok(text.includes(`\n## ${title}\n`), title)
    assert.match(text, /- \*\*Quota: 1\.8 × the quota\.\*\* 10,000 \/s in us-east-1/)
  })

  it('says what makes the plan again, in a span of code that no word of it ends', () => {
    const told = ['plan', '--rate', '100 /s', '--set', 'a=`b`']

    assert.match(
      planMarkdown({ ...wholePlan(), told }),
      /\n\n`npx sealbench plan --rate '100 \/s' --set VALUE` with sealbench \S+\. Plan .*, seed \d+\.\n/,
    )
    assert.match(planMarkdown(planOf()), /\n\nsealbench plan .*, seed \d+\.\n/)
  })

  it('reads whatever a plan says as text', () => {
    assert.doesNotMatch(planMarkdown(hostilePlan()), /<script|[^\\]`tick|\n# heading|!\[\]\(http/)
  })

  it('has rows of as many cells as the heading', () => {
    for (const plan of [planOf(), wholePlan(), hostilePlan()]) assert.deepEqual(raggedRows(plan), [])
  })
})

function raggedRows(plan: Plan): string[] {
  return planMarkdown(plan)
    .split('\n\n')
    .filter((block) => block.startsWith('|'))
    .flatMap((block) => {
      const lines = block.split('\n')
      return lines.filter((line) => cellsOf(line) !== cellsOf(lines[0]!))
    })
}

function cellsOf(line: string): number {
  return line.split(/(?<!\\)\|/).length
}
