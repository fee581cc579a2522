/**
 * Who signed a request by AWS Signature Version 4, and refusals in AWS's words.
 *
 * @module
 */
import { hash } from 'node:crypto'

import type { SignatureV4 } from '@smithy/signature-v4'

import { regionPattern } from '../../price-list/region.ts'
import { KmsException } from '../kms-exception.ts'
import type { WireRequest } from '../wire.ts'
import type { Principal, PrincipalDirectory } from './principals.ts'
import { isSigned, type SignedAs, signerOf } from './sign-again.ts'

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

interface Authorization extends SignedAs {
  readonly accessKeyId: string
  readonly shortDate: string
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
    return { principal, region, service, signedHeaders }
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

const headerPattern =
  /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\/(\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request,\s*SignedHeaders=([\w:;.-]+),\s*Signature=$/
const signatureLength = 64

/** A client sends the same for a day, but for the signature at its end. */
const heads = new Map<string, Omit<Authorization, 'signature'>>()
const headsMax = 1000

function readAuthorization({ headers }: WireRequest): Authorization {
  const text = headers['authorization']
  if (text === undefined)
    throw new KmsException('MissingAuthenticationTokenException', 'Missing Authentication Token')
  const signature = text.slice(-signatureLength)
  if (!/^[0-9a-f]{64}$/.test(signature)) throw incomplete(text)
  const start = text.slice(0, -signatureLength)
  let head = heads.get(start)
  if (head === undefined) {
    head = readHead(start, text)
    if (heads.size >= headsMax) heads.clear()
    heads.set(start, head)
  }
  return { ...head, signature }
}

function readHead(start: string, text: string): Omit<Authorization, 'signature'> {
  const parts = headerPattern.exec(start)
  if (parts === null) throw incomplete(text)
  const [, accessKeyId, shortDate, region, service, names] = parts as unknown as string[]
  const signedHeaders = new Set(names!.split(';'))
  if (!signedHeaders.has('host') && !signedHeaders.has(':authority'))
    throw new KmsException(
      'InvalidSignatureException',
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    )
  return {
    accessKeyId: accessKeyId!,
    shortDate: shortDate!,
    region: region!,
    service: service!,
    signedHeaders,
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
  if (!regionPattern.test(region))
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
  const isWhole = names.every((name) => signedHeaders.has(name) || headers[name] === undefined)
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
