import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { milliseconds, seconds } from '../units/units.ts'
import { FailurePlan, faults, type Fault, type PlannedFailure } from './planned-failures.ts'
import { account, arnOf, region, setUpService, type ServiceSettings } from './service.fixture.ts'

const unknownId = '12345678-1234-4234-8234-123456789012'

/** What the SDK makes of each fault that comes as an error of KMS, and when. */
const errors: readonly (readonly [Fault, string, number, number, RegExp | ((keyArn: string) => string)])[] = [
  ['throttling', 'ThrottlingException', 400, 0, /^You have exceeded the rate at which you may call KMS\./],
  [
    'internal-error',
    'KMSInternalException',
    500,
    0,
    /^The request was rejected because an internal exception/,
  ],
  ['brown-out', 'KMSInternalException', 500, 1, /^The request was rejected because an internal exception/],
  [
    'timeout',
    'DependencyTimeoutException',
    500,
    5,
    /^The system timed out while trying to fulfill the request\./,
  ],
  [
    'access-denied',
    'AccessDeniedException',
    400,
    0,
    (keyArn) =>
      `User: ${arnOf('ann')} is not authorized to perform: kms:GenerateDataKey on resource: ${keyArn} ` +
      'with an explicit deny in a resource-based policy',
  ],
  ['key-disabled', 'DisabledException', 400, 0, (keyArn) => `${keyArn} is disabled.`],
  ['key-pending-deletion', 'KMSInvalidStateException', 400, 0, (keyArn) => `${keyArn} is pending deletion.`],
  ['key-not-found', 'NotFoundException', 400, 0, (keyArn) => `Key '${keyArn}' does not exist`],
]
/** And of each that comes as no answer, or as half of one. */
const losses: readonly (readonly [Fault, object, number])[] = [
  ['outage', { code: 'ECONNRESET', message: 'socket hang up' }, 0],
  ['connection-reset', { code: 'ECONNRESET', message: 'socket hang up' }, 0],
  ['no-answer', { name: 'TimeoutError' }, 10],
  ['truncated-answer', { code: 'ECONNRESET', message: /^aborted/ }, 0],
]
const others: readonly Fault[] = ['slow', 'wrong-plaintext-length', 'other-key-id']

describe('planned faults', () => {
  it('are all tried here', () => {
    assert.deepEqual(
      [...errors.map(([fault]) => fault), ...losses.map(([fault]) => fault), ...others].toSorted(),
      faults.toSorted(),
    )
  })

  for (const [fault, name, status, after, message] of errors)
    it(`${fault} is ${name} with ${status} after ${after} s`, async () => {
      const { ann, clock, KeyId, Arn } = await setUp(fault)

      await assert.rejects(ann.generateDataKey({ KeyId, NumberOfBytes: 32 }), (error: Error) => {
        assert.equal(error.name, name)
        assert.equal(statusOf(error), status)
        if (message instanceof RegExp) assert.match(error.message, message)
        else assert.equal(error.message, message(Arn))
        return true
      })
      assert.equal(clock.now(), seconds(after))
    })

  for (const [fault, expected, after] of losses)
    it(`${fault} is an error of the connection after ${after} s`, async () => {
      const { ann, clock, KeyId } = await setUp(fault, { requestTimeout: seconds(10) })

      await assert.rejects(ann.generateDataKey({ KeyId, NumberOfBytes: 32 }), expected)
      assert.equal(clock.now(), seconds(after))
    })

  it('a timeout has the status that is wished', async () => {
    const { ann, KeyId } = await setUp('timeout', { timeoutStatus: 503 })

    await assert.rejects(ann.generateDataKey({ KeyId, NumberOfBytes: 32 }), (error) => {
      assert.equal(statusOf(error), 503)
      return true
    })
  })

  it('who is never answered is let go after an hour', async () => {
    const { ann, clock, KeyId } = await setUp('no-answer')

    await assert.rejects(ann.generateDataKey({ KeyId, NumberOfBytes: 32 }), { code: 'ECONNRESET' })
    assert.equal(clock.now(), seconds(3600))
  })

  it('slow is late and otherwise right', async () => {
    const { ann, clock, KeyId } = await setUp('slow')

    const { Plaintext, CiphertextBlob } = await ann.generateDataKey({ KeyId, NumberOfBytes: 32 })

    assert.equal(clock.now(), seconds(1))
    assert.deepEqual((await ann.decrypt({ CiphertextBlob })).Plaintext, Plaintext)
  })

  for (const [length, half] of [
    [32, 16],
    [1, 0],
  ] as const)
    it(`a wrong plaintext length is ${half} of ${length} bytes`, async () => {
      const { ann, service, KeyId } = await setUp('wrong-plaintext-length')

      const { Plaintext, CiphertextBlob } = await ann.generateDataKey({ KeyId, NumberOfBytes: length })
      service.failures = new FailurePlan([], 1)
      const { Plaintext: whole } = await ann.decrypt({ CiphertextBlob })

      assert.deepEqual(Buffer.from(Plaintext!), Buffer.from(whole!.subarray(0, half)))
    })

  it('another key id is one that is right in form', async () => {
    const { ann, KeyId } = await setUp('other-key-id')

    const { KeyId: answered } = await ann.generateDataKey({ KeyId, NumberOfBytes: 32 })

    assert.equal(answered, `arn:aws:kms:${region}:${account}:key/00000000-0000-4000-8000-000000000000`)
  })

  it('name the key that was asked for, by whatever name, and whether or not there is one', async () => {
    const { ann, root, KeyId, Arn } = await setUp('key-disabled')
    await root.createAlias({ AliasName: 'alias/orders', TargetKeyId: KeyId })
    const messageFor = (name: string) =>
      ann.generateDataKey({ KeyId: name, NumberOfBytes: 32 }).then(
        () => assert.fail('answered'),
        (error: Error) => error.message,
      )

    assert.equal(await messageFor('alias/orders'), `${Arn} is disabled.`)
    assert.equal(await messageFor(unknownId), `${Arn.replace(KeyId, unknownId)} is disabled.`)
    assert.equal(await messageFor(Arn), `${Arn} is disabled.`)
  })

  for (const [fault] of errors)
    it(`${fault} changes nothing`, async () => {
      const { ann, root, service } = await setUp(fault, {}, ['CreateKey'])

      await assert.rejects(ann.createKey({}))
      service.failures = new FailurePlan([], 1)

      assert.equal((await root.listKeys({})).Keys!.length, 1)
    })

  it('are counted as planned, or by their error', async () => {
    const { ann, service, KeyId } = await setUp('connection-reset')

    await assert.rejects(ann.generateDataKey({ KeyId, NumberOfBytes: 32 }))
    service.failures = planOf('throttling')
    await assert.rejects(ann.generateDataKey({ KeyId, NumberOfBytes: 32 }))
    service.failures = new FailurePlan([], 1)
    await ann.generateDataKey({ KeyId, NumberOfBytes: 32 })

    // The first is CreateKey.
    assert.deepEqual(Object.fromEntries(service.counts), {
      ok: 2,
      'planned connection-reset': 1,
      ThrottlingException: 1,
    })
  })

  it('add their delay to the latency of the service', async () => {
    const { ann, clock, KeyId } = await setUp('internal-error', { latency: () => milliseconds(3) })
    const before = clock.now()

    await assert.rejects(ann.generateDataKey({ KeyId, NumberOfBytes: 32 }))

    assert.equal(clock.now() - before, milliseconds(3))
  })

  it('let what is refused anyway be read first, as AWS does', async () => {
    const { ann, KeyId } = await setUp('key-disabled')

    await assert.rejects(ann.generateDataKey({ KeyId, NumberOfBytes: 0 }), { name: 'ValidationException' })
  })
})

/** A key of root's; then calls of `operations` fail. */
async function setUp(
  fault: Fault,
  settings: ServiceSettings = {},
  operations: readonly string[] = ['GenerateDataKey'],
) {
  const parts = setUpService(settings)
  const { KeyId, Arn } = await parts.createKey()
  parts.service.failures = planOf(fault, operations)
  return { ...parts, KeyId, Arn }
}

function planOf(fault: Fault, operations: readonly string[] = ['GenerateDataKey']): FailurePlan {
  const failure: PlannedFailure = { fault, from: seconds(0), share: 1, operations }
  // With this seed, a brown-out answers the first call with an error.
  return new FailurePlan([failure], 1)
}

function statusOf(error: unknown): number | undefined {
  return (error as { readonly $metadata: { readonly httpStatusCode?: number } }).$metadata.httpStatusCode
}
