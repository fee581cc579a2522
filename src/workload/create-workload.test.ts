/**
 * The calls that a workload offers: how many, when, to whom and with what.
 *
 * @module
 */
import assert from 'node:assert/strict'
import path from 'node:path'
import { describe, it } from 'node:test'

import { bytes, minutes, nanoseconds, perSecond, seconds } from '../units/units.ts'
import { createWorkload } from './create-workload.ts'
import { payloadBytesMax, type WorkloadSpec } from './workload-spec.ts'
import { folder, fromFile, generated, hashAfterAll, offer, recordsOf, spec } from './workload.fixture.ts'

describe('createWorkload', () => {
  it('offers exactly 36,000 records at a constant 10 /s for 1 h', () => {
    const load = { arrivals: 'constant', rate: perSecond(10), duration: minutes(60) } as const

    const workload = createWorkload(spec({ load }))

    assert.equal(workload.expectedRecords, 36_000)
    assert.equal(recordsOf(offer(workload)).length, 36_000)
    assert.equal(workload.finished, true)
    assert.throws(() => workload.next(), { code: 'ERR_ASSERTION' })
  })

  it('offers the same records in batches, with the rate counted in records', () => {
    const load = { arrivals: 'constant', rate: perSecond(10), duration: minutes(60) } as const
    const single = recordsOf(offer(createWorkload(spec({ load }))))

    const calls = offer(createWorkload(spec({ load, batch: 500 })))

    assert.equal(calls.length, 72)
    assert.deepEqual(calls[1]!.arrivesAt, 50e9)
    assert.deepEqual(recordsOf(calls), single)
  })

  it('numbers the records and announces each arrival before it is taken', () => {
    const workload = createWorkload(spec({ batch: 3 }))

    let ordinal = 0
    for (let time = workload.peek(); time !== undefined; time = workload.peek()) {
      const call = workload.next()
      assert.equal(call.arrivesAt, time)
      assert.equal(call.client, 0)
      assert.equal(call.records.length, 3)
      for (const record of call.records) assert.equal(record.ordinal, ordinal++)
    }
    assert.ok(ordinal > 1000)
  })

  it('expects the mean of a Poisson stream', () => {
    const load = { arrivals: 'poisson', rate: perSecond(200), duration: seconds(100) } as const
    const workload = createWorkload(spec({ load, batch: 2 }))

    const offered = recordsOf(offer(workload)).length

    assert.equal(workload.expectedRecords, 20_000)
    assert.ok(Math.abs(offered - 20_000) < 4 * Math.sqrt(2 * 20_000), `${offered} records`)
  })

  it('routes calls to all front ends and principals alike, independently of one another', () => {
    const load = { arrivals: 'constant', rate: perSecond(1000), duration: seconds(120) } as const

    const calls = offer(createWorkload(spec({ load, frontEnds: 4, principals: 3 })))

    const counts = new Float64Array(12)
    for (const { frontEnd, principal } of calls) counts[frontEnd * 3 + principal]! += 1
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
    assert.ok(chiSquare < 31.3, `chi-square ${chiSquare} at 11 degrees, p = 0.001`)
  })

  it('keeps payloads within the sizes asked for, up to 10 MiB with the partition key', () => {
    const sizes = { distribution: 'uniform', min: bytes(0), max: bytes(100) } as const
    const drawn = recordsOf(offer(createWorkload(spec({ records: generated(sizes) })))).map(
      (record) => record.payload.length,
    )
    const largest = { distribution: 'constant', value: payloadBytesMax } as const
    const over = { distribution: 'constant', value: payloadBytesMax + 1 } as const
    // `key-000123`
    const room = payloadBytesMax - 10
    const open = { distribution: 'lognormal', median: payloadBytesMax, p99: 100 * payloadBytesMax } as const

    assert.equal(Math.min(...drawn), 0)
    assert.equal(Math.max(...drawn), 100)
    assert.equal(payloadSizes(spec({ records: generated(largest) }), 1)[0], room)
    assert.throws(() => createWorkload(spec({ records: generated(over) })), { code: 'ERR_ASSERTION' })
    assert.equal(Math.max(...payloadSizes(spec({ records: generated(open) }), 100)), room)
  })

  it('gives different payloads to records of one size', () => {
    const records = recordsOf(offer(createWorkload(spec())))

    const distinct = new Set(records.map((record) => record.payload.toString('hex', 0, 16)))
    assert.ok(distinct.size > records.length * 0.99)
  })

  describe('with records from a file', () => {
    it('offers the rows in order and begins again when they end', () => {
      const workload = createWorkload(spec({ records: fromFile('{"k":"a"}\n{"k":"b"}\n{"k":"c"}') }))

      const records = recordsOf(offer(workload))

      assert.deepEqual(
        records.slice(0, 7).map((record) => record.partitionKey),
        ['a', 'b', 'c', 'a', 'b', 'c', 'a'],
      )
      assert.equal(String(records[4]!.payload), '{"k":"b"}')
    })

    it('hashes what the rows hold, not what the file is called', () => {
      assert.equal(hashOfFile('{"k":"a","p":1}'), hashOfFile('{"k":"a","p":1}'))
      assert.notEqual(hashOfFile('{"k":"a","p":1}'), hashOfFile('{"k":"a","p":2}'))
      assert.notEqual(hashOfFile('{"k":"a","p":1}'), hashOfFile('{"k":"b","p":1}'))
    })

    it('says what is wrong with a file that cannot be used', () => {
      const missing = path.join(folder.path, 'missing.ndjson')
      const trace = { file: missing, time: 't', speed: 1 }

      assert.throws(() => createWorkload(spec({ records: fromFile('{"k":1}\n{}') })), {
        code: 'ERR_INPUT_UNREADABLE',
        message: /row 2 \(line 2\): no field "k"/,
      })
      assert.throws(() => createWorkload(spec({ load: { arrivals: 'trace', trace } })), {
        code: 'ERR_INPUT_UNREADABLE',
        message: /missing\.ndjson: there is no such file/,
      })
    })
  })

  describe('in a closed loop', () => {
    const load = { arrivals: 'closed', clients: 2, thinkTime: seconds(1), duration: seconds(10) } as const

    it('offers calls only as earlier ones complete, until the duration ends', () => {
      const workload = createWorkload(spec({ load }))
      const first = [workload.next(), workload.next()]
      assert.equal(workload.peek(), undefined)
      assert.equal(workload.finished, false)
      assert.equal(workload.expectedRecords, undefined)

      workload.completed(first[1]!, seconds(2))

      assert.equal(workload.peek(), 3e9)
      const next = workload.next()
      assert.equal(next.client, 1)
      workload.completed(first[0]!, seconds(9))
      workload.completed(next, nanoseconds(9e9 - 1))
      assert.equal(workload.peek(), 10e9 - 1)
      workload.completed(workload.next(), seconds(10))
      assert.equal(workload.finished, true)
    })

    it('gives the same records in the same order however fast it is served', () => {
      const fast = recordsOf(offer(createWorkload(spec({ load })), 1e6))
      const slow = recordsOf(offer(createWorkload(spec({ load })), 1e9))

      assert.ok(fast.length > slow.length)
      assert.deepEqual(fast.slice(0, slow.length), slow)
    })
  })
})

function hashOfFile(content: string): string {
  return hashAfterAll(spec({ records: fromFile(content) }))
}

function payloadSizes(from: WorkloadSpec, count: number): number[] {
  const workload = createWorkload(from)
  return Array.from({ length: count }, () => workload.next().records[0]!.payload.length)
}
