/**
 * GenerateMac and VerifyMac, with HMAC keys (RFC 2104, FIPS 198-1).
 *
 * @module
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

import { macAlgorithmOf } from '../keys/key-specs.ts'
import type { KmsKey } from '../keys/kms-key.ts'
import { invalidKeyUsage, invalidMac } from '../kms-errors.ts'
import { generateMacRequest, verifyMacRequest } from '../requests/mac-requests.ts'
import type { CallContext } from './call-context.ts'
import { operation, type Operation } from './operation.ts'

interface MacRequest {
  readonly KeyId: string
  readonly MacAlgorithm: string
  readonly GrantTokens?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
}

export const macOperations: readonly Operation[] = [
  operation('GenerateMac', generateMacRequest, (context, request) => {
    const key = macKey(context, request)
    return {
      Mac: macOf(key, request.Message),
      KeyId: key.arn,
      MacAlgorithm: request.MacAlgorithm,
    }
  }),

  operation('VerifyMac', verifyMacRequest, (context, request) => {
    const key = macKey(context, request)
    const mac = macOf(key, request.Message)
    if (mac.length !== request.Mac.length || !timingSafeEqual(mac, request.Mac)) throw invalidMac()
    return { KeyId: key.arn, MacValid: true, MacAlgorithm: request.MacAlgorithm }
  }),
]

function macKey(context: CallContext, request: MacRequest): KmsKey {
  const { GrantTokens: grantTokens, MacAlgorithm: algorithm } = request
  const key = context.usableKeyFor(request.KeyId, 'GENERATE_VERIFY_MAC', {
    grantTokens,
    conditions: (name) => (name === 'kms:macalgorithm' ? [algorithm] : undefined),
  })
  if (macAlgorithmOf(key.facts.keySpec) !== algorithm)
    throw invalidKeyUsage(key.arn, key.facts.keySpec, algorithm)
  context.endDryRun(request.DryRun)
  return key
}

function macOf(key: KmsKey, message: Buffer): Buffer {
  const digest = key.facts.keySpec.replace('HMAC_', 'sha')
  return createHmac(digest, key.encryptionKey().secret).update(message).digest()
}
