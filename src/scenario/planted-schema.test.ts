import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { ScenarioInvalidError } from './faults.ts'
import { parseScenario } from './load-scenario.ts'

const load = 'load: { arrivals: constant, rate: 1 /s, duration: 10 s }'

describe('plantedSchema', () => {
  it('takes slowdowns of up to a second', () => {
    assert.equal(plantedIn('{ slowdown: 1 s, slowdownGet: 0 s }')?.slowdown, 1e9)
    assert.match(faultOf('{ slowdown: 1000001 us }'), /at most 1 s/)
    assert.match(faultOf('{ slowdown: 5 }'), /unit/)
  })

  it('may be swept where the scenario has none of its own', () => {
    const cells = parse('', 'sweep: { planted.slowdown: [0 s, 2 us] }').cells

    assert.deepEqual(
      cells.map(({ scenario }) => scenario.planted?.slowdown),
      [0, 2000],
    )
  })
})

describe('checkPlanted', () => {
  it('wants a stall to begin before the load ends', () => {
    assert.equal(plantedIn('{ stall: { at: 9.999999999 s, length: 1 ms } }')?.stall?.at, 9_999_999_999)
    assert.match(
      faultOf('{ stall: { at: 10 s, length: 1 ms } }'),
      /earlier than load\.duration, which is 10 s/,
    )
  })
})

function parse(planted: string, rest = '') {
  const text = `name: test\n${load}\n${planted === '' ? '' : `planted: ${planted}\n`}${rest}\n`
  return parseScenario(text, '/test/scenario.yaml')
}

function plantedIn(planted: string) {
  return parse(planted).scenario.planted
}

function faultOf(planted: string): string {
  try {
    parse(planted)
  } catch (error) {
    assert(error instanceof ScenarioInvalidError)
    return error.message
  }
  return 'no fault'
}
