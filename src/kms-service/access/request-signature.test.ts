import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { describe, it } from 'node:test'

import { principals } from '../service.fixture.ts'
import { SigningKeys, signatureOf, type CredentialScope } from './request-signature.ts'

const ann = principals.find(({ accessKeyId }) => accessKeyId === 'AKIA.ann')!
const bob = principals.find(({ accessKeyId }) => accessKeyId === 'AKIA.bob')!
const scope: CredentialScope = { shortDate: '20150830', region: 'us-east-1', service: 'iam' }

describe('signatureOf', () => {
  it('gives what AWS gives in its example', () => {
    const principal = { ...ann, secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
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

    const signature = signatureOf(request, {
      scope,
      signingKey: new SigningKeys().of(principal, scope),
      date: '20150830T123600Z',
      signedHeaders: ['x-amz-date', 'host', 'content-type', 'host'],
      payloadHash: hash('sha256', ''),
    })

    assert.equal(
      signature.toString('hex'),
      '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    )
  })
})

describe('SigningKeys', () => {
  it('derives a key once for each principal and scope', () => {
    const keys = new SigningKeys()

    const key = keys.of(ann, scope)

    assert.equal(keys.of(ann, { ...scope }), key)
    assert.equal(keys.of(bob, scope).equals(key), false)
    for (const other of [{ shortDate: '20150831' }, { region: 'us-east-2' }, { service: 'kms' }])
      assert.equal(keys.of(ann, { ...scope, ...other }).equals(key), false)
  })

  it('keeps 64 keys of a principal and not more, and derives the same again', () => {
    const keys = new SigningKeys()
    const key = keys.of(ann, scope)
    const ask = (count: number): void => {
      for (let index = 1; index < count; index += 1) keys.of(ann, { ...scope, region: `region-${index}` })
    }

    ask(64)
    assert.equal(keys.of(ann, scope), key)

    ask(65)
    const again = keys.of(ann, scope)
    assert.notEqual(again, key)
    assert.ok(again.equals(key))
  })
})
