/**
 * Principals with lasting and temporary credentials, and signatures that are verified for them.
 *
 * @module
 */
import { epochMs, principals } from '../service.fixture.ts'
import type { WireRequest } from '../wire.ts'
import { directoryOf, type Principal } from './principals.ts'
import { verifySignatures } from './signature.ts'

export const ann = principals.find(({ accessKeyId }) => accessKeyId === 'AKIA.ann')!
export const temporary: Principal = {
  ...ann,
  accessKeyId: 'ASIA.ann',
  secretAccessKey: 'a temporary secret',
  sessionToken: 'a session token',
  expiresAt: epochMs + 60_000,
}

export async function verify(request: WireRequest, nowMs = epochMs) {
  return verifySignatures(directoryOf([...principals, temporary]))(request, nowMs)
}

export function withHeaders(
  request: WireRequest,
  headers: Readonly<Record<string, string | undefined>>,
): WireRequest {
  return { ...request, headers: { ...request.headers, ...headers } }
}

export function usualHeaders(): readonly string[] {
  return ['content-type', 'host', 'x-amz-date', 'x-amz-target']
}
