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
export type TagResourceRequest = Readonly<z.infer<typeof tagResourceRequest>>

export const untagResourceRequest = z.object({
  KeyId: keyId,
  TagKeys: tagKeys,
})
export type UntagResourceRequest = Readonly<z.infer<typeof untagResourceRequest>>

export const listResourceTagsRequest = z.object({
  KeyId: keyId,
  Limit: limit.optional(),
  Marker: marker.optional(),
})
export type ListResourceTagsRequest = Readonly<z.infer<typeof listResourceTagsRequest>>
