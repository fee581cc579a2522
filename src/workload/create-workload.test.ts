import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, describe, it } from 'node:test'

import { bytes, minutes, nanoseconds, perSecond, seconds } from '../units/units.ts'
import { createWorkload } from './create-workload.ts'
import { payloadPool } from './records/payload-pool.ts'
import type { OfferedCall, Workload } from './workload.ts'
import { payloadBytesMax, type LoadSpec, type RecordsSpec, type WorkloadSpec } from './workload-spec.ts'

const folder = mkdtempDisposableSync(path.join(tmpdir(), 'sealbench-'))
after(() => folder.remove())

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

function spec(change: Partial<WorkloadSpec> = {}): WorkloadSpec {
  const load: LoadSpec = { arrivals: 'poisson', rate: perSecond(500), duration: seconds(4) }
  return { seed: 20170701, frontEnds: 4, principals: 2, batch: 1, load, records: generated(), ...change }
}

function generated(
  size: Extract<RecordsSpec, { size: unknown }>['size'] = { distribution: 'constant', value: 64 },
) {
  return { size, partitionKeys: { distribution: 'uniform', count: 100 } } as const
}

function fromFile(content: string): RecordsSpec {
  files += 1
  const file = path.join(folder.path, `${files}.ndjson`)
  writeFileSync(file, content)
  return { source: { file, partitionKey: 'k', payload: 'whole-line' } }
}
let files = 0

/** Takes every call there is; each completes `serviceNs` after it arrived. */
function offer(workload: Workload, serviceNs = 1e6): OfferedCall[] {
  const calls: OfferedCall[] = []
  while (workload.peek() !== undefined) {
    const call = workload.next()
    calls.push(call)
    workload.completed(call, nanoseconds(call.arrivesAt + serviceNs))
  }
  assert.equal(workload.finished, true)
  return calls
}

function hashAfterAll(from: WorkloadSpec): string {
  const workload = createWorkload(from)
  offer(workload)
  return workload.hash()
}

function hashOfFile(content: string): string {
  return hashAfterAll(spec({ records: fromFile(content) }))
}

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

function recordsOf(calls: readonly OfferedCall[]) {
  return calls.flatMap((call) => call.records)
}

function payloadSizes(from: WorkloadSpec, count: number): number[] {
  const workload = createWorkload(from)
  return Array.from({ length: count }, () => workload.next().records[0]!.payload.length)
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
