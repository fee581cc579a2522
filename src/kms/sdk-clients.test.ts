import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { DecryptCommand, GenerateDataKeyCommand, ListKeysCommand, type KMSClient } from '@aws-sdk/client-kms'

import { answered } from '../clock/answered.fixture.ts'
import { RealClock } from '../clock/real-clock.ts'
import { VirtualClock } from '../clock/virtual-clock.ts'
import { randomStream } from '../random.ts'
import { milliseconds, minutes, nanoseconds, type Nanoseconds } from '../units/units.ts'
import { KmsAccount } from './call-log.ts'
import { backoffMs } from './retries.ts'
import {
  internalError,
  keyAnswer,
  keyArn,
  ScriptedKms,
  throttled,
  type ScriptedAnswer,
} from './scripted-kms.fixture.ts'
import { SdkClients, type SdkClientsOptions } from './sdk-clients.ts'
import { newSpend, SpendCap, spent } from './spend-cap.ts'
import { viaServiceHeader } from './via-service.ts'

const seed = 11
const generate = new GenerateDataKeyCommand({ KeyId: keyArn, NumberOfBytes: 32 })
const decrypt = new DecryptCommand({ KeyId: keyArn, CiphertextBlob: Buffer.alloc(184) })
const notFound: ScriptedAnswer = { status: 400, members: { __type: 'NotFoundException', message: 'none' } }
const reset: ScriptedAnswer = {
  error: Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
}

describe('SdkClients', () => {
  it('has one client for each principal, the same each time', () => {
    const { clients } = setUp()

    assert.equal(clients.of('producer'), clients.of('producer'))
    assert.notEqual(clients.of('producer'), clients.of('consumer'))
  })

  it('signs for each principal with its own credentials', async () => {
    const { kms, send, clients } = setUp()

    await send(clients.of('producer'))
    await send(clients.of('consumer'))

    assert.deepEqual(
      kms.requests.map(({ headers }) =>
        /Credential=([^/]+)\/\d{8}\/([\w-]+)\/kms\//.exec(headers['authorization']!)!.slice(1),
      ),
      [
        ['AKIA.producer', 'eu-west-1'],
        ['AKIA.consumer', 'eu-west-1'],
      ],
    )
  })

  it('signs the name of the service on whose behalf it asks', async () => {
    const { kms, send, clients } = setUp({ viaService: 'kinesis.eu-west-1.amazonaws.com' })

    await send(clients.of('producer'))

    const { headers } = kms.requests[0]!
    assert.equal(headers[viaServiceHeader], 'kinesis.eu-west-1.amazonaws.com')
    assert.match(headers['authorization']!, new RegExp(`SignedHeaders=[^,]*;${viaServiceHeader}[;,]`))
  })

  it('names no service where there is none, as AWS is asked', async () => {
    const { kms, send, clients } = setUp()

    await send(clients.of('producer'))

    const { headers } = kms.requests[0]!
    assert.equal(headers[viaServiceHeader], undefined)
    assert.equal(
      Object.values(headers).some((value) => value.includes('sealbench')),
      false,
    )
  })

  it('asks the endpoint that is given, or that of AWS', async () => {
    assert.equal(await hostOf('http://localhost:4599'), 'localhost:4599')
    assert.equal(await hostOf(undefined), 'kms.eu-west-1.amazonaws.com')
  })

  it('counts every attempt by its outcome, and tells how long it took', async () => {
    const after = milliseconds(3)
    const { send, clients, account, attempts } = setUp({}, [
      { ...internalError, after },
      { ...throttled, after: nanoseconds(0) },
      { ...keyAnswer, after },
    ])

    await send(clients.of('producer'))

    const snapshot = account.snapshot()
    assert.deepEqual(snapshot.attempts, { GenerateDataKey: 3, Decrypt: 0 })
    assert.deepEqual(snapshot.attemptsByOutcome, { KMSInternalException: 1, ThrottlingException: 1, ok: 1 })
    // Calls are not counted here.
    assert.deepEqual(snapshot.calls, { GenerateDataKey: 0, Decrypt: 0 })
    assert.deepEqual(attempts, [after, 0, after])
  })

  it('counts Decrypt by itself, and other operations not at all', async () => {
    const { kms, send, clients, account, attempts } = setUp()

    await send(clients.of('producer'), decrypt)
    await send(clients.of('producer'), new ListKeysCommand({}))

    assert.equal(kms.requests.length, 2)
    assert.deepEqual(account.snapshot().attempts, { GenerateDataKey: 0, Decrypt: 1 })
    assert.equal(attempts.length, 1)
  })

  for (const [title, answer, isRetried] of [
    ['an internal error', internalError, true],
    ['throttling', throttled, true],
    ['a lost connection', reset, true],
    ['a key that does not exist', notFound, false],
  ] as const)
    for (const maxAttempts of [1, 3, 5])
      it(`${isRetried ? 'tries' : 'does not try'} ${maxAttempts} times for ${title}`, async () => {
        const { kms, send, clients } = setUp({ maxAttempts }, [answer])

        await assert.rejects(send(clients.of('producer')))

        assert.equal(kms.requests.length, isRetried ? maxAttempts : 1)
      })

  it('waits between attempts on the clock, by the seed and the principal', async () => {
    const { clock, send, clients } = setUp({}, [internalError, throttled, keyAnswer])
    const jitter = randomStream(seed, 'kms/retry/producer')
    const expected = backoffMs(jitter.uniform(), 50, 0) + backoffMs(jitter.uniform(), 1000, 1)

    await send(clients.of('producer'))

    assert.equal(clock.now(), milliseconds(expected))
  })

  it('has retries for each principal by itself', async () => {
    const { kms, send, clients } = setUp({}, [internalError])
    // 500 tokens, 14 for each retry and two for each call.
    for (let count = 0; count < 18; count += 1) await assert.rejects(send(clients.of('producer')))
    const made = kms.requests.length

    await assert.rejects(send(clients.of('producer')))
    const byProducer = kms.requests.length - made
    await assert.rejects(send(clients.of('consumer')))

    assert.equal(made, 18 + 35)
    assert.equal(byProducer, 1)
    assert.equal(kms.requests.length - made - byProducer, 3)
  })

  for (const [maxCalls, made] of [
    [0, 0],
    [2, 2],
    [3, 3],
  ] as const)
    it(`makes ${made} attempts of 3 where the cap is ${maxCalls}`, async () => {
      const spend = newSpend(maxCalls)
      const spendCap = new SpendCap(spend, ignore)
      const { kms, send, clients, account } = setUp({ spendCap }, [internalError])

      const call = send(clients.of('producer'))

      if (maxCalls === 3) await assert.rejects(call, { name: 'KMSInternalException' })
      else
        await assert.rejects(call, {
          name: 'SpendCapReached',
          code: 'ERR_KMS',
          message: `The cap of ${maxCalls} KMS calls is reached. Raise --max-kms-calls or --max-usd if it may cost more.`,
        })
      assert.equal(kms.requests.length, made)
      assert.equal(spent(spend), made)
      assert.equal(account.snapshot().attempts.GenerateDataKey, made)
    })

  it('counts every operation against the cap', async () => {
    const spend = newSpend(1)
    const { kms, send, clients } = setUp({ spendCap: new SpendCap(spend, ignore) })

    await send(clients.of('producer'), new ListKeysCommand({}))
    await assert.rejects(send(clients.of('producer'), new ListKeysCommand({})), { name: 'SpendCapReached' })

    assert.equal(kms.requests.length, 1)
  })

  it('lets go of its connections in the end, and of its clients', () => {
    const { kms, clients } = setUp()
    const producer = clients.of('producer')
    clients.of('consumer')

    clients[Symbol.dispose]()

    assert.equal(kms.destroyed, 2)
    assert.notEqual(clients.of('producer'), producer)
  })

  for (const retryMode of ['standard', 'adaptive'] as const)
    it(`leaves retries on the real clock to the SDK, whose mode is ${retryMode}`, async () => {
      const clock = new RealClock()
      const kms = new ScriptedKms(clock, [keyAnswer])
      const clients = new SdkClients({ ...usualOptions(kms), clock, retryMode, maxAttempts: 4 })
      const { config } = clients.of('producer')

      const strategy = await config.retryStrategy()

      assert.equal((strategy as { readonly mode?: string }).mode, retryMode)
      assert.equal(await config.maxAttempts(), 4)
    })
})

/** Whom GenerateDataKey is sent to. */
async function hostOf(endpoint: string | undefined): Promise<string | undefined> {
  const { kms, send, clients } = setUp({ endpoint })
  await send(clients.of('producer'))
  return kms.requests[0]!.headers['host']
}

function usualOptions(kms: ScriptedKms) {
  return {
    region: 'eu-west-1',
    requestHandler: kms.requestHandler,
    credentialsOf: (principal: string) => ({
      credentials: { accessKeyId: `AKIA.${principal}`, secretAccessKey: 'secret' },
    }),
    retryMode: 'standard' as const,
    maxAttempts: 3,
    seed,
  }
}

function setUp(options: Partial<SdkClientsOptions> = {}, answers: readonly ScriptedAnswer[] = [keyAnswer]) {
  const clock = new VirtualClock()
  const kms = new ScriptedKms(clock, answers)
  const account = new KmsAccount({ horizon: minutes(1), slices: 1 })
  const attempts: Nanoseconds[] = []
  const observer = { call: ignore, attempt: (elapsed: Nanoseconds) => void attempts.push(elapsed) }
  const clients = new SdkClients({ ...usualOptions(kms), clock, account, observer, ...options })
  /** Holds the clock, as the key service does for a call. */
  const send = (
    client: KMSClient,
    command: GenerateDataKeyCommand | DecryptCommand | ListKeysCommand = generate,
  ) => {
    clock.hold()
    const answer = client.send(command as GenerateDataKeyCommand)
    return answered(
      clock,
      answer.finally(() => clock.release()),
    )
  }
  return { clock, kms, account, attempts, clients, send }
}

function ignore(): void {}
