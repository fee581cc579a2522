import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { contextValuesOf, type ContextSource } from './request-context.ts'

const direct: ContextSource = {
  action: 'kms:decrypt',
  principalArn: 'arn:aws:iam::111122223333:user/alice',
  roleArn: undefined,
  accountId: '111122223333',
  encryptionContext: {},
  viaService: undefined,
  conditions: undefined,
}

const viaKinesis: ContextSource = { ...direct, viaService: 'kinesis.eu-west-1.amazonaws.com' }

describe('contextValuesOf', () => {
  it('tells who calls', () => {
    assert.deepEqual(contextValuesOf(direct, 'kms:calleraccount'), ['111122223333'])
    assert.deepEqual(contextValuesOf(direct, 'aws:principalaccount'), ['111122223333'])
    assert.deepEqual(contextValuesOf(direct, 'aws:principalarn'), ['arn:aws:iam::111122223333:user/alice'])
  })

  it('gives the role of a session as its principal', () => {
    const roleArn = 'arn:aws:iam::111122223333:role/reader'

    assert.deepEqual(contextValuesOf({ ...direct, roleArn }, 'aws:principalarn'), [roleArn])
  })

  it('tells whether a service calls, and which', () => {
    assert.equal(contextValuesOf(direct, 'kms:viaservice'), undefined)
    assert.deepEqual(contextValuesOf(direct, 'aws:viaawsservice'), ['false'])
    assert.deepEqual(contextValuesOf(viaKinesis, 'kms:viaservice'), ['kinesis.eu-west-1.amazonaws.com'])
    assert.deepEqual(contextValuesOf(viaKinesis, 'aws:viaawsservice'), ['true'])
  })

  it('tells whether a grant is for a service, for operations about grants alone', () => {
    const key = 'kms:grantisforawsresource'

    assert.deepEqual(contextValuesOf({ ...direct, action: 'kms:creategrant' }, key), ['false'])
    assert.deepEqual(contextValuesOf({ ...viaKinesis, action: 'kms:creategrant' }, key), ['true'])
    assert.equal(contextValuesOf(viaKinesis, key), undefined)
  })

  it('gives the pairs of the encryption context, whatever the case of the name', () => {
    const source = { ...direct, encryptionContext: { Stream: 'One', other: '2' } }

    assert.deepEqual(contextValuesOf(source, 'kms:encryptioncontext:stream'), ['One'])
    assert.equal(contextValuesOf(source, 'kms:encryptioncontext:missing'), undefined)
    assert.deepEqual(contextValuesOf(source, 'kms:encryptioncontextkeys'), ['Stream', 'other'])
  })

  it('gives both values where two names differ in case alone', () => {
    const source = { ...direct, encryptionContext: { a: '1', A: '2' } }

    assert.deepEqual(contextValuesOf(source, 'kms:encryptioncontext:a'), ['1', '2'])
  })

  it('has no names of pairs where there is no pair', () => {
    assert.equal(contextValuesOf(direct, 'kms:encryptioncontextkeys'), undefined)
  })

  it('asks the operation for other keys, and for none that it knows itself', () => {
    const source = { ...direct, conditions: (key: string) => [`of ${key}`] }

    assert.deepEqual(contextValuesOf(source, 'kms:keyspec'), ['of kms:keyspec'])
    assert.deepEqual(contextValuesOf(source, 'kms:calleraccount'), ['111122223333'])
    assert.equal(contextValuesOf(source, 'kms:viaservice'), undefined)
    assert.equal(contextValuesOf(direct, 'kms:keyspec'), undefined)
  })
})
