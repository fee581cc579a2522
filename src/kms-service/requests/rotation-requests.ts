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

export const disableKeyRotationRequest = z.object({
  KeyId: keyId,
})

export const getKeyRotationStatusRequest = z.object({
  KeyId: keyId,
})

export const rotateKeyOnDemandRequest = z.object({
  KeyId: keyId,
})

export const listKeyRotationsRequest = z.object({
  KeyId: keyId,
  IncludeKeyMaterial: includeKeyMaterial.optional(),
  Limit: limit.optional(),
  Marker: marker.optional(),
})
