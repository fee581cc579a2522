/**
 * `sealbench compare`, as a person or a CI job calls it.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'

import { comparisonSchema, type Comparison } from '../src/run-store/comparison-format.ts'
import type { Run } from '../src/run-store/run-format.ts'
import {
  assertTold,
  onlyRun,
  root,
  runIn,
  sealbench,
  signalAt,
  start,
  temporaryFolder,
  tinyScenario,
  type Outcome,
} from './command-line.fixture.ts'

/** Far more than any machine's noise. */
const slowed = `${tinyScenario}planted: { slowdown: 1 ms }\n`

describe('sealbench compare', () => {
  const folder = temporaryFolder()
  const [fast, slow] = [folder.at('fast'), folder.at('slow')]
  const compare = (...args: readonly string[]) => sealbench(['compare', ...args], { cwd: folder.path })

  before(async () => {
    // Where they are compared: what is run elsewhere may be another commit, and cannot be run again.
    const run = (...args: readonly string[]) =>
      sealbench(['run', ...args, '--quiet', '--no-report'], { cwd: folder.path })
    const file = folder.write('tiny.yaml', tinyScenario)
    const save = ['--save-baseline', 'main', '--baselines', folder.at('.sealbench/baselines')]
    const runs = await Promise.all([
      run(file, '--output', fast, ...save),
      run(folder.write('slow.yaml', slowed), '--output', slow),
    ])
    for (const { exitCode, stderr } of runs) assert.equal(exitCode, 0, stderr)
  })
  after(() => folder[Symbol.dispose]())

  it('claims no difference of a run with itself, nor with a copy under another name', async () => {
    const { folder: run } = onlyRun(fast, 'tiny')
    cpSync(run, folder.at('copy'), { recursive: true })

    const [same, copy] = await Promise.all([compare(run, run), compare(run, folder.at('copy'), '--json')])

    assert.equal(same.exitCode, 0, same.stderr)
    assert.match(
      same.stdout,
      /(?:No difference was found; increases of a median below|Cannot tell: only increases of a median above) \S+ %.*\nWith pictures, as a page: the same with --html comparison\.html\n$/s,
    )
    const comparison = comparisonIn(copy, 0)
    assert.equal(comparison.verdict, 'no-difference')
    assert.ok(comparison.changes.length > 0)
    assert.ok(comparison.changes.every(({ change }) => change === 0))
    assert.match(comparison.warnings.join(), /^on both sides stands the same: \S+$/)
  })

  it('finds a baseline by its name, and says how one is made where there is none', async () => {
    const { folder: run } = onlyRun(fast, 'tiny')

    const [found, missing, elsewhere] = await Promise.all([
      compare('main', run, '--json'),
      compare('mian', run),
      compare('main', run, '--baselines', folder.at('nowhere')),
    ])

    const comparison = comparisonIn(found, 0)
    assert.deepEqual([comparison.base.name, comparison.verdict], ['main', 'no-difference'])
    assert.equal(comparison.base.runs[0]!.id, comparison.candidate.runs[0]!.id)
    assertTold(missing, {
      exitCode: 8,
      message:
        /no run or baseline mian of tiny .*Known are main\. Make it with npx sealbench run SCENARIO .*--save-baseline mian/,
    })
    assertTold(elsewhere, { exitCode: 8, message: /There is no baseline yet/ })
  })

  it('refuses two scenarios, and compares them where somebody says so, with a warning', async () => {
    const [base, candidate] = [onlyRun(fast, 'tiny').folder, onlyRun(slow, 'tiny').folder]
    const files = {
      save: folder.at('out/c.json'),
      markdown: folder.at('out/c.md'),
      html: folder.at('out/c.html'),
    }
    const written = Object.entries(files).flatMap(([option, file]) => [`--${option}`, file])

    const [refused, allowed, quiet] = await Promise.all([
      compare(base, candidate),
      compare(base, candidate, '--allow', 'scenario', '--json', ...written),
      compare(base, candidate, '--allow', 'scenario', '--quiet'),
    ])

    assertTold(refused, {
      exitCode: 2,
      message:
        /more differs than the code: the scenario \(planted: .*slowdown.*\)\. Run both here, or say --allow scenario to compare all the same\./,
    })
    const comparison = comparisonIn(allowed, 4)
    assert.equal(comparison.verdict, 'regression')
    assert.match(comparison.warnings[0]!, /^the scenario differs: planted: /)
    assert.match(comparison.reasons[0]!, /^put\.sealed\.serviceTime p\d+ of cell c01: .* worse by more than/)
    assert.deepEqual(JSON.parse(readFileSync(files.save, 'utf8')), comparison)
    assert.match(readFileSync(files.markdown, 'utf8'), /^## sealbench: tiny\n/)
    assert.match(readFileSync(files.html, 'utf8'), /<\/html>\s*$/)
    assert.deepEqual(readdirSync(folder.at('out')).toSorted(), ['c.html', 'c.json', 'c.md'])
    assert.equal(quiet.exitCode, 4)
    assert.equal(quiet.stdout, '')
    assert.match(quiet.stderr, /^sealbench: put\.sealed\.serviceTime/)
  })

  it('refuses another machine and runtime, each by name', async () => {
    const { folder: run } = onlyRun(fast, 'tiny')
    cpSync(run, folder.at('moved'), { recursive: true })
    edit(folder.at('moved'), ({ environment }) => ({
      environment: { ...environment, cpuModel: 'M9', node: 'v1.2.3' },
    }))

    const [refused, half, allowed] = await Promise.all([
      compare(run, folder.at('moved')),
      compare(run, folder.at('moved'), '--allow', 'machine'),
      compare(run, folder.at('moved'), '--allow', 'machine', '--allow', 'node', '--json'),
    ])

    assertTold(refused, {
      exitCode: 2,
      message:
        /the machine \(CPU: .* against M9\); the runtime \(Node: v\S+ against v1\.2\.3\)\..*--allow machine --allow node/,
    })
    assertTold(half, { exitCode: 2, message: /say --allow node to compare/ })
    assert.deepEqual(
      comparisonIn(allowed, 0).warnings.map((warning) => warning.replace(/:.*/, '')),
      ['the machine differs', 'the runtime differs', 'on both sides stands the same'],
    )
  })

  it('runs a suspicious cell again before it fails', async () => {
    const [base, candidate] = [onlyRun(fast, 'tiny').folder, onlyRun(slow, 'tiny').folder]

    const outcome = await compare(base, candidate, '--allow', 'scenario', '--confirm', '1', '--json')

    assert.match(outcome.stderr, /^c01 looks slower: run again, 1 of 1: 1 cell · 0:00$/m)
    const comparison = comparisonIn(outcome, 4)
    assert.deepEqual(comparison.rerunCells, ['c01'])
    assert.equal(comparison.candidate.runs.length, 2)
  })

  it('compares several runs of each side', async () => {
    const { folder: run } = onlyRun(fast, 'tiny')

    const [several, unclear] = await Promise.all([
      compare(run, run, '--json', '--', run, run),
      compare(run, run, run),
    ])

    const comparison = comparisonIn(several, 0)
    assert.deepEqual([comparison.base.runs.length, comparison.candidate.runs.length], [2, 2])
    assertTold(unclear, {
      exitCode: 2,
      message: /Which are base and which candidate\? Write compare BASE\.\.\. -- CANDIDATE/,
    })
  })

  it('takes a repeated run of which no repetition is whole as it is', async () => {
    const { folder: run } = onlyRun(fast, 'tiny')
    cpSync(run, folder.at('cut-off'), { recursive: true })
    edit(folder.at('cut-off'), () => ({ repetitions: { planned: 3, done: 0 }, status: 'interrupted' }))

    const comparison = comparisonIn(await compare(folder.at('cut-off'), folder.at('cut-off'), '--json'), 0)

    assert.deepEqual([comparison.base.runs.length, comparison.candidate.runs.length], [1, 1])
  })

  for (const [args, message] of [
    [['RUN', 'RUN', '--tolerance', 'much'], /--tolerance takes a share such as 2 % or 0\.02, and not much\./],
    [['RUN', 'RUN', '--tolerance', '-1'], /--tolerance takes a share|Not enough|Unknown|tolerance/],
    [
      ['RUN', 'RUN', '--metric', 'put.sealed.servicetime.p50'],
      /--metric: .*Did you mean put\.sealed\.serviceTime/,
    ],
    [['RUN', 'RUN', '--confirm', '1.5'], /--confirm takes a whole number from 0 to 100\./],
    [['RUN', 'RUN', '--allow', 'everything'], /Invalid values:|everything/],
    [
      ['RUN', 'RUN', '--markdown', 'same', '--html', './same'],
      /\.\/same is named for two of --save, --markdown/,
    ],
    [['', 'RUN'], /A name of a run is empty: name a base and a candidate/],
    [['RUN', '--', ''], /A name of a run is empty/],
    [
      ['RUN', 'RUN', '--repetitions', '6'],
      /--repetitions is for runs that --against makes, and these are stored/,
    ],
    [['RUN', 'RUN', '-w', '1'], /--workers is for runs that --against makes/],
    [['RUN', 'RUN', '-o', 'reports'], /--output is for runs that --against makes/],
    [['--against', 'HEAD', 'tiny.yaml', '-w', '0'], /--workers takes a whole number from 1 to 1024/],
    [['--against', 'HEAD', 'tiny.yaml', '--', 'more.yaml'], /--against takes one scenario/],
    [['--against', 'HEAD', 'tiny.yaml', '--allow', 'machine'], /--allow is for stored runs/],
    [['--against', 'HEAD', 'tiny.yaml', '--baselines', 'b'], /--baselines is for stored runs/],
    [['--against', 'HEAD', 'tiny.yaml', '--confirm', '3'], /--confirm is for stored runs/],
    [['RUN'], /Name a base and a candidate: npx sealbench compare BASE CANDIDATE\./],
    [['RUN', '/nowhere'], /\/nowhere does not exist\. Name the folder of a run/],
    [
      ['--against', 'HEAD', 'tiny.yaml', '--repetitions', '2'],
      /--repetitions takes a whole number from 3 to 100/,
    ],
    [['--against', 'HEAD', 'tiny.yaml', 'more.yaml'], /--against takes one scenario/],
    [
      ['RUN', 'RUN', '--by', 'envelope.suit'],
      /--by envelope\.suit names no swept parameter: nothing is swept\./,
    ],
  ] as const)
    it(`refuses ${args.join(' ')} with a line`, async () => {
      const { folder: run } = onlyRun(fast, 'tiny')

      const outcome = await compare(...args.map((arg) => (arg === 'RUN' ? run : arg)))

      assert.equal(outcome.exitCode, 2, outcome.stderr)
      assert.match(outcome.stderr, message)
      assert.doesNotMatch(outcome.stderr, /^\s+at /m)
      assert.equal(outcome.stdout, '')
    })

  it('says so where there is no git repository to find a revision in', async () => {
    const outcome = await compare('--against', 'HEAD', 'tiny.yaml', '--quiet')

    assertTold(outcome, { exitCode: 9, message: /This is no git repository/ })
  })
})

describe('sealbench compare --against', () => {
  it('refuses what names no commit as a mistake of the command line', async () => {
    using project = gitProject()

    const outcomes = await Promise.all(
      ['nope', '^HEAD', ''].map((revision) => project.compare(`--against=${revision}`).outcome),
    )

    for (const outcome of outcomes)
      assertTold(outcome, { exitCode: 2, message: /git knows no commit ".*" in / })
  })

  for (const signal of ['SIGINT', 'SIGHUP'] as const)
    it(`says on ${signal} that nothing is compared, and where the runs are`, async () => {
      using project = gitProject()
      const started = project.compare('--against', 'HEAD', '--repetitions', '50')

      const { exitCode, stdout, stderr } = await signalAt(/round 1/, signal, started)

      assert.equal(exitCode, 130, stderr)
      assert.equal(stdout, '')
      const last = stderr.trimEnd().split('\n').at(-1)!
      assert.match(
        last,
        /^sealbench: interrupted: nothing is compared; (the runs so far are in reports\/|no run was made)/,
      )
    })
})

/** A repository with a scenario, that has this sealbench among its packages. */
function gitProject() {
  const folder = temporaryFolder()
  folder.write('tiny.yaml', tinyScenario)
  folder.write('package.json', '{}')
  mkdirSync(folder.at('node_modules'))
  symlinkSync(root, folder.at('node_modules/sealbench'))
  const person = ['-c', 'user.name=a', '-c', 'user.email=a@example.org']
  for (const args of [
    ['init', '--quiet'],
    ['add', 'tiny.yaml', 'package.json'],
    [...person, 'commit', '-qm', 'a'],
  ])
    execFileSync('git', args, { cwd: folder.path })
  return {
    compare: (...args: readonly string[]) => start(['compare', 'tiny.yaml', ...args], { cwd: folder.path }),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  }
}

function comparisonIn({ exitCode, stdout, stderr }: Outcome, expected: number): Comparison {
  assert.equal(exitCode, expected, stderr)
  return comparisonSchema.parse(JSON.parse(stdout))
}

/** Changes a stored run, as another machine or a crash would have left it. */
function edit(folder: string, change: (run: Run) => Partial<Run>): void {
  const run = runIn(folder)
  writeFileSync(path.join(folder, 'run.json'), JSON.stringify({ ...run, ...change(run) }))
}
