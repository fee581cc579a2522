import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, it } from 'node:test'

import { InputUnreadableError } from '../errors.ts'
import { seconds } from '../units/units.ts'
import { ScenarioInvalidError } from './faults.ts'
import { loadScenario, parseScenario } from './load-scenario.ts'
import { scenarioBytesMax } from './read-scenario-text.ts'
import { scenarioTemplate } from './template.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'sealbench-scenario-'))
after(() => rmSync(folder, { recursive: true, force: true }))

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

describe('parseScenario, text that is no scenario', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['nothing', '', /is empty.*sealbench init/],
    ['comments alone', '# hello\n', /is empty/],
    ['a scalar', 'hello', /is not a scenario/],
    ['a list', '- a\n- b\n', /is not a scenario/],
    ['another kind of file', 'services: {}\nversion: 3\n', /is not a scenario/],
    ['two documents', `${minimal()}---\nname: y\n`, /is one document/],
    ['tabs', 'name: x\nload:\n\trate: 1 /s\n', /tabs cannot indent/],
    ['an open quote', 'name: "x\nload: 1', /is not valid YAML: missing closing "quote/],
    ['a tag', minimal('question: !!binary aGk='), /without a tag/],
    ['a complex key', minimal('? [a]\n: 1'), /a key must be a plain word/],
    ['a repeated key', minimal('name: y'), /is written twice.*line 1/],
    ['the key __proto__', minimal('__proto__: { seed: 1 }'), /__proto__: unknown key/],
    ['an alias', minimal('fleet: &f {}\nstream: *f'), /is an alias/],
    ['a YAML bomb', bomb(), /is an alias/],
    ['deep brackets', `name: ${'['.repeat(100_000)}`, /nested far too deep/],
    ['deep dashes', `name: ${'- '.repeat(100_000)}`, /./],
    ['brackets 60 deep', minimal(`question: ${'['.repeat(60)}${']'.repeat(60)}`), /nested more than 50/],
  ]
  for (const [name, text, message] of cases) {
    it(`refuses ${name} in a few lines`, () => {
      const error = refusal(text, 'x.yaml')

      assert.match(error.message, message)
      assert.ok(error.message.split('\n').length < 100)
    })
  }

  it('lists no more than fifty mistakes, and says how many more there are', () => {
    const entries = Array.from({ length: 80 }, (_, index) => `  - kms.calls <= ${index} ms\n`)

    const error = refusal(minimal(`thresholds:\n${entries.join('')}`), 'x.yaml')

    assert.equal(error.faults.length, 80)
    assert.match(error.message, /… and 30 more$/)
  })

  it('bounds what it says of a map with very many unknown keys', () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => `key${index}: 1`)

    const error = refusal(minimal(keys.join('\n')), 'x.yaml')

    assert.ok(error.faults.length <= 101)
  })

  it('keeps control characters and long lines from the terminal', () => {
    const error = refusal(minimal(`"\\e[2J${'a'.repeat(5000)}": 1 # \u001B[31m`), 'x\u001B.yaml')

    assert.ok(!error.message.includes('\u001B'))
    assert.ok(error.message.split('\n').every((line) => line.length < 1000))
  })
})

describe('loadScenario', () => {
  it('reads a file of the largest size and refuses one byte more', () => {
    const file = path.join(folder, 'large.yaml')
    const comment = '#'.repeat(scenarioBytesMax - minimal().length)

    writeFileSync(file, minimal() + comment)
    assert.equal(loadScenario(file).scenario.name, 'x')

    writeFileSync(file, `${minimal()}${comment}#`)
    assert.throws(() => loadScenario(file), unreadable(/1048577 bytes/))
  })

  it('refuses what is not a readable text file in one line', () => {
    const binary = path.join(folder, 'binary.yaml')
    writeFileSync(binary, Buffer.from([110, 0, 1, 2]))
    const latin = path.join(folder, 'latin.yaml')
    writeFileSync(latin, Buffer.from([110, 58, 32, 0xe9]))
    writeFileSync(path.join(folder, 'defaults.yaml'), minimal())

    assert.throws(() => loadScenario(folder), unreadable(/is a folder/))
    assert.throws(() => loadScenario('/dev/null'), unreadable(/not a regular file/))
    assert.throws(() => loadScenario(binary), unreadable(/not a text file/))
    assert.throws(() => loadScenario(latin), unreadable(/not valid UTF-8/))
    assert.throws(
      () => loadScenario(path.join(folder, 'defautls.yaml')),
      unreadable(/did you mean .*defaults\.yaml/),
    )
    assert.throws(
      () => loadScenario(path.join(folder, 'zzzzzzzz')),
      unreadable(/does not exist: check the path/),
    )
    assert.throws(() => loadScenario(path.join(binary, 'below')), unreadable(/does not exist/))
    assert.throws(() => loadScenario('a\0b'), unreadable(/cannot be read/))
    assert.throws(() => loadScenario('x'.repeat(5000)), unreadable(/cannot be read/))
  })

  it(
    'refuses a file that may not be read',
    { skip: process.getuid?.() === 0 && 'root may read everything' },
    () => {
      const file = path.join(folder, 'secret.yaml')
      writeFileSync(file, minimal())
      chmodSync(file, 0)

      assert.throws(() => loadScenario(file), unreadable(/may not be read/))
    },
  )

  it("takes trace and record files from the scenario's folder", () => {
    const file = path.join(folder, 'trace.yaml')
    writeFileSync(path.join(folder, 'trace.csv'), 'time\n1\n')
    writeFileSync(file, tracing('trace.csv'))

    const { scenario, resolved } = loadScenario(file)

    assert.equal(
      scenario.load.arrivals === 'trace' && scenario.load.trace.file,
      path.join(folder, 'trace.csv'),
    )
    assert.match(JSON.stringify(resolved), new RegExp(JSON.stringify(path.join(folder, 'trace.csv'))))
  })

  it('refuses a trace that is missing or a folder, in the base and in the sweep', () => {
    const file = path.join(folder, 'trace.yaml')
    mkdirSync(path.join(folder, 'a-folder'), { recursive: true })
    writeFileSync(path.join(folder, 'trace.csv'), 'time\n1\n')

    assert.match(messagesOf(tracing('missing.csv'), file), /load\.trace\.file: no such file: .*missing\.csv/)
    assert.match(messagesOf(tracing('a-folder'), file), /is a folder/)
    const swept = `${tracing('trace.csv')}sweep: { load.trace.file: [trace.csv, missing.csv] }`
    const [fault] = faultsOf(swept, file)
    assert.equal(fault?.path, 'sweep.load.trace.file[1]')
  })
})

function minimal(more = ''): string {
  return `name: x\nload: { arrivals: constant, rate: 1 /s, duration: 1 min }\n${more}\n`
}

function tracing(trace: string): string {
  return `name: x\nload: { arrivals: trace, trace: { file: ${trace}, time: time } }\n`
}

function bomb(): string {
  const levels = Array.from(
    { length: 30 },
    (_, level) => `a${level + 1}: &a${level + 1} [*a${level}, *a${level}]\n`,
  )
  return `name: x\na0: &a0 [x, x]\n${levels.join('')}`
}

function refusal(text: string, file: string): ScenarioInvalidError {
  try {
    parseScenario(text, file)
  } catch (error) {
    assert.ok(error instanceof ScenarioInvalidError, String(error))
    return error
  }
  return assert.fail(`nothing is wrong with ${text}`)
}

function faultsOf(text: string, file = 'x.yaml') {
  return refusal(text, file).faults
}

function messagesOf(text: string, file = 'x.yaml'): string {
  try {
    parseScenario(text, file)
    return ''
  } catch (error) {
    assert.ok(error instanceof ScenarioInvalidError, `${String(error)} of ${text}`)
    return error.faults.map((fault) => `${fault.path}: ${fault.message}`).join('\n')
  }
}

function unreadable(message: RegExp) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof InputUnreadableError, String(error))
    assert.match(error.message, message)
    assert.doesNotMatch(error.message, /\n/)
    return true
  }
}
