import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'

import { GenerateDataKeyCommand, KMSClient, type KMSClientConfig } from '@aws-sdk/client-kms'

import { asKmsError, unusableAnswer } from './client-errors.ts'
import { KmsError, type KmsErrorName } from './key-service.ts'

/** A key's base64, as an answer has it. */
const secret = Buffer.alloc(32, 'sealbench').toString('base64')

describe('asKmsError', () => {
  it('leaves an error that is one already as it is', () => {
    const error = new KmsError('SpendCapReached', 'enough')

    assert.equal(asKmsError(error, 'Decrypt'), error)
  })

  const serviceErrors: readonly KmsErrorName[] = [
    'AccessDeniedException',
    'DisabledException',
    'ExpiredTokenException',
    'IncorrectKeyException',
    'InvalidSignatureException',
    'KMSInternalException',
    'NotFoundException',
    'ThrottlingException',
    'UnrecognizedClientException',
    'ValidationException',
  ]
  for (const name of serviceErrors) {
    it(`tells of ${name} what AWS tells`, async () => {
      const error = await errorOf({
        status: 400,
        body: JSON.stringify({ __type: name, message: 'in its words' }),
      })

      assert.deepEqual([error.code, error.kmsErrorName, error.message], ['ERR_KMS', name, 'in its words'])
    })

    it(`says something of ${name} where AWS says nothing`, async () => {
      const error = await errorOf({ status: 400, body: JSON.stringify({ __type: name }) })

      assert.equal(error.kmsErrorName, name)
      assert.equal(error.message, `KMS answered GenerateDataKey with ${name}.`)
    })
  }

  it('explains InvalidCiphertextException, of which AWS tells nothing', async () => {
    const error = await errorOf({ status: 400, body: '{"__type":"InvalidCiphertextException"}' })

    assert.equal(error.kmsErrorName, 'InvalidCiphertextException')
    assert.match(error.message, /^The ciphertext, or the encryption context given with it, is not/)
  })

  for (const code of ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'EPROTO'])
    it(`takes ${code} for a connection that failed`, async () => {
      const error = await errorOf(Object.assign(new Error(`read ${code}`), { code }))

      assert.equal(error.kmsErrorName, 'ConnectionFailed')
      assert.match(
        error.message,
        new RegExp(`GenerateDataKey found no connection to KMS, or lost it \\(${code}\\)`),
      )
    })

  for (const code of [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])
    it(`names kms.ca for ${code}`, async () => {
      const error = await errorOf(Object.assign(new Error(code), { code }))

      assert.equal(error.kmsErrorName, 'ConnectionFailed')
      assert.match(error.message, /Name its CA in kms\.ca/)
    })

  it('takes the SDK’s TimeoutError for a request that timed out', async () => {
    const error = await errorOf(Object.assign(new Error('late'), { name: 'TimeoutError' }))

    assert.equal(error.kmsErrorName, 'RequestTimedOut')
    assert.equal(error.message, 'GenerateDataKey was not answered within kms.client.requestTimeout.')
  })

  it('says where credentials are looked for', () => {
    const missing = Object.assign(new Error('Could not load'), { name: 'CredentialsProviderError' })

    const error = asKmsError(missing, 'Decrypt')

    assert.equal(error.kmsErrorName, 'CredentialsMissing')
    assert.match(error.message, /aws sts get-caller-identity/)
  })

  it('names an error of AWS that it does not know', async () => {
    const error = await errorOf({
      status: 400,
      body: '{"__type":"CloudHsmClusterInUseException","message":"x"}',
    })

    assert.equal(error.kmsErrorName, 'UnusableAnswer')
    assert.match(
      error.message,
      /^GenerateDataKey answered with CloudHsmClusterInUseException, which sealbench does not/,
    )
  })

  it('keeps neither cause nor answer', async () => {
    const error = await errorOf({ status: 200, body: `{"Plaintext":"${secret}"` })

    assert.equal(error.cause, undefined)
    assert.deepEqual(Object.keys(error), ['code', 'kmsErrorName'])
  })

  for (const [title, answer] of [
    ['a whole answer that is cut', { status: 200, body: `{"Plaintext":"${secret}"` }],
    ['an answer that is a text', { status: 200, body: JSON.stringify(secret) }],
    ['an answer that is no JSON', { status: 200, body: secret }],
    ['a plaintext of another type', { status: 200, body: `{"Plaintext":{"a":"${secret}"}}` }],
    ['a plaintext with rubbish', { status: 200, body: `{"Plaintext":"!${secret}"}` }],
    ['an error page', { status: 500, body: `<html>${secret}</html>` }],
    ['an error that is cut', { status: 400, body: `{"__type":"NotFoundException","message":"${secret}` }],
    ['an error without name', { status: 400, body: `{"Plaintext":"${secret}"}` }],
    ['an error with the key as its name', { status: 400, body: `{"__type":"${secret}"}` }],
    [
      'an error with the key in its name',
      { status: 400, body: `{"__type":"a#${secret.replaceAll(/\W/g, '')}"}` },
    ],
    ['an error with the key as its code', { status: 400, body: `{"__type":"X","code":"CERT ${secret}"}` }],
    [
      'an unknown error with a message',
      { status: 400, body: `{"__type":"OtherException","message":"${secret}"}` },
    ],
    [
      'an error with more members',
      { status: 400, body: `{"__type":"NotFoundException","more":"${secret}"}` },
    ],
  ] as const)
    it(`lets nothing of ${title} out`, async () => {
      const error = await errorOf(answer)

      const shown = [
        error.message,
        error.stack,
        JSON.stringify(error),
        inspect(error, { depth: 9, showHidden: true }),
      ]
      for (const text of shown) {
        assert.equal(text!.includes(secret), false)
        assert.equal(text!.includes(secret.slice(0, 12)), false)
      }
    })
})

describe('unusableAnswer', () => {
  it('says what came, and that nothing of it is used', () => {
    const error = unusableAnswer('Decrypt', 'no key')

    assert.equal(error.kmsErrorName, 'UnusableAnswer')
    assert.equal(
      error.message,
      'Decrypt answered with no key. Nothing of it is used; see whether the endpoint is a KMS.',
    )
  })
})

/** What GenerateDataKey through the SDK ends with, where it is answered so. */
async function errorOf(
  answer: Error | { readonly status: number; readonly body: string },
): Promise<KmsError> {
  const client = new KMSClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: {
      handle: async () => {
        if (answer instanceof Error) throw answer
        const { status: statusCode, body } = answer
        return { response: { statusCode, headers: {}, body: Buffer.from(body) } }
      },
    } as object as KMSClientConfig['requestHandler'] & object,
  })
  const command = new GenerateDataKeyCommand({ KeyId: 'alias/orders', NumberOfBytes: 32 })
  try {
    const { Plaintext: plaintext } = await client.send(command)
    // What can be read is not for this module to judge.
    return unusableAnswer('GenerateDataKey', `${plaintext?.length} bytes`)
  } catch (error) {
    return asKmsError(error, 'GenerateDataKey')
  }
}
