/**
 * What a consumer delivers of a shard, how much of it at a time, and for how long it holds a key.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { answered } from '../clock/answered.fixture.ts'
import { parseEnvelope } from '../envelope/parse.ts'
import { bytes, minutes, nanoseconds, seconds } from '../units/units.ts'
import { copyRecord } from './consumer.fixture.ts'
import { kmsLatency, recordOf, setUp, startedOn, textOf } from './record-path.fixture.ts'

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
