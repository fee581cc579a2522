/**
 * The suites that this version implements: one file and one line each.
 *
 * @module
 */
import { aes256GcmHkdfSha512 } from './aes-256-gcm-hkdf-sha512.ts'
import { aes256GcmRandomNonce } from './aes-256-gcm-random-nonce.ts'
import { chacha20Poly1305HkdfSha512 } from './chacha20-poly1305-hkdf-sha512.ts'
import type { Suite } from './suite.ts'

/** The first is the default. */
export const suites = [aes256GcmHkdfSha512, aes256GcmRandomNonce, chacha20Poly1305HkdfSha512] as const

export type SuiteName = (typeof suites)[number]['name']

const byId: ReadonlyMap<number, Suite> = new Map(suites.map((suite) => [suite.id, suite]))
const byName: ReadonlyMap<string, Suite> = new Map(suites.map((suite) => [suite.name, suite]))

/** The suite of an id on the wire, if this version knows it. */
export function suiteWithId(id: number): Suite | undefined {
  return byId.get(id)
}

export function suiteNamed(name: SuiteName): Suite {
  return byName.get(name) as Suite
}
