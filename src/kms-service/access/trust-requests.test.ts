/**
 * A service that believes what a request says of who asks.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { epochMs, principals, region } from '../service.fixture.ts'
import { signedRequest } from '../signed-request.fixture.ts'
import { directoryOf } from './principals.ts'
import { ann } from './signature.fixture.ts'
import { trustRequests } from './signature.ts'

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
