/**
 * The suites that this version implements: one file and one line each.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { aes128GcmHkdfSha512 } from './aes-128-gcm-hkdf-sha512.ts'
import { aes256CtrHmacHkdfSha512 } from './aes-256-ctr-hmac-hkdf-sha512.ts'
import { aes256GcmCounterNonce } from './aes-256-gcm-counter-nonce.ts'
import { aes256GcmEsdk } from './aes-256-gcm-esdk.ts'
import { aes256GcmHkdfSha256 } from './aes-256-gcm-hkdf-sha256.ts'
import { aes256GcmHkdfSha512 } from './aes-256-gcm-hkdf-sha512.ts'
import { aes256GcmKbkdf } from './aes-256-gcm-kbkdf.ts'
import { aes256GcmOneStepSha256 } from './aes-256-gcm-one-step-sha256.ts'
import { aes256GcmRandomNonce } from './aes-256-gcm-random-nonce.ts'
import { aes256GcmSiv } from './aes-256-gcm-siv.ts'
import { chacha20Poly1305HkdfSha512 } from './chacha20-poly1305-hkdf-sha512.ts'
import type { Suite } from './suite.ts'
import { xaes256Gcm } from './xaes-256-gcm.ts'

/** By their ids. The first is the default. */
export const suites = [
  aes256GcmHkdfSha512,
  aes256GcmHkdfSha256,
  aes256GcmKbkdf,
  xaes256Gcm,
  aes256GcmOneStepSha256,
  aes256GcmEsdk,
  aes256GcmRandomNonce,
  aes256GcmCounterNonce,
  aes128GcmHkdfSha512,
  chacha20Poly1305HkdfSha512,
  aes256GcmSiv,
  aes256CtrHmacHkdfSha512,
] as const satisfies readonly Suite[]

export type SuiteName = (typeof suites)[number]['name']

const byId: ReadonlyMap<number, Suite> = new Map(suites.map((suite) => [suite.id, suite]))
const byName: ReadonlyMap<string, Suite> = new Map(suites.map((suite) => [suite.name, suite]))

/** The suite of an id on the wire, if this version knows it. */
export function suiteWithId(id: number): Suite | undefined {
  return byId.get(id)
}

/** The suite of a name that was checked before. */
export function suiteNamed(name: string): Suite {
  const suite = byName.get(name)
  assert(suite !== undefined, 'a name that was checked is that of a suite')
  return suite
}
