import assert from 'node:assert/strict'
import path from 'node:path'
import { describe, it } from 'node:test'

import type { ComparedCell } from '../judge/comparison/comparison.fixture.ts'
import { compareVersions, type VersionComparisonOptions } from './compare-versions.ts'
import { fakePrograms } from './fresh-program.fixture.ts'

/** Rounds before anything is run again. */
const rounds = 3
const fast: ComparedCell = { putNs: 20_000 }
const slow: ComparedCell = { putNs: 30_000 }

describe('compareVersions', () => {
  it('runs nothing again where nothing looks worse', async () => {
    const { comparison, suspicions, starts } = await compared([[fast]], [[fast]])

    assert.deepEqual([comparison?.verdict, comparison?.exitCode], ['no-difference', 0])
    assert.equal(comparison?.design, 'paired')
    assert.deepEqual(suspicions, [])
    assert.deepEqual(
      starts.map(({ length }) => length),
      [rounds, rounds],
    )
  })

  it('runs what looks worse as often again on both sides, and is red where that shows it too', async () => {
    const { comparison, suspicions, starts } = await compared([[fast]], [[slow]])

    assert.deepEqual([comparison?.verdict, comparison?.exitCode], ['regression', 4])
    assert.deepEqual(suspicions, [['c01']])
    assert.deepEqual(comparison?.rerunCells, ['c01'])
    assert.deepEqual(
      [comparison.base.runs.length, comparison.candidate.runs.length],
      [2 * rounds, 2 * rounds],
    )
    assert.deepEqual(
      starts.map(({ length }) => length),
      [2 * rounds, 2 * rounds],
    )
  })

  it('takes back what does not show again', async () => {
    // As a neighbour on the machine makes it, during three of six rounds.
    const { comparison } = await compared([[fast]], [[slow], [slow], [slow], [fast]])

    assert.deepEqual([comparison?.verdict, comparison?.exitCode], ['no-difference', 0])
    assert.deepEqual(comparison?.rerunCells, ['c01'])
    assert.match(comparison.changes[0]!.reason, /when it was run again: not confirmed$|no difference beyond/)
  })

  it('runs only those cells again that look worse', async () => {
    const cells = (second: ComparedCell) => [[fast, { ...second, id: 'c02' }]]

    const { comparison, starts } = await compared(cells(fast), cells(slow))

    assert.equal(comparison?.verdict, 'regression')
    const again = starts.map((of) => of.slice(rounds))
    for (const args of again.flat()) assert.equal(args[args.indexOf('--cells') + 1], 'c02')
    for (const args of starts.flatMap((of) => of.slice(0, rounds))) assert.ok(!args.includes('--cells'))
  })

  it('does not run again what is counted', async () => {
    const { comparison, suspicions } = await compared([[fast]], [[{ ...fast, calls: 999 }]])

    assert.deepEqual([comparison?.verdict, comparison?.exitCode], ['regression', 4])
    assert.deepEqual(suspicions, [])
  })

  it('has nothing to say where it was interrupted in the first round', async () => {
    const { comparison } = await compared([[fast]], [[slow]], { signal: AbortSignal.abort() })

    assert.equal(comparison, undefined)
  })

  it('has nothing to say where it was interrupted before the rerun, as half of it confirms nothing', async () => {
    const abort = new AbortController()

    const { comparison } = await compared([[fast]], [[slow]], {
      signal: abort.signal,
      onSuspicion: () => abort.abort(),
    })

    assert.equal(comparison, undefined)
  })
})

async function compared(
  base: readonly (readonly ComparedCell[])[],
  candidate: readonly (readonly ComparedCell[])[],
  options: Partial<VersionComparisonOptions> = {},
) {
  using programs = fakePrograms()
  const [one, other] = [
    programs.program('base', { cells: base }),
    programs.program('candidate', { cells: candidate }),
  ]
  const suspicions: (readonly string[])[] = []
  const comparison = await compareVersions({
    base: { name: 'base', program: one, scenarioFile: 'compared.yaml' },
    candidate: { name: 'candidate', program: other, scenarioFile: 'compared.yaml' },
    rounds,
    scenario: 'compared',
    output: path.join(programs.path, 'runs'),
    seed: 7,
    onSuspicion: (cells) => suspicions.push(cells),
    ...options,
  })
  return { comparison, suspicions, starts: [one.starts(), other.starts()] }
}
