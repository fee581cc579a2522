/**
 * `sealbench export`, and `sealbench run --export`.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { everyComparison, everyRun } from '../src/report/exports/exported.fixture.ts'
import { exportFormats } from '../src/report/exports/registry.ts'
import { assertTold, root, sealbench, temporaryFolder, tinyScenario } from './command-line.fixture.ts'

const example = path.join(root, 'reports/example')

function exportsIn(folder: ReturnType<typeof temporaryFolder>): { run: string; comparison: string } {
  mkdirSync(folder.at('run'))
  folder.write('run/run.json', JSON.stringify(everyRun()))
  return {
    run: folder.at('run'),
    comparison: folder.write('comparison.json', JSON.stringify(everyComparison())),
  }
}

describe('sealbench export', () => {
  it('writes one format to stdout and nothing else', async () => {
    const { stdout, stderr, exitCode } = await sealbench(['export', example, '--format', 'openmetrics'])

    assert.deepEqual({ stderr, exitCode }, { stderr: '', exitCode: 0 })
    assert.match(stdout, /^# TYPE sealbench_latency_seconds summary\n[^]*\n# EOF\n$/)
  })

  it('writes every format of a run to files in one call, and leaves nothing else behind', async () => {
    using folder = temporaryFolder()
    const to = exportFormats
      .filter((format) => !format.name.startsWith('otava'))
      .flatMap(({ name, fileName }) => ['--to', `${name}=${folder.at(fileName)}`])
    const { run } = exportsIn(folder)

    const { stdout, exitCode } = await sealbench(['export', run, ...to])

    assert.equal(exitCode, 0)
    assert.match(stdout, /^junit: .*sealbench\.junit\.xml$/m)
    const written = exportFormats
      .filter(({ name }) => !name.startsWith('otava'))
      .map(({ fileName }) => fileName)
    assert.deepEqual(
      readdirSync(folder.path)
        .filter((name) => !['run', 'comparison.json'].includes(name))
        .toSorted(),
      written.toSorted(),
    )
  })

  it('reads a comparison from its file or its folder', async () => {
    using folder = temporaryFolder()
    const { comparison } = exportsIn(folder)

    for (const place of [comparison, folder.path]) {
      const { stdout, exitCode } = await sealbench(['export', place, '-f', 'github-annotations'])

      assert.equal(exitCode, 0)
      assert.match(stdout, /^::error title=regression%3A put\.overhead p50::c01/)
    }
  })

  it('gives a line for each of several runs', async () => {
    const { stdout } = await sealbench(['export', example, example, '-f', 'benchstat'])

    assert.equal(stdout.match(/^# run /gm)?.length, 2)
  })

  it('says with --json what it has written, and the text where it has no file', async () => {
    using folder = temporaryFolder()
    const file = folder.at('bench.json')

    const { stdout } = await sealbench(['export', example, '-f', 'csv', '--to', `bencher=${file}`, '--json'])

    const { written, text } = JSON.parse(stdout) as { written: object[]; text: string }
    assert.deepEqual(written, [{ format: 'bencher', file }])
    assert.match(text, /^run,startedAt,/)
  })
})

describe('sealbench export, given what it cannot do', () => {
  const mistakes: [readonly string[], RegExp, number?][] = [
    [[example], /Say what to make: --format with one of junit, github-summary, /],
    [[example, '-o', 'x.xml'], /--output needs --format/],
    [[example, '-f', 'xml'], /Choices: "junit"/],
    [[example, example, '-f', 'junit'], /junit takes one run, and 2 are named/],
    [[example, '-f', 'junit', '-o', 'no/such/folder/x'], /no\/such\/folder is not a folder that exists/, 9],
  ]
  for (const [args, message, exitCode = 2] of mistakes)
    it(`tells what is wrong with "${args.join(' ').replaceAll(root, '.')}" in one line`, async () => {
      assertTold(await sealbench(['export', ...args]), { exitCode, message })
    })

  it('refuses a format that has no place for a comparison, and writes none of the others', async () => {
    using folder = temporaryFolder()
    const { comparison } = exportsIn(folder)
    const args = [
      'export',
      comparison,
      '--to',
      `junit=${folder.at('a')}`,
      '--to',
      `bencher=${folder.at('b')}`,
    ]

    assertTold(await sealbench(args), { exitCode: 2, message: /bencher has no place for a comparison/ })
    assert.equal(existsSync(folder.at('a')), false)
  })

  it('refuses a comparison beside something else', async () => {
    using folder = temporaryFolder()
    const { run, comparison } = exportsIn(folder)

    const both = await sealbench(['export', run, comparison, '-f', 'junit'])

    assertTold(both, { exitCode: 2, message: /A comparison is exported alone/ })
  })
})

describe('sealbench run --export', () => {
  it('writes the formats of its run, whatever its verdict', async () => {
    using folder = temporaryFolder()
    const scenario = `${tinyScenario}thresholds: [put.sealed.serviceTime.p50 < 1 ns]\n`
    const file = folder.write('tiny.yaml', scenario)
    const exports = ['--export', `junit=${folder.at('j.xml')}`, '--export', `csv=${folder.at('c.csv')}`]

    const { exitCode } = await sealbench(['run', file, '--quiet', ...exports], { cwd: folder.path })

    assert.equal(exitCode, 3)
    assert.match(readFileSync(folder.at('j.xml'), 'utf8'), /<failure message="failed: /)
    assert.match(readFileSync(folder.at('c.csv'), 'utf8'), /,tiny,c01,/)
  })

  const full = '/dev/full'
  const skip = existsSync(full) ? false : `${full} is not there to fail on`
  it('keeps the exit code of a run whose verdict is against it where an export fails', { skip }, async () => {
    using folder = temporaryFolder()
    const scenario = `${tinyScenario}thresholds: [put.sealed.serviceTime.p50 < 1 ns]\n`
    const file = folder.write('tiny.yaml', scenario)

    const outcome = await sealbench(['run', file, '--quiet', '--export', `csv=${full}`], { cwd: folder.path })

    assert.equal(outcome.exitCode, 3)
    assert.match(outcome.stderr, /Cannot write \/dev\/full \(ENOSPC\)/)
  })

  it('says before it measures that a place is none', async () => {
    using folder = temporaryFolder()
    const file = folder.write('tiny.yaml', tinyScenario)

    const outcome = await sealbench(['run', file, '--export', 'junit=none/j.xml'], { cwd: folder.path })

    assertTold(outcome, { exitCode: 9, message: /none is not a folder that exists/ })
    assert.equal(existsSync(folder.at('reports')), false)
  })
})
