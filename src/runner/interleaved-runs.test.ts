import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import { RepetitionFailedError } from '../errors.ts'
import { fakePrograms, type FakeProgram } from './fresh-program.fixture.ts'
import { interleave, type InterleavedOptions } from './interleaved-runs.ts'

describe('interleave', () => {
  it('runs every version once in a round, and the next round backwards', async () => {
    using programs = fakePrograms()
    const versions = ['a', 'b', 'c'].map((name) => programs.program(name, { cells: [[{}]] }))

    const { order, runs } = await interleaved(versions, programs.path, { rounds: 4 })

    assert.deepEqual(
      order.map((round) => round.toSorted()),
      Array.from({ length: 4 }, () => ['a', 'b', 'c']),
    )
    assert.deepEqual(order[1], order[0]!.toReversed())
    assert.deepEqual(order[3], order[2]!.toReversed())
    // Over two rounds the places of each version add up to the same.
    assert.deepEqual(
      runs.map((ofVersion) => ofVersion.map(({ run }) => run.id)),
      versions.map(() => ['run-001', 'run-002', 'run-003', 'run-004']),
    )
  })

  it('orders them by the seed alone', async () => {
    using programs = fakePrograms()
    const versions = ['a', 'b', 'c'].map((name) => programs.program(name, { cells: [[{}]] }))
    const orderOf = async (seed: number) =>
      (await interleaved(versions, path.join(programs.path, String(seed)), { rounds: 1, seed })).order[0]!

    const orders = [await orderOf(1), await orderOf(2), await orderOf(3), await orderOf(4)]

    assert.deepEqual(await orderOf(1), orders[0])
    assert.ok(new Set(orders.map(String)).size > 1, 'chance decides which is first')
  })

  it('keeps the runs of each version in a folder of its own', async () => {
    using programs = fakePrograms()
    const versions = ['base', 'candidate'].map((name) => programs.program(name, { cells: [[{}]] }))

    await interleaved(versions, programs.path, { rounds: 1 })

    for (const name of ['base', 'candidate'])
      assert.deepEqual(readdirSync(path.join(programs.path, 'runs', name, 'compared')), ['run-001'])
  })

  it('asks only those programs for single cells that can run them', async () => {
    using programs = fakePrograms()
    const cells = [[{}, { id: 'c02' }]]
    const versions = [programs.program('old', { cells, options: [] }), programs.program('new', { cells })]

    const { runs } = await interleaved(versions, programs.path, { rounds: 1, cells: ['c02'] })

    assert.deepEqual(
      runs.map(([stored]) => stored!.run.cells.map(({ id }) => id)),
      [['c01', 'c02'], ['c02']],
    )
  })

  it('drops a round that was interrupted, on all sides', async () => {
    using programs = fakePrograms()
    const versions = ['a', 'b'].map((name) => programs.program(name, { cells: [[{}]] }))
    const abort = new AbortController()
    let started = 0

    const { runs } = await interleaved(versions, programs.path, {
      rounds: 5,
      signal: abort.signal,
      onRun: () => {
        started += 1
        if (started === 4) abort.abort()
      },
    })

    assert.deepEqual(
      runs.map(({ length }) => length),
      [1, 1],
    )
    assert.equal(started, 4)
  })

  it('ends with the first program that gives no run', async () => {
    using programs = fakePrograms()
    const versions = [
      programs.program('good', { cells: [[{}]] }),
      programs.program('bad', { exitCode: 2, says: 'sealbench: no such scenario\n' }),
    ]

    await assert.rejects(interleaved(versions, programs.path, { rounds: 3 }), RepetitionFailedError)
  })
})

async function interleaved(
  programs: readonly FakeProgram[],
  folder: string,
  options: Partial<InterleavedOptions> & { readonly rounds: number },
) {
  const order: string[][] = []
  const runs = await interleave({
    versions: programs.map((program) => ({ name: program.name, program, scenarioFile: 'compared.yaml' })),
    scenario: 'compared',
    output: path.join(folder, 'runs'),
    seed: 7,
    onRun: (round, version) => void (order[round - 1] ??= []).push(version),
    ...options,
  })
  return { runs, order }
}
