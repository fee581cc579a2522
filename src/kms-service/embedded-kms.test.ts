/**
 * The embedded KMS: what it hands out, what it takes back, and that it does so alike under one
 * seed.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { RealClock } from '../clock/real-clock.ts'
import { milliseconds, perSecond, seconds } from '../units/units.ts'
import { always, caller, encryptionContext, setUp } from './embedded-kms.fixture.ts'
import { EmbeddedKms } from './embedded-kms.ts'

describe('EmbeddedKms', () => {
  it('decrypts what it generated', async () => {
    const { generate, decrypt, arn } = setUp()

    const generated = await generate()
    const decrypted = await decrypt(generated.ciphertextBlob)

    assert.deepEqual(decrypted, { plaintext: generated.plaintext, keyId: arn })
    assert.equal(generated.keyId, arn)
  })

  it('hands out 32 unpooled bytes that differ each time, in a blob of 184', async () => {
    const { generate, decrypt } = setUp()

    const one = await generate()
    const other = await generate()
    const again = await decrypt(one.ciphertextBlob)

    for (const { plaintext } of [one, other, again]) {
      assert.equal(plaintext.length, 32)
      assert.equal(plaintext.buffer.byteLength, 32)
    }
    assert.notDeepEqual(one.plaintext, other.plaintext)
    assert.equal(one.ciphertextBlob.length, 184)
    assert.equal(one.ciphertextBlob.includes(one.plaintext), false)
  })

  it('hands each receiver a copy of its own to wipe', async () => {
    const { generate, decrypt } = setUp()
    const generated = await generate()
    const expected = Buffer.from(generated.plaintext)
    generated.plaintext.fill(0)

    const first = await decrypt(generated.ciphertextBlob)
    first.plaintext.fill(0)
    const second = await decrypt(generated.ciphertextBlob)

    assert.deepEqual(second.plaintext, expected)
  })

  it('binds the blob to the encryption context, whose order does not matter', async () => {
    const { generate, decrypt } = setUp()
    const { ciphertextBlob, plaintext } = await generate({ encryptionContext: { a: '1', b: '2' } })

    const decrypted = await decrypt(ciphertextBlob, { encryptionContext: { b: '2', a: '1' } })

    assert.deepEqual(decrypted.plaintext, plaintext)
    for (const other of [{ a: '1' }, { a: '1', b: '3' }, { a: '1', b: '2', c: '' }, { A: '1', b: '2' }, {}]) {
      await assert.rejects(decrypt(ciphertextBlob, { encryptionContext: other }), {
        kmsErrorName: 'InvalidCiphertextException',
      })
    }
  })

  it('rejects every flipped bit of a blob and every other length', async () => {
    const { kms, clock, arn, generate } = setUp()
    const { ciphertextBlob } = await generate()
    const flipped = Array.from({ length: 184 * 8 }, (_, bit) => {
      const blob = Buffer.from(ciphertextBlob)
      blob[bit >> 3]! ^= 1 << (bit & 7)
      return blob
    })
    const cut = Array.from({ length: 183 }, (_, length) => ciphertextBlob.subarray(0, length + 1))
    const longer = Buffer.concat([ciphertextBlob, Buffer.alloc(1)])

    const answers = Promise.allSettled(
      [...flipped, ...cut, longer].map((blob) =>
        kms.decrypt({ ciphertextBlob: blob, keyId: arn, encryptionContext, caller }),
      ),
    )
    await clock.waitUntil(seconds(60))

    for (const answer of await answers) {
      assert.equal(answer.status, 'rejected')
      assert.equal(answer.reason.kmsErrorName, 'InvalidCiphertextException')
    }
  })

  it('takes no blob of no length for one', async () => {
    const { decrypt } = setUp()

    await assert.rejects(decrypt(Buffer.alloc(0)), { kmsErrorName: 'ValidationException' })
  })

  it('decrypts the blob as it was when asked, whatever happens to the buffer since', async () => {
    const { kms, clock, arn, generate } = setUp()
    const { ciphertextBlob, plaintext } = await generate()

    const answer = kms.decrypt({ ciphertextBlob, keyId: arn, encryptionContext, caller })
    ciphertextBlob.fill(0)
    await clock.waitUntil(seconds(60))

    assert.deepEqual((await answer).plaintext, plaintext)
  })

  it('refuses a blob of another key with IncorrectKeyException', async () => {
    const { kms, generate, decrypt } = setUp()
    const other = kms.createKey()
    const { ciphertextBlob } = await generate()

    await assert.rejects(decrypt(ciphertextBlob, { keyId: other }), { kmsErrorName: 'IncorrectKeyException' })
  })

  it('refuses a blob of another KMS', async () => {
    const { generate } = setUp()
    const { decrypt } = setUp()
    const { ciphertextBlob } = await generate()

    // Equal seeds give equal key ids, so only the backing keys differ.
    await assert.rejects(decrypt(ciphertextBlob), { kmsErrorName: 'InvalidCiphertextException' })
  })

  it('decrypts blobs of before and after a key rotation', async () => {
    const { kms, administrator, arn, generate, decrypt } = setUp()
    const before = await generate()
    administrator.rotateKey(arn)
    const after = await generate()

    assert.deepEqual((await decrypt(before.ciphertextBlob)).plaintext, before.plaintext)
    assert.deepEqual((await decrypt(after.ciphertextBlob)).plaintext, after.plaintext)
    assert.equal(kms.keys.find(arn).version, 2)
  })

  it('audits every attempt in the order of the answers, without a byte of any key', async () => {
    const { arn, events, generate, decrypt } = setUp()
    const { plaintext, ciphertextBlob } = await generate({ keyId: 'alias/orders' })
    await decrypt(ciphertextBlob)
    await assert.rejects(decrypt(ciphertextBlob, { keyId: 'alias/none' }))

    assert.deepEqual(
      events.map(({ eventName, errorCode, resources }) => [eventName, errorCode, resources[0]?.ARN]),
      [
        ['GenerateDataKey', undefined, arn],
        ['Decrypt', undefined, arn],
        ['Decrypt', 'NotFoundException', undefined],
      ],
    )
    assert.deepEqual(
      { ...(events[0]?.requestParameters?.['encryptionContext'] as object) },
      encryptionContext,
    )
    for (const encoding of ['hex', 'base64', 'latin1'] as const) {
      assert.equal(JSON.stringify(events).includes(plaintext.toString(encoding)), false)
    }
  })

  it('gives the same key ids under the same seed, and others under another', () => {
    assert.equal(setUp({ seed: 7 }).arn, setUp({ seed: 7 }).arn)
    assert.notEqual(setUp({ seed: 7 }).arn, setUp({ seed: 8 }).arn)
  })

  it('gives equal answers at equal times under equal seeds, and others under another', async () => {
    const one = await scriptedRun(7)
    const again = await scriptedRun(7)
    const other = await scriptedRun(8)

    assert.deepEqual(again, one)
    assert.notDeepEqual(other, one)
    assert.deepEqual(
      new Set(one.answers.map(({ outcome }) => outcome)),
      new Set(['ok', 'KMSInternalException', 'ThrottlingException']),
    )
  })

  it('answers calls of the same moment in their order where their latency is the same', async () => {
    const { kms, clock, arn } = setUp()
    const order: number[] = []

    for (let call = 0; call < 20; call += 1) {
      void kms.generateDataKey({ keyId: arn, encryptionContext, caller }).then(() => order.push(call))
    }
    await clock.waitUntil(seconds(1))

    assert.deepEqual(order, [...Array.from({ length: 20 }).keys()])
  })

  it('fails calls that are in flight when it is destroyed', async () => {
    const { kms, clock, arn } = setUp()
    const answer = assert.rejects(kms.generateDataKey({ keyId: arn, encryptionContext, caller }), {
      kmsErrorName: 'KMSInternalException',
    })

    kms.destroy()
    await clock.waitUntil(seconds(1))

    await answer
  })

  it('is destroyed at the end of a using block', async () => {
    let outlived: EmbeddedKms
    {
      using kms = setUp().kms
      outlived = kms
    }

    assert.throws(() => outlived.keys.find('alias/orders'), { errorName: 'KMSInternalException' })
  })

  it('answers on the real clock too', async () => {
    const { kms, arn } = setUp({
      clock: new RealClock(),
      latency: { distribution: 'constant', value: 0 },
    })

    const { ciphertextBlob } = await kms.generateDataKey({ keyId: arn, encryptionContext, caller })

    assert.equal(ciphertextBlob.length, 184)
  })
})

/** Overlapping calls under random latencies, some of which fail and some of which are throttled. */
async function scriptedRun(seed: number) {
  const { kms, clock, arn, events } = setUp({
    seed,
    latency: { distribution: 'lognormal', median: milliseconds(10), p99: milliseconds(40) },
    quotaPerSecond: perSecond(40),
    failures: [{ fault: 'internal-error', ...always, share: 0.3 }],
  })
  const answers: { readonly call: number; readonly at: number; readonly outcome: string }[] = []
  for (let call = 0; call < 200; call += 1) {
    await clock.waitUntil(milliseconds(20 * call))
    const answer = kms.generateDataKey({ keyId: arn, encryptionContext, caller })
    const note = (outcome: string) => answers.push({ call, at: clock.now(), outcome })
    void answer.then(
      () => note('ok'),
      (error: Error) => note(error.name),
    )
  }
  await clock.waitUntil(seconds(60))
  return { answers, account: kms.snapshot(), events }
}
