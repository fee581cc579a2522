/**
 * KMS calls of whole runs, counted, beside what the design says they must be.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { CallsByOperation, CellResult, Run } from '../src/run-store/run-format.ts'
import { onlyRun, sealbench, temporaryFolder } from './command-line.fixture.ts'

describe('sealbench run, KMS calls', () => {
  it('counts one front end to the call, the same with one worker and with two', async () => {
    const scenario = `
name: one-front-end
load: { arrivals: constant, rate: 1 /s, duration: 1 h }
records: { size: 64 B }
kms: { latency: 0 s }
keyCache: { rotation: 5 min }
sweep: { keyCache.ttl: [5 min, 1 min, 0 s] }
`

    const one = await runOf('one-front-end', scenario, ['--workers', '1'])
    const two = await runOf('one-front-end', scenario, ['--workers', '2'])

    const [fiveMinutes, oneMinute, none] = callsOf(one)
    assert.deepEqual(fiveMinutes, { GenerateDataKey: 12, Decrypt: 0 })
    assert.deepEqual(oneMinute, { GenerateDataKey: 12, Decrypt: 48 })
    // One for each record: GenerateDataKey where rotation is due, else Decrypt.
    assert.deepEqual(none, { GenerateDataKey: 12, Decrypt: 3588 })
    assert.deepEqual(callsOf(two), callsOf(one))
    assert.equal(two.recordStreamHash, one.recordStreamHash)
    assert.deepEqual(
      two.cells.map(({ recordStreamHash }) => recordStreamHash),
      one.cells.map(({ recordStreamHash }) => recordStreamHash),
    )
    assertAgrees(one)
  })

  it('counts four front ends and two consumers: each of these decrypts the EDKs of all', async () => {
    const run = await runOf(
      'fleet',
      `
name: fleet
fleet: { frontEnds: 4, consumers: 2 }
load: { arrivals: poisson, rate: 10 /s, duration: 1 h }
records: { size: 64 B }
readerCache: { ttl: 10 min }
kms: { latency: 0 s }
measure: { blockRecords: 256 }
`,
    )

    assert.deepEqual(callsOf(run), [{ GenerateDataKey: 48, Decrypt: 96 }])
    assertAgrees(run)
  })

  it('counts what an idle stream needs within three sigma of lambda / (1 + lambda T)', async () => {
    const [lambda, ttl, seconds] = [0.01, 300, 30 * 86_400]

    const run = await runOf(
      'idle',
      `
name: idle
load: { arrivals: poisson, rate: 0.01 /s, duration: 30 d }
records: { size: 64 B }
kms: { latency: 0 s }
`,
    )

    // A renewal process: its spacing has mean T + 1/lambda and standard deviation 1/lambda.
    const mean = ttl + 1 / lambda
    const sigma = Math.sqrt((seconds * lambda ** -2) / mean ** 3)
    const [{ GenerateDataKey, Decrypt }] = callsOf(run) as [CallsByOperation]
    assert.ok(Math.abs(GenerateDataKey - (seconds * lambda) / (1 + lambda * ttl)) <= 3 * sigma)
    assert.equal(Decrypt, 0)
    assertAgrees(run)
  })

  it('makes one call for all who miss together, and one for each without single flight', async () => {
    const [lambda, ttl, latency] = [200, 10, 0.05]

    const run = await runOf(
      'misses',
      `
name: misses
load: { arrivals: poisson, rate: 200 /s, duration: 5 min }
records: { size: 64 B }
keyCache: { ttl: 10 s, rotation: 10 s }
kms: { latency: 50 ms }
sweep: { keyCache.policy: [single-flight, independent] }
`,
    )

    const [single, independent] = run.cells as [CellResult, CellResult]
    const share = single.kms.recordsDelayed.put / single.records
    const expectedShare = (1 + lambda * latency) / (1 + lambda * (ttl + latency))
    assertWithin(share, expectedShare, 0.1)
    const more = independent.kms.calls.GenerateDataKey / single.kms.calls.GenerateDataKey
    assertWithin(more, 1 + lambda * latency, 0.1)
    assertAgrees(run)
  })
})

async function runOf(name: string, scenario: string, options: readonly string[] = []): Promise<Run> {
  using folder = temporaryFolder()
  const file = folder.write('scenario.yaml', scenario)

  const outcome = await sealbench([
    'run',
    file,
    '--quiet',
    '--no-report',
    '--output',
    folder.at('reports'),
    ...options,
  ])

  assert.equal(outcome.exitCode, 0, outcome.stderr)
  return onlyRun(folder.at('reports'), name).run
}

function callsOf({ cells }: Run): CallsByOperation[] {
  return cells.map(({ kms }) => kms.calls)
}

/** Every count stands beside what theory predicts, and is not other than chance allows. */
function assertAgrees({ cells }: Run): void {
  assert.deepEqual(
    cells.map(({ kms }) => kms.oracle.verdict),
    cells.map(() => 'agrees'),
  )
}

function assertWithin(actual: number, expected: number, share: number): void {
  assert.ok(Math.abs(actual / expected - 1) <= share, `${actual} is not within ${share} of ${expected}`)
}
