import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { answered } from '../clock/answered.fixture.ts'
import { EnvelopeError } from '../envelope/envelope-error.ts'
import { parseEnvelope } from '../envelope/parse.ts'
import { suites } from '../envelope/suites/registry.ts'
import { bytes, minutes, nanoseconds, seconds } from '../units/units.ts'
import { plainLength, storePlain } from './plain-layout.ts'
import { kmsLatency, recordOf, setUp, startedOn, textOf } from './record-path.fixture.ts'
import type { RecordEntry } from './shard-log.ts'
import type { Stream } from './stream.ts'

const mebibyte = 2 ** 20

describe('Consumer', () => {
  describe('limits of an answer', () => {
    it('gives at most as many records as asked for, up to 10,000', async () => {
      const { putAll, read } = setUp()
      for (let batch = 0; batch < 21; batch += 1)
        await putAll(Array.from({ length: 500 }, (_, index) => recordOf(`${batch * 500 + index}`)))

      assert.equal((await read(undefined, 0, 1)).length, 1)
      assert.equal((await read(undefined, 0, 10_000)).length, 10_000)
      assert.deepEqual((await read()).map(textOf).slice(0, 2), ['10001=', '10002='])
      assert.deepEqual(await read(), [])
      for (const maxRecords of [0, 10_001, 1.5, Number.NaN])
        await assert.rejects(read(undefined, 0, maxRecords), { name: 'InvalidArgumentException' })
    })

    it('gives 10 MiB of partition keys and payloads and not a byte more, plain and sealed', async () => {
      for (const isEncrypted of [false, true]) {
        const { put, read, startEncryption } = setUp()
        if (isEncrypted) await startEncryption()
        for (let record = 0; record < 20; record += 1) await put('key', Buffer.alloc(mebibyte - 3))
        await put('x')
        for (let record = 0; record < 10; record += 1) await put('key', Buffer.alloc(mebibyte - 3))

        const counts = [await read(), await read(), await read(), await read()].map(({ length }) => length)

        assert.deepEqual(counts, [10, 10, 10, 1])
      }
    })

    it('gives a record of 10 MiB, alone', async () => {
      const { put, read, startEncryption } = setUp({ stream: { maxRecordBytes: bytes(10 * mebibyte) } })
      await startEncryption()
      for (const size of [1, 10 * mebibyte - 1, 1]) await put('k', Buffer.alloc(size))

      const counts = [await read(), await read(), await read()].map(({ length }) => length)

      assert.deepEqual(counts, [1, 1, 1])
    })

    it('gives what has arrived by the time asked for and no more', async () => {
      const { clock, consumer, put } = setUp()
      for (const second of [1, 2, 3]) {
        await clock.waitUntil(seconds(second))
        await put(String(second))
      }
      const readUntil = (until: number) =>
        consumer.getRecords(0, 10_000, nanoseconds(until), startedOn(clock), () => undefined)

      assert.equal(readUntil(seconds(2) - 1), 1)
      assert.equal(readUntil(seconds(2)), 1)
      assert.equal(readUntil(seconds(100)), 1)
    })
  })

  describe('forged and damaged records', () => {
    it('refuses a record that was flipped from sealed to unsealed in the store, and reads on', async () => {
      const { put, read, stream, startEncryption } = setUp()
      await startEncryption()
      await put('first', '1')
      forgePlain(stream, recordOf('forged', 'by whoever writes to the store'), stream.epoch)
      await put('last', '3')

      assert.deepEqual((await read()).map(textOf), ['first=1', 'BAD_MAGIC', 'last=3'])
    })

    it('refuses a sealed record in an epoch without encryption', async () => {
      const { put, read, stream, startEncryption } = setUp()
      await startEncryption()
      await put('key', 'payload')
      copyRecord(stream, { from: 0, to: 0, changes: { epoch: 0 } })

      assert.deepEqual((await read()).map(textOf), ['key=payload', 'BAD_MAGIC'])
    })

    it('refuses a record that was copied to another shard, and reads on', async () => {
      const { put, read, stream, startEncryption } = setUp({ stream: { shards: 2 } })
      await startEncryption()
      // MD5: a 0cc1…, b 92eb….
      await put('a', 'first shard')
      copyRecord(stream, { from: 0, to: 1 })
      await put('b', 'second shard')

      assert.deepEqual((await read(undefined, 0)).map(textOf), ['a=first shard'])
      assert.deepEqual((await read(undefined, 1)).map(textOf), ['COMMITMENT', 'b=second shard'])
    })

    it('refuses a record of another stream, whose EDK KMS does not decrypt, and reads on', async () => {
      const { kms, clock, arn, put, read, stream, startEncryption } = setUp()
      const other = setUp({ frontEnd: { keyService: kms, clock }, stream: { name: 'payments', clock } })
      const applied = other.stream.startEncryption(arn, 'administrator')
      await startEncryption()
      await applied
      await answered(
        clock,
        other.frontEnd.putRecord(recordOf('elsewhere'), 'ann', clock.now(), startedOn(clock)),
      )
      await put('first', '1')
      copyRecord(stream, { from: 0, to: 0, source: other.stream })
      await put('last', '3')

      assert.deepEqual((await read()).map(textOf), ['first=1', 'AUTH', 'last=3'])
    })

    it('refuses a record under another KMS key than the one its epoch names by ARN, and reads on', async () => {
      const { kms, clock, arn, put, read, stream, startEncryption } = setUp()
      const other = setUp({ frontEnd: { keyService: kms, clock }, stream: { name: 'orders', clock } })
      const applied = other.stream.startEncryption(kms.createKey(), 'administrator')
      await startEncryption(arn)
      await applied
      await answered(
        clock,
        other.frontEnd.putRecord(recordOf('elsewhere'), 'ann', clock.now(), startedOn(clock)),
      )
      copyRecord(stream, { from: 0, to: 0, source: other.stream })
      await put('last', 'of all')

      assert.deepEqual((await read()).map(textOf), ['AUTH', 'last=of all'])
    })

    it('refuses every record with a damaged byte by itself, also in the EDK', async () => {
      const { put, read, stream, consumer, startEncryption } = setUp()
      await startEncryption()
      await put('key', 'payload')
      const { length } = stream.logs[0]!.read(0).bytes
      for (let at = 0; at < length; at += 1) {
        copyRecord(stream, { from: 0, to: 0 })
        stream.logs[0]!.read(at + 1).bytes[at]! ^= 1
      }
      await put('last', 'of all')

      const outcomes = await read()

      assert.equal(outcomes.length, length + 2)
      assert(outcomes.slice(1, -1).every((outcome) => outcome instanceof EnvelopeError))
      assert.deepEqual([outcomes[0]!, outcomes.at(-1)!].map(textOf), ['key=payload', 'last=of all'])
      assert.equal(consumer.cachedKeys, 1)
    })

    it('refuses suites that the stream does not allow before it asks KMS', async () => {
      const { kms, put, read, startEncryption } = setUp({
        frontEnd: { suite: suites[1] },
        consumer: { suites: [suites[0]] },
      })
      await startEncryption()
      await put('key')

      assert.deepEqual((await read()).map(textOf), ['SUITE_NOT_ALLOWED'])
      assert.equal(kms.snapshot().calls.Decrypt, 0)
    })

    it('refuses records whose EDK is neither in the dictionary nor in the table of their batch', async () => {
      for (const keyReference of ['edk-id', 'batch-index'] as const) {
        const { put, read, stream, startEncryption } = setUp({ frontEnd: { keyReference } })
        const other = setUp({ frontEnd: { keyReference } })
        await Promise.all([startEncryption(), other.startEncryption()])
        await other.put('elsewhere')
        copyRecord(stream, { from: 0, to: 0, source: other.stream, changes: { batchTable: undefined } })
        await put('key')

        assert.deepEqual((await read()).map(textOf), ['UNKNOWN_EDK', 'key='])
      }
    })
  })

  describe('reading on', () => {
    it('follows each shard from where it ended, apart from other consumers', async () => {
      const { put, read, consumer, makeConsumer } = setUp({ stream: { shards: 2 } })
      const other = makeConsumer()
      for (const key of ['a', 'b', 'a', 'b', 'a']) await put(key)

      assert.deepEqual((await read(consumer, 0, 2)).map(textOf), ['a=', 'a='])
      assert.deepEqual((await read(consumer, 0)).map(textOf), ['a='])
      assert.deepEqual((await read(consumer, 1)).map(textOf), ['b=', 'b='])
      assert.deepEqual(
        [0, 1].map((shard) => consumer.position(shard)),
        [3, 2],
      )
      assert.equal((await read(other, 0)).length, 3)
    })

    it('begins again where a call began that KMS made fail', async () => {
      const { administrator, arn, put, read, consumer, startEncryption } = setUp()
      await put('plain', '0')
      await startEncryption()
      await put('sealed', '1')
      administrator.disableKey(arn)

      await assert.rejects(read(), { name: 'KMSDisabledException' })
      assert.equal(consumer.position(0), 0)
      assert.equal(consumer.isReading(0), false)

      administrator.enableKey(arn)
      assert.deepEqual((await read()).map(textOf), ['plain=0', 'sealed=1'])
    })

    it('skips what was trimmed before it came', async () => {
      const { put, read, stream, consumer } = setUp()
      for (const key of ['a', 'b', 'c']) await put(key)
      stream.logs[0]!.trim(2)

      assert.deepEqual((await read()).map(textOf), ['c='])
      assert.equal(consumer.position(0), 3)
    })

    it('waits for KMS as long as the clock says, reads one call at a time, and answers at once after that', async () => {
      const { clock, consumer, put, startEncryption } = setUp()
      await startEncryption()
      await put('key')
      const stopwatch = startedOn(clock)
      const get = () => consumer.getRecords(0, 10, clock.now(), stopwatch, () => undefined)

      const waiting = get()
      assert.equal(consumer.isReading(0), true)
      assert.throws(get, /must end before the next/)
      assert.equal(await answered(clock, waiting), 1)

      assert.equal(consumer.isReading(0), false)
      assert.equal(stopwatch.waited, kmsLatency)
      await put('key')
      assert.equal(get(), 1)
    })

    it('reads shards side by side and asks KMS once for the EDK that they share', async () => {
      const { clock, kms, consumer, put, startEncryption } = setUp({ stream: { shards: 2 } })
      await startEncryption()
      for (const key of ['a', 'b', 'a', 'b']) await put(key)

      const calls = [0, 1].map(async (shard) =>
        consumer.getRecords(shard, 10, clock.now(), startedOn(clock), () => undefined),
      )

      assert.deepEqual(await answered(clock, Promise.all(calls)), [2, 2])
      assert.equal(kms.snapshot().calls.Decrypt, 1)
    })
  })

  it('holds its key material for the TTL of its cache, and none after dispose', async () => {
    const { clock, consumer, put, read, startEncryption } = setUp()
    await startEncryption()
    await put('key')
    await read()
    assert.equal(consumer.cachedKeys, 1)

    await clock.waitUntil(nanoseconds(clock.now() + minutes(5)))
    assert.equal(consumer.cachedKeys, 0)

    await put('key')
    await read()
    consumer.dispose()
    assert.equal(consumer.cachedKeys, 0)
  })

  it('delivers payloads that outlive the log', async () => {
    const { put, read, stream, startEncryption } = setUp()
    await put('plain', 'payload')
    await startEncryption()
    await put('sealed', 'payload')

    const outcomes = await read()
    for (const position of [0, 1]) stream.logs[0]!.read(position).bytes.fill(0)

    assert.deepEqual(outcomes.map(textOf), ['plain=payload', 'sealed=payload'])
  })

  it('opens a record twice where the store holds it twice: replay within a shard is for the store to stop', async () => {
    const { put, read, stream, startEncryption } = setUp()
    await startEncryption()
    await put('key', 'payload')
    copyRecord(stream, { from: 0, to: 0 })

    assert.deepEqual((await read()).map(textOf), ['key=payload', 'key=payload'])
    assert.deepEqual(
      parseEnvelope(stream.logs[0]!.read(1).bytes).keyReference,
      parseEnvelope(stream.logs[0]!.read(0).bytes).keyReference,
    )
  })
})

interface Copy {
  /** Shard whose first record is copied, of `source` if given. */
  readonly from: number
  readonly to: number
  readonly source?: Stream
  readonly changes?: Partial<RecordEntry>
}

/** What somebody with access to the store can do without any key. */
function copyRecord(stream: Stream, { from, to, source = stream, changes = {} }: Copy): void {
  const { bytes: record, ...entry } = source.logs[from]!.read(0)
  const log = stream.logs[to]!
  const { buffer, offset } = log.reserve(record.length)
  record.copy(buffer, offset)
  log.commit(record.length, { ...entry, ...changes })
}

function forgePlain(stream: Stream, record: ReturnType<typeof recordOf>, epoch: number): void {
  const log = stream.logs[0]!
  const length = plainLength(record)
  const { buffer, offset } = log.reserve(length)
  storePlain(buffer, offset, record)
  const { ordinal } = record
  const arrivedAt = nanoseconds(0)
  log.commit(length, { arrivedAt, ordinal, epoch, isSealed: false, contentBytes: 0, batchTable: undefined })
}
