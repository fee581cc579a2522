/**
 * What is cached of a key material in each suite, by derivations of its own, to
 * be looked for in memory.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { createCipheriv, createHash, createHmac } from 'node:crypto'

import { saltOf } from './envelope.fixture.ts'
import type { SuiteName } from './suites/registry.ts'
import type { Suite } from './suites/suite.ts'

// The known answers' 00 01 02 … stands in many tables.
export const keyMaterial: Buffer = createHash('sha256').update('key material to look for').digest()

/** A secret by a derivation of its own, and how many copies of it there are while the key is in use. */
export interface Secret {
  readonly what: string
  readonly bytes: Buffer
  readonly copies: number
}

/** What is cached of a key that authenticates: it under both paddings, and not itself. */
export function asHmacKey(what: string, key: Buffer, copies: number): readonly Secret[] {
  const under = (byte: number): Buffer => Buffer.from(key.map((one) => one ^ byte))
  return [
    { what, bytes: key, copies: 0 },
    { what: `${what}, inner padding`, bytes: under(0x36), copies },
    { what: `${what}, outer padding`, bytes: under(0x5c), copies },
  ]
}

const hashOf = (algorithm: string, ...parts: readonly Uint8Array[]): Buffer =>
  parts.reduce((state, part) => state.update(part), createHash(algorithm)).digest()

/**
 * The pseudorandom key, of which there are `copies` under each padding, and the
 * digest that the extract makes of the key material first (RFC 2104): salts are
 * public, so whoever finds that has the pseudorandom key.
 */
function extracted(
  algorithm: 'sha256' | 'sha512',
  copies: number,
  salt: Buffer = Buffer.from('KSE1/extract/v1'),
): readonly Secret[] {
  const key = createHmac(algorithm, salt).update(keyMaterial).digest()
  const block = Buffer.concat([salt], algorithm === 'sha256' ? 64 : 128)
  const under = (byte: number): Buffer => Buffer.from(block.map((one) => one ^ byte))
  const bytes = hashOf(algorithm, under(0x36), keyMaterial)
  assert.deepEqual(hashOf(algorithm, under(0x5c), bytes), key)
  return [
    ...asHmacKey('pseudorandom key', key, copies),
    { what: 'inner digest of the extract', bytes, copies: 0 },
  ]
}

const hkdfSha512 = extracted('sha512', 1)
const once = (bytes: Buffer, what: string): Secret => ({ what, bytes, copies: 1 })
const keyMaterialItself = once(keyMaterial, 'key material')
const noKeyMaterial: Secret = { ...keyMaterialItself, copies: 0 }

/** The first is the key material. */
export const cachedOf: Readonly<Record<SuiteName, (suite: Suite) => readonly Secret[]>> = {
  'aes-256-gcm+hkdf-sha512': () => [noKeyMaterial, ...hkdfSha512],
  'aes-256-gcm+hkdf-sha256': () => [noKeyMaterial, ...extracted('sha256', 1)],
  'aes-256-gcm+kbkdf': () => asHmacKey('key material', keyMaterial, 1),
  // The first round key of AES-256 is the key: OpenSSL's cipher object has it.
  'xaes-256-gcm': () => [keyMaterialItself, once(subkeyOf(keyMaterial), 'subkey of CMAC')],
  'aes-256-gcm+one-step-sha256': () => [keyMaterialItself],
  // Its pseudorandom key is of one record alone.
  'aes-256-gcm+esdk': (suite) => [keyMaterialItself, ...extracted('sha512', 0, saltOf(suite))],
  'aes-256-gcm+random-nonce': () => [keyMaterialItself],
  'aes-256-gcm+counter-nonce': () => [keyMaterialItself],
  'aes-128-gcm+hkdf-sha512': () => [noKeyMaterial, ...hkdfSha512],
  'chacha20-poly1305+hkdf-sha512': () => [noKeyMaterial, ...hkdfSha512],
  'aes-256-gcm-siv': () => [keyMaterialItself],
  'aes-256-ctr-hmac+hkdf-sha512': () => [noKeyMaterial, ...hkdfSha512],
}

/** By the words of NIST SP 800-38B, 6.1. */
function subkeyOf(key: Buffer): Buffer {
  const aes = createCipheriv('aes-256-ecb', key, null)
  const bits = BigInt(`0x${aes.update(Buffer.alloc(16)).toString('hex')}`)
  aes.final()
  const doubled = BigInt.asUintN(128, bits << 1n) ^ (bits >> 127n === 1n ? 0x87n : 0n)
  return Buffer.from(doubled.toString(16).padStart(32, '0'), 'hex')
}
