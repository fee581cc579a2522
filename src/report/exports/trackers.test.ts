/**
 * The formats of programs that keep a history: github-action-benchmark and Bencher.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { z } from '../../schema.ts'
import { bencher } from './bencher.ts'
import { everyRun, hostileRun, validRun } from './exported.fixture.ts'
import { githubActionBenchmark } from './github-action-benchmark.ts'
import { trackedFigures } from './tracked-figures.ts'

describe('trackedFigures', () => {
  it('has nothing of cells that are not valid', () => {
    assert.deepEqual([...new Set(trackedFigures(everyRun()).map(({ cellId }) => cellId))], ['c01', 'c02'])
  })

  it('has each measure of a benchmark once', () => {
    const keys = trackedFigures(hostileRun()).map(({ benchmark, measure }) => `${benchmark}\n${measure}`)

    assert.equal(new Set(keys).size, keys.length)
  })
})

describe('githubActionBenchmark', () => {
  /** What its documentation takes for customSmallerIsBetter. */
  const documented = z.array(
    z.strictObject({
      name: z.string().min(1),
      unit: z.string().min(1),
      value: z.number(),
      /** As its reader takes a range apart. */
      range: z
        .string()
        .regex(/^(\+-|±)\s*\d+(\.\d+)?(e[+-]\d+)?$/)
        .optional(),
      extra: z.string().optional(),
    }),
  )

  for (const [what, run] of [
    ['a run', everyRun()],
    ['a run of hostile names', hostileRun()],
  ] as const)
    it(`is of ${what} what the action reads`, () => {
      const rows = documented.parse(JSON.parse(githubActionBenchmark.ofRun!(run)))

      assert(rows.length > 20)
      assert.equal(new Set(rows.map(({ name }) => name)).size, rows.length)
    })

  it('has half of the interval for a range', () => {
    const run = validRun()
    const [low, high] = run.cells[0]!.put.overhead.p50.ci95Ns!

    const [row] = documented.parse(JSON.parse(githubActionBenchmark.ofRun!(run)))

    assert.match(row!.name, /^kinesis-defaults \/ keyCache\.ttl=1 min, .* \/ put\.overhead\.p50$/)
    assert.equal(row!.range, `± ${Number(((high - low) / 2).toPrecision(6))}`)
  })
})

describe('bencher', () => {
  /** The published schema of the format, with the lengths that its documentation gives, and slugs for measures. */
  const published = z.record(
    z.string().min(1).max(1024),
    z.record(
      z
        .string()
        .max(64)
        .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
      z.strictObject({
        value: z.number(),
        lower_value: z.number().optional(),
        upper_value: z.number().optional(),
      }),
    ),
  )

  for (const [what, run] of [
    ['a run', everyRun()],
    ['a run of hostile names', hostileRun()],
  ] as const)
    it(`is of ${what} what Bencher reads`, () => {
      const benchmarks = published.parse(JSON.parse(bencher.ofRun!(run)))

      assert.equal(Object.keys(benchmarks).length, 2)
    })

  it('has the interval where there is one', () => {
    const run = validRun()
    const { estimateNs, ci95Ns } = run.cells[0]!.put.overhead.p50

    const measures = Object.values(published.parse(JSON.parse(bencher.ofRun!(run))))[0]!

    assert.deepEqual(measures['put-overhead-p50-ns'], {
      value: estimateNs,
      lower_value: ci95Ns![0],
      upper_value: ci95Ns![1],
    })
    assert.deepEqual(Object.keys(measures['kms-calls']!), ['value'])
  })

  it('shortens no name to that of another', () => {
    const run = validRun()
    const long = { ...run, scenario: { ...run.scenario, name: 'n'.repeat(2000) } }

    const benchmarks = published.parse(JSON.parse(bencher.ofRun!(long)))

    assert.equal(Object.keys(benchmarks).length, 2)
  })
})
