/**
 * What the operations on the tags of a KMS key take.
 *
 * @module
 */
import { z } from '../../schema.ts'
import { keyId, limit, marker, tagKeys, tags } from './members.ts'

export const tagResourceRequest = z.object({
  KeyId: keyId,
  Tags: tags,
})

export const untagResourceRequest = z.object({
  KeyId: keyId,
  TagKeys: tagKeys,
})

export const listResourceTagsRequest = z.object({
  KeyId: keyId,
  Limit: limit.optional(),
  Marker: marker.optional(),
})
