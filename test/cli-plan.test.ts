/**
 * `sealbench plan` as a person meets it.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { describe, it } from 'node:test'

import { planSchema, type Plan } from '../src/planner/plan-document.ts'
import { assertTold, sealbench, start, temporaryFolder } from './command-line.fixture.ts'

const theoryAlone = ['plan', '--no-simulation', '--quiet']

describe('sealbench plan', { concurrency: 2 }, () => {
  it('answers for Kinesis as documented where nothing is said', async () => {
    const { stdout, stderr, exitCode } = await sealbench(theoryAlone)

    assert.equal(exitCode, 0, stderr)
    assert.match(stdout, /^How often does Kinesis as documented ask KMS/)
    assert.match(stdout, / 12 in 5 min, 103,674 in 30 days/)
    assert.match(stdout, /encryption adds 0\.31 USD/)
    assert.equal(stderr, '')
  })

  it('prints the document alone with --json, and figures with --csv', async () => {
    const [json, csv] = await Promise.all([
      sealbench([...theoryAlone, '--json', '--front-ends', '1000', '--rate', '100000 /s']),
      sealbench([...theoryAlone, '--csv']),
    ])

    const { cells } = planIn(json.stdout)
    assert.equal(cells[0]!.fleet.frontEndsPerStream, 1000)
    assert.equal(cells[0]!.fleet.recordsPerSecond, 100_000)
    assert.match(csv.stdout, /^part,of,settings,figure,/)
    assert(csv.stdout.split('\n').length > 20)
  })

  it('writes page, text, figures and document into a folder', async () => {
    using folder = temporaryFolder()

    const { exitCode, stdout } = await sealbench([...theoryAlone, '--output', folder.at('p')])

    assert.equal(exitCode, 0)
    assert.match(stdout, /^Page: .*plan\.html$/m)
    const written = readdirSync(folder.at('p'))
    for (const name of ['plan.json', 'plan.html', 'plan.md', 'plan.csv', 'charts'])
      assert(written.includes(name), name)
  })

  it('draws a stored plan again, from its document alone, with sealbench report', async () => {
    using folder = temporaryFolder()
    await sealbench([...theoryAlone, '--output', folder.at('p')])
    const page = readFileSync(folder.at('p/plan.html'), 'utf8')
    rmSync(folder.at('p/plan.html'))

    const [again, elsewhere] = await Promise.all([
      sealbench(['report', folder.at('p'), '--quiet']),
      sealbench(['report', folder.at('p/plan.json'), '--output', folder.at('copy')]),
    ])

    assert.equal(again.exitCode, 0, again.stderr)
    assert.match(again.stdout, /^Plan: .*plan\.html\n$/)
    assert.equal(readFileSync(folder.at('p/plan.html'), 'utf8'), page)
    assert.match(elsewhere.stdout, /^How often does Kinesis as documented ask KMS/)
    assert.deepEqual(readdirSync(folder.at('copy')).toSorted(), readdirSync(folder.at('p')).toSorted())
  })

  it('says in one line what is wrong with a plan that was cut off', async () => {
    using folder = temporaryFolder()
    folder.write('plan.json', '{"planVersion": 1')

    const told = await sealbench(['report', folder.at('plan.json')])

    assertTold(told, {
      exitCode: 2,
      message: /cannot be read as JSON.* Make the plan again with npx sealbench plan\.$/m,
    })
  })

  it('takes a scenario, and options in place of what it says and sweeps', async () => {
    using folder = temporaryFolder()
    const file = folder.write(
      'swept.yaml',
      'name: swept\nload: { arrivals: poisson, rate: 10 /s, duration: 1 h }\nsweep: { keyCache.ttl: [1 min, 5 min] }\n',
    )

    const [swept, fixed] = await Promise.all([
      sealbench([...theoryAlone, file, '--json']),
      sealbench([...theoryAlone, file, '--json', '--ttl', '2 min', '--set', 'fleet.frontEnds=7']),
    ])

    assert.deepEqual(
      planIn(swept.stdout).cells.map(({ fleet }) => fleet.ttlS),
      [60, 300],
    )
    assert.deepEqual(
      planIn(fixed.stdout).cells.map(({ fleet }) => [fleet.ttlS, fleet.frontEndsPerStream]),
      [[120, 7]],
    )
  })

  it('answers for more caches than there are grains of sand', async () => {
    const huge = ['--front-ends', '1000000000', '--streams', '1000000', '--principals', '1000000000']

    const { exitCode, stdout } = await sealbench([...theoryAlone, ...huge, '--json'])

    assert.equal(exitCode, 0)
    assert.equal(planIn(stdout).cells[0]!.fleet.sealingCaches, 1e24)
  })

  it('simulates, and says how sure it is', async () => {
    const { stdout, stderr, exitCode } = await sealbench(['plan', '--json', '--horizon', '1 h'])

    const { simulation } = planIn(stdout).cells[0]!
    assert.equal(exitCode, 0)
    assert.match(stderr, /^simulated 0 of 1\n/)
    assert(simulation!.replications > 1)
    assert(simulation!.calls.GenerateDataKey.mean >= 48 && simulation!.calls.GenerateDataKey.mean < 52)
  })

  it('gives the same simulation for the same seed, and another for another', async () => {
    const [one, again, other] = await Promise.all([simulated('1'), simulated('1'), simulated('2')])

    assert.deepEqual(one, again)
    assert.notDeepEqual(one, other)
  })

  it('exits with 3 where the plan itself breaks what is asked for, whatever else satisfies it', async () => {
    const asked = [...theoryAlone, '--json', '--max-exposure', '10 min']
    const [kept, broken, none] = await Promise.all([
      sealbench([...asked, '--max-usd', '0.4']),
      sealbench([...asked, '--max-usd', '0.2']),
      sealbench([...asked, '--max-usd', '0']),
    ])

    assert.equal(kept.exitCode, 0)
    assert.deepEqual(planIn(kept.stdout).verdict, { kept: true, broken: [], exitCode: 0, maxLost: null })
    assert.equal(broken.exitCode, 3)
    assert(planIn(broken.stdout).choices!.satisfying > 0)
    assert.deepEqual(planIn(broken.stdout).verdict.broken, [
      'The plan costs 0.311 USD in 30 days, 1.56 times the 0.2 USD allowed.',
    ])
    assert.equal(none.exitCode, 3)
    assert.equal(planIn(none.stdout).choices!.satisfying, 0)
  })

  it('judges every cell of a sweep, and says which breaks what', async () => {
    const sweep = ['--set', 'sweep.keyCache.ttl=[5 min, 1 min]', '--max-usd', '0.4']

    const { stdout, exitCode } = await sealbench([...theoryAlone, '--json', ...sweep])

    assert.equal(exitCode, 3)
    assert.match(planIn(stdout).verdict.broken.join(), /^c02 \(keyCache\.ttl 1 min\) costs \d/)
  })

  it('exits with 3 where the simulation loses more than is allowed', async () => {
    const lossy = [
      'plan',
      '--quiet',
      '--json',
      '--front-ends',
      '200',
      '--quota',
      '50 /s',
      '--retries',
      'none',
      '--horizon',
      '1 min',
    ]
    const [none, some] = await Promise.all([
      sealbench([...lossy, '--max-lost', '0 records']),
      sealbench([...lossy, '--max-lost', '100 %']),
    ])

    assert.equal(none.exitCode, 3)
    assert.match(
      planIn(none.stdout).verdict.broken.join(),
      /^The plan loses \S+ records on average of the simulation, and 0 are allowed\.$/,
    )
    assert.equal(some.exitCode, 0)
  })

  it('sets another fleet beside this one', async () => {
    const { stdout } = await sealbench([...theoryAlone, '--json', '--what-if', 'front-ends=8'])

    const { whatIf, cells } = planIn(stdout)
    assert.equal(cells.length, 1)
    const calls = whatIf!.figures.find(({ figure }) => figure === 'calls in 30 days')!
    assert(Math.abs(calls.change! - 1) < 0.001, `${calls.change}`)
  })

  it('ends at Ctrl-C with 130, in the middle of a simulation', async () => {
    const { process: running, outcome } = start(['plan', '--front-ends', '100000', '--rate', '1e6 /s'])
    running.stderr!.once('data', () => running.kill('SIGINT'))

    const { exitCode, stdout } = await outcome

    assert.equal(exitCode, 130)
    assert.equal(stdout, '')
  })

  it('ends with 130 in the middle of a search, too', async () => {
    // Each of some hundred settings takes theory long, where the load changes.
    const load =
      'load={ arrivals: bursts, rate: 1000 /s, burst: { every: 1 ms, length: 10 us }, duration: 1 h }'
    const asked = ['--max-usd', '3', '--jitter', '0.5', '--set', load]
    const { process: running, outcome } = start(['plan', '--no-simulation', ...asked])
    running.stderr!.once('data', () => running.kill('SIGTERM'))

    const { exitCode, stdout, stderr } = await outcome

    assert.deepEqual([exitCode, stdout, stderr], [130, '', 'searching for settings\n'])
  })

  it('prints the prices and quotas that it plans with, and takes them back', async () => {
    using folder = temporaryFolder()

    const printed = await sealbench(['plan', '--print-prices'])
    const file = folder.write('prices.json', printed.stdout.replace(/("usdPer10000Requests": )0\.03/, '$13'))
    const { stdout } = await sealbench([...theoryAlone, '--prices', file, '--json'])

    assert(planIn(stdout).cells[0]!.bill.encryptionUsd > 30)
  })
})

function planIn(stdout: string): Plan {
  return planSchema.parse(JSON.parse(stdout))
}

async function simulated(seed: string) {
  const { stdout } = await sealbench(['plan', '--json', '--quiet', '--horizon', '1 h', '--seed', seed])
  return planIn(stdout).cells.map(({ simulation }) => simulation)
}
