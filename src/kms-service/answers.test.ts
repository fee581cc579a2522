import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { unpooledCopy } from '../envelope/secret-bytes.ts'
import { namedPrincipal, type Principal } from './access/principals.ts'
import { answerBody, answerOf, errorAnswer, identityAnswer } from './answers.ts'
import { KmsException } from './kms-exception.ts'

const requestId = '00000000-0000-4000-8000-000000000001'
const headers = {
  'content-type': 'application/x-amz-json-1.1',
  'x-amzn-requestid': requestId,
  'cache-control': 'no-cache, no-store',
}

describe('answerBody', () => {
  it('writes bytes as base64, and leaves out what is undefined', () => {
    const body = answerBody({
      Description: '🔑ñ',
      Plaintext: unpooledCopy(Buffer.from([251, 255])),
      CiphertextBlob: Buffer.from([0]),
      NextMarker: undefined,
      Truncated: false,
      CreationDate: 1_763_888_000.123,
      Keys: [{ KeyId: 'a' }],
    })

    assert.equal(
      body,
      '{"Description":"🔑ñ","Plaintext":"+/8=","CiphertextBlob":"AA==","Truncated":false,' +
        '"CreationDate":1763888000.123,"Keys":[{"KeyId":"a"}]}',
    )
  })

  it('wipes the plaintext, all of it where only a part is answered, and nothing else', () => {
    const plaintext = unpooledCopy(Buffer.from('secret'))
    const blob = Buffer.from('blob')

    const body = answerBody({ Plaintext: plaintext.subarray(0, 3), CiphertextBlob: blob })

    assert.deepEqual(plaintext, Buffer.alloc(6))
    assert.equal(blob.toString(), 'blob')
    assert.equal(body, '{"Plaintext":"c2Vj","CiphertextBlob":"YmxvYg=="}')
  })
})

describe('answerOf', () => {
  it('is a whole answer in AWS JSON 1.1 that nobody may store', () => {
    const body = '{}'

    assert.deepEqual(answerOf(body, requestId), { kind: 'whole', status: 200, headers, body })
  })
})

describe('errorAnswer', () => {
  for (const [name, message, status, text] of [
    ['NotFoundException', 'Not "there"', 400, '{"__type":"NotFoundException","message":"Not \\"there\\""}'],
    ['KMSInternalException', 'Broken', 500, '{"__type":"KMSInternalException","message":"Broken"}'],
    ['InvalidCiphertextException', '', 400, '{"__type":"InvalidCiphertextException"}'],
    ['AccessDeniedException', 'No', 400, '{"__type":"AccessDeniedException","Message":"No"}'],
    ['UnsupportedOperationException', 'No', 400, '{"__type":"UnsupportedOperationException","Message":"No"}'],
    ['UnsupportedOperationException', '', 400, '{"__type":"UnsupportedOperationException"}'],
  ] as const)
    it(`of ${name} with ${message === '' ? 'no message' : 'a message'} is as AWS sends it`, () => {
      const answer = errorAnswer(new KmsException(name, message, status), requestId)

      assert.deepEqual(answer, { kind: 'whole', status, headers, body: text })
    })
})

describe('identityAnswer', () => {
  it('is the document that STS gives, with everything escaped', () => {
    const principal: Principal = {
      ...namedPrincipal('arn:aws:iam::123456789012:user/ann'),
      arn: 'arn:aws:iam::123456789012:user/a&<b>',
      accessKeyId: 'AKIA&1',
      secretAccessKey: 'secret',
    }

    const answer = identityAnswer(principal, requestId)

    assert.equal(answer.kind, 'whole')
    if (answer.kind !== 'whole') return
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['content-type'], 'text/xml')
    assert.equal(answer.headers['x-amzn-requestid'], requestId)
    assert.equal(
      answer.body,
      '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
        '<Arn>arn:aws:iam::123456789012:user/a&amp;&lt;b&gt;</Arn><UserId>AKIA&amp;1</UserId>' +
        '<Account>123456789012</Account></GetCallerIdentityResult><ResponseMetadata>' +
        `<RequestId>${requestId}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
    )
  })
})
