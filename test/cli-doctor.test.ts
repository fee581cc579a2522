/**
 * `sealbench doctor` as a person and as CI meet it.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { exitCodes } from '../src/judge/exit-codes.ts'
import { calibrationSchema, environmentSchema } from '../src/run-store/environment-format.ts'
import { interferenceSchema } from '../src/run-store/interference-format.ts'
import { assertTold, sealbench } from './command-line.fixture.ts'

describe('sealbench doctor', () => {
  it('gives everything that it has seen as one document with --json', async () => {
    const { exitCode, stdout, stderr } = await sealbench(['doctor', '--seconds', '5', '--json', '--quiet'])

    assert.equal(stderr, '')
    const told = JSON.parse(stdout) as Record<string, never>
    // Whether this machine can be used is not for a test to say; that both say the same is.
    assert.equal(exitCode, told['isUsable'] === true ? exitCodes.ok : exitCodes.unusable)
    assert.match(told['summary']!, /^This machine /)
    environmentSchema.parse(told['environment'])
    calibrationSchema.parse(told['calibration'])
    interferenceSchema.parse(told['interference'])
    assert((told['repetitions']! as unknown[]).length >= 3)
    assert.deepEqual(
      (told['resolution']! as { operation: string; statistic: string }[]).map(
        ({ operation, statistic }) => `${operation} ${statistic}`,
      ),
      ['put', 'get'].flatMap((name) =>
        ['p50', 'p90', 'p99', 'p999'].map((statistic) => `${name} ${statistic}`),
      ),
    )
  })

  it('prints findings, harness and resolution, and ends with what the machine resolves', async () => {
    const { stdout, stderr } = await sealbench(['doctor', '--seconds', '5'])

    assert.match(stderr, /^repetition 1\nrepetition 2\nrepetition 3\n/)
    assert.match(stdout, /│ (ok|warn|bad) +│ timer +│ steps of/)
    assert.match(stdout, /\nThe harness: .+ to read the timer/)
    assert.match(stdout, /│ put p50 +│/)
    assert.match(stdout, /\n\nThis machine [^\n]+\.\n$/)
  })

  it('takes 5 to 30 seconds', async () => {
    for (const seconds of ['4.9', '31', 'long']) {
      const outcome = await sealbench(['doctor', '--seconds', seconds])
      assertTold(outcome, { exitCode: exitCodes.usage, message: /--seconds takes a number from 5 to 30\./ })
    }
  })
})
