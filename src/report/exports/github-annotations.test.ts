import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { assert as assertLaw, property, string } from 'fast-check'

import { everyComparison, everyRun, hostileComparison, hostileRun } from './exported.fixture.ts'
import { escapeData, escapeProperty, githubAnnotations } from './github-annotations.ts'

/** As the runner reads a command: split at the first `::` after its own, properties at commas and the first `=`. */
function commandOf(line: string): {
  level: string
  properties: Record<string, string>
  message: string
} {
  const [, level = '', given = '', message = ''] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? []
  const properties = given.split(',').map((one) => {
    const at = one.indexOf('=')
    return [one.slice(0, at), unescapeProperty(one.slice(at + 1))] as const
  })
  return { level, properties: Object.fromEntries(properties), message: unescapeData(message) }
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','))
}

function commandsOf(text: string): ReturnType<typeof commandOf>[] {
  return text.trimEnd().split('\n').map(commandOf)
}

describe('githubAnnotations', () => {
  it('tells errors, then warnings, then a notice, with the scenario as their file', () => {
    const commands = commandsOf(githubAnnotations.ofRun!(everyRun()))

    assert.deepEqual(
      commands.map(({ level, properties }) => `${level} ${properties['title']?.split(':')[0]}`),
      [
        'error invalid',
        'error refuted',
        'error invalid',
        'error failed',
        'error invalid',
        'warning absent',
        'warning inconclusive',
        'warning absent',
        'notice sealbench',
      ],
    )
    assert(commands.every(({ properties }) => properties['file'] === 'scenarios/kinesis-defaults.yaml'))
  })

  it('makes a regression an error and what is withheld a warning', () => {
    const commands = commandsOf(githubAnnotations.ofComparison!(everyComparison()))

    assert.deepEqual(
      commands.map(({ level }) => level),
      ['error', 'warning', 'notice'],
    )
    assert.match(commands[0]!.message, /^c01 \(keyCache\.ttl=5 min\): put\.overhead p50 is 20 % more/)
  })

  it('says once that a cell is missing', () => {
    const reasons = ['cell c02 is missing in later']

    const commands = commandsOf(githubAnnotations.ofComparison!({ ...everyComparison(), reasons }))

    assert(
      commands.some(({ level, message }) => level === 'error' && message === 'cell c02: missing in later'),
    )
  })

  it('has no line that is not one command, whatever a scenario is called', () => {
    for (const text of [
      githubAnnotations.ofRun!(hostileRun()),
      githubAnnotations.ofComparison!(hostileComparison()),
    ]) {
      const lines = text.trimEnd().split('\n')

      assert(
        lines.every((line) => /^::(error|warning|notice) (file=[^,:]+,)?title=[^,:]+::[^\r\n]+$/.test(line)),
      )
      assert(commandsOf(text).some(({ message }) => message.includes('::error::planted')))
    }
  })

  for (const [count, shown] of [
    [10, 10],
    [11, 10],
  ] as const)
    it(`shows ${shown} of ${count} errors, as many as GitHub does`, () => {
      const run = everyRun()
      const refuted = run.claims.find(({ verdict }) => verdict === 'refuted')!
      const claims = Array.from({ length: count }, (_, index) => ({ ...refuted, id: `claim-${index}` }))
      const only = { ...run, cells: run.cells.slice(0, 2), claims, thresholds: [] }

      const commands = commandsOf(githubAnnotations.ofRun!(only))

      const errors = commands.filter(({ level }) => level === 'error')
      assert.equal(errors.length, shown)
      assert.equal(
        errors.at(-1)!.message === '2 more of 11 are in the report.',
        count > shown,
        errors.at(-1)!.message,
      )
    })
})

describe('escapeData and escapeProperty', () => {
  it('leave nothing that ends a line, a property or the properties, and lose nothing', () => {
    assertLaw(
      property(string({ unit: 'binary' }), (text) => {
        assert.doesNotMatch(escapeData(text), /[\r\n]/)
        assert.doesNotMatch(escapeProperty(text), /[\r\n:,]/)
        assert.equal(unescapeData(escapeData(text)), text)
        assert.equal(unescapeProperty(escapeProperty(text)), text)
      }),
      { seed: 1 },
    )
  })
})
