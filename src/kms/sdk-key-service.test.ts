import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'

import { answered } from '../clock/answered.fixture.ts'
import { VirtualClock } from '../clock/virtual-clock.ts'
import { milliseconds, minutes, type Nanoseconds } from '../units/units.ts'
import { KmsAccount } from './call-log.ts'
import type { DecryptRequest, GenerateDataKeyRequest } from './key-service.ts'
import {
  internalError,
  keyAnswer,
  keyArn,
  plaintext,
  ScriptedKms,
  throttled,
  type ScriptedAnswer,
} from './scripted-kms.fixture.ts'
import { SdkClients, type SdkClientsOptions } from './sdk-clients.ts'
import { SdkKeyService } from './sdk-key-service.ts'

const keyId = keyArn.slice(keyArn.indexOf('/') + 1)
const otherArn = keyArn.replace('key/12345678', 'key/87654321')
const edk = Buffer.alloc(184, 9)
const encryptionContext = { 'aws:kinesis:arn': 'arn:aws:kinesis:eu-west-1:123456789012:stream/orders' }
const caller = { principal: 'producer', source: 'front-end-0' }

describe('SdkKeyService', () => {
  it('asks for 32 bytes under the context, and gives them in memory of their own', async () => {
    const { kms, generate } = setUp()

    const key = await generate()

    assert.deepEqual(kms.bodies, [{ KeyId: keyArn, NumberOfBytes: 32, EncryptionContext: encryptionContext }])
    assert.deepEqual(key, { plaintext, ciphertextBlob: edk, keyId: keyArn })
    assert.equal(key.plaintext.buffer.byteLength, 32)
  })

  it('has a blob decrypted by the key that it pins', async () => {
    const { kms, decrypt } = setUp()

    const key = await decrypt()

    assert.deepEqual(kms.bodies, [
      { CiphertextBlob: edk.toString('base64'), KeyId: keyArn, EncryptionContext: encryptionContext },
    ])
    assert.deepEqual(key, { plaintext, keyId: keyArn })
    assert.equal(key.plaintext.buffer.byteLength, 32)
  })

  it('has the blob decrypted as it was when asked, whatever happens to the buffer since', async () => {
    const { kms, decrypt } = setUp()
    const ciphertextBlob = Buffer.from(edk)

    const answer = decrypt({ ciphertextBlob })
    ciphertextBlob.fill(0)
    await answer

    assert.deepEqual((kms.bodies[0] as { CiphertextBlob: string }).CiphertextBlob, edk.toString('base64'))
  })

  it('wipes what the SDK decoded, and nothing that it hands out', async () => {
    const { generate, decrypt, decoded } = setUp()

    const keys = [await generate(), await decrypt()]

    assert.deepEqual(decoded, [Buffer.alloc(32), Buffer.alloc(32)].map(bytesOf))
    for (const key of keys) assert.deepEqual(key.plaintext, plaintext)
  })

  for (const asked of [keyArn, keyId, 'alias/orders', 'arn:aws:kms:eu-west-1:123456789012:alias/orders'])
    it(`takes the answer of the key where ${asked} was asked for`, async () => {
      const { generate, decrypt } = setUp()

      assert.equal((await generate({ keyId: asked })).keyId, keyArn)
      assert.equal((await decrypt({ keyId: asked })).keyId, keyArn)
    })

  for (const [title, members, asked, message] of [
    ['no plaintext', { Plaintext: undefined }, keyArn, /key material of 0 bytes, not 32/],
    ['an empty plaintext', { Plaintext: '' }, keyArn, /key material of 0 bytes, not 32/],
    ['16 bytes', { Plaintext: plaintext.subarray(16) }, keyArn, /key material of 16 bytes, not 32/],
    ['31 bytes', { Plaintext: plaintext.subarray(1) }, keyArn, /key material of 31 bytes, not 32/],
    ['33 bytes', { Plaintext: Buffer.alloc(33, 7) }, keyArn, /key material of 33 bytes, not 32/],
    [
      'another key',
      { KeyId: otherArn },
      keyArn,
      /KMS key \S+87654321-\S+ where \S+12345678-\S+ was asked for/,
    ],
    ['another key', { KeyId: otherArn }, keyId, /KMS key \S+87654321-\S+ where 12345678-\S+ was asked for/],
    ['the id alone', { KeyId: keyId }, keyArn, /no ARN of a KMS key where/],
    ['what is no ARN', { KeyId: keyId }, 'alias/orders', /no ARN of a KMS key where/],
    ['no key', { KeyId: undefined }, 'alias/orders', /no ARN of a KMS key where alias\/orders was asked for/],
  ] as const)
    it(`refuses ${title} where ${asked} was asked for, and wipes what came`, async () => {
      const answer = { members: { ...keyAnswer.members, ...members } }
      for (const operation of ['generate', 'decrypt'] as const) {
        const { account, decoded, ...calls } = setUp([answer])

        await assert.rejects(calls[operation]({ keyId: asked }), {
          code: 'ERR_KMS',
          kmsErrorName: 'UnusableAnswer',
          message,
        })
        for (const bytes of decoded) assert.deepEqual(bytes, new Uint8Array(bytes.length))
        assert.deepEqual(account.snapshot().byOutcome, { UnusableAnswer: 1 })
      }
    })

  for (const [title, blob, isTaken] of [
    ['no blob', undefined, false],
    ['an empty blob', '', false],
    ['a blob of 1 byte', Buffer.alloc(1), true],
    ['a blob of 4096 bytes', Buffer.alloc(4096), true],
    ['a blob of 4097 bytes', Buffer.alloc(4097), false],
  ] as const)
    it(`${isTaken ? 'takes' : 'refuses'} ${title}, and wipes what the SDK decoded`, async () => {
      const { generate, decoded } = setUp([{ members: { ...keyAnswer.members, CiphertextBlob: blob } }])

      if (isTaken) await generate()
      else
        await assert.rejects(generate(), {
          kmsErrorName: 'UnusableAnswer',
          message: new RegExp(`a CiphertextBlob of ${blob === undefined ? 0 : blob.length} bytes`),
        })
      assert.deepEqual(decoded, [bytesOf(Buffer.alloc(32))])
    })

  const secret = plaintext.toString('base64')
  for (const [title, text] of [
    ['an answer that is cut', `{"Plaintext":"${secret}","KeyId":`],
    ['a key where its id should be', `{"Plaintext":"${secret}","KeyId":"${secret}"}`],
  ] as const)
    it(`lets nothing of ${title} out`, async () => {
      const { generate } = setUp([{ text }])

      await assert.rejects(generate(), (error: Error & { kmsErrorName: string }) => {
        assert.equal(error.kmsErrorName, 'UnusableAnswer')
        assert.equal(inspect(error, { depth: 9, showHidden: true }).includes(secret.slice(0, 12)), false)
        return true
      })
    })

  it('counts a call once and its attempts each, and tells how long either took', async () => {
    const after = milliseconds(2)
    const { clock, account, calls, attempts, generate } = setUp([
      { ...internalError, after },
      { ...throttled, after },
      { ...keyAnswer, after },
    ])

    await generate()

    const {
      calls: made,
      byPrincipal,
      bySource,
      byOutcome,
      attempts: tried,
      attemptsByOutcome,
    } = account.snapshot()
    const once = { GenerateDataKey: 1, Decrypt: 0 }
    assert.deepEqual(made, once)
    assert.deepEqual(byPrincipal, { producer: once })
    assert.deepEqual(bySource, { 'front-end-0': once })
    assert.deepEqual(byOutcome, { ok: 1 })
    assert.deepEqual(tried, { GenerateDataKey: 3, Decrypt: 0 })
    assert.deepEqual(attemptsByOutcome, { KMSInternalException: 1, ThrottlingException: 1, ok: 1 })
    assert.deepEqual(attempts, [after, after, after])
    // The pauses between attempts are of the call.
    assert.deepEqual(calls, [clock.now()])
    assert.ok(clock.now() > 3 * after)
  })

  it('counts a call that fails after all its attempts', async () => {
    const { account, calls, decrypt } = setUp([throttled])

    await assert.rejects(decrypt(), { kmsErrorName: 'ThrottlingException', message: 'too fast' })

    const { byOutcome, attemptsByOutcome, throttled: count, failed } = account.snapshot()
    assert.deepEqual(byOutcome, { ThrottlingException: 1 })
    assert.deepEqual(attemptsByOutcome, { ThrottlingException: 3 })
    assert.deepEqual([count, failed], [1, 0])
    assert.equal(calls.length, 1)
  })

  it('says that a request timed out, after as many attempts as may be', async () => {
    const error = Object.assign(new Error('late'), { name: 'TimeoutError' })
    const { kms, account, decrypt } = setUp([{ error, after: milliseconds(100) }])

    await assert.rejects(decrypt(), {
      kmsErrorName: 'RequestTimedOut',
      message: 'Decrypt was not answered within kms.client.requestTimeout.',
    })

    assert.equal(kms.requests.length, 3)
    assert.deepEqual(account.snapshot().attemptsByOutcome, { RequestTimedOut: 3 })
  })

  it('asks as the principal that the caller names', async () => {
    const { kms, generate } = setUp()

    await generate()
    await generate({ caller: { principal: 'consumer', source: 'consumer-0' } })

    assert.deepEqual(
      kms.requests.map(({ headers }) => /Credential=([^/]+)/.exec(headers['authorization']!)![1]),
      ['AKIA.producer', 'AKIA.consumer'],
    )
  })

  it('lets the clock go, whatever came of the call', async () => {
    const { clock, generate, decrypt } = setUp([keyAnswer, { text: '{' }])

    await generate()
    await assert.rejects(decrypt())

    assert.equal(clock.mustWait(minutes(1000)), false)
  })
})

function setUp(answers: readonly ScriptedAnswer[] = [keyAnswer], options: Partial<SdkClientsOptions> = {}) {
  const clock = new VirtualClock()
  const kms = new ScriptedKms(clock, answers)
  const account = new KmsAccount({ horizon: minutes(1), slices: 1 })
  const calls: Nanoseconds[] = []
  const attempts: Nanoseconds[] = []
  const observer = {
    call: (elapsed: Nanoseconds) => void calls.push(elapsed),
    attempt: (elapsed: Nanoseconds) => void attempts.push(elapsed),
  }
  const clients = new SdkClients({
    clock,
    region: 'eu-west-1',
    requestHandler: kms.requestHandler,
    credentialsOf: (principal) => ({
      credentials: { accessKeyId: `AKIA.${principal}`, secretAccessKey: 'secret' },
    }),
    retryMode: 'standard',
    maxAttempts: 3,
    seed: 11,
    account,
    observer,
    ...options,
  })
  /** The plaintexts that the SDK made, the arrays themselves. */
  const decoded: Uint8Array[] = []
  const service = new SdkKeyService({
    clock,
    account,
    observer,
    clientOf: (principal) => {
      const client = clients.of(principal)
      client.middlewareStack.add(
        (next) => async (args) => {
          const result = await next(args)
          const { Plaintext: bytes } = result.output as { readonly Plaintext?: Uint8Array }
          if (bytes !== undefined) decoded.push(bytes)
          return result
        },
        { name: 'decodedPlaintexts', override: true },
      )
      return client
    },
  })
  const generate = (request: Partial<GenerateDataKeyRequest> = {}) =>
    answered(clock, service.generateDataKey({ keyId: keyArn, encryptionContext, caller, ...request }))
  const decrypt = (request: Partial<DecryptRequest> = {}) =>
    answered(
      clock,
      service.decrypt({ ciphertextBlob: edk, keyId: keyArn, encryptionContext, caller, ...request }),
    )
  return { clock, kms, account, calls, attempts, decoded, generate, decrypt }
}

function bytesOf(buffer: Buffer): Uint8Array {
  return Uint8Array.from(buffer)
}
