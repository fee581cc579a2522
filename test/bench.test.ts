import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'

import type { BenchRow } from '../bench/bench-report.ts'
import { makeSeal, variants } from '../bench/envelope/tail-variants.ts'
import { repeated, timeInterleaved } from '../bench/interleaved.ts'
import { median, quantileOf, timingOf } from '../bench/timing.ts'

const root = path.join(import.meta.dirname, '..')

function bench(...args: string[]) {
  return spawnSync(process.execPath, [path.join(root, 'scripts/bench.ts'), ...args], { encoding: 'utf8' })
}

describe('npm run bench', () => {
  it('writes a row with ordered quantiles, a ratio and the environment for each operation', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sealbench-test-'))
    try {
      const file = path.join(folder, 'bench.json')

      const { status, stdout } = bench('--json', file, '--rounds', '1', 'envelope/parse')

      assert.equal(status, 0, stdout)
      const rows = JSON.parse(readFileSync(file, 'utf8')) as readonly BenchRow[]
      assert.equal(rows.length, 4)
      for (const row of rows) {
        assert.ok(row.name.startsWith('envelope/parse / 1 KiB / '), row.name)
        assert.ok(stdout.includes(row.operation))
        assert.deepEqual([row.unit, row.value], ['ns', row.p50Ns])
        assert.ok(row.p50Ns > 0 && row.p50Ns <= row.p99Ns && row.p99Ns <= row.p999Ns && row.ratio > 0)
        assert.equal(row.environment.node, process.version)
      }
      assert.equal(rows[0]!.ratio, 1)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('lists the benchmarks that have all words in their path', () => {
    assert.equal(bench('--list', 'envelope', 'open').stdout, 'bench/envelope/open.bench.ts\n')
    assert.equal(
      bench('--list').stdout.trim().split('\n').length,
      globSync('bench/**/*.bench.ts', { cwd: root }).length,
    )
  })

  it('refuses what it does not know', () => {
    for (const args of [['--jsn'], ['--rounds', '0'], ['--rounds', '1.5'], ['no-such-bench']]) {
      const { status, stdout, stderr } = bench(...args)

      assert.deepEqual([status, stdout], [2, ''], args.join(' '))
      assert.match(stderr, /^[^\n]+\n/)
    }
  })
})

describe('benchmarks', () => {
  it('state their question in the first line of the file', () => {
    const files = globSync('bench/**/*.bench.ts', { cwd: root })

    assert.ok(files.length > 5)
    for (const file of files)
      assert.match(readFileSync(path.join(root, file), 'utf8'), /^\/\*\*\n \* Question: .+\?\n/, file)
  })

  it('use the timing library in one place', () => {
    const users = globSync('bench/**/*.ts', { cwd: root }).filter((file) =>
      readFileSync(path.join(root, file), 'utf8').includes(`from 'tinybench'`),
    )

    assert.deepEqual(users, [path.join('bench', 'interleaved.ts')])
  })
})

describe('timeInterleaved', () => {
  it('calls every operation in every round and takes the first for the baseline', () => {
    let [few, many] = [0, 0]
    const operations = [repeated('few', 1000, () => (few += 1)), repeated('many', 2000, () => (many += 1))]

    const timings = timeInterleaved(operations, { rounds: 2, roundMs: 1, seed: 1 })

    assert.deepEqual(
      timings.map(({ name, callsPerSample }) => [name, callsPerSample]),
      [
        ['few', 1000],
        ['many', 2000],
      ],
    )
    assert.equal(timings[0]!.ratio, 1)
    // The first of three rounds warms up, and its samples are left out.
    assert.ok(timings[0]!.samples < few / 1000 && timings[1]!.samples < many / 2000)
    assert.equal(many % 2000, 0)
  })
})

describe('timingOf', () => {
  it('gives quantiles that are samples, whatever their order', () => {
    const samples = Array.from({ length: 1001 }, (_, index) => 1000 - index)

    const { p50Ns, p99Ns, p999Ns, maxNs } = timingOf('one', samples, { ratio: 1 })

    assert.deepEqual([p50Ns, p99Ns, p999Ns, maxNs], [500, 990, 999, 1000])
    assert.ok(Number.isNaN(quantileOf([], 0.5)))
  })
})

describe('median', () => {
  it('is in the middle of two where their number is even', () => {
    assert.equal(median([3, 1, 2]), 2)
    assert.equal(median([4, 1, 2, 3]), 2.5)
  })
})

describe('ways to seal whose tails are compared', () => {
  it('give what the ciphers and hashes of the textbook give', () => {
    for (const variant of variants) assert.doesNotThrow(makeSeal(variant, 64), variant.name)
  })

  it('have names of their own', () => {
    assert.equal(new Set(variants.map(({ name }) => name)).size, variants.length)
  })

  it('are all in docs/tails.md, with whether sealbench does so', () => {
    const page = readFileSync(path.join(root, 'docs/tails.md'), 'utf8')
    const rows = [...page.matchAll(/^\| (?<name>[^|]+?) +\| +\d.*\| (?<kept>[^|]*?) +\|$/gm)]

    assert.deepEqual(
      rows.map(({ groups }) => [groups!['name'], groups!['kept']]),
      variants.map(({ name, kept }) => [name, kept]),
    )
  })
})
