/**
 * A scenario from its file, and text that is none.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { InputUnreadableError } from '../errors.ts'
import { faultsOf, folder, messagesOf, minimal, refusal } from './load-scenario.fixture.ts'
import { loadScenario } from './load-scenario.ts'
import { scenarioBytesMax } from './read-scenario-text.ts'

describe('parseScenario, text that is no scenario', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['nothing', '', /is empty.*npx sealbench init/],
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

function unreadable(message: RegExp) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof InputUnreadableError, String(error))
    assert.match(error.message, message)
    assert.doesNotMatch(error.message, /\n/)
    return true
  }
}
