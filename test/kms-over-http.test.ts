/**
 * One scenario over HTTP on the real clock, and in process on the virtual one:
 * what KMS is asked is the same, and what theory predicts.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import type { CellResult } from '../src/run-store/run-format.ts'
import { onlyRun, sealbench, temporaryFolder } from './command-line.fixture.ts'
import { awsEnvironment, serveKms } from './kms-server.fixture.ts'

/**
 * Longer ones are the same: scenarios/kms-endpoint.yaml takes a minute. A machine that is busy may
 * begin each rotation late by half a second, and all of them still begin.
 */
const durationS = 7.5
const ttlS = 2
const frontEnds = 2

const scenario = (clock: string, kms: string): string => `name: both-ways
clock: ${clock}
fleet: { frontEnds: ${frontEnds}, consumers: 1 }
load: { arrivals: constant, rate: 50 /s, duration: ${durationS} s }
records: { size: 64 B }
get: { pollInterval: 100 ms }
keyCache: { ttl: ${ttlS} s, rotation: ${ttlS} s }
readerCache: { ttl: 10 s }
kms: ${kms}
`

describe('sealbench run, KMS over HTTP', () => {
  it('asks as often on the real clock as in process on the virtual one, and as theory predicts', async () => {
    await using server = await serveKms(['--latency', '5 ms'])

    const [real, virtual] = await Promise.all([
      cellOf(scenario('real', `{ backend: endpoint, endpoint: "${server.url}" }`)),
      cellOf(scenario('virtual', '{ latency: 5 ms }')),
    ])

    const each = frontEnds * Math.ceil(durationS / ttlS)
    assert.deepEqual(virtual.kms.calls, { GenerateDataKey: each, Decrypt: each })
    assert.deepEqual(real.kms.calls, virtual.kms.calls)
    assert.equal(real.kms.oracle.verdict, 'agrees')
    assert.equal(virtual.kms.oracle.verdict, 'agrees')
    assert.ok(real.kms.latency!.call.min >= 5e6, 'the latency of the endpoint is part of what was measured')
    const events = (await server.audit()).map(({ eventName }) => eventName)
    assert.equal(events.filter((name) => name === 'GenerateDataKey').length, each)
    assert.equal(events.filter((name) => name === 'Decrypt').length, each)
  })

  it('makes the failures that a scenario plans, at the control port', async () => {
    await using server = await serveKms()
    const kms = `{ backend: endpoint, endpoint: "${server.url}", control: "${server.controlUrl}", client: { maxAttempts: 1 },
  failures: [{ fault: key-disabled, from: 2 s, to: 4 s, operations: [GenerateDataKey] }] }`

    const { kms: counted, failures } = await cellOf(scenario('real', kms).replace(`${durationS} s`, '6 s'))

    assert.deepEqual(Object.keys(failures.put), ['KMSDisabledException'])
    const disabled = counted.byOutcome['DisabledException']!
    assert.ok(disabled > 0)
    assert.ok(
      disabled <= failures.put['KMSDisabledException']!,
      'a call that fails, fails all who wait for it',
    )
    assert.ok(counted.byOutcome['ok']! > 0)
    assert.equal((await server.counters())['DisabledException'], disabled)
  })

  it('writes no credential into a run', async () => {
    await using server = await serveKms()
    using folder = temporaryFolder()
    const file = folder.write(
      'x.yaml',
      scenario('real', `{ backend: endpoint, endpoint: "${server.url}" }`).replace(`${durationS} s`, '1 s'),
    )

    await sealbench(['run', file, '-o', folder.at('reports'), '--quiet'], {
      env: {
        ...awsEnvironment,
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SESSION_TOKEN: '',
      },
    })

    const { folder: run } = onlyRun(folder.at('reports'), 'both-ways')
    const text = readFileSync(path.join(run, 'run.json'), 'utf8')
    assert.doesNotMatch(text, /"test"|secretAccessKey|accessKeyId|SECRET/)
  })
})

async function cellOf(text: string): Promise<CellResult> {
  using folder = temporaryFolder()
  const file = folder.write('both-ways.yaml', text)
  const { stderr } = await sealbench(['run', file, '-o', folder.at('reports'), '--quiet', '--no-report'], {
    env: awsEnvironment,
  })
  const [cell] = onlyRun(folder.at('reports'), 'both-ways').run.cells
  assert.ok(cell !== undefined, stderr)
  return cell
}
