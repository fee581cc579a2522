/**
 * From the body of a request to what its operation takes, so that the service
 * works on checked values only.
 *
 * @module
 */
import type { z } from '../../schema.ts'
import { jsonObjectOf } from './serialization.ts'
import { exceptionOf, valueAt } from './violations.ts'

/**
 * What `schema` makes of `body`. Members that it does not know are ignored, and
 * a member that is null counts as absent, as at AWS.
 *
 * @throws {KmsException} `SerializationException` or `ValidationException`
 */
export function readRequest<T>(schema: z.ZodType<T>, body: Uint8Array): T {
  const request = jsonObjectOf(body)
  const first = schema.safeParse(request)
  if (first.success) return first.data

  // Hardly any client sends null, so only those that do pay for it.
  if (!removeNullMembers(request, first.error.issues)) throw exceptionOf(first.error.issues, request)
  const second = schema.safeParse(request)
  if (second.success) return second.data
  throw exceptionOf(second.error.issues, request)
}

/** Removes what is null among the members that `issues` complain of, and tells whether there was any. */
function removeNullMembers(request: object, issues: readonly z.core.$ZodIssue[]): boolean {
  let isChanged = false
  for (const { path } of issues) {
    const name = path.at(-1)
    if (typeof name !== 'string' || valueAt(request, path) !== null) continue
    isChanged = Reflect.deleteProperty(valueAt(request, path.slice(0, -1)) as object, name)
  }
  return isChanged
}
