/**
 * Indexes of many runs, and pages that are opened, on the command line.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, it } from 'node:test'

import { runsOfDays } from '../src/report/index/run-index.fixture.ts'
import { assertTold, sealbench, temporaryFolder, tinyScenario } from './command-line.fixture.ts'
import { storeRun } from './stored-runs.fixture.ts'

const noBrowser = { env: { BROWSER: 'none' } }

describe('sealbench run', () => {
  it('brings the index of its scenario up to date, and never fails where it cannot', async () => {
    using folder = temporaryFolder()
    const scenario = folder.write('tiny.yaml', tinyScenario)
    const options = { cwd: folder.path, ...noBrowser }

    const first = await sealbench(['run', scenario, '--open', '--quiet'], options)
    const index = folder.at('reports/tiny/index.html')
    const page = readFileSync(index, 'utf8')
    writeFileSync(index, 'a page of somebody')
    const second = await sealbench(['run', scenario, '--quiet'], options)

    assert.equal(first.exitCode, 0)
    assert.match(
      first.stderr,
      /nothing is opened, as BROWSER is none\. The page is reports\/tiny\/.*report\.html/,
    )
    assert.match(page, /Does a tiny run work\?[^]*report\.html">/)
    assert.ok(!existsSync(folder.at('reports/index.html')))
    assert.equal(second.exitCode, 0)
    assert.match(second.stderr, /the index of all runs is not up to date: .*not written by sealbench/)
    assert.equal(readFileSync(index, 'utf8'), 'a page of somebody')
  })
})

describe('sealbench report --index', () => {
  it('writes that of every scenario and one above them, says where, and opens it', async () => {
    using folder = temporaryFolder()
    for (const run of runsOfDays([{}, {}])) {
      storeRun(folder.at('reports'), run)
      storeRun(folder.at('reports'), run, 'orders')
    }
    // As a checkout has it.
    cpSync(new URL('../reports/example', import.meta.url), folder.at('reports/example'), { recursive: true })

    const { exitCode, stdout, stderr } = await sealbench(
      ['report', 'reports', '--index', '--open', '--json'],
      {
        cwd: folder.path,
        ...noBrowser,
      },
    )

    assert.equal(exitCode, 0)
    assert.match(stderr, /nothing is opened/)
    assert.deepEqual(JSON.parse(stdout), {
      html: 'reports/index.html',
      ofScenarios: ['reports/kinesis-defaults/index.html', 'reports/orders/index.html'],
      opened: false,
    })
    assert.ok(existsSync(folder.at('reports/kinesis-defaults/index.html')))
    const page = readFileSync(folder.at('reports/index.html'), 'utf8')
    assert.match(page, /2 scenarios, 4 runs/)
    assert.match(page, /<td>example<\/td>\s*<td[^>]*>is itself a run of kinesis-defaults/)
  })

  const mistakes: [readonly string[], RegExp][] = [
    [['none', '--index'], /none is no folder of runs\./],
    [['reports/example', '--index'], /reports\/example is no folder of runs\./],
    [['reports/example-plan', '--index'], /reports\/example-plan is no folder of runs\./],
    [['reports/example-comparison', '--index'], /reports\/example-comparison is no folder of runs\./],
    [['reports', '--index', '-o', 'x'], /leave out --output\./],
  ]
  for (const [args, message] of mistakes)
    it(`tells what is wrong with "report ${args.join(' ')}" in one line`, async () => {
      assertTold(await sealbench(['report', ...args]), { exitCode: 2, message })
    })
})
