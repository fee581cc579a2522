/**
 * Signatures of credentials that come with a token and end.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { credentialsOf, epochMs } from '../service.fixture.ts'
import { basicDate, signedRequest } from '../signed-request.fixture.ts'
import type { WireRequest } from '../wire.ts'
import { temporary, usualHeaders, verify } from './signature.fixture.ts'

describe('verifySignatures', () => {
  it('accepts temporary credentials with their token, until they expire', async () => {
    const { expiresAt } = temporary as { expiresAt: number }

    assert.equal((await verify(requestAt(epochMs))).principal, temporary)
    await verify(requestAt(epochMs), expiresAt - 1)

    await assert.rejects(verify(requestAt(epochMs), expiresAt), {
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

function requestAt(ms: number): WireRequest {
  return signedRequest({
    ...temporary,
    date: basicDate(ms),
    headers: { 'x-amz-security-token': temporary.sessionToken },
  })
}
