import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { answered } from '../clock/answered.fixture.ts'
import { parseEnvelope } from '../envelope/parse.ts'
import { bytes, nanoseconds, seconds } from '../units/units.ts'
import { sequenceNumber } from './sealer.ts'
import { kmsLatency, recordOf, resultOf, setUp, startedOn, textOf } from './record-path.fixture.ts'

const mebibyte = 2 ** 20
const invalid = { name: 'InvalidArgumentException', code: 'ERR_RECORD_REJECTED' }

describe('FrontEnd', () => {
  describe('limits of a record', () => {
    it('takes partition keys of 1 to 256 characters', async () => {
      const { put, read, startEncryption } = setUp()
      await startEncryption()

      for (const key of ['', 'x'.repeat(257), '🗝'.repeat(257)]) await assert.rejects(put(key), invalid)
      for (const key of ['x', 'x'.repeat(256), '\0', '🗝'.repeat(256)]) await put(key)

      const keys = (await read()).map((outcome) => textOf(outcome).slice(0, -1))
      assert.deepEqual(keys, ['x', 'x'.repeat(256), '\0', '🗝'.repeat(256)])
    })

    it('refuses partition keys with a lone surrogate, plain and sealed', async () => {
      const { put, stream, startEncryption } = setUp()

      for (const key of ['\ud800', 'a\udc00b']) await assert.rejects(put(key), invalid)
      await startEncryption()
      for (const key of ['\ud800', 'a\udc00b']) await assert.rejects(put(key), invalid)

      assert.equal(stream.logs[0]!.next, 0)
    })

    it('takes 1 MiB of partition key and payload and not a byte more', async () => {
      const { put, read, startEncryption } = setUp()
      await startEncryption()

      await put('ключ', Buffer.alloc(mebibyte - 8, 1))
      await assert.rejects(put('ключ', Buffer.alloc(mebibyte - 7)), invalid)

      const [delivered] = await read()
      assert('payload' in delivered! && delivered.payload.equals(Buffer.alloc(mebibyte - 8, 1)))
    })

    it('can be set to 10 MiB and to no more, plain and sealed', async () => {
      const { put, read, startEncryption, stream } = setUp({
        stream: { maxRecordBytes: bytes(11 * mebibyte) },
      })
      assert.equal(stream.maxRecordBytes, 10 * mebibyte)

      for (const start of [undefined, startEncryption]) {
        await start?.()
        await put('k', Buffer.alloc(10 * mebibyte - 1, 1))
        await assert.rejects(put('k', Buffer.alloc(10 * mebibyte)), invalid)
      }

      const lengths = [...(await read()), ...(await read())].map((outcome) => textOf(outcome).length)
      assert.deepEqual(lengths, [10 * mebibyte + 1, 10 * mebibyte + 1])
    })
  })

  describe('limits of a batch', () => {
    it('takes 1 to 500 records', async () => {
      const { putAll, stream } = setUp()
      const records = Array.from({ length: 501 }, (_, index) => recordOf(String(index)))

      for (const batch of [[], records]) await assert.rejects(putAll(batch), invalid)
      assert.equal(stream.logs[0]!.next, 0)

      for (const batch of [records.slice(0, 1), records.slice(1)])
        assert.equal((await putAll(batch)).length, batch.length)
      assert.equal(stream.logs[0]!.next, 501)
    })

    it('takes 10 MiB of partition keys and payloads and not a byte more', async () => {
      const { putAll, stream } = setUp()
      const batch = Array.from({ length: 10 }, () => recordOf('key', Buffer.alloc(mebibyte - 3)))

      await assert.rejects(putAll([...batch, recordOf('k')]), invalid)
      assert.equal(stream.logs[0]!.next, 0)

      assert.deepEqual(
        (await putAll(batch)).map(resultOf),
        Array.from({ length: 10 }, () => 'NONE'),
      )
    })

    it('counts sealed records by what the producer sent', async () => {
      const { putAll, startEncryption } = setUp()
      await startEncryption()

      const outcomes = await putAll(
        Array.from({ length: 10 }, () => recordOf('key', Buffer.alloc(mebibyte - 3))),
      )

      assert.deepEqual(
        outcomes.map(resultOf),
        Array.from({ length: 10 }, () => 'KMS'),
      )
    })

    it('stores what it can of a batch, in order, and puts errors in the place of the rest', async () => {
      const { putAll, read, startEncryption } = setUp()
      await startEncryption()

      const outcomes = await putAll([
        recordOf('a', '1'),
        recordOf('\ud800', '2'),
        recordOf('b', '3'),
        recordOf('c', Buffer.alloc(mebibyte)),
        recordOf('d', '5'),
      ])

      const refused = 'InvalidArgumentException'
      assert.deepEqual(outcomes.map(resultOf), ['KMS', refused, 'KMS', refused, 'KMS'])
      assert.deepEqual((await read()).map(textOf), ['a=1', 'b=3', 'd=5'])
    })
  })

  describe('waiting', () => {
    it('answers at once where key material is cached, and where none is needed', async () => {
      const { clock, frontEnd, put, startEncryption } = setUp()
      const now = () => frontEnd.putRecord(recordOf('key'), 'ann', clock.now(), startedOn(clock))

      assert.equal(now() instanceof Promise, false)
      await startEncryption()
      const waiting = now()
      assert.equal(waiting instanceof Promise, true)
      await answered(clock, waiting)
      assert.equal(now() instanceof Promise, false)
      await put('key')
    })

    it('counts the wait for KMS as time of the record, as long as the clock says', async () => {
      const { clock, frontEnd, startEncryption } = setUp()
      await startEncryption()
      const stopwatch = startedOn(clock)

      await answered(clock, frontEnd.putRecord(recordOf('key'), 'ann', clock.now(), stopwatch))

      assert.equal(stopwatch.waited, kmsLatency)
      assert(stopwatch.lap() > kmsLatency)
    })

    it('counts the wait for a failure of KMS too', async () => {
      const { clock, administrator, arn, frontEnd, startEncryption } = setUp()
      await startEncryption()
      administrator.disableKey(arn)
      const stopwatch = startedOn(clock)

      const outcome = frontEnd.putRecord(recordOf('key'), 'ann', clock.now(), stopwatch)
      await assert.rejects(answered(clock, outcome as Promise<unknown>), { name: 'KMSDisabledException' })

      assert.equal(stopwatch.waited, kmsLatency)
    })

    it('goes on with a batch when KMS has answered, and tells of each record in order', async () => {
      const { clock, kms, putAll, read, startEncryption } = setUp({
        frontEnd: {
          limits: { ttl: seconds(300), rotation: seconds(300), maxRecords: 2, maxBytes: bytes(1e9) },
        },
      })
      await startEncryption()
      const startedAt = clock.now()

      const outcomes = await putAll(Array.from({ length: 7 }, (_, index) => recordOf(`${index}`)))

      assert.equal(outcomes.length, 7)
      assert.equal(kms.snapshot().calls.GenerateDataKey, 4)
      assert.equal(clock.now() - startedAt, 4 * kmsLatency)
      assert.deepEqual((await read()).map(textOf), ['0=', '1=', '2=', '3=', '4=', '5=', '6='])
    })

    it('stores a record when its key is there, with the time at which it arrived', async () => {
      const { clock, put, read, startEncryption } = setUp()
      await startEncryption()
      const arrivedAt = clock.now()
      await put('key')
      assert.equal(clock.now(), arrivedAt + kmsLatency)

      const [delivered] = await read()

      assert('approximateArrivalAt' in delivered!)
      assert.equal(delivered.approximateArrivalAt, arrivedAt)
    })
  })

  it('carries each EDK of a batch once in its table, also where KMS brings it back for every record', async () => {
    const { putAll, read, stream, startEncryption } = setUp({
      frontEnd: {
        keyReference: 'batch-index',
        limits: { ttl: seconds(0), rotation: seconds(300), maxRecords: 3, maxBytes: bytes(1e9) },
      },
    })
    await startEncryption()

    await putAll(Array.from({ length: 6 }, (_, index) => recordOf(`${index}`)))

    const indexes = Array.from({ length: 6 }, (_, position) => {
      const { keyReference } = parseEnvelope(stream.logs[0]!.read(position).bytes)
      return keyReference.kind === 'batch-index' && keyReference.index
    })
    assert.deepEqual(indexes, [0, 0, 0, 1, 1, 1])
    assert.equal(stream.sharedEdkBytes, 2 * 184)
    assert.deepEqual((await read()).map(textOf), ['0=', '1=', '2=', '3=', '4=', '5='])
  })

  it('counts everything that the stream stores', async () => {
    const { put, stream, startEncryption } = setUp({ frontEnd: { keyReference: 'edk-id' } })
    await put('test', 'hello world')
    assert.equal(stream.storedBytes, 2 + 15)
    await startEncryption()

    await put('test', 'hello world')

    // The envelope specification, section 1.6 and 1.1.
    assert.equal(stream.storedBytes, 2 + 15 + 109 + 184)
  })

  it('uses key material of a disposed front end no more, but seals what waits for KMS', async () => {
    const { clock, frontEnd, read, startEncryption } = setUp()
    await startEncryption()
    const waiting = frontEnd.putRecord(recordOf('key'), 'ann', clock.now(), startedOn(clock))

    frontEnd.dispose()
    await answered(clock, waiting)

    assert.deepEqual((await read()).map(textOf), ['key='])
    await clock.waitUntil(nanoseconds(clock.now() + seconds(301)))
    assert.equal(clock.nextWake(), undefined)
  })

  it('keeps plain and sealed records apart in nothing but sealing', async () => {
    const plain = setUp({ stream: { shards: 3 } })
    const sealed = setUp({ stream: { shards: 3 } })
    await sealed.startEncryption()
    const outcomes = async ({ put }: typeof plain) => {
      const receipts = []
      for (let index = 0; index < 50; index += 1)
        receipts.push(await put(`key ${index % 7}`, `payload ${index}`))
      return receipts.map(({ shardId, sequenceNumber: number }) => ({ shardId, number }))
    }

    assert.deepEqual(await outcomes(sealed), await outcomes(plain))
    for (const shard of [0, 1, 2]) {
      const texts = [plain, sealed].map(async ({ read }) => (await read(undefined, shard)).map(textOf))
      assert.deepEqual(await texts[0], await texts[1])
    }
  })
})

describe('sequenceNumber', () => {
  it('has 56 digits and orders as text', () => {
    const numbers = [0, 1, 9, 10, 99, 100, 2 ** 40].map(sequenceNumber)

    assert(numbers.every((number) => /^\d{56}$/.test(number)))
    assert.deepEqual(numbers, numbers.toSorted())
  })
})
