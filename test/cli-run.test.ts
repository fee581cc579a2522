/**
 * `sealbench run` as a person and as a script meet it: what it prints, what it
 * leaves on disk, what it tells the shell.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'

import { exitCodes } from '../src/judge/exit-codes.ts'
import { runSchema } from '../src/run-store/run-format.ts'
import { onlyRun, program, sealbench, temporaryFolder, tinyScenario } from './command-line.fixture.ts'

const escape = String.fromCodePoint(27)

describe('sealbench run', () => {
  it('shows progress, a table of cells, verdicts and the report, and stores the whole run', async () => {
    using folder = temporaryFolder()
    const claims = '{ id: calls, statement: KMS is hardly called, metric: kms.calls, bound: <= 2 }'
    const file = folder.write('tiny.yaml', `${tinyScenario}claims: [${claims}]\n`)

    const outcome = await sealbench(['run', file], { cwd: folder.path })

    assert.equal(outcome.exitCode, 0, outcome.stderr)
    assert.match(outcome.stderr, /100 % · 1\/1 cells · c01: sealed put p50 .+, p99 .+ · 2 KMS calls/)
    assert.match(
      outcome.stdout,
      /Does a tiny run work\?[^]+holds {2}calls: KMS is hardly called[^]+c01 [^]+valid/,
    )
    assert.ok(!(outcome.stdout + outcome.stderr).includes(escape), 'no control codes outside a terminal')
    const { folder: stored, run } = onlyRun(folder.at('reports'), 'tiny')
    assert.equal(run.status, 'complete')
    assert.equal(run.verdict, 'holds')
    assert.deepEqual(run.cells[0]!.kms.calls, { GenerateDataKey: 1, Decrypt: 1 })
    assert.equal(run.cells[0]!.records, 300)
    assert.equal(run.cells[0]!.put.sealed.serviceTime.count, 300)
    assert.match(outcome.stdout, new RegExp(`Report: ${path.relative(folder.path, stored)}/report.html\n$`))
    const files = globSync('**/*', { cwd: stored }).filter((name) => /\.\w+$/.test(name))
    for (const name of ['report.html', 'run.json', 'summary.md', 'histograms/c01.hlog', 'charts/claims.svg'])
      assert.ok(files.includes(name), `${name} is missing`)
    assert.deepEqual(
      files.filter((name) => !/\.(html|json|md|hlog|svg)$/.test(name)),
      [],
      'nothing unfinished',
    )
  })

  it('prints one JSON document with --json, the run as it is stored', async () => {
    using folder = temporaryFolder()
    const file = folder.write('tiny.yaml', tinyScenario)

    const outcome = await sealbench(['run', file, '--json'], { cwd: folder.path })

    assert.equal(outcome.exitCode, 0)
    assert.match(outcome.stderr, /100 %/)
    const { folder: stored, run } = onlyRun(folder.at('reports'), 'tiny')
    assert.deepEqual(runSchema.parse(JSON.parse(outcome.stdout)), run)
    const report = path.join(path.relative(folder.path, stored), 'report.html')
    assert.equal(outcome.stderr.trimEnd().split('\n').at(-1), `Report: ${report}`)
  })

  it('says with --quiet where the report is and nothing else', async () => {
    using folder = temporaryFolder()
    const file = folder.write('tiny.yaml', tinyScenario)

    const outcome = await sealbench(['run', file, '--quiet', '--output', folder.at('elsewhere')])

    assert.equal(outcome.exitCode, 0)
    assert.equal(outcome.stderr, '')
    assert.match(outcome.stdout, /^Report: .+elsewhere\/tiny\/.+\/report\.html\n$/)
  })

  it('tells with --quiet on stderr why a run is no success, one line for each reason', async () => {
    using folder = temporaryFolder()
    const thresholds = 'thresholds: [kms.calls <= 1, kms.calls.Decrypt == 0]\n'
    const file = folder.write('tiny.yaml', tinyScenario + thresholds)

    const outcome = await sealbench(['run', file, '--quiet', '--json'], { cwd: folder.path })

    const { run } = onlyRun(folder.at('reports'), 'tiny')
    assert.equal(outcome.exitCode, exitCodes.thresholdFailed)
    assert.deepEqual(JSON.parse(outcome.stdout), run)
    assert.equal(run.reasons.length, 2)
    assert.match(outcome.stderr, /^sealbench: threshold kms\.calls <= 1: .+\nsealbench: threshold .+\n$/)
  })

  const skip = existsSync('/usr/bin/script') ? false : 'there is no /usr/bin/script to make a terminal with'
  it(
    'has colours on a terminal, none with NO_COLOR, and plain lines where its size is not known',
    { skip },
    async () => {
      using folder = temporaryFolder()
      const file = folder.write('tiny.yaml', `${tinyScenario}thresholds: [kms.calls <= 2]\n`)
      const command = `'${process.execPath}' '${program}' run '${file}' --output '${folder.at('reports')}'`
      const onTerminal = async (env: Readonly<Record<string, string>>): Promise<string> => {
        // Node shows no colours where CI is set, be it on a terminal.
        const { CI: _, FORCE_COLOR: __, NO_COLOR: ___, NODE_TEST_CONTEXT: ____, ...rest } = process.env
        const options = { env: { ...rest, TERM: 'xterm-256color', ...env } }
        const { stdout } = await promisify(execFile)('script', ['-qefc', command, '/dev/null'], options)
        return stdout
      }

      const coloured = await onTerminal({})
      const plain = await onTerminal({ NO_COLOR: '1' })

      const colour = new RegExp(`${escape}\\[\\d+m`)
      assert.match(coloured, colour)
      assert.doesNotMatch(plain, colour)
      for (const output of [coloured, plain]) {
        assert.match(output, /100 % · 1\/1 cells/)
        assert.match(
          output,
          /Does a tiny run work\?/,
          'not broken up where a terminal does not know its width',
        )
      }
    },
  )
})

describe('exit code of sealbench run', () => {
  const tooRare = claim('put.overhead', '<= 1 ms', ', statistic: p99.99')
  const cases = [
    { title: '0 where a claim holds', text: claim('kms.calls', '<= 2'), exitCode: exitCodes.ok },
    {
      title: '3 where a threshold fails',
      text: 'thresholds: [kms.calls <= 1]\n',
      exitCode: exitCodes.thresholdFailed,
    },
    {
      title: '5 where a claim is refuted',
      text: claim('kms.calls', '<= 1'),
      exitCode: exitCodes.claimRefuted,
    },
    { title: '0 where a claim is inconclusive', text: tooRare, exitCode: exitCodes.ok },
    {
      title: '6 where it is, with --strict',
      text: tooRare,
      exitCode: exitCodes.inconclusive,
      options: ['--strict'],
    },
    {
      title: '7 where the run is not to be trusted: times beyond what a histogram holds',
      text: `kms: { latency: 2 h }\n${claim('kms.calls', '<= 2')}`,
      exitCode: exitCodes.runInvalid,
    },
  ]
  for (const { title, text, exitCode, options = [] } of cases)
    it(`is ${title}`, async () => {
      using folder = temporaryFolder()
      const file = folder.write('tiny.yaml', tinyScenario + text)

      const outcome = await sealbench(['run', file, '--quiet', ...options], { cwd: folder.path })

      assert.equal(outcome.exitCode, exitCode, outcome.stderr)
      const { run, folder: stored } = onlyRun(folder.at('reports'), 'tiny')
      assert.equal(run.exitCode, exitCode)
      assert.match(readFileSync(path.join(stored, 'report.html'), 'utf8'), /<\/html>\s*$/)
    })
})

function claim(metric: string, bound: string, more = ''): string {
  return `claims: [{ id: c, statement: s, metric: ${metric}, bound: ${bound}${more} }]\n`
}
