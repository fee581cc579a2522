import assert from 'node:assert/strict'
import { createHash, createHmac, hash } from 'node:crypto'
import { describe, it } from 'node:test'

import { ListKeysCommand } from '@aws-sdk/client-kms'
import { SignatureV4 } from '@smithy/signature-v4'
import * as fc from 'fast-check'

import { RealClock } from '../../clock/real-clock.ts'
import { credentialsOf, epochMs, principals, region, setUpService } from '../service.fixture.ts'
import {
  authorizationOf,
  basicDate,
  setUpRaw,
  signedRequest,
  type RawRequest,
} from '../signed-request.fixture.ts'
import type { WireRequest } from '../wire.ts'
import { directoryOf, type Principal } from './principals.ts'
import { trustRequests, verifySignatures } from './signature.ts'

const ann = principals.find(({ accessKeyId }) => accessKeyId === 'AKIA.ann')!
const temporary: Principal = {
  ...ann,
  accessKeyId: 'ASIA.ann',
  secretAccessKey: 'a temporary secret',
  sessionToken: 'a session token',
  expiresAt: epochMs + 60_000,
}

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

  it('accepts what the signer of the SDK signs, over HTTP/1.1 and HTTP/2', async () => {
    const signer = new SignatureV4({
      service: 'kms',
      region,
      credentials: credentialsOf('ann'),
      sha256: NodeSha256,
    })
    const host = `kms.${region}.amazonaws.com`

    for (const headers of [{ host }, { ':authority': host }]) {
      const signed = await signer.sign(
        { method: 'POST', protocol: 'https:', hostname: host, path: '/', headers, body: '{}' },
        { signingDate: new Date(epochMs) },
      )
      const request = { method: 'POST', path: '/', headers: signed.headers, body: Buffer.from('{}') }

      assert.equal((await verify(request)).principal, ann)
    }
  })

  it('accepts what the signer of the SDK signs, whatever the path, the query and the headers', async () => {
    const signer = new SignatureV4({
      service: 'kms',
      region,
      credentials: credentialsOf('ann'),
      sha256: NodeSha256,
    })
    const word = fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom('', '.', '..', "!'()*", 'ä €', '+', '%2F'),
    )
    const name = fc.stringMatching(/^x-[a-z0-9.-]{1,6}$/)
    const value = fc.oneof(word, fc.constantFrom('  a   b ', 'a\t\tb', ' ', '\t'))
    const message = fc.record({
      segments: fc.array(word, { maxLength: 4 }),
      query: fc.dictionary(word, fc.oneof(word, fc.array(word, { minLength: 1, maxLength: 3 })), {
        maxKeys: 3,
      }),
      more: fc.dictionary(name, value, { maxKeys: 3 }),
      body: fc.string(),
    })

    await fc.assert(
      fc.asyncProperty(message, async ({ segments, query, more, body }) => {
        const path = `/${segments.map(encodeURIComponent).join('/')}`
        const signed = await signer.sign(
          {
            method: 'POST',
            protocol: 'https:',
            hostname: 'localhost',
            path,
            query,
            headers: { host: 'localhost', ...more },
            body,
          },
          { signingDate: new Date(epochMs) },
        )
        const text = Object.entries(query)
          .flatMap(([key, given]) =>
            [given].flat().map((one) => [key, one].map(encodeURIComponent).join('=')),
          )
          .join('&')

        const identity = await verify({
          method: 'POST',
          path: text === '' ? path : `${path}?${text}`,
          headers: signed.headers,
          body: Buffer.from(body),
        })

        assert.equal(identity.principal, ann)
      }),
      { seed: 4, numRuns: 500 },
    )
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

  it('accepts temporary credentials with their token, until they expire', async () => {
    const request = (ms: number) =>
      signedRequest({
        ...temporary,
        date: basicDate(ms),
        headers: { 'x-amz-security-token': temporary.sessionToken },
      })
    const { expiresAt } = temporary as { expiresAt: number }

    assert.equal((await verify(request(epochMs))).principal, temporary)
    await verify(request(epochMs), expiresAt - 1)

    await assert.rejects(verify(request(epochMs), expiresAt), {
      errorName: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
    })
  })

  for (const [title, given, headers] of [
    ['temporary credentials without token', temporary, {}],
    ['temporary credentials with another token', temporary, { 'x-amz-security-token': 'other' }],
    ['a token where the credentials have none', credentialsOf('ann'), { 'x-amz-security-token': 'any' }],
  ] as const)
    it(`refuses ${title}`, async () => {
      await assert.rejects(verify(signedRequest({ ...given, headers })), {
        errorName: 'UnrecognizedClientException',
      })
    })

  it('refuses a token that is not signed', async () => {
    const request = signedRequest({
      ...temporary,
      headers: { 'x-amz-security-token': temporary.sessionToken },
      signedHeaders: usualHeaders(),
    })

    await assert.rejects(verify(request), { errorName: 'InvalidSignatureException' })
  })
})

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

describe('trustRequests', () => {
  const [usual] = principals
  const trust = trustRequests({ principals: directoryOf(principals), usual: usual!, region: 'us-east-1' })

  it('believes the access key, the region and the service that a request names', async () => {
    const request = { ...signedRequest({ service: 'sts' }), body: Buffer.from('other') }

    const { signedHeaders, ...identity } = await trust(request, epochMs)

    assert.deepEqual(identity, { principal: ann, region, service: 'sts' })
    assert.equal(signedHeaders.has('x-any'), true)
  })

  for (const [title, headers] of [
    ['names nobody', {}],
    ['is signed in another way', { authorization: 'Bearer token' }],
  ] as const)
    it(`takes what ${title} for the usual principal in the usual region`, async () => {
      const request = { method: 'POST', path: '/', headers, body: Buffer.alloc(0) }

      const { signedHeaders: _, ...identity } = await trust(request, epochMs)

      assert.deepEqual(identity, { principal: usual, region: 'us-east-1', service: 'kms' })
    })

  it('takes an access key that nobody has for the usual principal', async () => {
    const { principal } = await trust(signedRequest({ accessKeyId: 'AKIA.nobody' }), epochMs)

    assert.equal(principal, usual)
  })
})

async function verify(request: WireRequest, nowMs = epochMs) {
  return verifySignatures(directoryOf([...principals, temporary]))(request, nowMs)
}

function dataKeyOfKinesis(headers: RawRequest['headers']): WireRequest {
  return signedRequest({
    headers: { 'x-amz-target': 'TrentService.GenerateDataKey', ...headers },
    body: JSON.stringify({ KeyId: 'alias/aws/kinesis', NumberOfBytes: 32 }),
  })
}

function withHeaders(
  request: WireRequest,
  headers: Readonly<Record<string, string | undefined>>,
): WireRequest {
  return { ...request, headers: { ...request.headers, ...headers } }
}

function usualHeaders(): readonly string[] {
  return ['content-type', 'host', 'x-amz-date', 'x-amz-target']
}

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

/** What the SDK's signer asks of a hash. */
class NodeSha256 {
  readonly #secret: Uint8Array | undefined
  readonly #chunks: Uint8Array[] = []

  constructor(secret?: unknown) {
    this.#secret = secret === undefined ? undefined : Buffer.from(secret as Uint8Array)
  }

  update(chunk: Uint8Array): void {
    this.#chunks.push(chunk)
  }

  async digest(): Promise<Uint8Array> {
    const digest = this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret)
    return digest.update(Buffer.concat(this.#chunks)).digest()
  }

  reset(): void {
    this.#chunks.length = 0
  }
}
