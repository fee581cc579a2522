/**
 * Data keys from a branch key, which alone comes from KMS.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { answered } from '../../clock/answered.fixture.ts'
import { milliseconds, minutes, nanoseconds, seconds, type Nanoseconds } from '../../units/units.ts'
import { encryptionContext, keyId } from '../counting-kms.fixture.ts'
import { Holdings } from '../holdings.ts'
import { ann, setUp, ttl, usual } from './branch-key-service.fixture.ts'

describe('BranchKeyService', () => {
  it('asks KMS once for the branch key, and makes data keys without it', async () => {
    const { kms, generate } = setUp()

    for (let key = 0; key < 100; key += 1) await generate()

    assert.deepEqual(kms.operations, ['GenerateDataKey'])
  })

  it('makes data keys that differ, with EDKs of 92 bytes that it opens', async () => {
    const { generateTogether, decrypt } = setUp()
    const keys = await generateTogether(50)

    for (const { plaintext, ciphertextBlob } of keys) {
      assert.equal(ciphertextBlob.length, 92)
      assert.deepEqual((await decrypt(ciphertextBlob)).plaintext, plaintext)
    }
    assert.equal(new Set(keys.map(({ plaintext }) => plaintext.toString('hex'))).size, 50)
  })

  it('says how long it worked, which is not the time of KMS', async () => {
    const { kms, generate, decrypt } = setUp()
    kms.latency = seconds(10)

    const { ciphertextBlob, workedNs } = await generate()
    const opened = await decrypt(ciphertextBlob)

    for (const ns of [workedNs, opened.workedNs]) assert(ns! > 0 && ns! < 1e9, `${ns}`)
  })

  it('has each cache owner and principal ask KMS once for each TTL, by Decrypt after the first', async () => {
    const { kms, generate, generateAt } = setUp()
    await generate()
    for (const source of ['front-end-0', 'front-end-1']) {
      for (const principal of ['ann', 'ben']) await generate({ source, principal })
    }
    assert.deepEqual(kms.operations, ['GenerateDataKey', 'Decrypt', 'Decrypt', 'Decrypt'])

    await generateAt(nanoseconds(ttl - 1))
    assert.equal(kms.calls.length, 4)
    await generateAt(ttl)
    await generateAt(ttl)

    assert.deepEqual(kms.operations.slice(4), ['Decrypt'])
    assert.deepEqual(kms.calls[4]!.request.caller, ann)
  })

  it('asks once where many miss together, be it the first time or later', async () => {
    const { kms, clock, generateTogether } = setUp()
    kms.latency = milliseconds(10)
    await generateTogether(100)
    assert.deepEqual(kms.operations, ['GenerateDataKey'])

    await clock.waitUntil(minutes(61))
    await generateTogether(100)

    assert.deepEqual(kms.operations, ['GenerateDataKey', 'Decrypt'])
  })

  it('makes one branch key where several front ends begin together: the others wait and decrypt it', async () => {
    const { kms, clock, service, decrypt } = setUp()
    kms.latency = milliseconds(10)
    const sources = ['front-end-0', 'front-end-1', 'front-end-2']

    const made = sources.map((source) => service.generateDataKey({ ...usual, caller: { ...ann, source } }))
    const keys = await answered(clock, Promise.all(made))

    assert.deepEqual(kms.operations, ['GenerateDataKey', 'Decrypt', 'Decrypt'])
    for (const { ciphertextBlob } of keys) await decrypt(ciphertextBlob)
    assert.equal(kms.calls.length, 3)
  })

  it('has one branch key for each KMS key and stream', async () => {
    const { service, clock, kms, generate } = setUp()
    const { ciphertextBlob } = await generate()
    const others = [
      { keyId: 'alias/payments', encryptionContext, caller: ann },
      { keyId, encryptionContext: { 'aws:kinesis:arn': 'another' }, caller: ann },
    ]

    for (const other of others) {
      await answered(clock, service.generateDataKey(other))
      await assert.rejects(answered(clock, service.decrypt({ ...other, ciphertextBlob })), {
        kmsErrorName: 'InvalidCiphertextException',
      })
    }

    assert.equal(kms.count('GenerateDataKey'), 3)
    assert.equal(kms.count('Decrypt'), 0)
  })

  it('refuses what it did not make as KMS does, without asking KMS', async () => {
    const { kms, generate, decrypt } = setUp()
    const { ciphertextBlob } = await generate()
    const changed = Buffer.from(ciphertextBlob)
    changed[91]! ^= 1

    for (const edk of [changed, Buffer.alloc(92), Buffer.alloc(184), ciphertextBlob.subarray(0, 91)]) {
      await assert.rejects(decrypt(edk), { code: 'ERR_KMS', kmsErrorName: 'InvalidCiphertextException' })
    }
    assert.equal(kms.calls.length, 1)
  })

  describe('while KMS fails', () => {
    it('fails everybody who waits, and asks again for the next', async () => {
      const { kms, clock, service, generate } = setUp()
      kms.latency = milliseconds(10)
      kms.failure = 'AccessDeniedException'

      const waiting = Array.from({ length: 20 }, () => service.generateDataKey(usual))
      const outcomes = await answered(clock, Promise.allSettled(waiting))
      kms.failure = undefined
      await generate()

      assert(outcomes.every(({ status }) => status === 'rejected'))
      assert.equal(kms.calls.length, 2)
    })

    it('does not fail one principal by what another is denied', async () => {
      const { kms, clock, service } = setUp()
      kms.latency = milliseconds(10)
      kms.failure = 'AccessDeniedException'
      const denied = service.generateDataKey({ ...usual, caller: { ...ann, principal: 'ben' } })
      kms.failure = undefined
      const other = service.generateDataKey(usual)

      const [first, second] = await answered(clock, Promise.allSettled([denied, other]))

      assert.equal(first.status, 'rejected')
      assert.equal(second.status, 'fulfilled')
      assert.equal(clock.now(), milliseconds(20))
    })

    it('makes data keys on until the TTL, and not a nanosecond longer', async () => {
      const { kms, generate, generateAt, decrypt } = setUp()
      const { ciphertextBlob } = await generate()
      kms.failure = 'DisabledException'

      await generateAt(nanoseconds(ttl - 1))
      await assert.rejects(generateAt(ttl), { kmsErrorName: 'DisabledException' })
      await assert.rejects(decrypt(ciphertextBlob), { kmsErrorName: 'DisabledException' })
    })
  })

  describe('wiping', () => {
    it('wipes each branch key when its TTL is over, also if nobody comes', async () => {
      const { kms, clock, service, generate } = setUp()
      await generate()
      await clock.waitUntil(minutes(20))
      await generate({ source: 'consumer-0', principal: 'ann' })

      await clock.waitUntil(nanoseconds(ttl - 1))
      assert.equal(service.size, 2)
      await clock.waitUntil(ttl)
      assert.equal(service.size, 1)
      assert.deepEqual(kms.plaintexts[0], Buffer.alloc(32))
      assert.notDeepEqual(kms.plaintexts[1], Buffer.alloc(32))
      await clock.waitUntil(minutes(80))
      assert.deepEqual(kms.plaintexts[1], Buffer.alloc(32))
    })

    it('wipes all on dispose and leaves nobody asleep; who waits still has its answer', async () => {
      const { kms, clock, service, generate } = setUp()
      await generate()
      kms.latency = milliseconds(10)
      const waiting = generate({ source: 'consumer-0', principal: 'ann' })

      service.dispose()
      assert.equal((await waiting).ciphertextBlob.length, 92)
      await clock.waitUntil(clock.now())

      assert.equal(service.size, 0)
      for (const plaintext of kms.plaintexts) assert.deepEqual(plaintext, Buffer.alloc(32))
      assert.equal(clock.nextWake(), undefined)
    })

    it('tells its observer of each branch key', async () => {
      const holdings = new Holdings({ horizon: minutes(120), slices: 2 })
      const { clock, generate } = setUp(holdings)
      await generate()
      await generate({ source: 'consumer-0', principal: 'ann' })

      await clock.waitUntil(minutes(120))

      const { mean, max, longestNs } = holdings.snapshot(clock.now())
      assert.deepEqual([mean, max, longestNs], [1, 2, ttl])
    })
  })

  it('keeps a virtual clock where it is until who waits has gone on', async () => {
    const { clock, service, generate } = setUp()
    await generate()
    let answeredAt: Nanoseconds | undefined
    void service.generateDataKey(usual).then(() => (answeredAt = clock.now()))

    assert.equal(clock.mustWait(seconds(1)), true)
    await clock.waitUntil(seconds(1))

    assert.equal(answeredAt, 0)
  })
})
