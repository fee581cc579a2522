import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as turnOfEventLoop } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import * as fc from 'fast-check'

import { nanoseconds } from '../units/units.ts'
import { ShardLog, type RecordEntry } from './shard-log.ts'

describe('ShardLog', () => {
  it('gives back what was appended, by positions from 0', () => {
    const log = new ShardLog()
    const table = [Buffer.from('edk')]
    const entry: RecordEntry = {
      arrivedAt: nanoseconds(5),
      ordinal: 42,
      epoch: 3,
      isSealed: true,
      contentBytes: 4,
      batchTable: table,
    }

    assert.equal(append(log, Buffer.from('first')), 0)
    assert.equal(append(log, Buffer.from('second'), entry), 1)

    assert.equal(log.read(0).bytes.toString(), 'first')
    assert.deepEqual(log.read(1), { ...entry, bytes: Buffer.from('second') })
    assert.equal(log.arrivedAt(1), 5)
    assert.equal(log.contentBytesAt(1), 4)
    assert.deepEqual([log.first, log.next, log.storedBytes], [0, 2, 11])
  })

  it('refuses positions that it does not hold', () => {
    const log = new ShardLog()
    for (const text of ['a', 'b', 'c']) append(log, Buffer.from(text))
    log.trim(1)

    for (const position of [-1, 0, 3]) assert.throws(() => log.read(position), /position is held/)
    for (const position of [1, 2]) assert.equal(log.read(position).bytes.length, 1)
  })

  it('stores nothing by a reservation without commit, and takes the same room for the next', () => {
    const log = new ShardLog()
    const { buffer, offset } = log.reserve(100)
    buffer.fill(0xff, offset, offset + 100)

    assert.equal(log.next, 0)
    const next = log.reserve(50)
    assert.equal(next.buffer, buffer)
    assert.equal(next.offset, offset)
    append(log, Buffer.from('stored'))
    assert.equal(log.read(0).bytes.toString(), 'stored')
  })

  it('survives reservations that failed, small and large, without a trace', () => {
    const log = new ShardLog()
    append(log, Buffer.alloc(1000, 1))
    log.reserve(5 << 20)
    log.reserve(3)
    append(log, Buffer.alloc(2000, 2))
    log.trim(1)
    log.reserve(7 << 20)
    append(log, Buffer.alloc(3000, 3))

    assert.deepEqual(log.read(1).bytes, Buffer.alloc(2000, 2))
    assert.deepEqual(log.read(2).bytes, Buffer.alloc(3000, 3))
    assert.equal(log.storedBytes, 6000)
  })

  it('refuses a commit that does not fit', () => {
    const log = new ShardLog()
    log.reserve(10)

    assert.throws(() => log.commit((1 << 20) + 1, plain), /commit fits/)
    assert.throws(() => new ShardLog().commit(1, plain), /commit fits/)
  })

  it('keeps records and views of them right while it grows far beyond its first size', () => {
    const log = new ShardLog()
    const views: Buffer[] = []

    for (let record = 0; record < 5000; record += 1) {
      append(log, textOf(record))
      views.push(log.read(record).bytes)
    }

    for (let record = 0; record < 5000; record += 1) {
      assert.deepEqual(views[record], textOf(record))
      assert.deepEqual(log.read(record).bytes, textOf(record))
      assert.equal(log.read(record).ordinal, record)
    }
  })

  it('keeps views of what it holds right while it trims and uses memory again', () => {
    const log = new ShardLog()
    const held = 3000

    for (let record = 0; record < 20_000; record += 1) {
      append(log, Buffer.alloc(700, record))
      log.trim(record + 1 - held)
      if (record % 997 !== 0 || record < held) continue
      const oldest = log.read(log.first)
      assert.equal(oldest.ordinal, log.first)
      assert.deepEqual(oldest.bytes, Buffer.alloc(700, log.first))
    }
  })

  it('trims no further than it reaches, and nothing again', () => {
    const log = new ShardLog()
    append(log, Buffer.from('a'))

    log.trim(10)
    log.trim(0)

    assert.deepEqual([log.first, log.next], [1, 1])
    assert.equal(append(log, Buffer.from('b')), 1)
    assert.equal(log.read(1).bytes.toString(), 'b')
  })

  it('uses the memory of trimmed records again, and lets go of what is too large for that', async () => {
    for (const [length, isReused] of [
      [1000, true],
      [700_000, true],
      [2 << 20, false],
    ] as const) {
      const log = new ShardLog()
      const record = Buffer.alloc(length)
      const known = new WeakSet<ArrayBufferLike>()
      const segments: WeakRef<ArrayBufferLike>[] = []

      for (let index = 0; index < 100; index += 1) {
        const position = append(log, record)
        const memory = log.read(position).bytes.buffer
        if (!known.has(memory)) segments.push(new WeakRef(memory))
        known.add(memory)
        log.trim(position)
      }
      // What a WeakRef was made of lives until the end of the job.
      await turnOfEventLoop()
      collectGarbage()

      if (isReused) assert(segments.length <= 3, `${segments.length} segments for records of ${length}`)
      const alive = segments.filter((segment) => segment.deref() !== undefined).length
      assert(alive <= 3, `${alive} segments held for one record of ${length}`)
      assert.equal(log.next - log.first, 1)
    }
  })

  it('does what an array of records would do', () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('append' as const), length: fc.nat(200_000) }),
        fc.record({ kind: fc.constant('fail' as const), length: fc.nat(3_000_000) }),
        fc.record({ kind: fc.constant('trim' as const), behind: fc.nat(8) }),
      ),
      { maxLength: 60 },
    )

    fc.assert(
      fc.property(steps, (list) => {
        const log = new ShardLog()
        const model: Buffer[] = []
        for (const step of list) {
          if (step.kind === 'fail') log.reserve(step.length)
          else if (step.kind === 'trim') log.trim(log.next - step.behind)
          else model.push(Buffer.alloc(step.length, model.length + 1))
          if (step.kind === 'append') append(log, model.at(-1)!)
        }

        assert.equal(log.next, model.length)
        assert.equal(
          log.storedBytes,
          model.reduce((sum, bytes) => sum + bytes.length, 0),
        )
        for (let position = log.first; position < log.next; position += 1)
          assert(log.read(position).bytes.equals(model[position]!))
      }),
      { seed: 20170701, numRuns: 150 },
    )
  })
})

const plain = {
  arrivedAt: nanoseconds(0),
  epoch: 0,
  ordinal: 0,
  isSealed: false,
  contentBytes: 0,
  batchTable: undefined,
} satisfies RecordEntry

function append(log: ShardLog, bytes: Buffer, entry?: RecordEntry): number {
  const { buffer, offset } = log.reserve(bytes.length)
  bytes.copy(buffer, offset)
  return log.commit(bytes.length, entry ?? { ...plain, ordinal: log.next, contentBytes: bytes.length })
}

const textOf = (record: number): Buffer => Buffer.from(`record ${record} `.repeat((record % 7) + 1))

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
