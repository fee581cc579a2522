import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { defaultCosts } from '../planner/costs/cost-settings.ts'
import { usualPlan } from '../scenario/plan-schema.ts'
import { costSettingsOf } from './cost-settings-of.ts'

describe('costSettingsOf', () => {
  it('gives the usual costs where a scenario says nothing of them', () => {
    assert.deepEqual(costSettingsOf(usualPlan), defaultCosts)
  })
})
