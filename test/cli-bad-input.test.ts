/**
 * Input that is broken, hostile or in the wrong place: one clear line, the
 * right exit code, no stack trace, and nothing left that looks like a run.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, truncateSync } from 'node:fs'
import { describe, it } from 'node:test'

import { assertTold, sealbench, temporaryFolder, tinyScenario } from './command-line.fixture.ts'

describe('a scenario that is none', () => {
  const bomb = ['a0: &a0 [x,x,x,x,x,x,x,x,x]']
  for (let level = 1; level < 10; level += 1) {
    const aliases = Array.from({ length: 9 }, () => `*a${level - 1}`)
    bomb.push(`a${level}: &a${level} [${aliases.join(',')}]`)
  }
  const texts: [string, string | Buffer, RegExp][] = [
    [
      'is a YAML bomb',
      `${tinyScenario}${bomb.join('\n')}\nsweep: *a9\n`,
      /is an alias: write the value itself/,
    ],
    ['nests without end', `name: ${'['.repeat(100_000)}`, /nest|deep|not valid|mistake/i],
    ['is empty', '', /is empty: start from the commented scenario that npx sealbench init writes/],
    ['is another kind of file', 'version: 3\nservices: {}\n', /is not a scenario/],
    ['is no YAML', 'name: "tiny\nload: {', /mistake/],
    ['is binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1]), /is not a text file/],
    ['is not UTF-8', Buffer.from([0x6e, 0x3a, 0x20, 0xff, 0xfe]), /is not valid UTF-8/],
  ]
  for (const [title, text, message] of texts)
    it(`${title} is refused`, async () => {
      using folder = temporaryFolder()
      const file = folder.write('scenario.yaml', text)

      const outcome = await sealbench(['run', file], { cwd: folder.path })

      assert.equal(outcome.exitCode, 2, outcome.stderr)
      assert.match(outcome.stderr, message)
      assert.doesNotMatch(outcome.stderr, /^\s+at |internal error/m)
      assert.ok(outcome.stderr.length < 20_000, 'it is short')
      assert.equal(outcome.stdout, '')
      assert.ok(!existsSync(folder.at('reports')))
    })

  it('has 100 MB, is a folder, is a device or is missing, is refused', async () => {
    using folder = temporaryFolder()
    truncateSync(folder.write('large.yaml', ''), 100 * 2 ** 20)
    folder.write('tiny.yaml', tinyScenario)
    const run = (file: string) => sealbench(['run', file], { cwd: folder.path })

    assertTold(await run('large.yaml'), {
      exitCode: 2,
      message: /has 104857600 bytes, and a scenario has at most/,
    })
    assertTold(await run('.'), { exitCode: 2, message: /is a folder, not a scenario/ })
    assertTold(await run('/dev/zero'), { exitCode: 2, message: /is not a regular file/ })
    assertTold(await run('tny.yaml'), { exitCode: 2, message: /does not exist; did you mean tiny\.yaml\?/ })
    assertTold(await run('tiny.yaml/x'), { exitCode: 2, message: /does not exist/ })
    assert.ok(!existsSync(folder.at('reports')))
  })
})

describe('a file that a scenario names', () => {
  const trace = 'name: replay\nload: { arrivals: trace, trace: { file: trace.csv, time: at } }\n'

  it('is missing or a folder, is a mistake of the scenario', async () => {
    using folder = temporaryFolder()
    const file = folder.write('replay.yaml', trace)

    const missing = await sealbench(['run', file], { cwd: folder.path })
    mkdirSync(folder.at('trace.csv'))
    const aFolder = await sealbench(['run', file], { cwd: folder.path })

    for (const [outcome, message] of [
      [missing, /replay\.yaml:2:41: load\.trace\.file: no such file: /],
      [aFolder, /replay\.yaml:2:41: load\.trace\.file: is a folder/],
    ] as const) {
      assert.equal(outcome.exitCode, 2)
      assert.match(outcome.stderr, message)
    }
    assert.ok(!existsSync(folder.at('reports')))
  })

  it('is damaged in its middle, is refused before a run begins', async () => {
    using folder = temporaryFolder()
    const file = folder.write('replay.yaml', trace)
    const rows = Array.from({ length: 2000 }, (_, index) => String(index))
    folder.write('trace.csv', ['at', ...rows.with(1500, 'soon')].join('\n'))

    const outcome = await sealbench(['run', file], { cwd: folder.path })
    const validated = await sealbench(['validate', file])

    const message = /trace\.csv, row 1501 \(line 1502\): field "at" is "soon"/
    assertTold(outcome, { exitCode: 2, message })
    assertTold(validated, { exitCode: 2, message })
    assert.ok(!existsSync(folder.at('reports')))
  })

  it('has no field of the name that the scenario gives, is told by validate', async () => {
    using folder = temporaryFolder()
    const file = folder.write('replay.yaml', trace.replace('time: at', 'time: when'))
    folder.write('trace.csv', 'at\n1\n2\n')

    assertTold(await sealbench(['validate', file]), { exitCode: 2, message: /trace\.csv.*"when"/ })
  })

  it('has no records, or keys that a stream would refuse, is refused before a run begins', async () => {
    using folder = temporaryFolder()
    const source = '{ file: data.ndjson, partitionKey: k, payload: whole-line }'
    const scenario = tinyScenario.replace('size: 200 B', `source: ${source}`)
    const file = folder.write('tiny.yaml', scenario)
    folder.write('data.ndjson', '')
    const empty = await sealbench(['run', file], { cwd: folder.path })
    folder.write('data.ndjson', `{"k":"a"}\n{"k":"${'x'.repeat(257)}"}\n`)

    const longKey = await sealbench(['run', file], { cwd: folder.path })

    assertTold(empty, { exitCode: 2, message: /data\.ndjson/ })
    assertTold(longKey, { exitCode: 2, message: /data\.ndjson, row 2/ })
    assert.ok(!existsSync(folder.at('reports')))
  })
})

describe('a place that cannot be written', () => {
  it('is told in one line with exit code 9, by every command that writes', async () => {
    using folder = temporaryFolder()
    const file = folder.write('tiny.yaml', tinyScenario)
    const inTheWay = folder.write('reports', 'a file of that name')
    const run = (output: string) => sealbench(['run', file, '--output', output], { cwd: folder.path })

    assertTold(await run(inTheWay), {
      exitCode: 9,
      message: /reports\. A file of that name is in the way\. .*--output/,
    })
    assertTold(await run('/dev/full'), { exitCode: 9, message: /A file of that name is in the way/ })
    assertTold(await run('/proc/nowhere'), { exitCode: 9, message: /cannot be made/ })
    assertTold(await sealbench(['init', '/proc/nowhere.yaml']), { exitCode: 9, message: /Cannot write/ })
    assertTold(await sealbench(['init', folder.at('no/folder.yaml')]), {
      exitCode: 9,
      message: /Cannot write/,
    })
  })

  const skip = process.getuid?.() === 0 ? 'root may write everywhere' : false
  it('is a folder without permission', { skip }, async () => {
    using folder = temporaryFolder()
    const file = folder.write('tiny.yaml', tinyScenario)
    mkdirSync(folder.at('locked'), { mode: 0o500 })

    const outcome = await sealbench(['run', file, '--output', folder.at('locked')])

    assertTold(outcome, {
      exitCode: 9,
      message: /Permission is denied\. Choose another folder with --output/,
    })
  })
})

describe('stdout that is closed early', () => {
  it('is no error, as with head', async () => {
    const command = ['/bin/sh', '-c', `'${process.execPath}' bin/sealbench.js --help | head -n 1`] as const

    const outcome = await sealbench([], { command: [...command] as [string, ...string[]] })

    assert.deepEqual(outcome, { exitCode: 0, stdout: 'npx sealbench <command>\n', stderr: '' })
  })
})
