/**
 * A whole service that verifies signatures, as a client sees it.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { ListKeysCommand } from '@aws-sdk/client-kms'

import { RealClock } from '../../clock/real-clock.ts'
import { setUpService } from '../service.fixture.ts'
import { setUpRaw, signedRequest, type RawRequest } from '../signed-request.fixture.ts'
import type { WireRequest } from '../wire.ts'
import { directoryOf } from './principals.ts'
import { withHeaders } from './signature.fixture.ts'
import { verifySignatures } from './signature.ts'

describe('a service that verifies signatures', () => {
  it('answers what is refused with 400 and AWS’s name, and counts it', async () => {
    const { ask, service } = setUpRaw()

    const answer = await ask(signedRequest({ secretAccessKey: 'wrong' }))

    assert.equal(answer['status'], 400)
    assert.equal(answer['__type'], 'InvalidSignatureException')
    assert.deepEqual([...service.counts], [['InvalidSignatureException', 1]])
  })

  it('lets the SDK name its error', async () => {
    const { ann: client } = setUpService({ authenticate: verifySignatures(directoryOf([])) })

    await assert.rejects(client.listKeys({}), { name: 'UnrecognizedClientException' })
  })

  it('believes that a service asks on behalf of ann where that is signed, and not otherwise', async () => {
    const { ask, events } = setUpRaw()
    const via = { 'x-sealbench-via-service': 'kinesis.eu-west-1.amazonaws.com' }

    await ask(signedRequest({ headers: via }))
    await ask(withHeaders(signedRequest(), via))

    assert.deepEqual(
      events.map(({ userIdentity }) => userIdentity.invokedBy),
      ['kinesis.eu-west-1.amazonaws.com', undefined],
    )
  })

  it('lets the key of Kinesis be used by way of Kinesis alone', async () => {
    const { ask } = setUpRaw()
    const via = { 'x-sealbench-via-service': 'kinesis.eu-west-1.amazonaws.com' }

    const through = await ask(dataKeyOfKinesis(via))
    const directly = await ask(dataKeyOfKinesis({}))
    const pretended = await ask(withHeaders(dataKeyOfKinesis({}), via))

    assert.equal(through['status'], 200)
    assert.equal(directly['__type'], 'AccessDeniedException')
    assert.equal(pretended['__type'], 'AccessDeniedException')
  })

  it('tells who one is, as STS does', async () => {
    const { service } = setUpService()

    const answer = await service.handle(
      signedRequest({
        service: 'sts',
        body: 'Action=GetCallerIdentity&Version=2011-06-15',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    )

    assert.equal(answer.kind, 'whole')
    assert.match(
      answer.kind === 'whole' ? answer.body : '',
      /<Arn>arn:aws:iam::123456789012:user\/ann<\/Arn>/,
    )
  })

  it('does so on the real clock as well', async () => {
    const { ann: client, createKey } = setUpService({ clock: new RealClock() })
    const { CreationDate } = await createKey()

    assert.equal((await client.listKeys({})).Keys!.length, 1)
    assert.ok(Math.abs(CreationDate!.getTime() - Date.now()) < 300_000)
  })

  it('knows each principal of the SDK by its own credentials', async () => {
    const { root, ann: asAnn, stranger, events } = setUpService()

    for (const client of [root, asAnn, stranger]) await client.send(new ListKeysCommand({}))

    assert.deepEqual(
      events.map(({ userIdentity: { type, arn } }) => [type, arn]),
      [
        ['Root', 'arn:aws:iam::123456789012:root'],
        ['IAMUser', 'arn:aws:iam::123456789012:user/ann'],
        ['IAMUser', 'arn:aws:iam::210987654321:user/stranger'],
      ],
    )
  })
})

function dataKeyOfKinesis(headers: RawRequest['headers']): WireRequest {
  return signedRequest({
    headers: { 'x-amz-target': 'TrentService.GenerateDataKey', ...headers },
    body: JSON.stringify({ KeyId: 'alias/aws/kinesis', NumberOfBytes: 32 }),
  })
}
