/**
 * The members of the requests, each with the constraints of AWS's published
 * service model, so that a limit stands in one place however many operations
 * have the member.
 *
 * @module
 */
import { z } from '../../schema.ts'
import { grantOperations as grantOperationNames } from '../access/grant.ts'
import { blob, integer, oneOf, oneOfElement, text, textElement, textList, textMap } from './member-kinds.ts'

/** Key id, key ARN, alias name or alias ARN; which of these an operation takes, the service tells. */
export const keyId = text({ min: 1, max: 2048 })

const namePattern = '^[a-zA-Z0-9:/_-]+$'
export const aliasName = text({ min: 1, max: 256, pattern: namePattern })
export const description = text({ min: 0, max: 8192 })
export const customKeyStoreId = text({ min: 1, max: 64 })
export const xksKeyId = text({ min: 1, max: 128, pattern: '^[a-zA-Z0-9-_.]+$' })

export const policy = text({
  min: 1,
  max: 131_072,
  pattern: String.raw`[\u0009\u000A\u000D\u0020-\u00FF]+`,
})
export const policyName = text({ min: 1, max: 128, pattern: String.raw`[\w]+` })

export const limit = integer(1, 1000)
export const marker = text({ min: 1, max: 1024, pattern: String.raw`[\u0020-\u00FF]*` })

/** The model's bound; that AWS takes 7 to 30 only, the service tells. */
export const pendingWindowInDays = integer(1, 365)
export const rotationPeriodInDays = integer(90, 2560)

export const plaintext = blob(1, 4096)
export const ciphertextBlob = blob(1, 6144)
export const message = blob(1, 4096)
export const mac = blob(1, 6144)
export const numberOfBytes = integer(1, 1024)
export const encryptionContext = textMap()
export const flag = z.boolean()

const olderKeySpecs = [
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'ECC_NIST_P256',
  'ECC_NIST_P384',
  'ECC_NIST_P521',
  'ECC_SECG_P256K1',
  'SYMMETRIC_DEFAULT',
  'HMAC_224',
  'HMAC_256',
  'HMAC_384',
  'HMAC_512',
  'SM2',
] as const

export const keySpec = oneOf([
  ...olderKeySpecs,
  'ML_DSA_44',
  'ML_DSA_65',
  'ML_DSA_87',
  'ECC_NIST_EDWARDS25519',
  'ML_KEM_512',
  'ML_KEM_768',
  'ML_KEM_1024',
])

/** The older name of `KeySpec`, which learns no new values. */
export const customerMasterKeySpec = oneOf(olderKeySpecs)

export const keyUsage = oneOf([
  'SIGN_VERIFY',
  'ENCRYPT_DECRYPT',
  'GENERATE_VERIFY_MAC',
  'KEY_AGREEMENT',
  'ENCAPSULATE_DECAPSULATE',
])
export const origin = oneOf(['AWS_KMS', 'EXTERNAL', 'AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE'])
export const dataKeySpec = oneOf(['AES_256', 'AES_128'])
export const encryptionAlgorithm = oneOf([
  'SYMMETRIC_DEFAULT',
  'RSAES_OAEP_SHA_1',
  'RSAES_OAEP_SHA_256',
  'SM2PKE',
])
export const macAlgorithm = oneOf(['HMAC_SHA_224', 'HMAC_SHA_256', 'HMAC_SHA_384', 'HMAC_SHA_512'])
export const includeKeyMaterial = oneOf(['ALL_KEY_MATERIAL', 'ROTATIONS_ONLY'])
export const dryRunModifiers = textList(oneOfElement(['IGNORE_CIPHERTEXT']))

/** The other side of an attested enclave. */
export const recipient = z.object({
  KeyEncryptionAlgorithm: oneOf(['RSAES_OAEP_SHA_256']).optional(),
  AttestationDocument: blob(1, 262_144).optional(),
})

const grantTokenBounds = { min: 1, max: 8192 }
export const grantToken = text(grantTokenBounds)
export const grantTokens = textList(textElement(grantTokenBounds), 10)
export const grantId = text({ min: 1, max: 128 })
export const grantName = text({ min: 1, max: 256, pattern: namePattern })
export const principal = text({ min: 1, max: 256, pattern: String.raw`^[\w+=,.@:/-]+$` })
export const servicePrincipal = text({
  min: 1,
  max: 128,
  pattern: String.raw`^([A-Za-z0-9\-]+)\.([A-Za-z0-9\-]+)(\.[A-Za-z0-9\-]+)+$`,
})

export const grantOperations = textList(oneOfElement(grantOperationNames))

export const grantConstraints = z.object({
  EncryptionContextSubset: encryptionContext.optional(),
  EncryptionContextEquals: encryptionContext.optional(),
  SourceArn: text({
    min: 20,
    max: 512,
    pattern: '^arn:aws[a-z0-9-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]{12}:.+$',
  }).optional(),
})

const tagKeyBounds = { min: 1, max: 128 }
export const tags = z.array(z.object({ TagKey: text(tagKeyBounds), TagValue: text({ min: 0, max: 256 }) }))
export const tagKeys = textList(textElement(tagKeyBounds))
