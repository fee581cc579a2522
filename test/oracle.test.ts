import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { OperationRecorder } from '../src/measure/operation-recorder.ts'
import type { CallCounts } from '../src/planner/expected-calls.ts'
import type { Operation } from '../src/measure/series.ts'
import { compareWithOracle } from '../src/planner/oracle.ts'
import { CellDriver } from '../src/runner/cell-driver.ts'
import { createWorld } from '../src/runner/cell-world.ts'
import { cellOf } from '../src/runner/cell.fixture.ts'
import { predictCalls } from '../src/runner/oracle.ts'

interface Settings {
  readonly rate: string
  readonly duration: string
  readonly shards?: number
  readonly rotation: string
  readonly writerTtl?: string
  readonly readerTtl: string
  readonly latency?: string
  readonly maxRecords?: number
}

const usualLatency = '{ distribution: lognormal, median: 10 ms, p99: 40 ms }'
const slowLatency = '{ distribution: lognormal, median: 100 ms, p99: 800 ms }'

describe('the oracle, beside cells that were run,', () => {
  const cases: Record<string, { method: 'analytic' | 'simulated'; settings: Settings }> = {
    'entries that outlive their EDKs': {
      method: 'analytic',
      settings: { rate: '2 /s', duration: '1 h', rotation: '5 min', readerTtl: '10 min' },
    },
    'entries that expire in the last poll, or just not': {
      method: 'simulated',
      settings: { rate: '4 /s', duration: '1 h', rotation: '5 min', readerTtl: '5 min' },
    },
    'entries shorter than a poll interval, several shards and slow KMS': {
      method: 'simulated',
      settings: {
        rate: '50 /s',
        duration: '1 min',
        shards: 4,
        rotation: '10 s',
        readerTtl: '900 ms',
        latency: slowLatency,
      },
    },
    'key material that is refilled within a rotation': {
      method: 'simulated',
      settings: {
        rate: '4 /s',
        duration: '30 min',
        rotation: '2 min',
        writerTtl: '20 s',
        readerTtl: '2 min',
      },
    },
    'key material that is used up': {
      method: 'simulated',
      settings: { rate: '20 /s', duration: '10 min', rotation: '5 min', readerTtl: '20 s', maxRecords: 100 },
    },
  }
  for (const [name, { method, settings }] of Object.entries(cases)) {
    it(`agrees on ${name}`, async () => {
      const text = scenarioText(settings)
      const expected = predictCalls(cellOf(text).scenario)

      const calls = await countCalls(text)

      assert.ok(expected.method === method, expected.reason)
      const said = `${calls.Decrypt} against ${expected.calls.Decrypt} (${expected.sigma.Decrypt})`
      const off = Math.abs(calls.Decrypt - expected.calls.Decrypt)
      assert.ok(off <= 4 * expected.sigma.Decrypt + 1e-6, said)
      assert.equal(compareWithOracle(calls, expected).verdict, 'agrees', said)
    })
  }

  it('disagrees where consumers ask again for what they should hold', async () => {
    const settings = { rate: '2 /s', duration: '10 min', rotation: '1 min', readerTtl: '50 s' }
    const expected = predictCalls(cellOf(scenarioText({ ...settings, readerTtl: '2 min' })).scenario)

    const calls = await countCalls(scenarioText(settings))

    assert.equal(compareWithOracle(calls, expected).verdict, 'disagrees')
  })
})

const recorderOf = (operation: Operation) => new OperationRecorder(operation, 100_000, () => undefined)

async function countCalls(text: string): Promise<CallCounts> {
  using world = await createWorld(cellOf(text).scenario)
  const recorders = { put: recorderOf('put'), get: recorderOf('get') }
  await new CellDriver(world, recorders, () => undefined).run()
  recorders.put.destroy()
  recorders.get.destroy()
  return world.kms.snapshot().calls
}

function scenarioText(settings: Settings): string {
  const {
    rate,
    duration,
    shards = 1,
    rotation,
    writerTtl = rotation,
    readerTtl,
    maxRecords = 2 ** 32,
  } = settings
  return `
clock: virtual
fleet: { frontEnds: 4, consumers: 2, principals: 1 }
stream: { shards: ${shards} }
load: { arrivals: poisson, rate: ${rate}, duration: ${duration} }
records: { size: { distribution: constant, value: 64 B } }
get: { pollInterval: 1 s }
keyCache: { ttl: ${writerTtl}, rotation: ${rotation}, maxRecords: ${maxRecords} }
readerCache: { ttl: ${readerTtl}, capacity: 1000 }
kms: { latency: ${settings.latency ?? usualLatency}, quota: 10000 /s }
`
}
