import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import type { z } from '../../schema.ts'
import { KmsException } from '../kms-exception.ts'
import { createAliasRequest } from './alias-requests.ts'
import { encryptRequest, generateDataKeyRequest } from './data-key-requests.ts'
import { createGrantRequest } from './grant-requests.ts'
import { listKeysRequest } from './key-requests.ts'
import { verifyMacRequest } from './mac-requests.ts'
import { readRequest } from './read-request.ts'
import { tagResourceRequest } from './tag-requests.ts'

describe('readRequest', () => {
  it('keeps the names of AWS and gives blobs as bytes', () => {
    const body = bytesOf({ KeyId: 'k', Plaintext: 'aGVsbG8=', EncryptionContext: { a: 'b' }, DryRun: true })

    const request = readRequest(encryptRequest, body)

    assert.equal(request.KeyId, 'k')
    assert.equal(request.Plaintext.toString(), 'hello')
    assert.deepEqual(Object.entries(request.EncryptionContext ?? {}), [['a', 'b']])
    assert.equal(request.DryRun, true)
    assert.equal(request.GrantTokens, undefined)
  })

  it('ignores members that the operation does not have', () => {
    const body = Buffer.from('{"KeyId":"k","Colour":"red","__proto__":{"KeySpec":"AES_256"}}')

    const request = readRequest(generateDataKeyRequest, body)

    assert.deepEqual(request, { KeyId: 'k' })
    assert.equal(request.KeySpec, undefined)
  })

  it('takes the last of members with one name', () => {
    const request = readRequest(generateDataKeyRequest, Buffer.from('{"KeyId":"first","KeyId":"last"}'))

    assert.equal(request.KeyId, 'last')
  })

  it('counts a null member as absent, wherever it stands', () => {
    const body = bytesOf({
      KeyId: 'k',
      GranteePrincipal: 'p',
      Operations: ['Decrypt'],
      Name: null,
      Constraints: { EncryptionContextEquals: null, SourceArn: null },
    })

    const request = readRequest(createGrantRequest, body)

    assert.deepEqual(request, {
      KeyId: 'k',
      GranteePrincipal: 'p',
      Operations: ['Decrypt'],
      Constraints: {},
    })
  })

  it('reads an empty body as a request without members', () => {
    assert.deepEqual(readRequest(listKeysRequest, new Uint8Array()), {})
  })

  it('cuts the fraction off where an integer belongs', () => {
    const request = readRequest(generateDataKeyRequest, bytesOf({ KeyId: 'k', NumberOfBytes: 32.9 }))

    assert.equal(request.NumberOfBytes, 32)
  })

  it('keeps any pair of an encryption context', () => {
    const key = fc.oneof(
      fc.constantFrom('', '__proto__', 'constructor', 'toString', '1', '\ud800', '\udc00\ud800'),
      fc.string({ unit: 'binary' }),
    )
    const value = fc.oneof(fc.constantFrom('', '\udfff', '\u0000'), fc.string({ unit: 'binary' }))

    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name }), (pairs) => {
        // Written by hand: an object literal would take `__proto__` for its prototype.
        const context = pairs.map((pair) => pair.map((text) => JSON.stringify(text)).join(':')).join(',')
        const body = Buffer.from(`{"KeyId":"k","EncryptionContext":{${context}}}`)

        const read = readRequest(generateDataKeyRequest, body).EncryptionContext ?? {}

        assert.deepEqual(new Map(Object.entries(read)), new Map(pairs))
        for (const [name, text] of pairs) assert.equal(read[name], text)
      }),
    )
  })

  it('has no pair in an encryption context that was not sent', () => {
    const body = bytesOf({ KeyId: 'k', EncryptionContext: {} })

    const context = readRequest(generateDataKeyRequest, body).EncryptionContext ?? { constructor: 'x' }

    assert.equal(context['constructor'], undefined)
    assert.equal(context['__proto__'], undefined)
  })

  it('throws nothing but exceptions of KMS, whatever the bytes', () => {
    const schemas = [generateDataKeyRequest, encryptRequest, createGrantRequest, tagResourceRequest]
    const json = fc.json({ maxDepth: 6 }).map((text) => Buffer.from(text))

    fc.assert(
      fc.property(fc.constantFrom(...schemas), fc.oneof(fc.uint8Array(), json), (schema, body) => {
        assertReadsOrRefuses(schema, body)
      }),
    )
  })

  it('throws nothing but exceptions of KMS, whatever the members are', () => {
    const names = ['KeyId', 'Operations', 'Constraints', 'GrantTokens', 'Tags', 'Plaintext', 'Message', 'Mac']
    const inner = [
      'EncryptionContext',
      'EncryptionContextEquals',
      'SourceArn',
      'TagKey',
      'toString',
      'DryRun',
    ]
    const value = fc.jsonValue({ maxDepth: 3, noUnicodeString: false })
    const structure = fc.dictionary(fc.constantFrom(...inner), value, { noNullPrototype: true })
    const member = fc.oneof(value, structure, fc.array(fc.oneof(structure, value)))
    const request = fc.dictionary(fc.constantFrom(...names, ...inner), member)

    fc.assert(
      fc.property(request, (members) => {
        for (const schema of [encryptRequest, createGrantRequest, tagResourceRequest, verifyMacRequest]) {
          assertReadsOrRefuses(schema, bytesOf(members))
        }
      }),
    )
  })

  it('answers large hostile bodies with short messages', () => {
    const many = 100_000
    const bodies = [
      '['.repeat(many),
      `{"KeyId":"k","Tags":[${'{},'.repeat(many)}{}]}`,
      `{"KeyId":"k","Operations":[${'"x",'.repeat(many)}"x"]}`,
      `{"KeyId":"${'k'.repeat(many)}"}`,
      `{"KeyId":"k","Plaintext":"${'A'.repeat(many)}"}`,
      `{"AliasName":"${'a/'.repeat(many)}!","TargetKeyId":"${'-.'.repeat(many)}"}`,
      `{"KeyId":"k","GranteeServicePrincipal":"${'a.'.repeat(many)}","Operations":[]}`,
      `{"KeyId":"k","Constraints":{"SourceArn":"arn:aws:${'a:'.repeat(many)}"},"Operations":[]}`,
      `{"KeyId":"k","Constraints":{"EncryptionContextEquals":{"":null,${Array.from({ length: many }, (_, index) => `"${index}":""`).join()}}},"Operations":[]}`,
    ]
    const schemas: readonly z.ZodType[] = [
      createAliasRequest,
      createGrantRequest,
      encryptRequest,
      tagResourceRequest,
    ]

    for (const body of bodies) {
      for (const schema of schemas) {
        const error = assertReadsOrRefuses(schema, Buffer.from(body))
        assert.ok((error?.message.length ?? 0) < 4000, error?.message.slice(0, 200) ?? '')
      }
    }
  })
})

function bytesOf(request: unknown): Buffer {
  return Buffer.from(JSON.stringify(request))
}

function assertReadsOrRefuses(schema: z.ZodType, body: Uint8Array): KmsException | undefined {
  try {
    readRequest(schema, body)
    return undefined
  } catch (error) {
    assert.ok(error instanceof KmsException, String(error))
    assert.match(error.errorName, /^(Serialization|Validation)Exception$/)
    assert.equal(error.status, 400)
    return error
  }
}
