/**
 * The kinds of KMS key that this service has, and what each is for.
 *
 * @module
 */

export const keySpecs = ['SYMMETRIC_DEFAULT', 'HMAC_224', 'HMAC_256', 'HMAC_384', 'HMAC_512'] as const
export type KeySpec = (typeof keySpecs)[number]
export type KeyUsage = 'ENCRYPT_DECRYPT' | 'GENERATE_VERIFY_MAC'

export function isKeySpec(name: string): name is KeySpec {
  return (keySpecs as readonly string[]).includes(name)
}

export function keyUsageOf(spec: KeySpec): KeyUsage {
  return spec === 'SYMMETRIC_DEFAULT' ? 'ENCRYPT_DECRYPT' : 'GENERATE_VERIFY_MAC'
}

/** Bytes of a backing key: for HMAC as long as the digest. */
export function secretLengthOf(spec: KeySpec): number {
  return spec === 'SYMMETRIC_DEFAULT' ? 32 : Number(spec.slice('HMAC_'.length)) / 8
}

/** The one algorithm of an HMAC key, such as `HMAC_SHA_256`. */
export function macAlgorithmOf(spec: KeySpec): string | undefined {
  return spec === 'SYMMETRIC_DEFAULT' ? undefined : spec.replace('_', '_SHA_')
}
