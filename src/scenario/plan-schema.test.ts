import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { formatSpan, parseQuantity } from '../units/quantity.ts'
import { span } from '../units/units.ts'
import { parseScenario } from './load-scenario.ts'

const base = 'name: planned\nload: { arrivals: poisson, rate: 100 /s, duration: 1 h }\n'

describe('planSectionSchema', () => {
  it('fills in what is usual, and resolves to text that loads again to the same', () => {
    const written = `${base}plan: { horizon: 1 y, credentials: { lifetime: 90 min }, catchUp: { backlog: 36 h }, events: [{ event: restart, at: 1.5 d }] }`

    const { scenario, resolved } = parseScenario(written, 'x.yaml', {}, 'plan')
    const again = parseScenario(JSON.stringify(resolved), 'x.yaml', {}, 'plan')

    assert.equal(scenario.plan?.horizon, 31_536_000)
    assert.equal(scenario.plan.credentials.lifetime, 5400)
    assert.deepEqual(scenario.plan.catchUp, { backlog: 129_600, speed: 2 })
    assert.deepEqual(scenario.plan.events, [{ event: 'restart', at: 129_600 }])
    assert.deepEqual(again.scenario, scenario)
  })

  it('leaves scenarios without one as they were', () => {
    const { resolved, scenario } = parseScenario(base, 'x.yaml')

    assert.equal(scenario.plan, undefined)
    assert(!Object.hasOwn(resolved, 'plan'))
  })

  it('suggests keys also beside values that are none', () => {
    const written = `${base}plan: { horizn: 1 h, start: warm, costs: { kys: 1 } }`

    assert.throws(
      () => parseScenario(written, 'x.yaml', {}, 'plan'),
      /plan\.horizn: unknown key; did you mean horizon\?[^]*plan\.costs\.kys: unknown key; did you mean keys\?/,
    )
  })

  it('takes horizons of ten years and refuses longer ones', () => {
    assert.equal(horizonOf('10 y'), 315_360_000)
    assert.throws(() => horizonOf('315360001 s'), /at most 10 y/)
  })
})

describe('formatSpan', () => {
  it('gives text that parses back to the same', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 3e9, noNaN: true }), (seconds) => {
        const parsed = parseQuantity('span', formatSpan(span(seconds)))

        assert(parsed.ok)
        assert(Math.abs(parsed.value - seconds) <= 1e-12 * seconds)
      }),
    )
  })

  it('takes the longest unit that leaves a whole number', () => {
    assert.deepEqual(
      [0, 0.5, 90, 3600, 2_592_000].map((value) => formatSpan(span(value))),
      ['0 s', '0.5 s', '90 s', '1 h', '30 d'],
    )
  })

  it('takes the unit with the shortest number where none leaves a whole one', () => {
    assert.equal(formatSpan(span(600.5)), '600.5 s')
  })
})

function horizonOf(text: string) {
  return parseScenario(`${base}plan: { horizon: ${text} }`, 'x.yaml', {}, 'plan').scenario.plan?.horizon
}
