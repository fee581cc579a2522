/**
 * The operations that this KMS has, and the names of those that AWS has too.
 *
 * @module
 */
import { aliasOperations } from './aliases.ts'
import { cryptographicOperations } from './cryptography.ts'
import { grantOperations } from './grants.ts'
import { keyOperations } from './keys.ts'
import { macOperations } from './macs.ts'
import type { Operation } from './operation.ts'
import { policyOperations } from './policies.ts'
import { rotationOperations } from './rotation.ts'
import { tagOperations } from './tags.ts'

export const operations: ReadonlyMap<string, Operation> = new Map(
  [
    ...cryptographicOperations,
    ...keyOperations,
    ...aliasOperations,
    ...rotationOperations,
    ...policyOperations,
    ...grantOperations,
    ...tagOperations,
    ...macOperations,
  ].map((operation) => [operation.name, operation]),
)

/** What AWS KMS can do and this one cannot: asymmetric keys, imported key material, custom key stores, regions. */
export const unsupportedOperations: ReadonlySet<string> = new Set([
  'ConnectCustomKeyStore',
  'CreateCustomKeyStore',
  'Decapsulate',
  'DeleteCustomKeyStore',
  'DeleteImportedKeyMaterial',
  'DeriveSharedSecret',
  'DescribeCustomKeyStores',
  'DisconnectCustomKeyStore',
  'Encapsulate',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GetKeyLastUsage',
  'GetParametersForImport',
  'GetPublicKey',
  'ImportKeyMaterial',
  'ReplicateKey',
  'Sign',
  'UpdateCustomKeyStore',
  'UpdatePrimaryRegion',
  'Verify',
])
