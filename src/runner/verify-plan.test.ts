import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { parseScenario } from '../scenario/load-scenario.ts'
import type { Scenario } from '../scenario/schema.ts'
import { verifyPlan } from './verify-plan.ts'

describe('verifyPlan', () => {
  it('finds that all agree on Kinesis as documented, on the virtual clock', async () => {
    const doings: string[] = []

    const { checks, verdict } = await verifyPlan(documented(), {
      realS: 0,
      onProgress: (doing) => doings.push(doing),
    })

    assert.equal(verdict, 'agrees', JSON.stringify(checks))
    const methods = new Set(checks.flatMap(({ one, other }) => [one, other]))
    for (const method of ['theory', 'long-run theory', 'events', 'records', 'virtual run'] as const)
      assert(methods.has(method))
    for (const { figure, oneValue } of checks)
      if (figure === 'GenerateDataKey') assert(Math.abs(oneValue - 32) <= 1, `${oneValue}`)
    assert(doings.includes('run on the virtual clock'))
  })

  it('finds that all agree where records are sealed in real time and KMS is asked over a socket', async (t) => {
    const { checks, omitted, verdict } = await verifyPlan(documented(), { realS: 2 })

    assert.equal(verdict, 'agrees', JSON.stringify(checks))
    const late = omitted.find((sentence) => /other work to do/.test(sentence))
    if (late !== undefined) return t.skip(late)
    assert(checks.some(({ figure, other }) => figure.startsWith('Decrypt') && other === 'real run'))
  })

  it('finds that theory of a run and of the long run disagree with all others where they are asked for another TTL', async () => {
    const { checks, verdict } = await verifyPlan(documented(), {
      realS: 0,
      toTheory: (model) => {
        const { fleet } = model
        return { ...model, fleet: { ...fleet, ttlNs: fleet.ttlNs / 1.2, rotationNs: fleet.rotationNs / 1.2 } }
      },
    })

    assert.equal(verdict, 'disagrees')
    const disagreeing = checks.filter(({ agrees }) => !agrees)
    assert.deepEqual([...new Set(disagreeing.map(({ one }) => one))], ['theory', 'long-run theory'])
    const figures = disagreeing.flatMap(({ figure, one }) => (one === 'long-run theory' ? [figure] : []))
    for (const name of [
      'GenerateDataKey',
      'Decrypt',
      'records that waited',
      'mean wait of all records, in s',
    ])
      assert(figures.includes(`${name}, in the long run`), `${name} of ${figures.join()}`)
  })

  it('says what could not be compared', async () => {
    const { omitted, verdict } = await verifyPlan(
      documented('kms: { failures: [{ fault: outage, from: 10 min, to: 12 min }] }\nput: { batch: 2 }'),
    )

    assert.equal(verdict, 'agrees')
    for (const part of [/^Theory: KMS fails by plan/, /^No run on the real clock: failures/, /batch/])
      assert(
        omitted.some((sentence) => part.test(sentence)),
        omitted.join('\n'),
      )
  })

  it('ends where it is told to', async () => {
    const controller = new AbortController()
    const verifying = verifyPlan(documented(), {
      realS: 0,
      onProgress: (doing) => doing.startsWith('run') && controller.abort(new Error('enough')),
      signal: controller.signal,
    })

    await assert.rejects(verifying, /enough/)
  })
})

/** 12 KMS calls in 5 minutes, of few records. */
function documented(more = ''): Scenario {
  const text = `
name: documented
seed: 7
load: { arrivals: poisson, rate: 2 /s, duration: 1 h }
fleet: { frontEnds: 4, consumers: 2 }
plan: { horizon: 1 h }
${more}
`
  return parseScenario(text, '/documented.yaml', {}, 'plan').cells[0]!.scenario
}
