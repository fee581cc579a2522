/**
 * Runs whose figures are not to be trusted, as a person and as CI meet them:
 * exit 7, with the reason and what to change.
 *
 * @module
 */
import assert from 'node:assert/strict'
import os from 'node:os'
import { describe, it } from 'node:test'

import { exitCodes } from '../src/judge/exit-codes.ts'
import { onlyRun, sealbench, temporaryFolder, tinyScenario } from './command-line.fixture.ts'

describe('sealbench run, where figures are not to be trusted', () => {
  it('calls a generator that cannot keep its schedule invalid, not slow', async () => {
    using folder = temporaryFolder()
    // A record of 64 KiB goes through three arms in a microsecond nowhere: the last is due after 5 ms.
    const file = folder.write(
      'starved.yaml',
      `name: starved
clock: real
fleet: { frontEnds: 1, consumers: 0 }
load: { arrivals: constant, rate: 1000000 /s, duration: 5 ms }
records: { size: 64 KiB }
measure: { warmUpRecords: 50 }
claims: [{ id: fast, statement: Puts are fast, metric: put.overhead, statistic: p50, bound: <= 1 s }]
`,
    )

    const outcome = await sealbench(['run', file, '--quiet', '--no-report'], { cwd: folder.path })

    assert.equal(outcome.exitCode, exitCodes.runInvalid, outcome.stderr)
    assert.match(
      outcome.stderr,
      /cell c01 is invalid: the generator lagged its schedule by [\d,.]+ ms at p99; lower load\.rate/,
    )
    const { run } = onlyRun(folder.at('reports'), 'starved')
    assert.equal(run.cells[0]!.validity.verdict, 'invalid')
    assert.equal(run.claims[0]!.verdict, 'invalid', 'a claim that would hold is not said to')
    assert.equal(run.cells[0]!.records, 5_000, 'the whole load was offered, late')
  })

  const cores = os.availableParallelism()
  const skip = cores > 8 && 'a run of more cells than this machine has cores would take long'
  it('says before and after a run that it has more workers than cores', { skip }, async () => {
    using folder = temporaryFolder()
    const times = Array.from({ length: cores + 1 }, (_, index) => `${index + 1} min`)
    const file = folder.write('tiny.yaml', `${tinyScenario}sweep: { keyCache.ttl: [${times.join(', ')}] }\n`)

    const outcome = await sealbench(['run', file, '--workers', String(cores + 1), '--no-report'], {
      cwd: folder.path,
    })

    assert.equal(outcome.exitCode, exitCodes.runInvalid, outcome.stderr)
    assert.match(
      outcome.stderr,
      new RegExp(`^.*this run will be invalid: ${cores + 1} workers share ${cores} cores?`),
    )
    assert.match(outcome.stdout, new RegExp(`give --workers ${cores} or less`))
  })
})
