/**
 * Reads the values of a policy as people write them, so that every fault of a
 * policy is told in one manner: where it is, and what is wrong there.
 *
 * @module
 */
import { KmsException } from '../kms-exception.ts'

/** The error for a policy that has the fault `what` at `where`, such as `Statement[0].Effect`. */
export function malformed(where: string, what: string): KmsException {
  return new KmsException('MalformedPolicyDocumentException', `${where} ${what}`)
}

/** The members of the object `value`. */
export function membersOf(value: unknown, where: string): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed(where, `must be an object, not ${kindOf(value)}.`)
  return Object.entries(value)
}

/** One string or several, as a list that is not empty. */
export function stringsOf(value: unknown, where: string): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (values.length === 0) throw malformed(where, 'must not be an empty list.')
  return values.map((item) => stringOf(item, where))
}

/** A string that is not empty. */
export function stringOf(value: unknown, where: string): string {
  if (typeof value !== 'string') throw malformed(where, `must be a string, not ${kindOf(value)}.`)
  if (value === '') throw malformed(where, 'must not be empty.')
  return value
}

/** What `value` is, in words for a message. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value)
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
