/**
 * The audit of a run beside what its client counted and what theory predicts.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import type { CloudTrailEvent } from '../src/kms-service/audit-trail.ts'
import type { CallsByOperation, Run } from '../src/run-store/run-format.ts'
import { onlyRun, sealbench, temporaryFolder } from './command-line.fixture.ts'

const fleet = `name: audited
seed: 3
fleet: { frontEnds: 3, consumers: 2, principals: 4 }
load: { arrivals: constant, rate: 40 /s, duration: 30 min }
records: { size: 64 B }
keyCache: { ttl: 1 min, rotation: 5 min }
readerCache: { ttl: 10 min }
kms: { latency: 0 s }
`

describe('sealbench run --audit', () => {
  it('logs as many calls as the client counted and theory predicts, by operation and principal', async () => {
    const { run, kmsEvents } = await audited(fleet)
    const { kms } = run.cells[0]!

    assert.deepEqual(
      countBy(kmsEvents, ({ eventName }) => eventName),
      kms.calls,
    )
    assert.deepEqual(rounded(kms.expectedCalls), kms.calls)
    for (const [principal, calls] of Object.entries(kms.byPrincipal)) {
      const own = kmsEvents.filter(({ userIdentity }) => userIdentity.userName === principal)
      assert.deepEqual(
        { GenerateDataKey: 0, Decrypt: 0, ...countBy(own, ({ eventName }) => eventName) },
        calls,
      )
    }
    assert.equal(new Set(kmsEvents.map(({ requestID }) => requestID)).size, kmsEvents.length)
  })

  it('logs every attempt of calls that were retried, with the error that each got', async () => {
    const { run, kmsEvents } = await audited(
      fleet.replace('0 s }', '0 s, failures: [{ fault: internal-error, from: 10 min, to: 15 min }] }'),
    )
    const { attempts, attemptsByOutcome, calls } = run.cells[0]!.kms

    assert.deepEqual(
      countBy(kmsEvents, ({ eventName }) => eventName),
      attempts,
    )
    assert.deepEqual(
      countBy(kmsEvents, ({ errorCode = 'ok' }) => errorCode),
      attemptsByOutcome,
    )
    assert.ok(attempts!.GenerateDataKey > calls.GenerateDataKey)
  })

  it('logs the start of encryption, and neither a plaintext nor a ciphertext', async () => {
    const { text, events, kmsEvents } = await audited(fleet)

    const [started] = events.filter(({ eventSource }) => eventSource !== 'kms.amazonaws.com')
    assert.equal(started?.eventName, 'StartStreamEncryption')
    assert.deepEqual(kmsEvents[0]!.requestParameters, {
      keyId: kmsEvents[0]!.resources[0]!.ARN,
      numberOfBytes: 32,
      encryptionContext: { 'aws:kinesis:arn': 'arn:aws:kinesis:us-east-1:123456789012:stream/audited' },
    })
    // 32 bytes are 44 characters of base64, and a blob has more.
    assert.doesNotMatch(text, /[A-Za-z0-9+/]{43}=/)
    assert.doesNotMatch(text, /plaintext|ciphertextBlob/i)
  })
})

interface Audited {
  readonly run: Run
  readonly text: string
  readonly events: readonly CloudTrailEvent[]
  readonly kmsEvents: readonly CloudTrailEvent[]
}

async function audited(scenario: string): Promise<Audited> {
  using folder = temporaryFolder()
  const file = folder.write('audited.yaml', scenario)
  const { exitCode, stderr } = await sealbench([
    'run',
    file,
    '-o',
    folder.at('reports'),
    '--audit',
    '--quiet',
    '--no-report',
  ])
  const { run, folder: runFolder } = onlyRun(folder.at('reports'), 'audited')

  assert.equal(exitCode, 0, stderr)
  const text = readFileSync(path.join(runFolder, 'audit', 'c01.ndjson'), 'utf8')
  const events = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as CloudTrailEvent)
  return {
    run,
    text,
    events,
    kmsEvents: events.filter(({ eventSource }) => eventSource === 'kms.amazonaws.com'),
  }
}

/** What theory predicts is a sum of probabilities, here of 1 and 0. */
function rounded(calls: CallsByOperation | null): CallsByOperation {
  assert.ok(calls !== null)
  return { GenerateDataKey: Math.round(calls.GenerateDataKey), Decrypt: Math.round(calls.Decrypt) }
}

function countBy(
  events: readonly CloudTrailEvent[],
  nameOf: (event: CloudTrailEvent) => string,
): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const event of events) counts[nameOf(event)] = (counts[nameOf(event)] ?? 0) + 1
  return counts
}
