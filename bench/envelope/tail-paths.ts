/**
 * The same record sealed in many ways, each of which differs from the baseline
 * in one choice: how its key is derived, how the cipher is called, what is
 * copied. They are here to be measured; what is safe is said in tail-variants.ts.
 *
 * @module
 */
import assert from 'node:assert/strict'
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  randomBytes,
  type CipherChaCha20Poly1305,
  type CipherGCM,
  type KeyObject,
} from 'node:crypto'

import { SaltPool } from '../../src/envelope/salt-pool.ts'
import { unpooledBytes, wipe } from '../../src/envelope/secret-bytes.ts'
import { Hmac, sha512 } from '../../src/envelope/suites/hmac.ts'
import { availableSuites, opening, partitionKey, payloadOf, sealing } from './sample-record.ts'

/** Seals one record and returns what it made. */
export type SealOnce = () => unknown

const [recordKeyLength, tagLength, blockLength] = [32, 16, 128]
const pinned = { authTagLength: tagLength }
const salts = new SaltPool()
const zeroNonce = Buffer.alloc(12)
const aad = randomBytes(122)

/** Everything that is made once, before any record. */
const keyMaterial = randomBytes(32)
const extractSalt = Buffer.from('KSE1/extract/v1')
const extracted = createHmac('sha512', extractSalt).update(keyMaterial).digest()
/** The key under both paddings of HMAC. */
const padded = Buffer.concat(
  [0x36, 0x5c].map((pad) => Buffer.concat([extracted], blockLength).map((byte) => byte ^ pad)),
)
const extractedObject = createSecretKey(extracted)
const innerHash = createHash('sha512').update(padded.subarray(0, blockLength))
const outerHash = createHash('sha512').update(padded.subarray(blockLength))
const ecb = createCipheriv('aes-256-ecb', keyMaterial, null).setAutoPadding(false)
const infoBlock = randomBytes(55)
const info = infoBlock.subarray(0, -1)
infoBlock[54] = 1
const hmac = new Hmac(sha512, infoBlock.length)
hmac.setKey(extracted)
const salt = info.subarray(-16)
/** `padded key || message` and `padded key || digest`. */
const [inner, outer] = [Buffer.alloc(blockLength + 55), Buffer.alloc(blockLength + 64)]
const reservedSecrets = unpooledBytes(64)
const reservedKey = unpooledBytes(recordKeyLength)

/** HKDF-Expand with SHA-512 in many ways, and what else may stand in its place. All but the last two give the same bytes. */
export const derivations = {
  'two hash() calls, digest between them as latin1': () => {
    hmac.message.set(infoBlock)
    return hmac.digest()
  },
  'two hash() calls, digest between them as a Buffer': () =>
    hash('sha512', outerWith(hash('sha512', innerWithInfo(), 'buffer')), 'buffer'),
  'two hash() calls, both digests as latin1': () => {
    outerWith(hash('sha512', innerWithInfo(), 'latin1'))
    reservedSecrets.write(hash('sha512', outer, 'latin1'), 'latin1')
    return reservedSecrets
  },
  'createHmac with a Buffer': () => createHmac('sha512', extracted).update(infoBlock).digest(),
  'createHmac with a cached KeyObject': () =>
    createHmac('sha512', extractedObject).update(infoBlock).digest(),
  'copies of two begun hashes': () =>
    outerHash.copy().update(innerHash.copy().update(infoBlock).digest()).digest(),
  'hkdfSync for every record': () => Buffer.from(hkdfSync('sha512', keyMaterial, extractSalt, info, 64)),
  'two blocks of a lasting AES-ECB cipher (XAES)': () => ecb.update(infoBlock.subarray(0, 32)),
  'nothing: one key for all records': () => keyMaterial,
} as const satisfies Record<string, () => Buffer>

function innerWithInfo(): Buffer {
  padded.copy(inner, 0, 0, blockLength)
  inner.set(infoBlock, blockLength)
  return inner
}

function outerWith(digest: Buffer | string): Buffer {
  padded.copy(outer, 0, blockLength)
  if (typeof digest === 'string') outer.write(digest, blockLength, 'latin1')
  else outer.set(digest, blockLength)
  return outer
}

/** One record on its way through the cipher. `target` holds ciphertext and tag afterwards. */
interface Work {
  readonly partitionKey: Buffer
  readonly payload: Buffer
  readonly target: Buffer
  /** Where the ciphertext goes. */
  readonly inPlace: Buffer
  /** As long, elsewhere. */
  readonly scratch: Buffer
}

type Encrypt = (secrets: Buffer, work: Work) => Buffer

const gcm = (key: Buffer | KeyObject): CipherGCM => createCipheriv('aes-256-gcm', key, zeroNonce, pinned)
const viewOfKey = (secrets: Buffer): Buffer => secrets.subarray(0, recordKeyLength)

function writeInner(into: Buffer, { partitionKey: key, payload }: Work): Buffer {
  into.writeUInt16BE(key.length)
  into.set(key, 2)
  into.set(payload, 2 + key.length)
  return into
}

function encryptInPlace(cipher: CipherGCM | CipherChaCha20Poly1305, work: Work): Buffer {
  cipher.setAAD(aad)
  work.target.set(cipher.update(writeInner(work.inPlace, work)))
  cipher.final()
  work.target.set(cipher.getAuthTag(), work.inPlace.length)
  return work.target
}

function encryptReturned(cipher: CipherGCM, work: Work): [Buffer, Buffer] {
  cipher.setAAD(aad)
  const ciphertext = cipher.update(writeInner(work.inPlace, work))
  cipher.final()
  return [ciphertext, cipher.getAuthTag()]
}

/** All of those in `whole` give the ciphertext and tag of AES-256-GCM under the first 32 bytes of the secrets. */
export const whole = {
  'one update in place, output copied into the target': (secrets, work) =>
    encryptInPlace(gcm(viewOfKey(secrets)), work),
  'plaintext put together in a reserved Buffer': (secrets, work) => {
    const cipher = gcm(viewOfKey(secrets)).setAAD(aad)
    work.target.set(cipher.update(writeInner(work.scratch, work)))
    cipher.final()
    work.target.set(cipher.getAuthTag(), work.inPlace.length)
    return work.target
  },
  'two updates, payload not copied': (secrets, { partitionKey: key, payload, scratch, target }) => {
    const cipher = gcm(viewOfKey(secrets)).setAAD(aad)
    scratch.writeUInt16BE(key.length)
    scratch.set(key, 2)
    target.set(cipher.update(scratch.subarray(0, 2 + key.length)))
    target.set(cipher.update(payload), 2 + key.length)
    cipher.final()
    target.set(cipher.getAuthTag(), 2 + key.length + payload.length)
    return target
  },
  'outputs put together by Buffer.concat': (secrets, work) =>
    Buffer.concat(encryptReturned(gcm(viewOfKey(secrets)), work)),
  'a target of its own, from the pool': (secrets, work) =>
    encryptInPlace(gcm(viewOfKey(secrets)), ownTarget(work, Buffer.allocUnsafe(work.target.length))),
  'a target of its own, unpooled': (secrets, work) =>
    encryptInPlace(gcm(viewOfKey(secrets)), ownTarget(work, Buffer.allocUnsafeSlow(work.target.length))),
  'ciphertext as latin1 text': (secrets, work) => {
    const cipher = gcm(viewOfKey(secrets)).setAAD(aad)
    work.target.write(cipher.update(writeInner(work.inPlace, work), undefined, 'latin1'), 'latin1')
    cipher.final()
    work.target.set(cipher.getAuthTag(), work.inPlace.length)
    return work.target
  },
  'a KeyObject for every record': (secrets, work) =>
    encryptInPlace(gcm(createSecretKey(viewOfKey(secrets))), work),
  'record key copied into a reserved Buffer': (secrets, work) => {
    secrets.copy(reservedKey, 0, 0, recordKeyLength)
    return encryptInPlace(gcm(reservedKey), work)
  },
  'a cached KeyObject': (() => {
    const cached = createSecretKey(keyMaterial)
    return (_, work) => encryptInPlace(gcm(cached), work)
  })(),
} as const satisfies Record<string, Encrypt>

function ownTarget(work: Work, target: Buffer): Work {
  return { ...work, target, inPlace: target.subarray(0, work.inPlace.length) }
}

/** Other ciphers, and AES-GCM with a step left out, which shows what that step costs. */
export const partial = {
  'ChaCha20-Poly1305': (secrets, work) =>
    encryptInPlace(createCipheriv('chacha20-poly1305', viewOfKey(secrets), zeroNonce, pinned), work),
  'no additional data': (secrets, work) => {
    const cipher = gcm(viewOfKey(secrets))
    work.target.set(cipher.update(writeInner(work.inPlace, work)))
    cipher.final()
    work.target.set(cipher.getAuthTag(), work.inPlace.length)
    return work.target
  },
  'no final(), so no tag': (secrets, work) => {
    const cipher = gcm(viewOfKey(secrets)).setAAD(aad)
    work.target.set(cipher.update(writeInner(work.inPlace, work)))
    return work.target
  },
  'no getAuthTag()': (secrets, work) => {
    const cipher = gcm(viewOfKey(secrets)).setAAD(aad)
    work.target.set(cipher.update(writeInner(work.inPlace, work)))
    cipher.final()
    return work.target
  },
} as const satisfies Record<string, Encrypt>

export interface PathChoice {
  readonly derive?: keyof typeof derivations
  readonly encrypt?: keyof typeof whole | keyof typeof partial
  /** Keeps the last so many outputs alive. */
  readonly retained?: number
}

export const baselineDerivation = 'two hash() calls, digest between them as latin1'
export const baselineEncryption = 'one update in place, output copied into the target'

/** Checks the choice against the ciphers and hashes that anybody would write, then gives the way to seal. */
export function sealingPath(choice: PathChoice, size: number): SealOnce {
  const { derive: derivation = baselineDerivation, encrypt: encryption = baselineEncryption } = choice
  const derive = derivations[derivation]
  const encrypt: Encrypt = { ...whole, ...partial }[encryption]
  const work = workOf(size)
  checkDerivation(derivation)
  if (encryption in whole) checkEncryption(encrypt, work)

  const seal = (): Buffer => {
    salts.fill(salt)
    const secrets = derive()
    try {
      return encrypt(secrets, work)
    } finally {
      if (secrets !== keyMaterial) wipe(secrets)
    }
  }
  return choice.retained === undefined ? seal : retaining(seal, choice.retained)
}

/** What the record path does as it stands, in the default suite. */
export function currentSealInto(size: number): SealOnce {
  return sealing(availableSuites()[0]!, payloadOf(size)).run
}

/** What the record path does to read a record of the default suite. */
export function currentOpenParsed(size: number): SealOnce {
  return opening(availableSuites()[0]!, payloadOf(size)).run
}

function retaining(seal: () => Buffer, count: number): SealOnce {
  const kept: Buffer[] = []
  let next = 0
  return () => {
    kept[next] = seal()
    next = (next + 1) % count
  }
}

function workOf(size: number): Work {
  const key = Buffer.from(partitionKey)
  const innerLength = 2 + key.length + size
  const target = Buffer.alloc(innerLength + tagLength)
  const inPlace = target.subarray(0, innerLength)
  return { partitionKey: key, payload: payloadOf(size), target, inPlace, scratch: Buffer.alloc(innerLength) }
}

function checkDerivation(derivation: keyof typeof derivations): void {
  const actual = derivations[derivation]()
  const expected = derivation.endsWith('(XAES)')
    ? createCipheriv('aes-256-ecb', keyMaterial, null).update(infoBlock.subarray(0, 32))
    : derivation.startsWith('nothing')
      ? keyMaterial
      : createHmac('sha512', extracted).update(infoBlock).digest()
  assert.deepEqual(actual, expected, derivation)
}

function checkEncryption(encrypt: Encrypt, work: Work): void {
  const sealed = encrypt(keyMaterial, work)
  const decipher = createDecipheriv('aes-256-gcm', keyMaterial, zeroNonce, pinned)
  decipher.setAAD(aad)
  decipher.setAuthTag(sealed.subarray(-tagLength))
  const opened = decipher.update(sealed.subarray(0, -tagLength))
  decipher.final()
  assert.deepEqual(opened, writeInner(Buffer.alloc(work.inPlace.length), work))
}
