import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { OperationRepetitions } from '../../run-store/repetition-format.ts'
import { totalCalls } from '../../run-store/run-facts.ts'
import { benchstat } from './benchstat.ts'
import { everyRun, hostileRun, validRun } from './exported.fixture.ts'

interface Parsed {
  readonly units: Record<string, Record<string, string>>
  readonly config: [key: string, value: string][]
  readonly results: { name: string; iterations: number; values: Record<string, number> }[]
}

/**
 * Reads the Go benchmark format as its specification and the reader of
 * benchstat have it, but throws at what they would skip.
 */
function parse(text: string): Parsed {
  const parsed: Parsed = { units: {}, config: [], results: [] }
  for (const line of text.slice(0, -1).split('\n')) {
    const fields = line.split(/\s+/u)
    if (line.startsWith('Benchmark')) parsed.results.push(resultOf(fields))
    else if (fields[0] === 'Unit') parsed.units[fields[1]!] = Object.fromEntries(fields.slice(2).map(pairOf))
    else if (/^\p{Ll}[^\s\p{Lu}:]*:[ \t]/u.test(line))
      parsed.config.push([line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()])
    else assert.match(line, /^# /, 'neither a comment nor a line of the format')
  }
  return parsed
}

function pairOf(field: string): [string, string] {
  assert.match(field, /^[^=]+=[^=]+$/)
  return field.split('=') as [string, string]
}

function resultOf([name, iterations, ...rest]: string[]): Parsed['results'][number] {
  assert.match(name!, /^Benchmark[A-Z]\S*-\d+$/)
  assert.match(iterations!, /^[1-9]\d*$/)
  assert(rest.length > 0 && rest.length % 2 === 0, 'pairs of value and unit')
  const values: Record<string, number> = {}
  for (let index = 0; index < rest.length; index += 2) {
    assert.match(rest[index]!, /^-?\d+(\.\d+)?(e[+-]\d+)?$/)
    values[rest[index + 1]!] = Number(rest[index])
  }
  return { name: name!.slice('Benchmark'.length), iterations: Number(iterations), values }
}

function repeatedArm(valuesNs: number[]): OperationRepetitions['sealed'] {
  const figure = { valuesNs, runToRunNs: null, withinRunNs: null }
  return { p50: figure, p90: figure, p99: figure }
}

describe('benchstat', () => {
  it('names cells by their parameters, and says of every unit which way is better', () => {
    const run = validRun()

    const { units, results } = parse(benchstat.ofRuns!([run]))

    const [first] = results
    assert.equal(
      first?.name,
      'Put/arm=plain/scenario=kinesis-defaults/keyCache.ttl=1_min/keyCache.rotation=5_min-2',
    )
    assert.equal(first.values['p50-ns'], run.cells[0]!.put.plain.serviceTime.p50)
    const used = new Set(results.flatMap(({ values }) => Object.keys(values)))
    assert.deepEqual([...used].toSorted(), Object.keys(units).toSorted())
    assert(Object.values(units).every(({ better }) => better === 'lower'))
  })

  it('has a line for each run, of one name and one configuration', () => {
    const runs = ['a', 'b', 'c'].map((id) => validRun({ id, startedAt: `2026-11-2${id.length}T00:00:00Z` }))
    const [first, ...others] = runs

    const { config, results } = parse(benchstat.ofRuns!([first!, ...others]))

    const ofOne = results.filter(({ name }) => name === results[0]!.name)
    assert.equal(ofOne.length, 3)
    // What differs would make benchstat show each run in a table of its own.
    assert.deepEqual(
      [...new Set(config.map(([key, value]) => `${key}: ${value}`))],
      ['goos: linux', 'goarch: x64', 'pkg: sealbench', 'cpu: AMD EPYC 7B13'],
    )
  })

  it('has a line for each repetition in a fresh process', () => {
    const run = validRun()
    const operation = { sealed: repeatedArm([20, 22, 24]), overhead: repeatedArm([12, 13, 14]) }
    const repetitions = { runs: ['a', 'b', 'c'], leftOut: [], put: operation, get: operation }

    const { results } = parse(benchstat.ofRuns!([{ ...run, cells: [{ ...run.cells[0]!, repetitions }] }]))

    const p50Of = (start: string) =>
      results.filter(({ name }) => name.startsWith(start)).map(({ values }) => values['p50-ns'])
    assert.deepEqual(p50Of('Put/arm=sealed'), [20, 22, 24])
    assert.deepEqual(p50Of('Put/arm=overhead'), [12, 13, 14])
    assert.deepEqual(p50Of('Put/arm=plain'), [8, 9, 10])
    assert.equal(results[0]!.iterations, Math.round(5000 / 3))
  })

  it('takes counts of the virtual clock for exact, and no others', () => {
    const run = validRun()
    const real = { ...run, scenario: { ...run.scenario, clock: 'real' } }
    const assumed = (text: string) => parse(text).units['kms-calls']!['assume']

    assert.equal(assumed(benchstat.ofRuns!([run])), 'exact')
    assert.equal(assumed(benchstat.ofRuns!([run, real])), 'nothing')
    assert.equal(
      parse(benchstat.ofRuns!([run])).results.find(({ name }) => name.startsWith('Kms'))!.values['kms-calls'],
      totalCalls(run.cells[0]!.kms.calls),
    )
  })

  it('leaves out cells that are not valid', () => {
    const names = parse(benchstat.ofRuns!([everyRun()])).results.map(({ name }) => name)

    assert.equal(names.filter((name) => name.startsWith('Kms')).length, 2)
  })

  it('stays in the format, whatever a scenario is called', () => {
    const { results, config } = parse(benchstat.ofRuns!([hostileRun()]))

    assert.equal(results.length, 14)
    assert.equal(config.length, 4)
  })
})
