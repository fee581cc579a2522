/**
 * Records that are forged, damaged or moved within the store, which a consumer must refuse.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { answered } from '../clock/answered.fixture.ts'
import { EnvelopeError } from '../envelope/envelope-error.ts'
import { suites } from '../envelope/suites/registry.ts'
import { nanoseconds } from '../units/units.ts'
import { copyRecord } from './consumer.fixture.ts'
import { plainLength, storePlain } from './plain-layout.ts'
import { recordOf, setUp, startedOn, textOf } from './record-path.fixture.ts'
import type { Stream } from './stream.ts'

describe('Consumer', () => {
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
})

function forgePlain(stream: Stream, record: ReturnType<typeof recordOf>, epoch: number): void {
  const log = stream.logs[0]!
  const length = plainLength(record)
  const { buffer, offset } = log.reserve(length)
  storePlain(buffer, offset, record)
  const { ordinal } = record
  const arrivedAt = nanoseconds(0)
  log.commit(length, { arrivedAt, ordinal, epoch, isSealed: false, contentBytes: 0, batchTable: undefined })
}
