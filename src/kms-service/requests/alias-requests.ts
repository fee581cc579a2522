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
export type CreateAliasRequest = Readonly<z.infer<typeof createAliasRequest>>

export const updateAliasRequest = z.object({
  AliasName: aliasName,
  TargetKeyId: keyId,
})
export type UpdateAliasRequest = Readonly<z.infer<typeof updateAliasRequest>>

/** With `KeyId`, the aliases of that KMS key alone. */
export const listAliasesRequest = z.object({
  KeyId: keyId.optional(),
  Limit: limit.optional(),
  Marker: marker.optional(),
})
export type ListAliasesRequest = Readonly<z.infer<typeof listAliasesRequest>>

export const deleteAliasRequest = z.object({
  AliasName: aliasName,
})
export type DeleteAliasRequest = Readonly<z.infer<typeof deleteAliasRequest>>
