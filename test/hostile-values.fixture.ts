/**
 * Values that a member of a request to KMS should not have: of other types, at
 * and beyond every limit, and such as have broken JSON parsers and servers.
 *
 * @module
 */
import * as fc from 'fast-check'

/** Stands in a value for JSON that `JSON.stringify` would not write, such as a number too large for it. */
export class RawJson {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toJSON(): string {
    return `\u2060raw:${Buffer.from(this.text).toString('hex')}`
  }
}

/** As `JSON.stringify`, with what stands in `RawJson` as it is. */
export function jsonOf(value: unknown): string {
  return (JSON.stringify(value) ?? '').replaceAll(/"\u2060raw:([0-9a-f]*)"/g, (_, hex: string) =>
    Buffer.from(hex, 'hex').toString(),
  )
}

const account = '123456789012'
const lengths = [1, 2, 20, 64, 128, 129, 256, 257, 512, 1024, 1025, 2048, 2049, 8192, 8193, 32_768, 32_769]

const texts = fc.oneof(
  fc.constantFrom(
    '',
    '\0',
    'a\0b',
    '\ud800',
    '\udfff\ud800',
    '😀',
    '\u202e\u2066',
    '__proto__',
    'constructor',
    'alias/',
    'alias/none',
    'alias/aws/kinesis',
    'alias/aws/s3',
    'alias/fuzz',
    'alias/a:b',
    'arn:',
    'arn:aws:kms:us-east-1:123456789012:',
    `arn:aws:kms:us-east-1:${account}:key/00000000-0000-4000-8000-000000000000`,
    'arn:aws:kms:us-east-1:210987654321:key/00000000-0000-4000-8000-000000000000',
    'arn:aws:kms:us-west-2:123456789012:alias/none',
    `arn:aws:iam::${account}:root`,
    'arn:aws:iam::210987654321:user/stranger',
    'AES_256',
    'SYMMETRIC_DEFAULT',
    'HMAC_512',
    'HMAC_SHA_512',
    'RSA_4096',
    'default',
    'Decrypt',
    'kinesis.amazonaws.com',
    'v1.',
    'v1.AAAA',
    '../../../etc/passwd',
    "'; DROP TABLE keys; --",
    '${jndi:ldap://x}',
    '<script>alert(1)</script>',
    '%s%n',
  ),
  fc.constantFrom(...lengths).map((length) => 'x'.repeat(length)),
  fc.string({ unit: 'binary', maxLength: 20 }),
)

/** Base64 of all kinds of damage, and at the limits of blobs. */
const blobs = fc.oneof(
  fc.constantFrom(
    'A',
    'AA',
    'AAA',
    'AA=',
    'AA==',
    'AAA=',
    'AB==',
    'AA==AA==',
    'AA AA',
    '-_-_',
    '====',
    'AAAA\n',
  ),
  fc.constantFrom(1, 16, 136, 152, 153, 184, 4095, 4096, 4097, 6143, 6144, 6145, 60_000).map((length) =>
    // The first byte is that of a ciphertext.
    Buffer.alloc(length, 1).toString('base64'),
  ),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64')),
)

const numbers = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 6, 7, 30, 31, 0.5, 1.5, 89, 90, 1000, 1001, 1024, 1025, 2560, 2561, 1e308),
  fc.constantFrom(2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 53, Number.MIN_VALUE),
  fc
    .constantFrom('1e999', '-1e999', '1E400', '0.1e-999', '-0', '9'.repeat(400), '1'.padEnd(5000, '0'))
    .map((text) => new RawJson(text)),
  // What JSON has no words for.
  fc
    .constantFrom('NaN', 'Infinity', '01', '0x10', '+1', '.5', 'undefined', '1n', '')
    .map((text) => new RawJson(text)),
)

const statement = `{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"kms:*","Resource":"*"}`
const policies = fc
  .constantFrom(
    '{}',
    '[]',
    'null',
    '{"Statement":[]}',
    `{"Version":"2012-10-17","Statement":${statement}}`,
    `{"Version":"2012-10-17","Statement":[${Array(300).fill(statement).join()}]}`,
    `{"Version":"1999","Statement":[${statement}]}`,
    `{"Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}}`,
    `{"Statement":{"Effect":"Allow","NotPrincipal":"*","Action":"*","Resource":"*"}}`,
    `{"Statement":{"Effect":"Allow","Principal":"*","Action":"kms:${'*a'.repeat(200)}","Resource":"${'*?'.repeat(200)}"}}`,
    `{"Statement":{"Effect":"Allow","Principal":{"AWS":[]},"Action":[],"Resource":[]}}`,
    `{"Statement":{"Effect":"Allow","Principal":{"__proto__":"*"},"Action":"kms:*","Resource":"*","Condition":{"__proto__":{"a":"b"}}}}`,
    `{"Statement":{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringLike":{"kms:ViaService":"${'*a'.repeat(500)}"}}}}`,
    `{"Statement":{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"NumericLessThan":{"aws:x":"y"}}}}`,
    '['.repeat(5000),
    `{"Statement":${'['.repeat(3000)}${']'.repeat(3000)}}`,
  )
  .map((text) => text.slice(0, 40_000))

const deepList = nested(40, (value) => [value])
const deepMap = nested(40, (value) => ({ a: value }))
const structures = fc.oneof(
  fc.constantFrom<unknown>(
    [],
    {},
    [null],
    [[]],
    [{}],
    { a: null },
    { '': '' },
    { a: 1 },
    JSON.parse('{"__proto__":"x"}'),
    JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":{}}}'),
    { toString: 'x', hasOwnProperty: 'x' },
    ['Decrypt', 'Encrypt'],
    ['Decrypt', 'GenerateMac', 'Sign'],
    Array(11).fill('token'),
    Array(1000).fill('x'),
    [{ TagKey: 'a', TagValue: 'b' }],
    [{ TagKey: 'a', TagValue: 'b' }, { TagKey: 'a' }],
    Array.from({ length: 51 }, (_, index) => ({ TagKey: `k${index}`, TagValue: '' })),
    [{ TagKey: 'aws:x', TagValue: '' }],
    [{ TagKey: '__proto__', TagValue: 'x' }],
    { EncryptionContextSubset: { a: 'b' } },
    { EncryptionContextEquals: {}, SourceArn: 'arn:aws:s3:::x' },
    { KeyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256', AttestationDocument: 'AAAA' },
    Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, 'v'])),
    deepList,
    deepMap,
  ),
  fc.dictionary(fc.string({ maxLength: 4 }), fc.string({ maxLength: 4 }), { maxKeys: 4 }),
  fc.jsonValue({ maxDepth: 3 }),
)

export const damagedValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: texts },
  { weight: 3, arbitrary: numbers },
  { weight: 3, arbitrary: structures },
  { weight: 2, arbitrary: blobs },
  { weight: 1, arbitrary: policies },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, true, false) },
)

function nested(depth: number, wrap: (value: unknown) => unknown): unknown {
  let value: unknown = 'x'
  for (let level = 0; level < depth; level += 1) value = wrap(value)
  return value
}
