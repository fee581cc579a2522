/**
 * The formulas of `docs/envelope.md` with the primitives of Node alone, written
 * to be compared with that page line by line.
 *
 * @module
 */
import { createCipheriv, createHash, createHmac } from 'node:crypto'

import { context, edk, keyMaterial } from '../src/envelope/envelope.fixture.ts'
import type { SuiteName } from '../src/envelope/suites/registry.ts'

/** What one record is sealed with. */
export interface Secrets {
  readonly prk?: Buffer
  readonly info?: Buffer
  readonly recordKey: Buffer
  readonly macKey?: Buffer
  readonly commitment: Buffer
  readonly nonce: Buffer
}

export const label: Buffer = Buffer.from('KSE1')
export const ctxHash: Buffer = sha256(Buffer.from('KSE1/context/v1\0'), context.serialized)
export const edkHash: Buffer = sha256(Buffer.from('KSE1/edk/v1\0'), edk)

const none = Buffer.alloc(0)
const zeroNonce = Buffer.alloc(12)
const isAlone = { commitment: none, nonce: zeroNonce }

interface PublicPart {
  /** Of the suite, 2 bytes. */
  readonly id: Buffer
  readonly salt: Buffer
}

export const secretsOf: Readonly<Record<SuiteName, (inputs: PublicPart) => Secrets>> = {
  'aes-256-gcm+hkdf-sha512': keyAndCommitment,
  'aes-256-gcm+hkdf-sha256'(inputs) {
    const { prk, info, okm } = hkdf('sha256', inputs)
    return { prk, info, recordKey: okm, ...isAlone }
  },
  'aes-256-gcm+kbkdf'({ id, salt }) {
    const fixed = Buffer.concat([label, id, Buffer.of(0), ctxHash, salt, uint32(256)])
    const info = Buffer.concat([uint32(1), fixed])
    return { info, recordKey: hmac('sha256', keyMaterial(), info), ...isAlone }
  },
  'xaes-256-gcm': ({ salt }) => ({ recordKey: xaesKey(salt), commitment: none, nonce: salt.subarray(12) }),
  'aes-256-gcm+one-step-sha256'(inputs) {
    const info = infoOf(inputs)
    return { info, recordKey: sha256(uint32(1), keyMaterial(), info), ...isAlone }
  },
  'aes-256-gcm+esdk'({ id, salt }) {
    const prk = hmac('sha512', salt, keyMaterial())
    const labelled = (text: string): Buffer => Buffer.concat([Buffer.from(text), id, ctxHash])
    const expanded = (text: string): Buffer =>
      hmac('sha512', prk, Buffer.concat([labelled(text), Buffer.of(1)])).subarray(0, 32)
    const [recordKey, commitment] = [expanded('DERIVEKEY'), expanded('COMMITKEY')]
    return { prk, info: labelled('DERIVEKEY'), recordKey, commitment, nonce: zeroNonce }
  },
  'aes-256-gcm+random-nonce': nothingDerived,
  'aes-256-gcm+counter-nonce': nothingDerived,
  'aes-128-gcm+hkdf-sha512'(inputs) {
    const { prk, info, okm } = hkdf('sha512', inputs)
    const [recordKey, nonce] = [okm.subarray(0, 16), okm.subarray(16, 28)]
    return { prk, info, recordKey, nonce, commitment: okm.subarray(28, 60) }
  },
  'chacha20-poly1305+hkdf-sha512': keyAndCommitment,
  'aes-256-gcm-siv': nothingDerived,
  'aes-256-ctr-hmac+hkdf-sha512'(inputs) {
    const { prk, info, okm } = hkdf('sha512', inputs)
    const [recordKey, macKey] = [okm.subarray(0, 32), okm.subarray(32)]
    // The nonce of CTR is a whole block.
    return { prk, info, recordKey, macKey, commitment: none, nonce: Buffer.alloc(16) }
  },
}

function keyAndCommitment(inputs: PublicPart): Secrets {
  const { prk, info, okm } = hkdf('sha512', inputs)
  return { prk, info, recordKey: okm.subarray(0, 32), commitment: okm.subarray(32), nonce: zeroNonce }
}

function nothingDerived({ salt }: PublicPart): Secrets {
  return { recordKey: keyMaterial(), commitment: none, nonce: salt }
}

function infoOf({ id, salt }: PublicPart): Buffer {
  return Buffer.concat([label, id, ctxHash, salt])
}

/** One block is enough for every suite. */
function hkdf(algorithm: 'sha256' | 'sha512', inputs: PublicPart) {
  const info = infoOf(inputs)
  const prk = hmac(algorithm, Buffer.from('KSE1/extract/v1'), keyMaterial())
  return { prk, info, okm: hmac(algorithm, prk, Buffer.concat([info, Buffer.of(1)])) }
}

/** By its description without CMAC: https://c2sp.org/XAES-256-GCM, steps 1 to 5. */
function xaesKey(salt: Buffer): Buffer {
  const bits = BigInt(`0x${hex(aes(Buffer.alloc(16)))}`)
  const subkey = BigInt.asUintN(128, bits << 1n) ^ (bits >> 127n === 1n ? 0x87n : 0n)
  const blocks = [1, 2].map((counter) => {
    const message = Buffer.concat([uint16(counter), Buffer.of(0x58, 0), salt.subarray(0, 12)])
    return Buffer.from((BigInt(`0x${hex(message)}`) ^ subkey).toString(16).padStart(32, '0'), 'hex')
  })
  return aes(Buffer.concat(blocks))
}

function aes(blocks: Buffer): Buffer {
  return createCipheriv('aes-256-ecb', keyMaterial(), null).setAutoPadding(false).update(blocks)
}

export function encrypt(name: SuiteName, secrets: Secrets, aad: Buffer, inner: Buffer) {
  const { recordKey, macKey, nonce } = secrets
  if (macKey !== undefined) {
    const ciphertext = createCipheriv('aes-256-ctr', recordKey, nonce).update(inner)
    const bitLength = Buffer.concat([uint32(0), uint32(8 * aad.length)])
    return { ciphertext, tag: hmac('sha256', macKey, Buffer.concat([aad, ciphertext, bitLength])) }
  }
  const cipher = createCipheriv(cipherOf(name) as 'aes-256-gcm', recordKey, nonce, { authTagLength: 16 })
  cipher.setAAD(aad, { plaintextLength: inner.length })
  const ciphertext = Buffer.concat([cipher.update(inner), cipher.final()])
  return { ciphertext, tag: cipher.getAuthTag() }
}

function cipherOf(name: SuiteName): string {
  switch (name) {
    case 'chacha20-poly1305+hkdf-sha512':
      return 'chacha20-poly1305'
    case 'aes-128-gcm+hkdf-sha512':
      return 'aes-128-gcm'
    case 'aes-256-gcm-siv':
      return 'aes-256-gcm-siv'
    default:
      return 'aes-256-gcm'
  }
}

function sha256(...parts: readonly Buffer[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest()
}

function hmac(algorithm: 'sha256' | 'sha512', key: Buffer, message: Buffer): Buffer {
  return createHmac(algorithm, key).update(message).digest()
}

export function uint16(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff)
}

export function uint32(value: number): Buffer {
  return Buffer.concat([uint16(value >>> 16), uint16(value & 0xffff)])
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
