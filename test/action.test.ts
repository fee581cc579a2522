/**
 * The shells of `action.yml`, with a sealbench that does and answers as it is
 * told.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { action, actionSteps, actionText, ActionRunner, type StepResult } from './action.fixture.ts'
import { temporaryFolder } from './command-line.fixture.ts'

/** Writes its arguments down, makes every file and folder that they name, and ends as its environment says. */
const standIn = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
const args = process.argv.slice(2)
appendFileSync('asked', JSON.stringify(args) + '\\n')
const codes = JSON.parse(process.env.CODES ?? '{}')
for (const arg of args) {
  const file = /^(?:[\\w-]+=)?(\\/.*\\.(?:xml|txt|md|html|json))$/.exec(arg)?.[1]
  if (file !== undefined) writeFileSync(file, 'made of ' + args[0] + '\\n')
}
if (args[0] === 'run') {
  mkdirSync(args[args.indexOf('--output') + 1] + '/tiny/id', { recursive: true })
  mkdirSync('.sealbench/baselines/' + args[args.indexOf('--save-baseline') + 1], { recursive: true })
}
process.exit(CODES[args[0]] ?? 0)
`

function runnerIn(
  folder: ReturnType<typeof temporaryFolder>,
  codes: Readonly<Record<string, number>>,
  inputs: Readonly<Record<string, string>> = {},
  event?: 'pull_request' | 'push',
): ActionRunner {
  const program = folder.write('stand-in.mjs', standIn.replaceAll('CODES[', `${JSON.stringify(codes)}[`))
  const runner = new ActionRunner(folder.path, { scenario: 'tiny.yaml', ...inputs }, event)
  mkdirSync(folder.at('out'))
  runner.setOutput('prepare', 'program', program)
  runner.setOutput('prepare', 'out', folder.at('out'))
  return runner
}

function asked(folder: ReturnType<typeof temporaryFolder>): string[][] {
  const lines = readFileSync(folder.at('asked'), 'utf8').trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as string[])
}

describe('action.yml', () => {
  it('reads every input that it has, and no other', () => {
    const read = [...actionText().matchAll(/\binputs\.(?<name>[\w-]+)/g)].map(
      ({ groups }) => groups!['name']!,
    )

    assert.deepEqual([...new Set(read)].toSorted(), Object.keys(action().inputs).toSorted())
  })

  it('reads outputs of steps that are there', () => {
    const ids = new Set(actionSteps().flatMap(({ id }) => id ?? []))
    const read = [...actionText().matchAll(/\bsteps\.(?<id>[\w-]+)\.outputs/g)].map(
      ({ groups }) => groups!['id']!,
    )

    assert.deepEqual([...new Set(read)].toSorted(), [...ids].toSorted())
  })

  it('names the shell of each of its shells, as a composite action must', () => {
    assert(actionSteps().every(({ run, shell }) => (run === undefined) === (shell === undefined)))
  })
})

const amongPackages = 'node_modules/sealbench/bin/sealbench.js'
const itself = 'bin/sealbench.js'

/** Prepares in a folder that has a file in each of `places`. */
function prepare(
  { content = 'name: tiny\n', ...inputs }: Readonly<Record<string, string>>,
  places: readonly string[] = [amongPackages],
): StepResult & { readonly key: string; readonly program: string } {
  using folder = temporaryFolder()
  folder.write('tiny.yaml', content)
  // In the place of npm, which would install.
  mkdirSync(folder.at('bin'))
  writeFileSync(folder.at('bin/npm'), '#!/bin/sh\n', { mode: 0o755 })
  for (const place of places) {
    mkdirSync(path.dirname(folder.at(place)), { recursive: true })
    writeFileSync(folder.at(place), '')
  }
  const runner = new ActionRunner(folder.path, { scenario: 'tiny.yaml', ...inputs })
  const result = runner.run('Install sealbench')
  const program = path.relative(realpathSync(folder.path), runner.output('prepare', 'program'))
  return { ...result, key: runner.output('prepare', 'key'), program }
}

describe('action.yml, preparing', () => {
  it('keys the baseline by its name, the scenario and the machine', () => {
    const [first, again, other] = [{}, {}, { content: 'name: other\n' }].map((inputs) => prepare(inputs))

    assert.equal(first!.code, 0, first!.stdout)
    assert.match(first!.key, /^sealbench-main-[\da-f]{16}-$/)
    assert.equal(again!.key, first!.key)
    assert.notEqual(other!.key, first!.key)
  })

  for (const [places, expected, where] of [
    [[amongPackages], amongPackages, 'among the packages of a project'],
    [[amongPackages, itself], itself, 'of a folder that is sealbench itself'],
  ] as const)
    it(`takes the sealbench ${where} if nobody says otherwise`, () => {
      assert.equal(prepare({}, places).program, expected)
    })

  it('says what to do where a project has no sealbench', () => {
    const { code, stdout } = prepare({}, [])

    assert.equal(code, 2)
    assert.match(stdout, /^::error .*not among the packages of working-directory: install it there, or take/m)
  })

  for (const [name, value, message] of [
    ['baseline', '../main', /baseline must be a short name/],
    ['baseline', 'a b', /baseline must be a short name/],
    ['version', '$(id)', /version is action, project or a version/],
  ] as const)
    it(`refuses ${value} for ${name}`, () => {
      const { code, stdout } = prepare({ [name]: value })

      assert.equal(code, 2)
      assert.match(stdout, message)
    })
})

describe('action.yml, running and comparing', () => {
  it('proves the gate with the scenario and the repetitions that are run then', () => {
    using folder = temporaryFolder()
    const runner = runnerIn(folder, {}, { repetitions: '8' })

    runner.run('Prove the gate')
    runner.run('Run the scenario')

    const [selftest, run] = asked(folder)
    assert.deepEqual(selftest?.slice(0, 5), ['gate', 'selftest', 'tiny.yaml', '--repetitions', '8'])
    assert.equal(run?.[run.indexOf('--repetitions') + 1], '8')
  })

  it('compares with the baseline before its own run takes the place of that', () => {
    using folder = temporaryFolder()
    const runner = runnerIn(folder, {}, { scenario: 'a b;$(id).yaml' })

    runner.run('Run the scenario')
    runner.run('Compare it with the baseline')

    const [run, compare] = asked(folder)
    assert.equal(run?.[1], 'a b;$(id).yaml')
    assert.equal(run[run.indexOf('--save-baseline') + 1], 'main.next')
    assert.deepEqual(compare?.slice(0, 3), ['compare', 'main', '.sealbench/this-commit'])
    assert.equal(
      realpathSync(folder.at('.sealbench/this-commit')),
      realpathSync(folder.at('out/reports/tiny/id')),
    )
    assert.equal(runner.output('compare', 'code'), '0')
    assert.equal(runner.output('compare', 'file'), folder.at('out/comparison.json'))
  })

  it('tells the comparison first, in summary and annotations', () => {
    using folder = temporaryFolder()
    const runner = runnerIn(folder, {})
    runner.run('Run the scenario')
    runner.run('Compare it with the baseline')

    const { stdout } = runner.run('Tell')

    assert.equal(runner.summary(), 'made of compare\nmade of run\n')
    assert.equal(stdout, 'made of export\nmade of run\n')
  })

  it('takes a baseline that is not there for no failure', () => {
    using folder = temporaryFolder()
    const runner = runnerIn(folder, { compare: 8 })
    runner.run('Run the scenario')

    const { code, stdout } = runner.run('Compare it with the baseline')

    assert.equal(code, 0)
    assert.match(stdout, /^::notice .*No baseline yet/m)
    assert.equal(runner.output('compare', 'file'), '')
    assert.equal(runner.run('Verdict').code, 0)
  })

  it('exports a comparison that is invalid, and leaves it to the verdict', () => {
    using folder = temporaryFolder()
    const runner = runnerIn(folder, { compare: 7 }, { 'fail-on': 'never' })
    runner.run('Run the scenario')

    assert.equal(runner.run('Compare it with the baseline').code, 0)

    assert.equal(asked(folder).at(-1)?.[0], 'export')
    assert.equal(runner.run('Verdict').code, 0)
  })

  for (const [code, on, event] of [
    [2, 'a pull request', 'pull_request'],
    [0, 'the default branch, whose run takes its place', 'push'],
  ] as const)
    it(`exits ${code} for a baseline that cannot be compared with on ${on}`, () => {
      using folder = temporaryFolder()
      const runner = runnerIn(folder, { compare: 2 }, {}, event)
      runner.run('Run the scenario')

      const compared = runner.run('Compare it with the baseline')

      assert.equal(compared.code, code)
      assert.match(compared.stdout, /^::(error|warning) title=sealbench::This run cannot be compared/m)
      assert.equal(runner.output('compare', 'file'), '')
    })

  it('fails where sealbench cannot run or compare at all', () => {
    using folder = temporaryFolder()
    const runner = runnerIn(folder, { compare: 9 }, { 'fail-on': 'never' }, 'push')
    runner.run('Run the scenario')

    assert.equal(runner.run('Compare it with the baseline').code, 9)
  })
})

describe('action.yml, at its end', () => {
  const verdicts: [failOn: string, run: number, compare: number, expected: number][] = [
    ['any', 0, 0, 0],
    ['any', 5, 0, 5],
    ['any', 5, 4, 4],
    ['any', 0, 7, 7],
    ['any', 5, 2, 5],
    ['regression', 7, 7, 0],
    ['regression', 5, 0, 0],
    ['regression', 0, 4, 4],
    ['never', 7, 4, 0],
    ['sometimes', 0, 0, 2],
  ]
  for (const [failOn, run, compare, expected] of verdicts)
    it(`exits ${expected} for ${failOn}, a run that exits ${run} and a comparison that exits ${compare}`, () => {
      using folder = temporaryFolder()
      const runner = runnerIn(folder, { run, compare }, { 'fail-on': failOn })
      runner.run('Run the scenario')
      runner.run('Compare it with the baseline')

      assert.equal(runner.run('Verdict').code, expected)
    })

  it('keeps its run in the place of the baseline before', () => {
    using folder = temporaryFolder()
    const runner = runnerIn(folder, {})
    mkdirSync(folder.at('.sealbench/baselines/main'), { recursive: true })
    writeFileSync(folder.at('.sealbench/baselines/main/old'), '')
    runner.run('Run the scenario')

    assert.equal(runner.run('Keep the baseline').code, 0)

    assert.equal(existsSync(folder.at('.sealbench/baselines/main/old')), false)
    assert.equal(existsSync(folder.at('.sealbench/baselines/main')), true)
    assert.equal(existsSync(folder.at('.sealbench/baselines/main.next')), false)
  })
})
