import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { minutes } from '../units/units.ts'
import { ScenarioInvalidError, type Fault } from './faults.ts'
import { parseScenario } from './load-scenario.ts'

describe('sweep', () => {
  it('makes one cell of a scenario without one', () => {
    const { cells } = parse('')

    assert.deepEqual(
      cells.map(({ id, params }) => ({ id, params })),
      [{ id: 'c01', params: {} }],
    )
  })

  it('makes the cross product in the order it is written, the last parameter fastest', () => {
    const { cells } = parse('sweep: { keyCache.ttl: [0 s, 5 min], put.batch: [1, 2, 3] }')

    assert.deepEqual(
      cells.map(({ id, params }) => [id, params['keyCache.ttl'], params['put.batch']]),
      [
        ['c01', '0 s', 1],
        ['c02', '0 s', 2],
        ['c03', '0 s', 3],
        ['c04', '5 min', 1],
        ['c05', '5 min', 2],
        ['c06', '5 min', 3],
      ],
    )
    assert.equal(cells[5]?.scenario.keyCache.ttl, minutes(5))
    assert.equal(cells[5]?.scenario.put.batch, 3)
  })

  it('numbers cells as wide as their count needs', () => {
    const ninetyNine = parse(`sweep: { seed: [${list(0, 99)}] }`).cells
    const hundred = parse(`sweep: { seed: [${list(0, 100)}] }`).cells

    assert.equal(ninetyNine.at(-1)?.id, 'c99')
    assert.equal(hundred[0]?.id, 'c001')
  })

  it('takes 10,000 cells and refuses more', () => {
    const { cells } = parse(`sweep: { seed: [${list(0, 100)}], put.batch: [${list(1, 100)}] }`)
    const faults = faultsOf(`sweep: { seed: [${list(0, 101)}], put.batch: [${list(1, 100)}] }`)

    assert.equal(cells.length, 10_000)
    assert.equal(cells[0]?.id, 'c00001')
    assert.deepEqual(
      faults.map((fault) => [fault.path, fault.line]),
      [['sweep', 3]],
    )
    assert.match(faults[0]?.message ?? '', /10,100 cells/)
  })

  it('takes whole parts, such as a distribution', () => {
    const { cells } = parse('sweep: { kms.latency: [5 ms, { distribution: uniform, min: 1 ms, max: 2 ms }] }')

    assert.deepEqual(
      cells.map((cell) => cell.scenario.kms.latency.distribution),
      ['constant', 'uniform'],
    )
  })

  it('gives the base the first value of a parameter that is only swept', () => {
    const text = 'name: x\nload: { arrivals: constant, duration: 1 s }\nsweep: { load.rate: [7 /s, 8 /s] }\n'

    const { scenario } = parseScenario(text, 'x.yaml')

    assert.equal(scenario.load.arrivals === 'constant' && scenario.load.rate, 7)
  })

  it('points at the swept value that is wrong', () => {
    const faults = faultsOf('sweep:\n  keyCache.ttl:\n    - 1 min\n    - 5\n  put.batch: [1, 501]')

    assert.deepEqual(
      faults.map((fault) => [fault.path, fault.line, fault.column]),
      [
        ['sweep.keyCache.ttl[1]', 6, 7],
        ['sweep.put.batch[1]', 7, 18],
      ],
    )
  })

  it('points into a swept part', () => {
    const [fault] = faultsOf('sweep: { kms.latency: [{ distribution: uniform, min: 3 ms, max: 2 ms }] }')

    assert.equal(fault?.path, 'sweep.kms.latency[0].min')
  })

  it('points at the swept value that clashes with a fixed one', () => {
    const latency = 'kms: { latency: { distribution: uniform, min: 3 ms, max: 4 ms } }'

    const faults = faultsOf(`${latency}\nsweep: { kms.latency.max: [5 ms, 2 ms] }`)

    assert.deepEqual(
      faults.map((fault) => fault.path),
      ['sweep.kms.latency.max[1]'],
    )
    assert.match(faults[0]?.message ?? '', /here kms\.latency\.min must be at most max, which is 2 ms/)
  })

  it('refuses a combination that only some cells have', () => {
    const faults = faultsOf('sweep: { load.duration: [1 s, 50 d], load.rate: [1 /s, 1e6 /s] }')

    assert.deepEqual(
      faults.map((fault) => fault.path),
      ['sweep.load.rate[1]'],
    )
  })

  it('tells a mistake of the base once, not in every cell', () => {
    const faults = faultsOf(
      'kms: { latency: { distribution: uniform, min: 2 s, max: 1 s } }\nsweep: { seed: [1, 2, 3] }',
    )

    assert.deepEqual(
      faults.map((fault) => fault.path),
      ['kms.latency.min'],
    )
  })

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['sweep: 5', 'sweep', /must be a map/],
    ['sweep: { keyCache.ttl: [] }', 'sweep.keyCache.ttl', /at least 1 value/],
    ['sweep: { keyCache.ttl: 5 min }', 'sweep.keyCache.ttl', /must be a list/],
    ['sweep: { name: [a, b] }', 'sweep.name', /not a parameter/],
    ['sweep: { keyCache: [{}], keyCache.ttl: [1 s] }', 'sweep.keyCache.ttl', /overlaps with keyCache/],
    ['sweep: { keyCache.ttl: [5 min, 300 s] }', 'sweep.keyCache.ttl[1]', /stands in the list already/],
    ['sweep: { constructor: [1] }', 'sweep.constructor', /not a parameter/],
  ]
  for (const [line, path, message] of refused) {
    it(`refuses ${line}`, () => {
      const [fault] = faultsOf(line)

      assert.equal(fault?.path, path)
      assert.match(fault?.message ?? '', message)
    })
  }
})

function list(from: number, count: number): string {
  return Array.from({ length: count }, (_, index) => from + index).join(', ')
}

function parse(more: string) {
  return parseScenario(textOf(more), 'x.yaml')
}

function textOf(more: string): string {
  return `name: x\nload: { arrivals: constant, rate: 1 /s, duration: 1 min }\n${more}\n`
}

function faultsOf(more: string): readonly Fault[] {
  try {
    parse(more)
    return []
  } catch (error) {
    assert.ok(error instanceof ScenarioInvalidError, String(error))
    return error.faults
  }
}
