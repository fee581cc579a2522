/**
 * What the operations take that make and verify message authentication codes.
 *
 * @module
 */
import { z } from '../../schema.ts'
import { flag, grantTokens, keyId, mac, macAlgorithm, message } from './members.ts'

export const generateMacRequest = z.object({
  Message: message,
  KeyId: keyId,
  MacAlgorithm: macAlgorithm,
  GrantTokens: grantTokens.optional(),
  DryRun: flag.optional(),
})

export const verifyMacRequest = z.object({
  Message: message,
  KeyId: keyId,
  MacAlgorithm: macAlgorithm,
  Mac: mac,
  GrantTokens: grantTokens.optional(),
  DryRun: flag.optional(),
})
