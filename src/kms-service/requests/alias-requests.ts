/**
 * What the operations on aliases take.
 *
 * @module
 */
import { z } from '../../schema.ts'
import { aliasName, keyId, limit, marker } from './members.ts'

export const createAliasRequest = z.object({
  AliasName: aliasName,
  TargetKeyId: keyId,
})

export const updateAliasRequest = z.object({
  AliasName: aliasName,
  TargetKeyId: keyId,
})

/** With `KeyId`, the aliases of that KMS key alone. */
export const listAliasesRequest = z.object({
  KeyId: keyId.optional(),
  Limit: limit.optional(),
  Marker: marker.optional(),
})

export const deleteAliasRequest = z.object({
  AliasName: aliasName,
})
