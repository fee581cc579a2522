/**
 * Signatures of requests: which are accepted, and that no refusal tells a secret.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { describe, it } from 'node:test'

import { credentialsOf, epochMs, principals, region } from '../service.fixture.ts'
import { authorizationOf, basicDate, signedRequest, type RawRequest } from '../signed-request.fixture.ts'
import type { WireRequest } from '../wire.ts'
import { ann, usualHeaders, verify, withHeaders } from './signature.fixture.ts'

describe('the requests of these tests', () => {
  it('are signed as AWS documents it', () => {
    // AWS's own example, from the description of Signature Version 4.
    const request = {
      method: 'GET',
      path: '/?Action=ListUsers&Version=2010-05-08',
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        host: 'iam.amazonaws.com',
        'x-amz-date': '20150830T123600Z',
      },
      body: Buffer.alloc(0),
    }

    const authorization = authorizationOf(request, {
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
      date: '20150830T123600Z',
      region: 'us-east-1',
      service: 'iam',
    })

    assert.equal(
      authorization,
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, ' +
        'SignedHeaders=content-type;host;x-amz-date, ' +
        'Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    )
  })
})

describe('verifySignatures', () => {
  it('says who signed, and what the signature vouches for', async () => {
    const identity = await verify(signedRequest({ headers: { 'x-more': '1' } }))

    assert.equal(identity.principal, ann)
    assert.equal(identity.region, region)
    assert.equal(identity.service, 'kms')
    assert.deepEqual(
      [...identity.signedHeaders],
      ['content-type', 'host', 'x-amz-date', 'x-amz-target', 'x-more'],
    )
  })

  for (const [title, request] of [
    ['an empty body', { body: '' }],
    ['a body that is not ASCII', { body: '{"Description":"ñ"}' }],
    ['the hash of its body', { headers: { 'x-amz-content-sha256': hash('sha256', '{}') } }],
    ['a header with spaces', { headers: { 'x-more': '  a   b  ' } }],
    ['an empty header', { headers: { 'x-more': '' } }],
    ['a header that is not signed', { headers: { 'x-more': '1' }, signedHeaders: usualHeaders() }],
    ['a signed user-agent', { headers: { 'user-agent': 'aws-cli/2' } }],
    ['another region', { region: 'us-east-1' }],
    ['a query', { path: '/?a=1&b=2' }],
    ['GET', { method: 'GET', body: '' }],
    [
      ':authority in place of host',
      { headers: { host: undefined, ':authority': `kms.${region}.amazonaws.com` } },
    ],
  ] as const satisfies readonly (readonly [string, RawRequest])[])
    it(`accepts ${title}`, async () => {
      assert.equal((await verify(signedRequest(request))).principal, ann)
    })

  const usual = signedRequest()

  const scope = `AKIA.ann/20261123/${region}/kms/aws4_request`

  const table: readonly (readonly [string, WireRequest, string, RegExp])[] = [
    [
      'no authorization',
      withHeaders(usual, { authorization: undefined }),
      'MissingAuthenticationTokenException',
      /^Missing Authentication Token$/,
    ],
    [
      'an authorization of another kind',
      withHeaders(usual, { authorization: 'Basic YTpi' }),
      'IncompleteSignatureException',
      /requires 'Credential' parameter.*requires 'Signature' parameter.*requires 'SignedHeaders' parameter/,
    ],
    [
      'an authorization without signature',
      withHeaders(usual, {
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date`,
      }),
      'IncompleteSignatureException',
      /^Authorization header requires 'Signature' parameter\.$/,
    ],
    [
      'a scope that is short of a part',
      withHeaders(usual, { authorization: usual.headers['authorization']!.replace('/kms/', '/') }),
      'IncompleteSignatureException',
      /^Authorization header is malformed\.$/,
    ],
    [
      'a signature that is too short',
      withHeaders(usual, { authorization: usual.headers['authorization']!.slice(0, -1) }),
      'IncompleteSignatureException',
      /^Authorization header is malformed\.$/,
    ],
    [
      'an access key that nobody has',
      signedRequest({ accessKeyId: 'AKIA.nobody' }),
      'UnrecognizedClientException',
      /^The security token included in the request is invalid\.$/,
    ],
    ['another secret', signedRequest({ secretAccessKey: 'wrong' }), ...mismatch()],
    [
      'the secret of another',
      signedRequest({ secretAccessKey: credentialsOf('bob').secretAccessKey }),
      ...mismatch(),
    ],
    ['a body that was changed', { ...usual, body: Buffer.from('{ }') }, ...mismatch()],
    ['a body that was taken away', { ...usual, body: Buffer.alloc(0) }, ...mismatch()],
    [
      'a target that was changed',
      withHeaders(usual, { 'x-amz-target': 'TrentService.CreateKey' }),
      ...mismatch(),
    ],
    ['a host that was changed', withHeaders(usual, { host: 'evil.example' }), ...mismatch()],
    ['a target that was taken away', withHeaders(usual, { 'x-amz-target': undefined }), ...mismatch()],
    ['another method', { ...usual, method: 'GET' }, ...mismatch()],
    ['another path', { ...usual, path: '/other' }, ...mismatch()],
    ['another query', { ...usual, path: '/?a=1' }, ...mismatch()],
    [
      'another date within the skew',
      withHeaders(usual, { 'x-amz-date': basicDate(epochMs + 1000) }),
      ...mismatch(),
    ],
    [
      'another region than it was signed for',
      withHeaders(usual, { authorization: usual.headers['authorization']!.replace(region, 'us-east-1') }),
      ...mismatch(),
    ],
    [
      'a date that is not signed',
      signedRequest({ signedHeaders: ['content-type', 'host', 'x-amz-target'] }),
      ...mismatch(),
    ],
    [
      'a target that is not signed',
      signedRequest({ signedHeaders: ['content-type', 'host', 'x-amz-date'] }),
      ...mismatch(),
    ],
    [
      'a region that has not the form of one',
      signedRequest({ region: 'constructor' }),
      'InvalidSignatureException',
      /^Credential should be scoped to a valid region/,
    ],
    [
      'a hash that does not fit the body',
      signedRequest({ headers: { 'x-amz-content-sha256': hash('sha256', 'other') } }),
      ...mismatch(),
    ],
    [
      'a body that is not signed',
      signedRequest({ headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }),
      ...mismatch(),
    ],
    [
      'a hash that does not fit, and is not signed',
      withHeaders(usual, { 'x-amz-content-sha256': hash('sha256', 'other') }),
      ...mismatch(),
    ],
    [
      'neither host nor :authority signed',
      signedRequest({ signedHeaders: ['content-type', 'x-amz-date', 'x-amz-target'] }),
      'InvalidSignatureException',
      /^'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization\.$/,
    ],
    [
      'a scope of another day',
      withHeaders(usual, { authorization: usual.headers['authorization']!.replace('20261123', '20261124') }),
      'InvalidSignatureException',
      /^Date in Credential scope does not match YYYYMMDD/,
    ],
    [
      'another service',
      signedRequest({ service: 'kinesis' }),
      'InvalidSignatureException',
      /^Credential should be scoped to correct service: 'kms'\. $/,
    ],
    [
      'no date',
      withHeaders(usual, { 'x-amz-date': undefined }),
      'IncompleteSignatureException',
      /^Date must be in ISO-8601 'basic format'/,
    ],
    [
      'a date in another form',
      withHeaders(usual, { 'x-amz-date': '2026-11-23T12:00:00Z' }),
      'IncompleteSignatureException',
      /^Date must be in ISO-8601 'basic format'/,
    ],
  ]

  for (const [title, request, errorName, message] of table)
    it(`refuses ${title} with ${errorName}, and tells no secret`, async () => {
      await assert.rejects(verify(request), (error: Error & { errorName: string }) => {
        assert.equal(error.errorName, errorName)
        assert.match(error.message, message)
        assertTellsNothing(error.message, request)
        return true
      })
    })

  for (const [title, offsetMs, message] of [
    ['5 minutes ago', -300_000, undefined],
    [
      '5 minutes and a second ago',
      -301_000,
      /^Signature expired: 20261123T115459Z is now earlier than 20261123T115500Z \(20261123T120000Z - 5 min\.\)$/,
    ],
    ['in 5 minutes', 300_000, undefined],
    [
      'in 5 minutes and a second',
      301_000,
      /^Signature not yet current: 20261123T120501Z is still later than 20261123T120500Z \(20261123T120000Z \+ 5 min\.\)$/,
    ],
  ] as const)
    it(`${message === undefined ? 'accepts' : 'refuses'} what was signed ${title}`, async () => {
      const request = signedRequest({ date: basicDate(epochMs + offsetMs) })

      if (message === undefined) await verify(request)
      else await assert.rejects(verify(request), { errorName: 'InvalidSignatureException', message })
    })

  it('accepts across midnight what was signed the day before', async () => {
    const midnight = Date.UTC(2026, 10, 24)

    await verify(signedRequest({ date: '20261123T235959Z' }), midnight + 60_000)
  })
})

function mismatch(): readonly [string, RegExp] {
  return [
    'InvalidSignatureException',
    /^The request signature we calculated does not match the signature you provided\./,
  ]
}

/** Neither a secret, nor the signature that was sent or the right one. */
function assertTellsNothing(message: string, request: WireRequest): void {
  for (const { secretAccessKey } of principals) assert.equal(message.includes(secretAccessKey), false)
  assert.doesNotMatch(message, /[0-9a-f]{32}/)
  const signature = /Signature=(\w+)/.exec(request.headers['authorization'] ?? '')?.[1]
  if (signature !== undefined) assert.equal(message.includes(signature), false)
}
