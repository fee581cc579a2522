/**
 * The commands around a run: help, explain, validate, init and strategies.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { assertTold, root, sealbench, temporaryFolder, tinyScenario } from './command-line.fixture.ts'

const fixture = path.join(root, 'src/scenario/fixtures/many-mistakes')

describe('sealbench', () => {
  it('helps with every command, by example', async () => {
    const { stdout, exitCode } = await sealbench(['--help'])

    assert.equal(exitCode, 0)
    assert.match(stdout, /Exit codes: 0 ok, .*130 interrupted/s)
    const commands = [...stdout.matchAll(/^ {2}npx sealbench (\w+) .*/gm)].map(([, name]) => name!)
    for (const name of ['run', 'validate', 'explain', 'report', 'export', 'init', 'strategies', 'envelope'])
      assert.ok(commands.includes(name), `${name} is not listed`)
    for (const name of new Set(commands)) {
      const help = await sealbench([name, '--help'])
      assert.equal(help.exitCode, 0)
      assert.match(help.stdout, new RegExp(`^npx sealbench ${name}[^]*\nExamples:\n {2}npx sealbench `))
    }
  })

  const mistakes: [readonly string[], RegExp][] = [
    [[], /Name a command\. See npx sealbench --help\./],
    [['frobnicate'], /Unknown argument: frobnicate\./],
    [['runn', 'tiny.yaml'], /Did you mean run\?/],
    [['run'], /needs its scenario: write npx sealbench run <scenario>\. See npx sealbench run --help\./],
    [
      ['report', '--quiet'],
      /needs its run: write npx sealbench report <run>\. See npx sealbench report --help\./,
    ],
    [['validate'], /needs its scenario: write npx sealbench validate <scenario\.\.>\./],
    [['run', 'tiny.yaml', 'b.yaml'], /run takes one scenario only, and b\.yaml is another\./],
    [['strategies', 'all'], /strategies takes no argument, and all is one\./],
    [['run', 'tiny.yaml', '--bogus'], /--bogus is no option of npx sealbench run\. See/],
    [['run', 'tiny.yaml', '--reusme'], /--reusme is no option of .*: did you mean --resume\?/],
    [['run', 'tiny.yaml', '--ouput=x'], /did you mean --output\?/],
    [['run', 'tiny.yaml', '-x'], /-x is no option of npx sealbench run\./],
    [['run', 'tiny.yaml', '--workers', '0'], /--workers takes a whole number from 1 to 1024\./],
    [['run', 'tiny.yaml', '--workers', '1025'], /--workers takes a whole number from 1 to 1024\./],
    [['run', 'tiny.yaml', '--workers', 'two'], /--workers takes a whole number from 1 to 1024\./],
    [['envelope', 'unseal'], /Choices: "inspect", "seal", "open"\./],
  ]
  for (const [args, message] of mistakes)
    it(`tells what is wrong with "sealbench ${args.join(' ')}" in one line`, async () => {
      assertTold(await sealbench(args), { exitCode: 2, message })
    })
})

describe('sealbench explain', () => {
  it('says what a run will do, and does none of it', async () => {
    using folder = temporaryFolder()
    const file = folder.write('tiny.yaml', `${tinyScenario}sweep: { keyCache.ttl: [5 min, 10 s] }\n`)

    const { stdout, stderr, exitCode } = await sealbench(['explain', file, '--workers', '1'], {
      cwd: folder.path,
    })

    assert.deepEqual({ stderr, exitCode }, { stderr: '', exitCode: 0 })
    assert.match(stdout, /^tiny: Does a tiny run work\?/)
    assert.match(stdout, /c01 +│ 5 min +│ +300 │ +1 │ +1 │/)
    assert.match(stdout, /c02 +│ 10 s +│ +300 │ +1 │ +3 │/)
    assert.match(stdout, /In all: 2 cells, 600 records.* 6 KMS calls expected/)
    assert.match(stdout, /Time: about .+ on 1 worker, .*Memory: about .+ \(modelled\)/)
    assert.ok(!existsSync(folder.at('reports')))
  })

  it('says the same as one JSON document', async () => {
    using folder = temporaryFolder()
    const file = folder.write('tiny.yaml', tinyScenario)

    const { stdout, exitCode } = await sealbench(['explain', file, '--json'])

    assert.equal(exitCode, 0)
    const explained = JSON.parse(stdout) as {
      total: { cells: number; records: number; kmsCalls: number; timeNs: number; memoryBytes: number }
    }
    const { cells, records, kmsCalls, timeNs, memoryBytes } = explained.total
    assert.deepEqual({ cells, records, kmsCalls }, { cells: 1, records: 300, kmsCalls: 2 })
    assert.ok(timeNs > 0 && memoryBytes > 0)
  })
})

describe('sealbench explain, where there is no theory', () => {
  it('says why, what would help, and how many calls there are at least', async () => {
    using folder = temporaryFolder()
    const behind = 'sweep: { get.maxRecords: [100, 5] }\n'
    const file = folder.write('tiny.yaml', tinyScenario + behind)

    const shown = await sealbench(['explain', file])
    const listed = await sealbench(['explain', file, '--json'])

    assert.match(shown.stdout, /c02 +│ 5 +│ +300 │ +1 │ +at least 1 │ +unknown │/)
    assert.match(
      shown.stdout,
      /^No theory for c02: a poll takes 5 records of a shard at most, and may find 26/m,
    )
    assert.match(
      shown.stdout,
      /To change that: shorten get\.pollInterval, or raise stream\.shards, or readerCache\.ttl above .*\.$/m,
    )
    assert.match(shown.stdout, /at least 4 KMS calls expected/)
    const { total, cells } = JSON.parse(listed.stdout) as {
      total: object
      cells: { kmsCalls: unknown; kmsCallsAtLeast: unknown; usdPer30Days: unknown }[]
    }
    assert.partialDeepStrictEqual(total, { kmsCalls: null, kmsCallsAtLeast: 4 })
    assert.partialDeepStrictEqual(cells[1], {
      kmsCalls: null,
      kmsCallsAtLeast: { GenerateDataKey: 1, Decrypt: 1 },
      usdPer30Days: null,
    })
  })
})

describe('sealbench validate', () => {
  it('tells all mistakes of a scenario at once, each with its place', async () => {
    using folder = temporaryFolder()
    folder.write('many-mistakes.yaml', readFileSync(`${fixture}.scenario.txt`))

    const outcome = await sealbench(['validate', 'many-mistakes.yaml'], { cwd: folder.path })

    assert.equal(outcome.exitCode, 2)
    assert.equal(outcome.stdout, '')
    assert.equal(outcome.stderr.trimEnd(), readFileSync(`${fixture}.expected.txt`, 'utf8').trimEnd())
  })

  it('is what a run does first: nothing is run or written', async () => {
    using folder = temporaryFolder()
    folder.write('many-mistakes.yaml', readFileSync(`${fixture}.scenario.txt`))

    const outcome = await sealbench(['run', 'many-mistakes.yaml', '--json'], { cwd: folder.path })

    assert.equal(outcome.exitCode, 2)
    const { error } = JSON.parse(outcome.stdout) as { error: { code: string; faults: readonly object[] } }
    assert.equal(error.code, 'ERR_SCENARIO_INVALID')
    assert.equal(error.faults.length, 36)
    assert.match(outcome.stderr, /^36 mistakes in many-mistakes\.yaml\n/)
    assert.ok(!existsSync(folder.at('reports')))
  })

  it('checks every file that it is given, also after one that is mistaken', async () => {
    using folder = temporaryFolder()
    const files = ['missing.yaml', 'bad.yaml', 'good.yaml']
    folder.write('bad.yaml', `${tinyScenario}keyCahce: {}\n`)
    folder.write('good.yaml', tinyScenario)

    const told = await sealbench(['validate', ...files], { cwd: folder.path })
    const listed = await sealbench(['validate', ...files, '--json'], { cwd: folder.path })
    const good = await sealbench(['validate', 'good.yaml'], { cwd: folder.path })

    assert.equal(told.exitCode, 2)
    assert.equal(told.stdout, 'good.yaml: valid (cells: 1, claims: 0, thresholds: 0)\n')
    assert.match(told.stderr, /missing\.yaml does not exist[^]*bad\.yaml:8:1: keyCahce: .*keyCache/)
    assert.equal(listed.exitCode, 2)
    assert.deepEqual(
      (JSON.parse(listed.stdout) as { valid: boolean }[]).map(({ valid }) => valid),
      [false, false, true],
    )
    assert.deepEqual(good, { exitCode: 0, stdout: told.stdout, stderr: '' })
  })
})

describe('sealbench init', () => {
  it('writes a scenario that is valid, and never over a file that is there', async () => {
    using folder = temporaryFolder()
    const here = { cwd: folder.path }

    const made = await sealbench(['init', 'mine.yaml'], here)
    const checked = await sealbench(['validate', 'mine.yaml'], here)
    const template = readFileSync(folder.at('mine.yaml'), 'utf8')
    folder.write('mine.yaml', 'precious')
    const refused = await sealbench(['init', 'mine.yaml'], here)
    const kept = readFileSync(folder.at('mine.yaml'), 'utf8')
    const forced = await sealbench(['init', 'mine.yaml', '--force', '--json'], here)

    assert.equal(made.exitCode, 0)
    assert.match(made.stdout, /^Wrote mine\.yaml\. Next: npx sealbench explain mine\.yaml/)
    assert.equal(checked.exitCode, 0, checked.stderr)
    assertTold(refused, { exitCode: 2, message: /mine\.yaml is there already\. .*--force/ })
    assert.equal(kept, 'precious')
    assert.deepEqual(JSON.parse(forced.stdout), { file: 'mine.yaml' })
    assert.equal(readFileSync(folder.at('mine.yaml'), 'utf8'), template)
  })
})

describe('sealbench strategies', () => {
  it('lists suites, key references and cache policies, for people and for scripts', async () => {
    const shown = await sealbench(['strategies'])
    const listed = await sealbench(['strategies', '--json'])

    assert.equal(shown.exitCode, 0)
    assert.match(
      shown.stdout,
      /aes-256-gcm\+hkdf-sha512 +│ 0x0101 │ its own +│ by field +│ 2\^48\.5 +│ yes +│ yes +│ +262 │ +94 │ +80 │/,
    )
    const { suites, contestants, keyReferences, cachePolicies } = JSON.parse(listed.stdout) as Record<
      string,
      Record<string, unknown>[]
    >
    assert.equal(suites!.length, 12)
    assert.deepEqual(keyReferences, ['inline', 'edk-id', 'batch-index'])
    assert.ok(cachePolicies!.some(({ setting }) => setting === 'keyCache.xfetch'))
    const measured = contestants!.find(({ name }) => name === 'node-crypto/aes-256-gcm')!
    // A nonce of 12 bytes, a tag of 16, and the length of the partition key.
    assert.deepEqual([measured['absent'], measured['overheadBytes']], [null, 30])
    for (const { absent, overheadBytes, fairness } of contestants!) {
      assert.equal(absent === null, overheadBytes !== null)
      assert.ok(fairness)
    }
  })
})
