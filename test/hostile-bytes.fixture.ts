/**
 * From a hostile request to the bytes that are sent, with the keys of the
 * service that it goes to and the secrets of its principals.
 *
 * @module
 */
import { operations } from '../src/kms-service/operations/registry.ts'
import { authorizationOf, basicDate } from '../src/kms-service/signed-request.fixture.ts'
import type { Damage, Edit, HostileAuthorization, HostileRequest } from './hostile-requests.fixture.ts'
import { jsonOf } from './hostile-values.fixture.ts'
import { bytesOf } from './raw-http.fixture.ts'

/** What there is in the service that is attacked. */
export interface Victims {
  /** A symmetric key that no valid request changes, so that it stays of use. */
  readonly steadyKey: string
  readonly macKey: string
  /** A symmetric key of which every state is seen. */
  readonly changingKey: string
  /** Base64, of `steadyKey`, without a context. */
  readonly ciphertext: string
  readonly mac: string
  /** Of `steadyKey`: one to retire, one to revoke. */
  readonly grantIds: readonly [string, string]
  readonly policy: string
  readonly credentials: Readonly<Record<string, Credentials>>
  readonly nowMs: number
}

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

/** In every plaintext and message, so that an answer that gives it away is seen. Base64 of a multiple of three bytes. */
export const canary = Buffer.from('canary-plaintext-of-the-fuzz').subarray(0, 27).toString('base64')

/** `valid` is what `validRequests` gives. */
export function bytesOfHostile(
  request: HostileRequest,
  valid: Readonly<Record<string, object>>,
  victims: Victims,
): Buffer {
  const { method, path, target, operation, edits, damage, authorization } = request
  const members = valid[operation] as Record<string, unknown>
  const body = damaged(jsonOf(edited(members, edits)), damage)
  const headers =
    target === undefined ? [...request.headers] : [['x-amz-target', target] as const, ...request.headers]
  return bytesOf({
    method,
    path,
    body,
    headers: [...headers, ...signatureOf(authorization, request, body, victims)],
  })
}

/**
 * One of each operation. All are answered with 200, if the state of a key
 * allows it, but those that would end a grant, which is there only once.
 */
export function validRequests(victims: Victims): Readonly<Record<string, object>> {
  const { steadyKey, changingKey, macKey, ciphertext, mac, grantIds, policy } = victims
  const steady = { KeyId: steadyKey }
  const changing = { KeyId: changingKey }
  const context = { stream: 'orders' }
  const hmac = { KeyId: macKey, Message: canary, MacAlgorithm: 'HMAC_SHA_256' }
  const special: Readonly<Record<string, object>> = {
    GenerateDataKey: { ...steady, KeySpec: 'AES_256', EncryptionContext: context },
    GenerateDataKeyWithoutPlaintext: { ...steady, NumberOfBytes: 16 },
    GenerateRandom: { NumberOfBytes: 32 },
    Encrypt: { ...steady, Plaintext: canary, EncryptionContext: context },
    Decrypt: { CiphertextBlob: ciphertext },
    ReEncrypt: { CiphertextBlob: ciphertext, DestinationKeyId: steadyKey },
    CreateKey: { Description: 'by fuzz', Tags: [{ TagKey: 'a', TagValue: 'b' }], Policy: policy },
    DescribeKey: steady,
    ListKeys: { Limit: 2 },
    ScheduleKeyDeletion: { ...changing, PendingWindowInDays: 7 },
    UpdateKeyDescription: { ...changing, Description: 'fuzz' },
    CreateAlias: { AliasName: 'alias/fuzz', TargetKeyId: changingKey },
    UpdateAlias: { AliasName: 'alias/fuzz', TargetKeyId: changingKey },
    DeleteAlias: { AliasName: 'alias/fuzz' },
    ListAliases: {},
    EnableKeyRotation: { ...changing, RotationPeriodInDays: 90 },
    GetKeyRotationStatus: steady,
    ListKeyRotations: { ...steady, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' },
    PutKeyPolicy: { ...changing, Policy: policy },
    GetKeyPolicy: steady,
    ListKeyPolicies: steady,
    CreateGrant: {
      ...changing,
      GranteePrincipal: 'arn:aws:iam::123456789012:user/limited',
      Operations: ['Decrypt', 'RetireGrant'],
      Name: 'fuzz',
    },
    ListGrants: changing,
    ListRetirableGrants: { RetiringPrincipal: 'arn:aws:iam::123456789012:root' },
    RetireGrant: { ...steady, GrantId: grantIds[0], DryRun: true },
    RevokeGrant: { ...steady, GrantId: grantIds[1], DryRun: true },
    TagResource: { ...changing, Tags: [{ TagKey: 'a', TagValue: 'b' }] },
    UntagResource: { ...changing, TagKeys: ['a'] },
    ListResourceTags: steady,
    GenerateMac: hmac,
    VerifyMac: { ...hmac, Mac: mac },
  }
  return Object.fromEntries(Array.from(operations.keys(), (name) => [name, special[name] ?? changing]))
}

function edited(valid: Readonly<Record<string, unknown>>, edits: readonly Edit[]): Record<string, unknown> {
  const members = Object.entries(valid)
  for (const edit of edits) {
    if (edit.kind === 'add') {
      members.push([edit.name, edit.value])
      continue
    }
    const index = edit.member % Math.max(members.length, 1)
    const [name, value] = members[index] ?? ['KeyId', '']
    if (edit.kind === 'drop') members.splice(index, 1)
    else members[index] = [name, changed(edit, value)]
  }
  // fromEntries makes __proto__ a member like others.
  return Object.fromEntries(members)
}

function changed(edit: Exclude<Edit, { kind: 'add' }>, value: unknown): unknown {
  switch (edit.kind) {
    case 'set':
      return edit.value
    case 'wrap':
      return { value }
    case 'list':
      return [value, value]
    default:
      return null
  }
}

function damaged(text: string, damage: Damage): Buffer {
  const bytes = Buffer.from(text)
  switch (damage.kind) {
    case 'none':
      return bytes
    case 'empty':
      return Buffer.alloc(0)
    case 'byte order mark':
      return Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), bytes])
    case 'cut':
      return bytes.subarray(0, Math.floor(damage.at * bytes.length))
    case 'insert': {
      const at = Math.floor(damage.at * bytes.length)
      return Buffer.concat([bytes.subarray(0, at), damage.bytes, bytes.subarray(at)])
    }
    case 'flip': {
      const at = Math.min(Math.floor(damage.at * bytes.length), bytes.length - 1)
      bytes[at] = bytes[at]! ^ (1 << damage.bit)
      return bytes
    }
    case 'twice':
      return Buffer.from(text.replace('{', `{${JSON.stringify(damage.name)}:${text},`))
    case 'nest': {
      const close = damage.open === '[' ? ']' : '}'
      return Buffer.from(`${damage.open.repeat(damage.depth)}${text}${close.repeat(damage.depth)}`)
    }
    case 'pad':
      return Buffer.concat([bytes, Buffer.alloc(Math.max(0, damage.length - bytes.length), ' ')])
    case 'replace':
      return Buffer.from(damage.bytes)
    default:
      return damage satisfies never
  }
}

function signatureOf(
  authorization: HostileAuthorization,
  { method, path, target }: HostileRequest,
  body: Buffer,
  { credentials, nowMs }: Victims,
): (readonly [string, string])[] {
  if (authorization.kind === 'none') return []
  if (authorization.kind === 'text') return [['authorization', authorization.text]]
  const { by, hasRightSecret, skewSeconds, region, service, cut, replace } = authorization
  const { accessKeyId, secretAccessKey, sessionToken } = credentials[by] ?? {
    accessKeyId: 'nobody',
    secretAccessKey: 'nobody',
  }
  const date = basicDate(nowMs + skewSeconds * 1000)
  const headers = {
    host: 'localhost',
    'x-amz-date': date,
    ...(target !== undefined && { 'x-amz-target': target }),
    ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
  }
  const secret = hasRightSecret ? secretAccessKey : 'wrong'
  const whole = authorizationOf(
    { method, path, headers, body },
    {
      accessKeyId,
      secretAccessKey: secret,
      date,
      region,
      service,
      signedHeaders: Object.keys(headers).toSorted(),
    },
  )
  const part = whole.slice(0, Math.ceil(cut * whole.length))
  const at = replace && Math.floor(replace.at * part.length)
  const text = replace === undefined ? part : part.slice(0, at) + replace.by + part.slice(at! + 1)
  const token = sessionToken === undefined ? [] : [['x-amz-security-token', sessionToken] as const]
  return [['x-amz-date', date], ...token, ['authorization', text]]
}
