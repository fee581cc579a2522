/**
 * Tags of keys.
 *
 * @module
 */
import { limitExceeded, tagException } from '../kms-errors.ts'
import {
  listResourceTagsRequest,
  tagResourceRequest,
  untagResourceRequest,
} from '../requests/tag-requests.ts'
import { operation, type Operation } from './operation.ts'
import { pageOf } from './page.ts'

/** AWS's limit for one key. */
const tagsMax = 50

export const tagOperations: readonly Operation[] = [
  operation('TagResource', tagResourceRequest, (context, request) => {
    const key = context.changeableKeyFor(request.KeyId)
    addTags(key.facts.tags, request.Tags)
    context.touch(key)
    return {}
  }),

  operation('UntagResource', untagResourceRequest, (context, request) => {
    const key = context.changeableKeyFor(request.KeyId)
    for (const name of request.TagKeys) delete key.facts.tags[name]
    context.touch(key)
    return {}
  }),

  operation('ListResourceTags', listResourceTagsRequest, (context, request) => {
    const { tags } = context.keyFor(request.KeyId).facts
    const names = Object.keys(tags).toSorted()
    const { items, ...page } = pageOf(names, request, 50, (name) => name)
    return { Tags: items.map((name) => ({ TagKey: name, TagValue: tags[name] })), ...page }
  }),
]

/** Adds `added` to `tags`, all or none. @throws {KmsException} LimitExceededException, TagException */
export function addTags(
  tags: Record<string, string>,
  added: readonly { readonly TagKey: string; readonly TagValue: string }[],
): void {
  const names = added.map(({ TagKey: name }) => name)
  if (new Set(names).size < names.length) throw tagException('Duplicate tag keys')
  if (names.some((name) => name.startsWith('aws:')))
    throw tagException('Tags that begin with aws: are reserved')
  if (new Set([...Object.keys(tags), ...names]).size > tagsMax)
    throw limitExceeded(`A key has at most ${tagsMax} tags.`)
  for (const { TagKey: name, TagValue: value } of added) tags[name] = value
}
