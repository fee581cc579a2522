/**
 * What AWS describes of managing encryption: it is started, stopped and re-keyed on a live stream.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { minutes, nanoseconds, seconds } from '../units/units.ts'
import { recordOf, setUp, startedOn, textOf, updateDelay } from './record-path.fixture.ts'
import { edkAt } from './what-aws-describes.fixture.ts'

describe('what AWS describes', () => {
  describe('manage: encryption is started, stopped and re-keyed on a live stream', () => {
    it('never encrypts at creation', async () => {
      const { put, read, kms } = setUp()

      assert.equal((await put('key', 'payload')).encryptionType, 'NONE')

      assert.deepEqual((await read()).map(textOf), ['key=payload'])
      assert.deepEqual(kms.snapshot().calls, { GenerateDataKey: 0, Decrypt: 0 })
    })

    it('stores as before while it is UPDATING and seals once it is ACTIVE', async () => {
      const { clock, arn, stream, put } = setUp()
      const applied = stream.startEncryption(arn, 'administrator')

      assert.equal(stream.describe().streamStatus, 'UPDATING')
      await clock.waitUntil(nanoseconds(updateDelay - 1))
      assert.equal((await put('key')).encryptionType, 'NONE')

      await clock.waitUntil(updateDelay)
      await applied
      assert.equal(stream.describe().streamStatus, 'ACTIVE')
      assert.equal((await put('key')).encryptionType, 'KMS')
    })

    it('refuses another change while it is UPDATING, and logs that', async () => {
      const { clock, arn, stream, stopEncryption } = setUp()
      const applied = stream.startEncryption(arn, 'administrator')

      assert.throws(() => stream.startEncryption(arn, 'administrator'), { name: 'ResourceInUseException' })
      assert.throws(() => stream.stopEncryption('administrator'), { name: 'ResourceInUseException' })

      await clock.waitUntil(updateDelay)
      await applied
      await stopEncryption()
      assert.deepEqual(
        stream.events.map(({ errorCode }) => errorCode),
        [undefined, 'ResourceInUseException', 'ResourceInUseException', undefined],
      )
    })

    it('allows 25 starts in 24 hours and not one more, and as many stops', async () => {
      const { clock, stream, startEncryption, stopEncryption } = setUp()
      for (let change = 0; change < 25; change += 1) {
        await startEncryption()
        await stopEncryption()
      }

      for (const change of [startEncryption, stopEncryption])
        await assert.rejects(change(), { name: 'LimitExceededException' })
      const day = minutes(24 * 60)
      await clock.waitUntil(nanoseconds(day - 1))
      await assert.rejects(startEncryption(), { name: 'LimitExceededException' })
      await clock.waitUntil(day)
      await startEncryption()

      assert.equal(stream.describe().encryptionType, 'KMS')
      await assert.rejects(startEncryption(), { name: 'LimitExceededException' }, 'one day has one new start')
    })

    it('reads plain records and records under several KMS keys together', async () => {
      const { kms, auditEvents, arn, put, read, startEncryption, stopEncryption, stream } = setUp()
      const other = kms.createKey('alias/other')
      await put('plain', '0')
      await startEncryption(arn)
      await put('sealed', '1')
      await startEncryption(other)
      await put('sealed', '2')
      await stopEncryption()
      await put('plain', '3')
      await startEncryption('alias/aws/kinesis')
      await put('sealed', '4')

      const outcomes = await read()

      assert.deepEqual(outcomes.map(textOf), ['plain=0', 'sealed=1', 'sealed=2', 'plain=3', 'sealed=4'])
      assert.equal(stream.epoch, 4)
      const keyIds = auditEvents.map(({ requestParameters }) => requestParameters?.['keyId'])
      const used = [arn, other, 'alias/aws/kinesis']
      assert.deepEqual(keyIds, [...used, ...used])
    })

    it('keeps old records under their key: disabled, it hides them, and enabled again it shows them', async () => {
      const { kms, administrator, arn, put, read, startEncryption } = setUp()
      const other = kms.createKey()
      await startEncryption(arn)
      await put('old', '1')
      await startEncryption(other)
      await put('new', '2')

      administrator.disableKey(arn)
      await assert.rejects(read(), { name: 'KMSDisabledException' })
      administrator.enableKey(arn)

      assert.deepEqual((await read()).map(textOf), ['old=1', 'new=2'])
    })

    it('reads what was sealed before and after a key rotation', async () => {
      const { administrator, arn, put, read, startEncryption, makeFrontEnd } = setUp()
      await startEncryption()
      await put('before', '1')
      administrator.rotateKey(arn)
      await put('after', '2', { to: makeFrontEnd() })

      assert.deepEqual((await read()).map(textOf), ['before=1', 'after=2'])
    })

    it('seals what waited for KMS while the stream was re-keyed under the key it arrived for', async () => {
      const { kms, clock, arn, stream, frontEnd, read, makeFrontEnd } = setUp({
        kms: { latency: { distribution: 'constant', value: seconds(5) } },
        stream: { updateDelay: seconds(0) },
      })
      const other = kms.createKey()
      const change = (keyId: string) => stream.startEncryption(keyId, 'administrator')
      const putSoon = async (key: string, to = frontEnd) =>
        to.putRecord(recordOf(key), 'ann', clock.now(), startedOn(clock))
      const firstChange = change(arn)
      await clock.waitUntil(clock.now())
      await firstChange

      const waiting = Array.from({ length: 50 }, (_, record) => putSoon(`old ${record}`))
      const secondChange = change(other)
      await clock.waitUntil(seconds(1))
      await secondChange
      const late = putSoon('new')
      const elsewhere = putSoon('elsewhere', makeFrontEnd())
      await clock.waitUntil(seconds(100))
      await Promise.all([...waiting, late, elsewhere])

      assert.deepEqual(kms.snapshot().calls, { GenerateDataKey: 3, Decrypt: 0 })
      const epochs = Array.from({ length: 52 }, (_, position) => stream.logs[0]!.read(position).epoch)
      assert.deepEqual(epochs, [...Array.from({ length: 50 }, () => 1), 2, 2])
      assert.equal((await read()).map(textOf).filter((text) => text.endsWith('=')).length, 52)
    })

    it('re-keys without any key material of before', async () => {
      const { kms, put, startEncryption, stream } = setUp()
      await startEncryption()
      await put('key')
      await startEncryption(kms.createKey())
      await put('key')

      assert.notDeepEqual(edkAt(stream, 0), edkAt(stream, 1))
      assert.equal(kms.snapshot().calls.GenerateDataKey, 2)
    })
  })
})
