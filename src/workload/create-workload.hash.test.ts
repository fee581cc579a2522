/**
 * The hash of a workload, which says whether two runs were offered the same.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'

import { perSecond, seconds } from '../units/units.ts'
import { createWorkload } from './create-workload.ts'
import { payloadPool } from './records/payload-pool.ts'
import type { WorkloadSpec } from './workload-spec.ts'
import { fromFile, generated, hashAfterAll, offer, recordsOf, spec } from './workload.fixture.ts'
import type { OfferedCall } from './workload.ts'

describe('createWorkload', () => {
  describe('hash', () => {
    it('has not changed since it was first specified', () => {
      assert.equal(hashAfterAll(spec()), knownHash)
    })

    it('is what its specification says, for generated records', () => {
      const workload = createWorkload(spec({ batch: 3 }))
      const calls = offer(workload)
      const pool = payloadPool(20170701, 64)
      const source = Buffer.concat([text('generated'), pool.digest])
      const startOf = (from: Buffer) => uint(from.byteOffset - pool.bytes.byteOffset, 4)

      assert.equal(workload.hash(), hashedByHand(calls, source, startOf))
    })

    it('is what its specification says, for records from a file', () => {
      const workload = createWorkload(spec({ records: fromFile('{"k":"ü"}\n{"k":"b"}') }))
      const calls = offer(workload)

      assert.equal(workload.hash(), hashedByHand(calls, text('file'), sha256))
    })

    it('is equal at every step for equal specs, and reading it disturbs nothing', () => {
      const one = createWorkload(spec())
      const other = createWorkload(spec())
      const unread = createWorkload(spec())

      while (one.peek() !== undefined) {
        one.next()
        other.next()
        unread.next()
        assert.equal(one.hash(), other.hash())
      }

      assert.equal(unread.hash(), one.hash())
    })

    it('changes with every record', () => {
      const workload = createWorkload(spec())
      const hashes = new Set([workload.hash()])

      for (let taken = 0; taken < 1000; taken += 1) {
        workload.next()
        hashes.add(workload.hash())
      }

      assert.equal(hashes.size, 1001)
    })

    const changes: Readonly<Record<string, Partial<WorkloadSpec>>> = {
      'the seed': { seed: 2 },
      'the front ends': { frontEnds: 5 },
      'the principals': { principals: 3 },
      'the batch': { batch: 2 },
      'the rate': { load: { arrivals: 'poisson', rate: perSecond(501), duration: seconds(4) } },
      'the duration': { load: { arrivals: 'poisson', rate: perSecond(500), duration: seconds(5) } },
      'the arrival process': { load: { arrivals: 'constant', rate: perSecond(500), duration: seconds(4) } },
      'the sizes': { records: generated({ distribution: 'constant', value: 65 }) },
      'the partition keys': {
        records: { ...generated(), partitionKeys: { distribution: 'uniform', count: 101 } },
      },
    }
    for (const [name, change] of Object.entries(changes)) {
      it(`differs when ${name} differ`, () => {
        assert.notEqual(hashAfterAll(spec(change)), hashAfterAll(spec()))
      })
    }
  })

  it('leaves all else as it was when one source of randomness is drawn from differently', () => {
    const base = offer(createWorkload(spec()))
    const zipf = { distribution: 'zipf', count: 9, exponent: 2 } as const
    const otherSizes = offer(
      createWorkload(spec({ records: generated({ distribution: 'uniform', min: 1, max: 9 }) })),
    )
    const otherKeys = offer(
      createWorkload(spec({ records: { size: generated().size, partitionKeys: zipf } })),
    )
    const otherRouting = offer(createWorkload(spec({ frontEnds: 1 })))
    const otherArrivals = offer(
      createWorkload(spec({ load: { arrivals: 'poisson', rate: perSecond(100), duration: seconds(20) } })),
    ).slice(0, 1500)

    assert.deepEqual(otherSizes.map(routing), base.map(routing))
    assert.deepEqual(otherKeys.map(routing), base.map(routing))
    assert.deepEqual(recordsOf(otherSizes).map(key), recordsOf(base).map(key))
    assert.deepEqual(recordsOf(otherKeys).map(payload), recordsOf(base).map(payload))
    assert.deepEqual(recordsOf(otherRouting), recordsOf(base))
    assert.deepEqual(recordsOf(otherArrivals), recordsOf(base).slice(0, otherArrivals.length))
  })
})

const knownHash = '23fc2df7906625df9ff71e3ab235338ecb3807e8aa5807c3f23cb4234f4192dc'

/** The serialisation of `record-stream-hash.ts`, written down a second time. */
function hashedByHand(
  calls: readonly OfferedCall[],
  source: Buffer,
  identityOf: (payload: Buffer) => Buffer,
): string {
  const parts = [text('sealbench/record-stream/v1'), source]
  for (const { arrivesAt, frontEnd, principal, client, records } of calls) {
    parts.push(
      uint(arrivesAt, 8),
      uint(frontEnd, 4),
      uint(principal, 4),
      uint(client, 4),
      uint(records.length, 4),
    )
    for (const record of records)
      parts.push(text(record.partitionKey), uint(record.payload.length, 4), identityOf(record.payload))
  }
  return createHash('sha256').update(Buffer.concat(parts)).digest('hex')
}

function sha256(content: Buffer): Buffer {
  return createHash('sha256').update(content).digest()
}

function uint(value: number, size: 4 | 8): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * size, '0'), 'hex')
}

function text(value: string): Buffer {
  return Buffer.concat([uint(Buffer.byteLength(value), 4), Buffer.from(value)])
}

function routing({ arrivesAt, frontEnd, principal }: OfferedCall) {
  return { arrivesAt, frontEnd, principal }
}

function key(record: OfferedCall['records'][number]): string {
  return record.partitionKey
}

function payload(record: OfferedCall['records'][number]): string {
  return record.payload.toString('hex')
}
