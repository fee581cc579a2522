/**
 * A scenario from its text: all mistakes at once, each where it is and with what to write.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { seconds } from '../units/units.ts'
import { faultsOf, folder, messagesOf, minimal, refusal } from './load-scenario.fixture.ts'
import { loadScenario, parseScenario } from './load-scenario.ts'
import { scenarioTemplate } from './template.ts'

describe('parseScenario', () => {
  it('tells every mistake of a file at once, in the order of its lines', () => {
    const fixture = path.join(import.meta.dirname, 'fixtures', 'many-mistakes')
    const expected = readFileSync(`${fixture}.expected.txt`, 'utf8')

    const error = refusal(readFileSync(`${fixture}.scenario.txt`, 'utf8'), 'many-mistakes.yaml')

    assert.equal(`${error.message}\n`, expected)
    assert.equal(error.code, 'ERR_SCENARIO_INVALID')
    assert.equal(error.faults.length, 36)
    const lines = error.faults.map((fault) => fault.line)
    assert.deepEqual(
      lines,
      lines.toSorted((one, other) => one - other),
    )
  })

  it('fills in defaults and base units', () => {
    const { scenario } = parseScenario(minimal(), 'x.yaml')

    assert.equal(scenario.keyCache.ttl, seconds(300))
    assert.equal(scenario.put.batch, 1)
    assert.equal(scenario.load.arrivals === 'constant' && scenario.load.rate, 1)
  })

  it('reads JSON, indented by tabs too', () => {
    const text = JSON.stringify(
      { name: 'j', load: { arrivals: 'constant', rate: '1 /h', duration: '1 d' } },
      null,
      '\t',
    )

    const { scenario } = parseScenario(text, 'x.json')

    assert.equal(scenario.name, 'j')
  })

  it('reads a file with a byte order mark and Windows line ends', () => {
    const file = path.join(folder, 'windows.yaml')
    writeFileSync(file, `\uFEFF${minimal().replaceAll('\n', '\r\n')}`)

    const { scenario } = loadScenario(file)

    assert.equal(scenario.name, 'x')
  })

  it('loads the starter template under any valid name', () => {
    const { scenario, cells, claims } = parseScenario(scenarioTemplate('try-1'), 'try-1.yaml')

    assert.equal(scenario.name, 'try-1')
    assert.equal(cells.length, 2)
    assert.deepEqual(claims[0]?.cellIds, ['c02'])
  })

  it('shows what to write where a unit is missing', () => {
    const [fault] = faultsOf(minimal().replace('1 /s', '20'))

    assert.equal(fault?.path, 'load.rate')
    assert.match(fault?.message ?? '', /write "20 \/s", "20 \/min" or "20 \/h" rather than 20/)
    assert.deepEqual([fault?.line, fault?.column, fault?.width], [2, 35, 2])
  })

  it('points at the parent of what is missing', () => {
    const [fault] = faultsOf('name: x\nload:\n  arrivals: poisson\n  rate: 1 /s\n')

    assert.deepEqual([fault?.path, fault?.line, fault?.column], ['load.duration', 2, 1])
    assert.match(fault?.message ?? '', /is missing.*"5 min"/)
  })

  const misspelt: readonly (readonly [string, string, string])[] = [
    ['keyCache: { tttl: 1 s }', 'keyCache.tttl', 'ttl'],
    ['envelope: { suite: aes-256-gmc+random-nonce }', 'envelope.suite', 'aes-256-gcm+random-nonce'],
    [
      'records: { size: { distribution: lognormall, median: 1 B, p99: 1 B } }',
      'records.size.distribution',
      'lognormal',
    ],
    [
      'records: { source: { file: f, partitionkey: a, payload: b } }',
      'records.source.partitionkey',
      'partitionKey',
    ],
    ['sweep: { keycache.ttl: [1 s] }', 'sweep.keycache.ttl', 'keyCache.ttl'],
    ['sweep: { ttl: [1 s] }', 'sweep.ttl', 'keyCache.ttl'],
    ['rotation: 5 min', 'rotation', 'keyCache.rotation'],
    ['seed: "7"', 'seed', '7'],
    ['thresholds: [put.overhead.p9x < 1 ms]', 'thresholds[0]', 'put.overhead.p90'],
    ['thresholds: [kms.call <= 1]', 'thresholds[0]', 'kms.calls'],
    ['thresholds: [put.sealed.servicetime.p99.9 < 1 s]', 'thresholds[0]', 'put.sealed.serviceTime.p99.9'],
  ]
  for (const [line, place, suggestion] of misspelt) {
    it(`suggests ${suggestion} for ${line}`, () => {
      const faults = faultsOf(minimal(line))

      const fault = faults.find((other) => other.suggestion !== undefined)
      assert.equal(fault?.path, place)
      assert.equal(fault?.suggestion, suggestion)
    })
  }

  it('speaks of the branch that the author meant', () => {
    const messages = faultsOf(
      minimal('records: { size: 1 KiB, source: { file: f.csv, partitionKey: a, payload: b } }'),
    )

    assert.equal(messages[0]?.path, 'records.size')
    assert.match(messages[0]?.message ?? '', /does not go together with source/)
  })

  it('says which arrivals a misplaced key goes with', () => {
    const [fault] = faultsOf(minimal().replace('rate: 1 /s', 'clients: 5, rate: 1 /s'))

    assert.match(fault?.message ?? '', /goes with arrivals: closed, not with arrivals: constant/)
  })

  it('never speaks in the words of the schema library', () => {
    const values = ['5', 'true', 'null', 'text', '[1]', '{ a: 1 }', '""', '.nan', '-1', '1.5', '9e99']
    const paths = [
      'name',
      'seed',
      'fleet',
      'load',
      'records',
      'put',
      'kms',
      'measure',
      'sweep',
      'claims',
      'thresholds',
    ]
    const inner = [
      'fleet: { frontEnds: # }',
      'records: { size: # }',
      'kms: { latency: # }',
      'kms: { failures: [#] }',
    ]
    const lines = [
      ...paths.map((key) => `${key}: #`),
      ...inner,
      'claims: [#]',
      'thresholds: [#]',
      'sweep: { seed: # }',
    ]

    for (const text of lines.flatMap((line) => values.map((value) => line.replace('#', value)))) {
      const isReplacing = text.startsWith('name') || text.startsWith('load')
      const whole = isReplacing ? `${text}\nfleet: {}` : minimal(text)
      assert.doesNotMatch(messagesOf(whole), /Invalid|expected|undefined|received|NaN/, text)
    }
  })
})
