import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { z } from '../../schema.ts'
import { createAliasRequest } from './alias-requests.ts'
import { decryptRequest, encryptRequest, generateDataKeyRequest } from './data-key-requests.ts'
import { createGrantRequest } from './grant-requests.ts'
import { verifyMacRequest } from './mac-requests.ts'
import { readRequest } from './read-request.ts'
import { bytesOf } from './request-bytes.fixture.ts'
import { tagResourceRequest, untagResourceRequest } from './tag-requests.ts'
import { shownMax, valueAt, violationsMax } from './violations.ts'

const one = '1 validation error detected: '
const failed = 'failed to satisfy constraint: Member must'

describe('exceptionOf', () => {
  const violated: readonly (readonly [string, z.ZodType, object, string])[] = [
    [
      'a required member that is missing',
      generateDataKeyRequest,
      {},
      `${one}Value null at 'keyId' ${failed} not be null`,
    ],
    [
      'a required member that is null',
      generateDataKeyRequest,
      { KeyId: null },
      `${one}Value null at 'keyId' ${failed} not be null`,
    ],
    [
      'a required secret that is missing',
      encryptRequest,
      { KeyId: 'k' },
      `${one}Value at 'plaintext' ${failed} not be null`,
    ],
    [
      'a required list that is missing',
      createGrantRequest,
      { KeyId: 'k', GranteePrincipal: 'p' },
      `${one}Value null at 'operations' ${failed} not be null`,
    ],
    [
      'a secret that is too long',
      encryptRequest,
      { KeyId: 'k', Plaintext: Buffer.alloc(4097).toString('base64') },
      `${one}Value at 'plaintext' ${failed} have length less than or equal to 4096`,
    ],
    [
      'a blob that is empty',
      decryptRequest,
      { CiphertextBlob: '' },
      `${one}Value at 'ciphertextBlob' ${failed} have length greater than or equal to 1`,
    ],
    [
      'a value that the enumeration does not have',
      generateDataKeyRequest,
      { KeyId: 'k', KeySpec: 'AES_512' },
      `${one}Value 'AES_512' at 'keySpec' ${failed} satisfy enum value set: [AES_256, AES_128]`,
    ],
    [
      'a number that is too small',
      generateDataKeyRequest,
      { KeyId: 'k', NumberOfBytes: 0.5 },
      `${one}Value '0' at 'numberOfBytes' ${failed} have value greater than or equal to 1`,
    ],
    [
      'a number that is too large',
      generateDataKeyRequest,
      { KeyId: 'k', NumberOfBytes: 1025 },
      `${one}Value '1025' at 'numberOfBytes' ${failed} have value less than or equal to 1024`,
    ],
    [
      'text that does not match',
      createAliasRequest,
      { AliasName: 'alias/a b', TargetKeyId: 'k' },
      `${one}Value 'alias/a b' at 'aliasName' ${failed} satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$`,
    ],
    [
      'two constraints of one member and one of another',
      createAliasRequest,
      { AliasName: '' },
      "3 validation errors detected: Value '' at 'aliasName' " +
        `${failed} satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$; Value '' at 'aliasName' ` +
        `${failed} have length greater than or equal to 1; Value null at 'targetKeyId' ${failed} not be null`,
    ],
    [
      'a list that is too long',
      generateDataKeyRequest,
      { KeyId: 'k', GrantTokens: 'abcdefghijk'.split('') },
      `${one}Value '[a, b, c, d, e, f, g, h, i, j, k]' at 'grantTokens' ${failed} have length less than or equal to 10`,
    ],
    [
      'elements of a list, all of them at once',
      untagResourceRequest,
      { KeyId: 'k', TagKeys: ['', 'a', ''] },
      `${one}Value '[, a, ]' at 'tagKeys' ${failed} satisfy constraint: ` +
        '[Member must have length less than or equal to 128, Member must have length greater than or equal to 1]',
    ],
    [
      'an element of a list that is null',
      untagResourceRequest,
      { KeyId: 'k', TagKeys: [null] },
      `${one}Value '[null]' at 'tagKeys' ${failed} satisfy constraint: [Member must not be null]`,
    ],
    [
      'a member of a structure in a list',
      tagResourceRequest,
      { KeyId: 'k', Tags: [{ TagKey: 'a', TagValue: '' }, { TagKey: '' }] },
      `2 validation errors detected: Value '' at 'tags.2.member.tagKey' ${failed} have length greater than or equal ` +
        `to 1; Value null at 'tags.2.member.tagValue' ${failed} not be null`,
    ],
    [
      'a member of a structure',
      createGrantRequest,
      {
        KeyId: 'k',
        GranteePrincipal: 'p',
        Operations: [],
        Constraints: { SourceArn: `arn:${'a'.repeat(16)}` },
      },
      `${one}Value 'arn:aaaaaaaaaaaaaaaa' at 'constraints.sourceArn' ${failed} satisfy regular expression pattern: ` +
        '^arn:aws[a-z0-9-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]{12}:.+$',
    ],
    [
      'a value of a map that is null',
      generateDataKeyRequest,
      { KeyId: 'k', EncryptionContext: { a: null, b: 'c' } },
      `${one}Value '{a=null, b=c}' at 'encryptionContext' failed to satisfy constraint: ` +
        'Map value must satisfy constraint: [Member must not be null]',
    ],
  ]
  for (const [name, schema, request, message] of violated) {
    it(`tells of ${name}`, () => {
      assert.throws(() => readRequest(schema, bytesOf(request)), {
        errorName: 'ValidationException',
        status: 400,
        message,
      })
    })
  }

  it('names every operation that a grant may allow', () => {
    const body = bytesOf({ KeyId: 'k', GranteePrincipal: 'p', Operations: ['Decrypt', 'Sing'] })

    assert.throws(() => readRequest(createGrantRequest, body), {
      message:
        /Value '\[Decrypt, Sing\]' at 'operations' .*constraint: \[Member must satisfy enum value set: \[Decrypt, /,
    })
  })

  const untyped: readonly (readonly [z.ZodType, object, string])[] = [
    [generateDataKeyRequest, { KeyId: 1 }, 'NUMBER_VALUE can not be converted to a String'],
    [generateDataKeyRequest, { KeyId: true }, 'TRUE_VALUE can not be converted to a String'],
    [generateDataKeyRequest, { KeyId: [] }, 'Start of list found where not expected'],
    [generateDataKeyRequest, { KeyId: {} }, 'Start of structure or map found where not expected.'],
    [generateDataKeyRequest, { NumberOfBytes: '1' }, 'STRING_VALUE can not be converted to an Integer'],
    [generateDataKeyRequest, { KeySpec: 256 }, 'NUMBER_VALUE can not be converted to a String'],
    [generateDataKeyRequest, { DryRun: 'true' }, 'STRING_VALUE can not be converted to an Boolean'],
    [generateDataKeyRequest, { GrantTokens: 'a' }, 'Expected list or null'],
    [generateDataKeyRequest, { GrantTokens: ['', 1] }, 'NUMBER_VALUE can not be converted to a String'],
    [generateDataKeyRequest, { EncryptionContext: 'a' }, 'Expected map or null'],
    [generateDataKeyRequest, { EncryptionContext: [] }, 'Start of list found where not expected'],
    [
      generateDataKeyRequest,
      { EncryptionContext: { a: null, b: {} } },
      'Start of structure or map found where not expected.',
    ],
    [generateDataKeyRequest, { Recipient: 'a' }, 'Expected null'],
    [tagResourceRequest, { Tags: 'a' }, 'Expected list or null'],
    [tagResourceRequest, { Tags: [[]] }, 'Start of list found where not expected'],
    [tagResourceRequest, { Tags: [1] }, 'Expected null'],
    [tagResourceRequest, { Tags: [{ TagKey: 1 }] }, 'NUMBER_VALUE can not be converted to a String'],
    [encryptRequest, { Plaintext: 1 }, 'NUMBER_VALUE can not be converted to a String'],
  ]
  for (const [schema, request, message] of untyped) {
    it(`puts the type before all constraints in ${JSON.stringify(request)}`, () => {
      assert.throws(() => readRequest(schema, bytesOf(request)), {
        errorName: 'SerializationException',
        status: 400,
        message,
      })
    })
  }

  it('takes a number beyond all bounds for a wrong type', () => {
    assert.throws(() => readRequest(generateDataKeyRequest, Buffer.from('{"NumberOfBytes":1e999}')), {
      errorName: 'SerializationException',
      message: 'NUMBER_VALUE can not be converted to an Integer',
    })
  })

  it('shows as much of a value as it may and not a character more', () => {
    assert.equal(shownOf(shownMax), 'x'.repeat(shownMax))
    assert.equal(shownOf(shownMax + 1), `${'x'.repeat(shownMax)}...`)
  })

  it('shows no secret and no blob', () => {
    const secret = Buffer.alloc(6145, 'secret').toString('base64')
    const body = bytesOf({ Message: secret, KeyId: 'k', MacAlgorithm: 'HMAC_SHA_256', Mac: secret })

    const message = messageOf(() => readRequest(verifyMacRequest, body))

    assert.match(message, /^2 validation errors detected: Value at 'message' .*; Value at 'mac' /)
    assert.doesNotMatch(message, /c2VjcmV0/)
  })

  it('tells so many violations and not one more', () => {
    assert.equal(countOf(violationsMax - 1), violationsMax - 1)
    assert.equal(countOf(violationsMax), violationsMax)
    assert.equal(countOf(violationsMax + 1), violationsMax)
  })
})

describe('valueAt', () => {
  it('follows what the request has itself, and nothing that it inherits', () => {
    const request = { Tags: [{ TagKey: 'a' }] }

    assert.equal(valueAt(request, ['Tags', 0, 'TagKey']), 'a')
    assert.equal(valueAt(request, []), request)
    assert.equal(valueAt(request, ['Tags', 1, 'TagKey']), undefined)
    assert.equal(valueAt(request, ['constructor']), undefined)
  })
})

function messageOf(read: () => unknown): string {
  try {
    read()
  } catch (error) {
    return (error as Error).message
  }
  return assert.fail('the request is read')
}

/** How the message shows a value of `length`. */
function shownOf(length: number): string | undefined {
  const body = bytesOf({ KeyId: 'k', KeySpec: 'x'.repeat(length) })
  const message = messageOf(() => readRequest(generateDataKeyRequest, body))
  return /Value '(.*)' at/.exec(message)?.[1]
}

/** How many violations the message tells of so many bad tags. */
function countOf(tags: number): number {
  const body = bytesOf({ KeyId: 'k', Tags: Array.from({ length: tags }, () => ({ TagKey: 'a' })) })
  return messageOf(() => readRequest(tagResourceRequest, body)).split('; ').length
}
