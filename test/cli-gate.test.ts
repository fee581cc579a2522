/**
 * `sealbench gate`, as a person or a CI job calls it.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { describe, it } from 'node:test'

import { comparisonSchema } from '../src/run-store/comparison-format.ts'
import { assertTold, sealbench, temporaryFolder, tinyScenario } from './command-line.fixture.ts'

describe('sealbench gate selftest', () => {
  it('plants what it is told to, and gives both comparisons', async () => {
    using folder = temporaryFolder()
    const file = folder.write('tiny.yaml', tinyScenario)

    const outcome = await sealbench(
      ['gate', 'selftest', file, '--slowdown', '1 ms', '--repetitions', '3', '--json', '--quiet'],
      { cwd: folder.path },
    )

    // Whether this machine is quiet enough for a verdict is not the test's to say.
    assert.ok(outcome.exitCode === 0 || outcome.exitCode === 9, outcome.stderr)
    const result = JSON.parse(outcome.stdout) as Record<string, unknown>
    assert.equal(result['plantedNs'], 1e6)
    assert.ok((result['plantedShare'] as number) > 0)
    for (const [name, candidate] of [
      ['same', 'base-again'],
      ['slowed', 'slowed'],
    ] as const) {
      const comparison = comparisonSchema.parse(result[name])
      assert.deepEqual([comparison.base.name, comparison.candidate.name], ['base', candidate])
      assert.deepEqual([comparison.base.runs.length, comparison.candidate.runs.length], [3, 3])
      assert.equal(comparison.design, 'paired')
    }
    const [stored] = readdirSync(folder.at('reports/tiny-selftest'))
    assert.ok(existsSync(folder.at('reports/tiny-selftest', stored!, 'slowed/tiny')))
  })

  for (const [args, message] of [
    [['--slowdown', '10'], /--slowdown takes a share such as 10 % or a time such as 2 us, and not 10\./],
    ...['0.5 ns', '0.0009 us', '0 s'].map(
      (time) =>
        [['--slowdown', time], /--slowdown plants whole nanoseconds, 1 ns or more, and not /] as const,
    ),
    [['--slowdown', '0 %'], /--slowdown must be more than nothing\./],
    [['--repetitions', '2'], /--repetitions takes a whole number from 3 to 100/],
    [['--tolerance', 'x'], /--tolerance takes a share/],
  ] as const)
    it(`refuses ${args.join(' ')} with a line`, async () => {
      assertTold(await sealbench(['gate', 'selftest', ...args]), { exitCode: 2, message })
    })
})
