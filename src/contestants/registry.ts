/**
 * Who takes part besides the envelope: one file and one line each.
 *
 * @module
 */
import {
  awsEncryptionSdkKms,
  awsEncryptionSdkKmsSigned,
  awsEncryptionSdkRawAes,
  awsEncryptionSdkRawAesSigned,
} from './aws-encryption-sdk.ts'
import type { Contestant } from './contestant.ts'
import { kmsEncrypt } from './kms-encrypt.ts'
import { nobleAes256Gcm, nobleXChaCha20Poly1305 } from './noble.ts'
import { nodeCryptoAes256Gcm } from './node-crypto.ts'
import { plain } from './plain.ts'
import { sodiumXChaCha20Blake2b, sodiumXChaCha20Poly1305 } from './sodium-native.ts'
import { webcryptoAes256Gcm } from './webcrypto.ts'

export const contestants: readonly Contestant[] = [
  plain,
  nodeCryptoAes256Gcm,
  webcryptoAes256Gcm,
  nobleAes256Gcm,
  nobleXChaCha20Poly1305,
  sodiumXChaCha20Poly1305,
  sodiumXChaCha20Blake2b,
  awsEncryptionSdkRawAes,
  awsEncryptionSdkRawAesSigned,
  awsEncryptionSdkKms,
  awsEncryptionSdkKmsSigned,
  kmsEncrypt,
]

export const contestantNames: readonly string[] = contestants.map(({ name }) => name)

/** Undefined where `name` is that of a suite of the envelope, or of nothing. */
export function contestantNamed(name: string): Contestant | undefined {
  return contestants.find((contestant) => contestant.name === name)
}
