/**
 * Derives as the AWS Encryption SDK does: the extract is made for every record,
 * from a message id, and two expands follow. Beside the default suite it shows
 * what it saves to extract once.
 *
 * @module
 */
import type { PublicInputs } from '../public-inputs.ts'
import { randomSalt } from '../salt-pool.ts'
import { unpooledBytes } from '../secret-bytes.ts'
import { aes256Gcm, recordKeyAndZeroNonce, sealingWith } from './aead.ts'
import { Hmac, sha512 } from './hmac.ts'
import type { PreparedKey, Suite } from './suite.ts'

const id = 0x0106
const hashLength = 32
const keyLength = 32
const commitmentLength = 32

class EsdkKey implements PreparedKey {
  readonly writeSalt = randomSalt
  readonly #extract: Hmac
  readonly #recordKey = expandFor('DERIVEKEY')
  readonly #commitment = expandFor('COMMITKEY')

  constructor(keyMaterial: Buffer) {
    this.#extract = new Hmac(sha512, keyMaterial.length)
    this.#extract.message.set(keyMaterial)
  }

  deriveSecrets({ contextHash, salt }: PublicInputs): Buffer {
    const secrets = unpooledBytes(keyLength + commitmentLength)
    this.#extract.setKey(salt)
    const pseudorandomKey = this.#extract.digestSecret()
    expandInto(secrets, 0, this.#recordKey, pseudorandomKey, contextHash)
    expandInto(secrets, keyLength, this.#commitment, pseudorandomKey, contextHash)
    pseudorandomKey.fill(0)
    return secrets
  }

  wipe(): void {
    this.#extract.wipe()
  }
}

/** HKDF-Expand of `label || suite || context hash`, of which one block is enough. */
function expandFor(label: string): Hmac {
  const info = Buffer.concat([
    Buffer.from(label),
    Buffer.of(id >> 8, id & 0xff),
    Buffer.alloc(hashLength),
    Buffer.of(1),
  ])
  const expand = new Hmac(sha512, info.length)
  expand.message.set(info)
  return expand
}

function expandInto(secrets: Buffer, offset: number, expand: Hmac, key: Buffer, contextHash: Buffer): void {
  expand.setKey(key)
  expand.message.set(contextHash, expand.message.length - 1 - hashLength)
  const block = expand.digest()
  expand.forgetKey()
  block.copy(secrets, offset, 0, keyLength)
  block.fill(0)
}

export const aes256GcmEsdk = {
  id,
  name: 'aes-256-gcm+esdk',
  description:
    'AES-256-GCM with the derivation of the AWS Encryption SDK, which extracts anew for each record; with key commitment',
  facts: {
    derivation: 'HKDF-SHA512, three HMACs per record (RFC 5869), as in the AWS Encryption SDK',
    cipher: 'AES-256-GCM',
    commitment: 'field',
    nonceBound: 'random 256-bit message ids: at 2^112.5 records per key, two collide with probability 2^-32',
    approval: { isFipsApproved: true, basis: 'HKDF SP 800-56C, AES-GCM SP 800-38D' },
  },
  saltLength: 32,
  derivesRecordKeys: true,
  commitmentLength,
  commitmentOffset: keyLength,
  prepareKey: (keyMaterial): PreparedKey => new EsdkKey(keyMaterial),
  ...sealingWith(aes256Gcm, recordKeyAndZeroNonce),
} as const satisfies Suite
