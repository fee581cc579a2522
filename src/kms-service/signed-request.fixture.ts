/**
 * Requests that are signed here, step by step as AWS documents Signature
 * Version 4, so that the service is not compared with its own signer alone.
 *
 * @module
 */
import { createHmac, hash } from 'node:crypto'

import {
  credentialsOf,
  epochMs,
  region as usualRegion,
  setUpService,
  type ServiceSettings,
} from './service.fixture.ts'
import type { WireRequest } from './wire.ts'

export interface Signing {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Such as `20261123T120000Z`. */
  readonly date: string
  readonly region: string
  readonly service: string
  /** Sorted; all of the request if left out. */
  readonly signedHeaders?: readonly string[]
}

export interface RawRequest extends Partial<Signing> {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: string
}

/** ListKeys by ann at the start of a virtual clock, unless told otherwise; a header that is undefined is left out. */
export function signedRequest({
  method = 'POST',
  path = '/',
  body = '{}',
  headers = {},
  date = basicDate(epochMs),
  region = usualRegion,
  service = 'kms',
  ...given
}: RawRequest = {}): WireRequest {
  const all = {
    host: `kms.${region}.amazonaws.com`,
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-date': date,
    'x-amz-target': 'TrentService.ListKeys',
    ...headers,
  }
  const present = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
  const request = { method, path, headers: present, body: Buffer.from(body) }
  const signing = { ...credentialsOf('ann'), date, region, service, ...given }
  return { ...request, headers: { ...present, authorization: authorizationOf(request, signing) } }
}

export function authorizationOf(request: WireRequest, signing: Signing): string {
  const {
    accessKeyId,
    date,
    region,
    service,
    signedHeaders = Object.keys(request.headers).toSorted(),
  } = signing
  const scope = `${date.slice(0, 8)}/${region}/${service}/aws4_request`
  const [path, query = ''] = request.path.split('?', 2)
  const canonical = [
    request.method,
    path,
    query,
    ...signedHeaders.map((name) => `${name}:${(request.headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}`),
    '',
    signedHeaders.join(';'),
    hash('sha256', request.body),
  ].join('\n')
  const text = ['AWS4-HMAC-SHA256', date, scope, hash('sha256', canonical)].join('\n')
  const signature = hmac(signingKey(signing), text).toString('hex')
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`
}

function signingKey({ secretAccessKey, date, region, service }: Signing): Buffer {
  return [date.slice(0, 8), region, service, 'aws4_request'].reduce<Buffer>(
    (key, part) => hmac(key, part),
    Buffer.from(`AWS4${secretAccessKey}`),
  )
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

export function basicDate(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:]|\.\d+/g, '')
}

/** A service that is asked without the SDK: `ask` gives status and members of the answer. */
export function setUpRaw(settings: ServiceSettings = {}) {
  const parts = setUpService(settings)
  const ask = async (request: WireRequest): Promise<Record<string, unknown>> => {
    const answer = await parts.service.handle(request)
    if (answer.kind !== 'whole') return { kind: answer.kind }
    return { status: answer.status, ...(JSON.parse(answer.body) as object) }
  }
  return { ...parts, ask }
}
