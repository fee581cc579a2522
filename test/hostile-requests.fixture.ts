/**
 * Requests to a KMS that no honest client sends: valid ones that are damaged
 * at random, in what they ask, how they are signed, or byte by byte.
 *
 * @module
 */
import * as fc from 'fast-check'

import { operations, unsupportedOperations } from '../src/kms-service/operations/registry.ts'
import { damagedValue } from './hostile-values.fixture.ts'

/** A request before it is bytes; what it names is filled in from the keys that there are. */
export interface HostileRequest {
  readonly method: string
  readonly path: string
  /** Undefined: there is no such header. */
  readonly target: string | undefined
  /** Whose valid request the body is made from. */
  readonly operation: string
  readonly edits: readonly Edit[]
  readonly damage: Damage
  readonly headers: readonly (readonly [string, string])[]
  readonly authorization: HostileAuthorization
}

/** A change of one member, the `member`th of the request. */
export type Edit =
  | { readonly kind: 'set'; readonly member: number; readonly value: unknown }
  | { readonly kind: 'add'; readonly name: string; readonly value: unknown }
  | { readonly kind: 'drop' | 'wrap' | 'list' | 'null'; readonly member: number }

/** What happens to the text of the body; `at` is a share of its length. */
export type Damage =
  | { readonly kind: 'none' | 'byte order mark' | 'empty' }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'twice'; readonly name: string }
  | { readonly kind: 'nest'; readonly depth: number; readonly open: '[' | '{"a":' }
  | { readonly kind: 'pad'; readonly length: number }
  | { readonly kind: 'replace'; readonly bytes: Uint8Array }

export type HostileAuthorization =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'signed'
      readonly by: 'root' | 'limited' | 'stranger' | 'temporary' | 'nobody'
      readonly hasRightSecret: boolean
      readonly skewSeconds: number
      readonly region: string
      readonly service: string
      readonly cut: number
      readonly replace: { readonly at: number; readonly by: string } | undefined
    }

const bodyBytesMax = 131_072

const operationName = fc.constantFrom(...operations.keys())

/** What may be asked with the body of another operation, and leaves its key as it is. */
const harmlessName = fc.constantFrom(
  ...[...operations.keys()].filter((name) =>
    /^(Decrypt|Describe|Encrypt|Generate|Get|List|ReEncrypt|Verify)/.test(name),
  ),
)

const memberNames = [
  'KeyId',
  'Plaintext',
  'CiphertextBlob',
  'EncryptionContext',
  'GrantTokens',
  'DryRun',
  'Recipient',
  'NumberOfBytes',
  'KeySpec',
  'Limit',
  'Marker',
  'Policy',
  'Tags',
  'Constraints',
  'Operations',
  'BypassPolicyLockoutSafetyCheck',
  '__proto__',
  'constructor',
  'toString',
  'keyid',
  '',
]

const member = fc.nat({ max: 5 })
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('set' as const), member, value: damagedValue }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('add' as const),
      name: fc.oneof(fc.constantFrom(...memberNames), fc.string({ maxLength: 8 })),
      value: damagedValue,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('drop', 'wrap', 'list', 'null'), member }),
  },
)

const share = fc.double({ min: 0, max: 1, noNaN: true })
const junk = fc.uint8Array({ minLength: 1, maxLength: 12 })
const notUtf8 = fc.constantFrom(
  Uint8Array.of(0xff),
  Uint8Array.of(0xc0, 0x80),
  Uint8Array.of(0xed, 0xa0, 0x80),
  Uint8Array.of(0xf4, 0x90, 0x80, 0x80),
  Uint8Array.of(0),
  Uint8Array.of(0x5c, 0x75, 0x64, 0x38, 0x30, 0x30),
)
const damage: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 60, arbitrary: fc.constant({ kind: 'none' as const }) },
  { weight: 2, arbitrary: fc.constantFrom({ kind: 'byte order mark' as const }, { kind: 'empty' as const }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('cut' as const), at: share }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('insert' as const), at: share, bytes: fc.oneof(notUtf8, junk) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('flip' as const), at: share, bit: fc.nat({ max: 7 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('twice' as const), name: fc.constantFrom(...memberNames) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('nest' as const),
      depth: fc.constantFrom(1, 31, 32, 33, 1000, 20_000),
      open: fc.constantFrom('[' as const, '{"a":' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('pad' as const),
      length: fc.constantFrom(4096, bodyBytesMax - 1, bodyBytesMax, bodyBytesMax + 1),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('replace' as const), bytes: junk }) },
)

/** What may stand in a header without ending it. */
const headerText = fc
  .string({
    unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCodePoint(code)),
    maxLength: 40,
  })
  .map((text) => text.replaceAll('\x7f', ''))

const target = fc.oneof(
  { weight: 1, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: fc.constantFrom(...unsupportedOperations).map((name) => `TrentService.${name}`) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      'TrentService',
      'TrentService.',
      'TrentService.Nothing',
      'TrentService.__proto__',
      'TrentService.constructor',
      'trentservice.encrypt',
      'Kinesis_20131202.PutRecord',
      'TrentService.Encrypt, TrentService.Decrypt',
    ),
  },
  { weight: 1, arbitrary: headerText },
)

const header = fc.oneof(
  fc.tuple(
    fc.constantFrom(
      'content-type',
      'user-agent',
      'accept-encoding',
      'content-encoding',
      'cookie',
      'set-cookie',
      'origin',
      'date',
      'amz-sdk-invocation-id',
      'amz-sdk-request',
      'x-amz-security-token',
      'x-amz-content-sha256',
      'x-amz-target',
      'x-amz-date',
      'x-sealbench-via-service',
      'x-forwarded-for',
      '__proto__',
      'constructor',
    ),
    headerText,
  ),
  fc.constantFrom(
    ['connection', 'close'] as const,
    ['connection', 'keep-alive'] as const,
    ['expect', '100-continue'] as const,
    ['x-sealbench-via-service', 'kinesis.us-east-1.amazonaws.com'] as const,
    ['x-long', 'x'.repeat(2000)] as const,
  ),
)

const signed = fc.record({
  kind: fc.constant('signed' as const),
  by: fc.oneof(
    { weight: 8, arbitrary: fc.constant('root' as const) },
    { weight: 2, arbitrary: fc.constantFrom('limited', 'stranger', 'temporary', 'nobody') },
  ),
  hasRightSecret: oneIn(20, false, true),
  skewSeconds: oneIn(20, [-86_400, -301, -300, 300, 301, 1e9], 0),
  region: oneIn(20, ['us-west-2', 'x', '-', 'a'.repeat(300), 'US EAST'], 'us-east-1'),
  service: oneIn(20, ['sts', 's3', '', 'kms2'], 'kms'),
  cut: oneIn(20, [0.2, 0.5, 0.9, 0.999], 1),
  replace: oneIn(20, [
    { at: 0.1, by: ',' },
    { at: 0.3, by: '/' },
    { at: 0.5, by: ' ' },
    { at: 0.7, by: 'é' },
    { at: 0.95, by: '0' },
    { at: 0.95, by: 'g' },
  ]),
})

const authorization: fc.Arbitrary<HostileAuthorization> = fc.oneof(
  { weight: 20, arbitrary: signed },
  { weight: 1, arbitrary: fc.constant({ kind: 'none' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('text' as const),
      text: fc.oneof(
        headerText,
        fc.constantFrom(
          'Basic dGVzdDp0ZXN0',
          'Bearer x',
          'AWS4-HMAC-SHA256',
          'AWS4-HMAC-SHA256 Credential=, SignedHeaders=, Signature=',
          'AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=0',
          `AWS4-HMAC-SHA256 Credential=${'a/'.repeat(1000)}`,
          `AWS4-HMAC-SHA256 ${'Credential=a,'.repeat(150)}`,
        ),
      ),
    }),
  },
)

export const hostileRequest: fc.Arbitrary<HostileRequest> = operationName.chain((operation) =>
  fc.record({
    method: oneIn(40, ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'QUERY'], 'POST'),
    path: oneIn(
      40,
      ['/x', '//', '/?a=b&a=c', '/%zz', '*', '/?X-Amz-Signature=1', `/${'a'.repeat(2000)}`],
      '/',
    ),
    target: fc.oneof(
      { weight: 12, arbitrary: fc.constant(`TrentService.${operation}`) },
      { weight: 1, arbitrary: harmlessName.map((name) => `TrentService.${name}`) },
      { weight: 1, arbitrary: target },
    ),
    operation: fc.constant(operation),
    edits: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 3, arbitrary: fc.array(edit, { minLength: 1, maxLength: 3 }) },
    ),
    damage,
    headers: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(header, { minLength: 1, maxLength: 4 }) },
    ),
    authorization,
  }),
)

/** One of `rare` once in `count` times, else `usual`. */
function oneIn<Value>(count: number, rare: Value | readonly Value[], usual?: Value): fc.Arbitrary<Value> {
  const values = Array.isArray(rare) ? (rare as readonly Value[]) : [rare as Value]
  return fc.oneof(
    { weight: count - 1, arbitrary: fc.constant(usual as Value) },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  )
}
