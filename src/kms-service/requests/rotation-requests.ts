/**
 * What the operations on the rotation of key material take.
 *
 * @module
 */
import { z } from '../../schema.ts'
import { includeKeyMaterial, keyId, limit, marker, rotationPeriodInDays } from './members.ts'

export const enableKeyRotationRequest = z.object({
  KeyId: keyId,
  RotationPeriodInDays: rotationPeriodInDays.optional(),
})
export type EnableKeyRotationRequest = Readonly<z.infer<typeof enableKeyRotationRequest>>

export const disableKeyRotationRequest = z.object({
  KeyId: keyId,
})
export type DisableKeyRotationRequest = Readonly<z.infer<typeof disableKeyRotationRequest>>

export const getKeyRotationStatusRequest = z.object({
  KeyId: keyId,
})
export type GetKeyRotationStatusRequest = Readonly<z.infer<typeof getKeyRotationStatusRequest>>

export const rotateKeyOnDemandRequest = z.object({
  KeyId: keyId,
})
export type RotateKeyOnDemandRequest = Readonly<z.infer<typeof rotateKeyOnDemandRequest>>

export const listKeyRotationsRequest = z.object({
  KeyId: keyId,
  IncludeKeyMaterial: includeKeyMaterial.optional(),
  Limit: limit.optional(),
  Marker: marker.optional(),
})
export type ListKeyRotationsRequest = Readonly<z.infer<typeof listKeyRotationsRequest>>
