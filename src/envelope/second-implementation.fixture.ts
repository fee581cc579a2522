/**
 * The envelope once more, written from its description on other libraries
 * (@noble/ciphers, @noble/hashes) and sharing nothing with the program but the
 * numbers of the format: what both agree on is unlikely to be a mistake of one.
 *
 * @module
 */
import { cmac, ctr, gcm, gcmsiv } from '@noble/ciphers/aes.js'
import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { expand, extract } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'

/** All that a record depends on. */
export interface RecordInputs {
  readonly keyMaterial: Uint8Array
  readonly edk: Uint8Array
  /** Serialized. */
  readonly context: Uint8Array
  readonly partitionKey: Uint8Array
  readonly payload: Uint8Array
}

/** The record with its EDK inline. */
export function sealElsewhere(id: number, salt: Uint8Array, inputs: RecordInputs): Uint8Array {
  const { edk, partitionKey, payload } = inputs
  const secrets = recordSecretsOf(id, salt, inputs)
  const { commitment } = secrets
  const inner = join(u16(partitionKey.length), partitionKey, payload)
  const aad = aadOf(id, salt, commitment, inner.length, inputs)
  const head = join(text('KS'), Uint8Array.of(1, 1), u16(id), u16(edk.length), edk)
  return join(head, salt, commitment, u32(inner.length), encrypt(id, secrets, aad, inner))
}

/** What is encrypted in a record that has its EDK inline: length, partition key and payload. */
export function openElsewhere(
  record: Uint8Array,
  lengths: { readonly salt: number; readonly commitment: number },
  inputs: RecordInputs,
): Uint8Array {
  const id = numberAt(record, 4, 2)
  const saltAt = 8 + numberAt(record, 6, 2)
  const commitmentAt = saltAt + lengths.salt
  const lengthAt = commitmentAt + lengths.commitment
  const salt = record.slice(saltAt, commitmentAt)
  const secrets = recordSecretsOf(id, salt, inputs)
  if (!same(secrets.commitment, record.slice(commitmentAt, lengthAt))) throw new Error('another commitment')
  const aad = aadOf(id, salt, secrets.commitment, numberAt(record, lengthAt, 4), inputs)
  return decrypt(id, secrets, aad, record.slice(lengthAt + 4))
}

export interface RecordSecrets {
  readonly key: Uint8Array
  readonly nonce: Uint8Array
  readonly commitment: Uint8Array
}

const none = new Uint8Array()
const zeroNonce = new Uint8Array(12)

/** For 0x0401, `key` is followed by the key of its MAC. */
export function recordSecretsOf(
  id: number,
  salt: Uint8Array,
  { keyMaterial, context }: Pick<RecordInputs, 'keyMaterial' | 'context'>,
): RecordSecrets {
  const ctxHash = sha256(join(text('KSE1/context/v1\0'), context))
  const info = join(text('KSE1'), u16(id), ctxHash, salt)
  const derived = (hash: typeof sha256 | typeof sha512, length: number): Uint8Array =>
    expand(hash, extract(hash, keyMaterial, text('KSE1/extract/v1')), info, length)
  switch (id) {
    case 0x0101:
    case 0x0201: {
      const okm = derived(sha512, 64)
      return { key: okm.slice(0, 32), nonce: zeroNonce, commitment: okm.slice(32) }
    }
    case 0x0102:
      return plain(derived(sha256, 32))
    case 0x0103: {
      const fixed = join(text('KSE1'), u16(id), Uint8Array.of(0), ctxHash, salt, u32(256))
      return plain(hmac(sha256, keyMaterial, join(u32(1), fixed)))
    }
    case 0x0104: {
      const block = (counter: number) =>
        cmac(join(u16(counter), Uint8Array.of(0x58, 0), salt.slice(0, 12)), keyMaterial)
      return { key: join(block(1), block(2)), nonce: salt.slice(12), commitment: none }
    }
    case 0x0105:
      return plain(sha256(join(u32(1), keyMaterial, info)))
    case 0x0106: {
      const key = extract(sha512, keyMaterial, salt)
      const labelled = (label: string) => expand(sha512, key, join(text(label), u16(id), ctxHash), 32)
      return { key: labelled('DERIVEKEY'), nonce: zeroNonce, commitment: labelled('COMMITKEY') }
    }
    case 0x0110:
    case 0x0111:
    case 0x0301:
      return { key: keyMaterial, nonce: salt, commitment: none }
    case 0x0121: {
      const okm = derived(sha512, 60)
      return { key: okm.slice(0, 16), nonce: okm.slice(16, 28), commitment: okm.slice(28) }
    }
    case 0x0401:
      return plain(derived(sha512, 64))
    default:
      throw new Error(`no suite ${id}`)
  }
}

/** A key and nothing beside it. */
function plain(key: Uint8Array): RecordSecrets {
  return { key, nonce: zeroNonce, commitment: none }
}

function aadOf(
  id: number,
  salt: Uint8Array,
  commitment: Uint8Array,
  length: number,
  { edk, context }: RecordInputs,
): Uint8Array {
  const edkHash = sha256(join(text('KSE1/edk/v1\0'), edk))
  const ctxHash = sha256(join(text('KSE1/context/v1\0'), context))
  return join(text('KSE1'), u16(id), edkHash, salt, commitment, u32(length), ctxHash)
}

function encrypt(id: number, { key, nonce }: RecordSecrets, aad: Uint8Array, inner: Uint8Array): Uint8Array {
  if (id !== 0x0401) return aeadOf(id)(key, nonce, aad).encrypt(inner)
  const ciphertext = ctr(key.slice(0, 32), new Uint8Array(16)).encrypt(inner)
  return join(ciphertext, macOf(key, aad, ciphertext))
}

function decrypt(id: number, { key, nonce }: RecordSecrets, aad: Uint8Array, sealed: Uint8Array): Uint8Array {
  if (id !== 0x0401) return aeadOf(id)(key, nonce, aad).decrypt(sealed)
  const ciphertext = sealed.slice(0, -32)
  if (!same(sealed.slice(-32), macOf(key, aad, ciphertext))) throw new Error('another tag')
  return ctr(key.slice(0, 32), new Uint8Array(16)).decrypt(ciphertext)
}

function aeadOf(id: number) {
  if (id === 0x0201) return chacha20poly1305
  return id === 0x0301 ? gcmsiv : gcm
}

function macOf(key: Uint8Array, aad: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  return hmac(sha256, key.slice(32), join(aad, ciphertext, u32(0), u32(8 * aad.length)))
}

function text(ascii: string): Uint8Array {
  return new TextEncoder().encode(ascii)
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

function same(some: Uint8Array, others: Uint8Array): boolean {
  return some.length === others.length && some.every((byte, index) => byte === others[index])
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value & 0xff)
}

function u32(value: number): Uint8Array {
  return join(u16(value >>> 16), u16(value & 0xffff))
}

function numberAt(bytes: Uint8Array, at: number, length: number): number {
  return bytes.slice(at, at + length).reduce((value, byte) => value * 256 + byte, 0)
}
