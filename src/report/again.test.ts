import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import type { Run } from '../run-store/run-format.ts'
import { command, resumption } from './again.ts'
import { storedRun } from './run.fixture.ts'

const { run } = storedRun({ recordsPerCell: 50, sweep: {} })

describe('command', () => {
  it('names the file of the scenario, and all that the run was told beside it', () => {
    const told: Run['told'] = {
      cells: { ids: ['c01', 'c03'], of: 4 },
      workers: 1,
      kms: 'http://127.0.0.1:4599',
      maxKmsCalls: 500,
      maxUsd: 0.05,
      strict: true,
      audit: true,
    }

    assert.equal(command(run), 'npx sealbench run scenarios/kinesis-defaults.yaml')
    assert.equal(
      command({ ...run, told, repetitions: { planned: 5, done: 5 } }),
      'npx sealbench run scenarios/kinesis-defaults.yaml --cells c01,c03 --workers 1 --kms http://127.0.0.1:4599' +
        ' --max-kms-calls 500 --max-usd 0.05 --repetitions 5 --strict --audit',
    )
    assert.equal(
      command({
        ...run,
        told: { maxTime: '2 min', maxRecords: 9 },
        repetitions: { planned: null, done: 3 },
      }),
      "npx sealbench run scenarios/kinesis-defaults.yaml --until-decided --max-time '2 min' --max-records 9",
    )
  })

  it('quotes what a shell would take apart', () => {
    assert.equal(of("my $(rm -rf) it's.yaml"), String.raw`npx sealbench run 'my $(rm -rf) it'\''s.yaml'`)
    assert.equal(of('-x.yaml'), 'npx sealbench run ./-x.yaml')
  })

  it('gives a shell the name of the file as one word, or stands for it', () => {
    const names = fc.oneof(
      fc.string({ minLength: 1, unit: 'grapheme' }),
      fc.string({
        minLength: 1,
        unit: fc.constantFrom(
          'a',
          ' ',
          "'",
          '"',
          '$',
          '&',
          ';',
          '|',
          '<',
          '*',
          '?',
          '#',
          '~',
          '!',
          '\\',
          '\n',
          '`',
          '-',
        ),
      }),
    )
    fc.assert(
      fc.property(names, (file) => {
        const word = of(file).slice('npx sealbench run '.length)
        if (word === 'SCENARIO') return
        const read = execFileSync('sh', ['-c', `printf %s ${word}`], { encoding: 'utf8' })
        assert.equal(read, file.startsWith('-') ? `./${file}` : file)
      }),
      { numRuns: 60 },
    )
  })

  it('does not show what steers a terminal or ends a span of code', () => {
    for (const file of ['a\nb', 'a\u001b[2J', 'a\u202eb', 'a`b', '\ud800'])
      assert.equal(of(file), 'npx sealbench run SCENARIO')
  })
})

describe('resumption', () => {
  it('leaves out what --resume does not go with', () => {
    const told = { cells: { ids: ['c01'], of: 4 }, workers: 1 }

    assert.equal(
      resumption({ ...run, told }),
      'npx sealbench run scenarios/kinesis-defaults.yaml --workers 1 --resume',
    )
    assert.equal(resumption({ ...run, repetitions: { planned: null, done: 3 } }), undefined)
  })
})

function of(scenarioFile: string): string {
  return command({ ...run, scenarioFile })
}
