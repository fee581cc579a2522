/**
 * The signature that a request should have by AWS Signature Version 4. The
 * signer of the SDK gives the same, and costs twice as much as all the rest of
 * a call.
 *
 * @module
 */
import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto'

import type { WireRequest } from '../wire.ts'
import type { Principal } from './principals.ts'

/** For what a signing key is good. */
export interface CredentialScope {
  /** Such as `20261123`. */
  readonly shortDate: string
  readonly region: string
  readonly service: string
}

export interface Signing {
  readonly scope: CredentialScope
  /** That of the scope. */
  readonly signingKey: KeyObject
  /** `x-amz-date`, such as `20261123T120000Z`. */
  readonly date: string
  /** In lower case. */
  readonly signedHeaders: readonly string[]
  /** SHA-256 of the body, in hexadecimal. */
  readonly payloadHash: string
}

/** 32 bytes. */
export function signatureOf(request: WireRequest, signing: Signing): Buffer {
  const { signingKey, date, scope } = signing
  const canonical = hash('sha256', canonicalRequestOf(request, signing))
  return createHmac('sha256', signingKey)
    .update(`AWS4-HMAC-SHA256\n${date}\n${textOf(scope)}\n${canonical}`)
    .digest()
}

/** A client may choose any region, so that there is no end of scopes. */
const scopesMax = 64

/** The keys that principals sign with: one for each scope. They never become text. */
export class SigningKeys {
  readonly #byPrincipal = new WeakMap<Principal, Map<string, KeyObject>>()

  of(principal: Principal, scope: CredentialScope): KeyObject {
    let keys = this.#byPrincipal.get(principal)
    if (keys === undefined) this.#byPrincipal.set(principal, (keys = new Map<string, KeyObject>()))
    const name = textOf(scope)
    let key = keys.get(name)
    if (key === undefined) {
      if (keys.size === scopesMax) keys.clear()
      key = signingKeyOf(principal, scope)
      keys.set(name, key)
    }
    return key
  }
}

function signingKeyOf(
  { secretAccessKey }: Principal,
  { shortDate, region, service }: CredentialScope,
): KeyObject {
  let key = Buffer.from(`AWS4${secretAccessKey}`)
  for (const part of [shortDate, region, service, 'aws4_request']) {
    const next = createHmac('sha256', key).update(part).digest()
    key.fill(0)
    key = next
  }
  const signingKey = createSecretKey(key)
  key.fill(0)
  return signingKey
}

function textOf({ shortDate, region, service }: CredentialScope): string {
  return `${shortDate}/${region}/${service}/aws4_request`
}

function canonicalRequestOf(
  { method, path, headers }: WireRequest,
  { signedHeaders, payloadHash }: Signing,
): string {
  const queryAt = path.indexOf('?')
  const uri = canonicalPathOf(queryAt < 0 ? path : path.slice(0, queryAt))
  const query = queryAt < 0 ? '' : canonicalQueryOf(path.slice(queryAt + 1))
  const names = [...new Set(signedHeaders)].toSorted()
  let lines = ''
  for (const name of names) {
    const value = Object.hasOwn(headers, name) ? headers[name] : undefined
    lines += `${name}:${canonicalValueOf(value ?? '')}\n`
  }
  return `${method}\n${uri}\n${query}\n${lines}\n${names.join(';')}\n${payloadHash}`
}

/** Runs of blanks are one, and none is at an end. */
function canonicalValueOf(value: string): string {
  // Hardly any has them.
  if (!/[\t\r\n]| {2}|^ | $/.test(value)) return value
  return value.replaceAll(/[ \t\r\n]+/g, ' ').replaceAll(/^ | $/g, '')
}

/** Normalised by RFC 3986, then encoded once more than it came. */
function canonicalPathOf(path: string): string {
  if (path === '/') return path
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  const start = path.startsWith('/') ? '/' : ''
  const end = segments.length > 0 && path.endsWith('/') ? '/' : ''
  return start + segments.map(encoded).join('/') + end
}

function canonicalQueryOf(query: string): string {
  return Array.from(new URLSearchParams(query))
    .filter(([name]) => name.toLowerCase() !== 'x-amz-signature')
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .toSorted(([name, value], [other, otherValue]) => compare(name, other) || compare(value, otherValue))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

/** By RFC 3986, which reserves more than `encodeURIComponent` does. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
