import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { z } from '../../schema.ts'
import * as members from './members.ts'
import { readRequest } from './read-request.ts'

describe('members', () => {
  const texts: readonly (readonly [string, z.ZodType, number, number, ((length: number) => string)?])[] = [
    ['keyId', members.keyId, 1, 2048],
    ['aliasName', members.aliasName, 1, 256],
    ['description', members.description, 0, 8192],
    ['customKeyStoreId', members.customKeyStoreId, 1, 64],
    ['xksKeyId', members.xksKeyId, 1, 128],
    ['policy', members.policy, 1, 131_072],
    ['policyName', members.policyName, 1, 128],
    ['marker', members.marker, 1, 1024],
    ['grantToken', members.grantToken, 1, 8192],
    ['grantId', members.grantId, 1, 128],
    ['grantName', members.grantName, 1, 256],
    ['principal', members.principal, 1, 256],
    ['servicePrincipal', members.servicePrincipal, 17, 128, serviceOf],
    ['sourceArn', members.grantConstraints.shape.SourceArn, 26, 512, arnOf],
    ['tagKey', members.tags.element.shape.TagKey, 1, 128],
    ['tagValue', members.tags.element.shape.TagValue, 0, 256],
  ]
  for (const [name, schema, min, max, textOf = (length: number) => 'x'.repeat(length)] of texts) {
    it(`takes ${name} of ${min} to ${max} characters`, () => {
      assert.equal(read(schema, textOf(min)), textOf(min))
      assert.equal(read(schema, textOf(max)), textOf(max))
      assertRefuses(schema, textOf(max + 1), `have length less than or equal to ${max}$`)
      if (min === 1) assertRefuses(schema, '', 'have length greater than or equal to 1$')
    })
  }

  it('takes a source ARN of 20 characters at least, if any were so short', () => {
    const short = 'a'.repeat(19)

    assertRefuses(members.grantConstraints.shape.SourceArn, short, 'greater than or equal to 20$')
    assertRefuses(members.grantConstraints.shape.SourceArn, `${short}a`, '^1 validation error detected')
  })

  const integers: readonly (readonly [string, z.ZodType, number, number])[] = [
    ['limit', members.limit, 1, 1000],
    ['pendingWindowInDays', members.pendingWindowInDays, 1, 365],
    ['rotationPeriodInDays', members.rotationPeriodInDays, 90, 2560],
    ['numberOfBytes', members.numberOfBytes, 1, 1024],
  ]
  for (const [name, schema, min, max] of integers) {
    it(`takes ${name} of ${min} to ${max}`, () => {
      assert.equal(read(schema, min), min)
      assert.equal(read(schema, max), max)
      assertRefuses(schema, min - 1, `Value '${min - 1}' at .* have value greater than or equal to ${min}$`)
      assertRefuses(schema, max + 1, `Value '${max + 1}' at .* have value less than or equal to ${max}$`)
    })
  }

  const blobs: readonly (readonly [string, z.ZodType, number])[] = [
    ['plaintext', members.plaintext, 4096],
    ['ciphertextBlob', members.ciphertextBlob, 6144],
    ['message', members.message, 4096],
    ['mac', members.mac, 6144],
    ['attestationDocument', members.recipient.shape.AttestationDocument, 262_144],
  ]
  for (const [name, schema, max] of blobs) {
    it(`takes ${name} of 1 to ${max} bytes`, () => {
      assert.deepEqual(read(schema, bytesOf(1).toString('base64')), bytesOf(1))
      assert.deepEqual(read(schema, bytesOf(max).toString('base64')), bytesOf(max))
      assertRefuses(schema, '', 'have length greater than or equal to 1$')
      assertRefuses(schema, bytesOf(max + 1).toString('base64'), `have length less than or equal to ${max}$`)
    })
  }

  for (const base64 of ['YQ', 'YQ=', 'YQ===', 'YR==', 'Y Q==', 'YQ==\n', '_-8=', '====', 'é', 'YQ==YQ==']) {
    it(`takes ${JSON.stringify(base64)} for no base64`, () => {
      assert.throws(() => read(members.plaintext, base64), {
        errorName: 'SerializationException',
        message: 'STRING_VALUE can not be converted to a Blob',
      })
    })
  }

  const patterns: readonly (readonly [string, z.ZodType, readonly string[], readonly string[]])[] = [
    ['aliasName', members.aliasName, ['alias/a_B-1:', 'a'], ['alias/a b', 'alias/ä', 'alias/a\n', '$']],
    ['grantName', members.grantName, ['a/B:_-9'], ['a.b', 'a\n']],
    ['policyName', members.policyName, ['default', 'a_1'], ['a-b', 'a b', 'a\n']],
    ['policy', members.policy, ['{}\t\r\n', 'ÿ'], ['Ā', '\u0000', 'a\u001f', '€']],
    ['marker', members.marker, [' ', 'ÿ'], ['Ā', '\n']],
    ['principal', members.principal, ['arn:aws:iam::1:user/a+b=c,d.e@f_g-h'], ['a b', 'a*', 'a\n']],
    ['servicePrincipal', members.servicePrincipal, ['a.b.c', 'a-1.b.c.d'], ['a', 'a.b', 'a..b.c', 'a.b.c.']],
    ['xksKeyId', members.xksKeyId, ['a-b_c.d'], ['a/b', 'a b']],
    [
      'sourceArn',
      members.grantConstraints.shape.SourceArn,
      ['arn:aws-cn:kms:eu-west-1:123456789012:key/a', 'arn:aws:s3::123456789012:a:b'],
      ['arn:aws:s3:::bucket-without-account', 'arn:aws:kms:eu-west-1:123456789012:', 'urn:aws:kms:::::::::'],
    ],
  ]
  for (const [name, schema, matching, others] of patterns) {
    it(`takes ${name} as a whole by its pattern`, () => {
      for (const text of matching) assert.equal(read(schema, text), text)
      for (const text of others) assertRefuses(schema, text, 'satisfy regular expression pattern: ')
    })
  }

  it('takes an encryption context of 8192 characters and no more, names and values together', () => {
    const most = { a: 'x'.repeat(4000), b: 'x'.repeat(8192 - 4002) }

    assert.equal(Object.keys(read(members.encryptionContext, most) as object).length, 2)
    assertRefuses(members.encryptionContext, { ...most, c: '' }, 'less than or equal to 8192$')
  })

  it('takes up to ten grant tokens of 1 to 8192 characters', () => {
    const lists = [[], ['x'], ['x'.repeat(8192)], Array.from({ length: 10 }, () => 'x')]

    for (const list of lists) assert.deepEqual(read(members.grantTokens, list), list)
    assertRefuses(
      members.grantTokens,
      Array.from({ length: 11 }, () => 'x'),
      'less than or equal to 10$',
    )
    assertRefuses(members.grantTokens, [''], 'satisfy constraint: \\[.* equal to 8192, .* equal to 1\\]$')
    assertRefuses(members.grantTokens, ['x'.repeat(8193)], 'satisfy constraint: \\[')
  })

  it('takes tag keys of 1 to 128 characters', () => {
    assert.deepEqual(read(members.tagKeys, ['x', 'x'.repeat(128)]), ['x', 'x'.repeat(128)])
    assertRefuses(members.tagKeys, ['x', 'x'.repeat(129)], 'satisfy constraint: \\[.* to 128, .* to 1\\]$')
    assertRefuses(members.tagKeys, ['x', ''], 'satisfy constraint: \\[')
  })

  it('takes each value of an enumeration and no other writing of it', () => {
    const enumerations = [
      members.keySpec,
      members.customerMasterKeySpec,
      members.keyUsage,
      members.origin,
      members.dataKeySpec,
      members.encryptionAlgorithm,
      members.macAlgorithm,
      members.includeKeyMaterial,
    ]

    for (const schema of enumerations) {
      for (const value of schema.options) {
        assert.equal(read(schema, value), value)
        assertRefuses(schema, value.toLowerCase(), `enum value set: \\[${schema.options.join(', ')}\\]$`)
      }
      assertRefuses(schema, '', 'enum value set')
    }
  })

  it('takes lists of enumerated values, also empty or with one twice', () => {
    const operations = ['Decrypt', 'GenerateDataKey', 'Decrypt']

    assert.deepEqual(read(members.grantOperations, operations), operations)
    assert.deepEqual(read(members.grantOperations, []), [])
    assert.deepEqual(read(members.dryRunModifiers, ['IGNORE_CIPHERTEXT']), ['IGNORE_CIPHERTEXT'])
    assertRefuses(members.grantOperations, ['decrypt'], 'constraint: \\[Member must satisfy enum value set')
    assertRefuses(members.dryRunModifiers, ['x'], 'enum value set: \\[IGNORE_CIPHERTEXT\\]\\]$')
  })

  it('takes true and false for a flag', () => {
    assert.equal(read(members.flag, true), true)
    assert.equal(read(members.flag, false), false)
    assert.throws(() => read(members.flag, 1), { errorName: 'SerializationException' })
  })
})

function read(schema: z.ZodType, value: unknown): unknown {
  return readRequest(z.object({ Member: schema }), Buffer.from(JSON.stringify({ Member: value }))).Member
}

function assertRefuses(schema: z.ZodType, value: unknown, message: string): void {
  assert.throws(() => read(schema, value), {
    errorName: 'ValidationException',
    message: new RegExp(message, 's'),
  })
}

function arnOf(length: number): string {
  return 'arn:aws:s3::123456789012:'.padEnd(length, 'x')
}

function serviceOf(length: number): string {
  return 'kms.amazonaws.com'.padStart(length, 'x')
}

function bytesOf(length: number): Buffer {
  return Buffer.alloc(length, 0xa5)
}
