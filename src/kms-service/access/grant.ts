/**
 * Grants: permissions on one KMS key for one principal beside all policies, as
 * services make them for themselves.
 *
 * @module
 */
import type { EncryptionContext } from '../../kms/key-service.ts'

/** The operations that a grant can allow. */
export const grantOperations = [
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
  'Sign',
  'Verify',
  'GetPublicKey',
  'CreateGrant',
  'RetireGrant',
  'DescribeKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateMac',
  'VerifyMac',
  'DeriveSharedSecret',
  'Encapsulate',
  'Decapsulate',
] as const

export type GrantOperation = (typeof grantOperations)[number]

/** Plain data: what `JSON.stringify` makes of it is all there is to store. */
export interface Grant {
  /** 64 hex digits. */
  readonly grantId: string
  readonly grantToken: string
  readonly name?: string | undefined
  readonly keyArn: string
  readonly granteePrincipal: string
  readonly retiringPrincipal?: string | undefined
  readonly operations: readonly GrantOperation[]
  readonly constraints?: GrantConstraints | undefined
  /** The account that made the grant, as ListGrants names it: by the ARN of its root. */
  readonly issuingAccount: string
  /** Seconds since 1970. */
  readonly createdAt: number
}

/**
 * What the encryption context of a call must be. AWS compares the names of
 * pairs without regard to case and their values with it.
 */
export interface GrantConstraints {
  /** These pairs, and there may be others. */
  readonly encryptionContextSubset?: EncryptionContext | undefined
  /** These pairs and no others. */
  readonly encryptionContextEquals?: EncryptionContext | undefined
}

/**
 * Whether `grant` allows `operation` to a principal that has the names
 * `principalArns`. Says nothing about retiring it, which needs no grant.
 */
export function satisfies(
  grant: Grant,
  principalArns: readonly string[],
  operation: string,
  encryptionContext: EncryptionContext,
): boolean {
  return (
    principalArns.includes(grant.granteePrincipal) &&
    (grant.operations as readonly string[]).includes(operation) &&
    (grant.constraints === undefined ||
      !takesEncryptionContext.has(operation) ||
      areMet(grant.constraints, encryptionContext))
  )
}

/** Constraints do not concern the other operations, such as DescribeKey. */
const takesEncryptionContext: ReadonlySet<string> = new Set<GrantOperation>([
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
])

function areMet(constraints: GrantConstraints, context: EncryptionContext): boolean {
  const { encryptionContextSubset: subset, encryptionContextEquals: equal } = constraints
  if (subset !== undefined && !hasAllPairs(context, subset)) return false
  // Both ways, since names that differ in case alone are the same name here.
  return equal === undefined || (hasAllPairs(context, equal) && hasAllPairs(equal, context))
}

function hasAllPairs(context: EncryptionContext, wanted: EncryptionContext): boolean {
  return Object.entries(wanted).every(([name, value]) => hasPair(context, name, value))
}

function hasPair(context: EncryptionContext, name: string, value: string): boolean {
  if (Object.hasOwn(context, name) && context[name] === value) return true
  const lower = name.toLowerCase()
  return Object.entries(context).some(([other, given]) => given === value && other.toLowerCase() === lower)
}
