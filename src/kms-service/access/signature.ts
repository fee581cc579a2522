/**
 * AWS Signature Version 4, verified by signing the request again with the same
 * signer that clients use, and refused in AWS's words.
 *
 * @module
 */
import { createHash, createHmac, hash, timingSafeEqual } from 'node:crypto'

import { SignatureV4 } from '@smithy/signature-v4'

import { KmsException } from '../kms-exception.ts'
import type { WireRequest } from '../wire.ts'
import type { Principal, PrincipalDirectory } from './principals.ts'

/** Who signed a request, and for which region and service. */
export interface Identity {
  readonly principal: Principal
  readonly region: string
  readonly service: string
  /** In lower case: what the signature vouches for. */
  readonly signedHeaders: ReadonlySet<string>
}

/** Says who sends a request. @throws {KmsException} */
export type Authenticator = (request: WireRequest, nowMs: number) => Identity | Promise<Identity>

/** How far a request's time may be from ours: AWS's five minutes. */
const skewMaxMs = 300_000
const services: ReadonlySet<string> = new Set(['kms', 'sts'])

interface Authorization {
  readonly accessKeyId: string
  readonly shortDate: string
  readonly region: string
  readonly service: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
}

/** Lets in who proves to hold a principal's secret. */
export function verifySignatures(principals: PrincipalDirectory): Authenticator {
  const signers = new WeakMap<Principal, SignatureV4>()
  return async (request, nowMs) => {
    const authorization = readAuthorization(request)
    const principal = principals.find(authorization.accessKeyId)
    if (principal === undefined) throw unknownClient()
    assertToken(principal, request, nowMs)
    const signedAt = readDate(request, authorization, nowMs)
    assertScope(authorization)
    assertPayload(request)
    assertVouchedFor(principal, authorization, request)
    const signer = signers.get(principal) ?? signerOf(principal)
    signers.set(principal, signer)
    if (!(await isSigned(signer, request, authorization, signedAt))) throw wrongSignature()
    const { region, service, signedHeaders } = authorization
    return { principal, region, service, signedHeaders: new Set(signedHeaders) }
  }
}

export interface TrustingOptions {
  readonly principals: PrincipalDirectory
  /** Who sends what names no principal. */
  readonly usual: Principal
  /** Of what names none. */
  readonly region: string
}

/** Believes what requests say of themselves, and lets in who says nothing. */
export function trustRequests({ principals, usual, region }: TrustingOptions): Authenticator {
  return ({ headers }) => {
    const [, accessKeyId, scopeRegion, service] =
      /\bCredential=([^/,\s]+)\/\d{8}\/([\w-]+)\/([\w-]+)\/aws4_request/.exec(
        headers['authorization'] ?? '',
      ) ?? []
    return {
      principal: (accessKeyId === undefined ? undefined : principals.find(accessKeyId)) ?? usual,
      region: scopeRegion ?? region,
      service: service ?? 'kms',
      signedHeaders: everyHeader,
    }
  }
}

const everyHeader = { has: () => true } as unknown as ReadonlySet<string>

/** The signer's hash, on Node's own. */
class Sha256 {
  readonly #secret: string | Uint8Array | undefined
  #hash

  constructor(secret?: unknown) {
    this.#secret = secret as string | Uint8Array | undefined
    this.#hash = this.#begin()
  }

  #begin() {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret)
  }

  update(chunk: Uint8Array): void {
    this.#hash.update(chunk)
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }

  reset(): void {
    this.#hash = this.#begin()
  }
}

function signerOf(principal: Principal): SignatureV4 {
  const { accessKeyId, secretAccessKey, sessionToken } = principal
  return new SignatureV4({
    service: 'kms',
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
    sha256: Sha256,
    applyChecksum: false,
  })
}

async function isSigned(
  signer: SignatureV4,
  request: WireRequest,
  { region, service, signedHeaders, signature }: Authorization,
  signingDate: Date,
): Promise<boolean> {
  const names = new Set(signedHeaders)
  const valueOf = (name: string): string =>
    (Object.hasOwn(request.headers, name) ? request.headers[name] : undefined) ?? ''
  const headers = Object.fromEntries(signedHeaders.map((name) => [name, valueOf(name)]))
  const [path = '/', ...queries] = request.path.split('?')
  const again = await signer.sign(
    {
      method: request.method,
      protocol: 'http:',
      hostname: '',
      path,
      query: queryOf(queries.join('?')),
      headers,
      body: request.body,
    },
    { signingDate, signingRegion: region, signingService: service, signableHeaders: names },
  )
  const expected = /Signature=([0-9a-f]{64})$/.exec(again.headers['authorization'] ?? '')?.[1] ?? ''
  const [a, b] = [Buffer.from(expected), Buffer.from(signature)]
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b)
}

function queryOf(text: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {}
  const parameters = new URLSearchParams(text)
  for (const name of new Set(parameters.keys())) query[name] = parameters.getAll(name)
  return query
}

const headerPattern =
  /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\/(\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request,\s*SignedHeaders=([\w:;.-]+),\s*Signature=([0-9a-f]{64})$/

function readAuthorization({ headers }: WireRequest): Authorization {
  const text = headers['authorization']
  if (text === undefined)
    throw new KmsException('MissingAuthenticationTokenException', 'Missing Authentication Token')
  const parts = headerPattern.exec(text)
  if (parts === null) throw incomplete(text)
  const [, accessKeyId, shortDate, region, service, signedHeaders, signature] = parts as unknown as string[]
  const names = signedHeaders!.split(';')
  if (!names.includes('host') && !names.includes(':authority'))
    throw new KmsException(
      'InvalidSignatureException',
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    )
  return {
    accessKeyId: accessKeyId!,
    shortDate: shortDate!,
    region: region!,
    service: service!,
    signedHeaders: names,
    signature: signature!,
  }
}

/** Names what is missing, and does not repeat what was sent. */
function incomplete(text: string): KmsException {
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !text.includes(`${name}=`))
  const parts = missing.map((name) => `Authorization header requires '${name}' parameter.`)
  return new KmsException(
    'IncompleteSignatureException',
    parts.length > 0 ? parts.join(' ') : 'Authorization header is malformed.',
  )
}

function assertToken({ sessionToken, expiresAt }: Principal, { headers }: WireRequest, nowMs: number): void {
  if (headers['x-amz-security-token'] !== sessionToken) throw unknownClient()
  if (expiresAt !== undefined && expiresAt <= nowMs)
    throw new KmsException('ExpiredTokenException', 'The security token included in the request is expired')
}

function readDate({ headers }: WireRequest, { shortDate }: Authorization, nowMs: number): Date {
  const text = headers['x-amz-date'] ?? ''
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (parts === null)
    throw new KmsException(
      'IncompleteSignatureException',
      "Date must be in ISO-8601 'basic format' in the x-amz-date header, such as 20261123T120000Z.",
    )
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number)
  const signedAt = Date.UTC(year!, month! - 1, day, hour, minute, second)
  if (text.slice(0, 8) !== shortDate)
    throw new KmsException(
      'InvalidSignatureException',
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${shortDate}' != ${quoted(text.slice(0, 8))}, from ${quoted(text)}.`,
    )
  if (signedAt < nowMs - skewMaxMs)
    throw new KmsException(
      'InvalidSignatureException',
      `Signature expired: ${text} is now earlier than ${basic(nowMs - skewMaxMs)} (${basic(nowMs)} - 5 min.)`,
    )
  if (signedAt > nowMs + skewMaxMs)
    throw new KmsException(
      'InvalidSignatureException',
      `Signature not yet current: ${text} is still later than ${basic(nowMs + skewMaxMs)} (${basic(nowMs)} + 5 min.)`,
    )
  return new Date(signedAt)
}

function quoted(text: string): string {
  return `'${text}'`
}

function basic(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:]|\.\d+/g, '')
}

function assertScope({ service, region }: Authorization): void {
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region))
    throw new KmsException(
      'InvalidSignatureException',
      `Credential should be scoped to a valid region, not '${region.slice(0, 64)}'. `,
    )
  if (!services.has(service))
    throw new KmsException(
      'InvalidSignatureException',
      "Credential should be scoped to correct service: 'kms'. ",
    )
}

/** The signer takes this header for the hash of the body, so it has to be. */
function assertPayload({ headers, body }: WireRequest): void {
  const given = headers['x-amz-content-sha256']
  if (given !== undefined && given !== hash('sha256', body, 'hex')) throw wrongSignature()
}

/** What the signature does not cover could have been changed on the way. */
function assertVouchedFor(
  { sessionToken }: Principal,
  { signedHeaders }: Authorization,
  { headers }: WireRequest,
): void {
  const names = [
    'x-amz-date',
    'x-amz-target',
    ...(sessionToken === undefined ? [] : ['x-amz-security-token']),
  ]
  const isWhole = names.every((name) => signedHeaders.includes(name) || headers[name] === undefined)
  if (!isWhole) throw wrongSignature()
}

function unknownClient(): KmsException {
  return new KmsException(
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  )
}

function wrongSignature(): KmsException {
  return new KmsException(
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret ' +
      'Access Key and signing method. Consult the service documentation for details.',
  )
}
