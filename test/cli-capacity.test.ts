/**
 * `sealbench capacity` as a person meets it.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { assertTold, sealbench, temporaryFolder } from './command-line.fixture.ts'

const scenario = [
  'name: tiny',
  'load: { arrivals: constant, rate: 100 /s, duration: 10 s }',
  'measure: { warmUpRecords: 0 }',
  'claims:',
  '  - { id: never, statement: none, metric: kms.calls, bound: <= 0 }',
].join('\n')
/** A cache that lives longer than the load asks KMS once, and that is counted. */
const kept = ['--metric', 'kms.calls', '--bound', '<= 1']

describe('sealbench capacity', () => {
  it('tries rates up to the highest that it may, and tells what it has tried', async () => {
    using folder = temporaryFolder()
    const file = folder.write('tiny.yaml', scenario)

    const { stdout, stderr, exitCode } = await sealbench(['capacity', file, ...kept, '--to', '300 /s'], {
      cwd: folder.path,
    })

    assert.equal(exitCode, 0, stderr)
    for (const rate of ['100', '200', '300']) {
      assert.match(stdout, new RegExp(` ${rate} /s │ .* │ kept `))
      assert.match(stderr, new RegExp(`^${rate} /s for 10 s: kept, 1 `, 'm'))
    }
    assert.match(stdout, /kms\.calls <= 1 is kept up to 300 \/s, and at no rate tried surely broken\./)
    assert(existsSync(path.join(folder.path, 'reports/tiny-capacity')))
  })

  it('exits with 5 where the first rate breaks the bound, in JSON too', async () => {
    using folder = temporaryFolder()
    const file = folder.write('tiny.yaml', scenario)

    const { stdout, exitCode } = await sealbench(
      ['capacity', file, '--claim', 'never', '--json', '--quiet'],
      {
        cwd: folder.path,
      },
    )

    assert.equal(exitCode, 5)
    const answer = JSON.parse(stdout) as { meetsUpTo: null; breaksFrom: number; tries: { folder: string }[] }
    assert.deepEqual([answer.meetsUpTo, answer.breaksFrom, answer.tries.length], [null, 100, 1])
    assert(existsSync(path.join(folder.path, answer.tries[0]!.folder, 'run.json')))
  })

  const mistakes: [readonly string[], RegExp][] = [
    [[], /Say what must be kept: --metric and --bound, or --claim\./],
    [
      ['--metric', 'put.sealed.responsTime', '--bound', '<= 1 h'],
      /--metric: unknown metric .*did you mean put\.sealed\.resp/,
    ],
    [
      ['--metric', 'put.sealed.responseTime', '--bound', '5 ms'],
      /--bound: has no comparison: write "<= 5 ms"/,
    ],
    [['--metric', 'put.sealed.responseTime', '--bound', '>= 5 ms'], />= 5 ms is none\. Write <=/],
    [['--claim', 'nevver'], /has no claim nevver\. It has never\./],
    [['--claim', 'never', '--bound', '<= 1 s'], /Leave out --metric, --statistic and --bound\./],
    [
      [...kept, '--from', '100'],
      /--from takes a rate above 0 with its unit, such as 1000 \/s, and not 100\./,
    ],
    [[...kept, '--from', '2 /s', '--to', '1 /s'], /--from 2 \/s is above --to 1 \/s/],
    [[...kept, '--tolerance', '0.9 %'], /--tolerance takes 1 % to 100 %, and not 0\.9 %\./],
    [[...kept, '--max-time', '0 s'], /--max-time takes a duration/],
  ]
  for (const [args, message] of mistakes)
    it(`tells what is wrong with "${args.join(' ')}" in one line`, async () => {
      using folder = temporaryFolder()

      assertTold(await sealbench(['capacity', folder.write('tiny.yaml', scenario), ...args]), {
        exitCode: 2,
        message,
      })
    })

  it('refuses a scenario of several cells, and one without a rate', async () => {
    using folder = temporaryFolder()
    const swept = folder.write('swept.yaml', `${scenario}\nsweep: { put.batch: [1, 2] }\n`)
    const closed = folder.write(
      'closed.yaml',
      'name: closed\nload: { arrivals: closed, clients: 1, thinkTime: 1 ms, duration: 1 s }\n',
    )

    assertTold(await sealbench(['capacity', swept, ...kept]), { exitCode: 2, message: /has 2 cells/ })
    assertTold(await sealbench(['capacity', closed, ...kept]), {
      exitCode: 2,
      message: /are closed, which have/,
    })
  })
})
