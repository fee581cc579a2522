import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import {
  lstatSync,
  mkdtempDisposableSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'

import { OutputUnwritableError, UsageError } from '../errors.ts'
import { everyComparison, everyRun } from '../report/exports/exported.fixture.ts'
import { parseTargets, writeExports } from './export-targets.ts'

const run = { kind: 'runs', runs: [everyRun()] } as const
const comparison = { kind: 'comparison', comparison: everyComparison() } as const

function temporary(): ReturnType<typeof mkdtempDisposableSync> {
  return mkdtempDisposableSync(path.join(os.tmpdir(), 'sealbench-test-'))
}

describe('parseTargets', () => {
  it('takes a file with = in its name', () => {
    const [target] = parseTargets('--to', ['junit=a=b.xml'])

    assert.deepEqual([target?.format.name, target?.file], ['junit', 'a=b.xml'])
  })

  const mistakes: [readonly string[], RegExp][] = [
    [['junit'], /--to takes <format>=<file>, such as junit=junit\.xml, and got "junit"/],
    [['junit='], /--to takes <format>=<file>/],
    [['=x'], /--to takes <format>=<file>/],
    [['benchstats=x'], /--to has no format benchstats\. Did you mean benchstat\?/],
    [['qqqqqqqq=x'], /--to has no format qqqqqqqq\. Formats: junit, /],
    [['csv=x', 'junit=x'], /x is named for two exports/],
    [['csv=x', 'junit=./x'], /\.\/x is named for two exports/],
  ]
  for (const [given, message] of mistakes)
    it(`refuses ${given.join(' and ')}`, () => {
      assert.throws(
        () => parseTargets('--to', given),
        (error) => error instanceof UsageError && message.test(error.message),
      )
    })

  for (const [file, message] of [
    ['no/such/folder/x', /no\/such\/folder is not a folder that exists\. Make it first/],
    ['package.json/x', /package\.json is not a folder/],
    ['.', /it is a folder\. Name a file in it/],
  ] as const)
    it(`refuses the place ${file}`, () => {
      assert.throws(
        () => parseTargets('--to', [`junit=${file}`]),
        (error) => error instanceof OutputUnwritableError && message.test(error.message),
      )
    })
})

describe('writeExports', () => {
  it('writes files whole and leaves nothing else behind', () => {
    using folder = temporary()
    const file = path.join(folder.path, 'cells.csv')
    writeFileSync(file, 'old and longer than nothing')

    const written = writeExports(parseTargets('--to', [`csv=${file}`]), run)

    assert.deepEqual(written, [{ format: 'csv', file }])
    assert.match(readFileSync(file, 'utf8'), /^run,startedAt,.*\r\n$/s)
    assert.deepEqual(readdirSync(folder.path), ['cells.csv'])
  })

  it('writes nothing where one of the formats has no place for it', () => {
    using folder = temporary()
    const at = (name: string) => path.join(folder.path, name)
    const targets = parseTargets('--to', [`junit=${at('a')}`, `bencher=${at('b')}`])

    assert.throws(() => writeExports(targets, comparison), UsageError)
    assert.deepEqual(readdirSync(folder.path), [])
  })

  it('writes through a link', () => {
    using folder = temporary()
    const [file, link] = [path.join(folder.path, 'real'), path.join(folder.path, 'link')]
    writeFileSync(file, 'old')
    symlinkSync(file, link)

    writeExports(parseTargets('--to', [`csv=${link}`]), run)

    assert.equal(readlinkSync(link), file)
    assert.match(readFileSync(file, 'utf8'), /^run,startedAt,/)
  })

  it('writes into a pipe and does not replace it', { skip: process.platform === 'win32' }, async () => {
    using folder = temporary()
    const pipe = path.join(folder.path, 'pipe')
    assert.equal(spawnSync('mkfifo', [pipe]).status, 0)
    const reader = spawn('cat', [pipe])

    writeExports(parseTargets('--to', [`csv=${pipe}`]), run)

    assert.match(await text(reader.stdout), /^run,startedAt,/)
    assert(lstatSync(pipe).isFIFO())
  })
})
