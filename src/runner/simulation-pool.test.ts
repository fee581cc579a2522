import assert from 'node:assert/strict'
import path from 'node:path'
import { describe, it } from 'node:test'

import type { PlanModel } from '../planner/plan-model.ts'
import { SimulationPool } from './simulation-pool.ts'

const file = path.join(import.meta.dirname, 'simulation-pool.fixture.ts')
const model = {} as PlanModel
const endless = 1
const huge = 2
const faulty = 3

describe('SimulationPool', () => {
  it('gives what was simulated', async () => {
    await using pool = new SimulationPool({ tasks: 1, file })

    const outcome = await pool.run({ model, effort: { seed: 7 } }, new AbortController().signal)

    assert.deepEqual(outcome, { kind: 'simulated', simulation: { replications: 7 } })
  })

  it('gives up what takes too long, and all that would come after it', async () => {
    await using pool = new SimulationPool({ tasks: 1, file, limitMs: 50 })
    const { signal } = new AbortController()

    const long = await pool.run({ model, effort: { seed: endless } }, signal)

    const reason = 'all simulations together take longer than 0.05 s'
    assert.deepEqual(long, { kind: 'given up', reason })
    assert.deepEqual(await pool.run({ model, effort: { seed: 7 } }, signal), { kind: 'given up', reason })
  })

  it('gives up what takes too much memory', async () => {
    await using pool = new SimulationPool({ tasks: 1, file })
    const { signal } = new AbortController()

    const outcome = await pool.run({ model, effort: { seed: huge } }, signal)

    assert.deepEqual(outcome, { kind: 'given up', reason: 'that takes more memory than there is' })
  })

  it('ends in the middle of a simulation when it is told to', async () => {
    await using pool = new SimulationPool({ tasks: 1, file })
    const abort = new AbortController()

    const running = pool.run({ model, effort: { seed: endless } }, abort.signal)
    abort.abort()

    assert.deepEqual(await running, { kind: 'interrupted' })
    assert.deepEqual(await pool.run({ model, effort: { seed: 7 } }, abort.signal), { kind: 'interrupted' })
  })

  it('passes faults on', async () => {
    await using pool = new SimulationPool({ tasks: 1, file })
    const { signal } = new AbortController()

    await assert.rejects(pool.run({ model, effort: { seed: faulty } }, signal), /a fault/)
  })
})
