/**
 * From what a schema found wrong to the one exception that AWS answers with:
 * a type that does not fit comes before any constraint.
 *
 * @module
 */
import type { z } from '../../schema.ts'
import type { KmsException } from '../kms-exception.ts'
import { validation } from '../kms-errors.ts'
import { notNull } from './constraints.ts'
import { isTypeFault } from './member-kinds.ts'
import { integerOf, serializationException, typeFault, type MemberType } from './serialization.ts'

/** The most violations that one message tells. */
export const violationsMax = 10
/** The most characters of a value that a message shows. */
export const shownMax = 200

/** Members that a message does not show: secrets, and blobs. */
const hiddenMembers: ReadonlySet<unknown> = new Set([
  'Plaintext',
  'CiphertextBlob',
  'Message',
  'Mac',
  'AttestationDocument',
])

/** `issues` is not empty and tells what is wrong with `request`. */
export function exceptionOf(issues: readonly z.core.$ZodIssue[], request: object): KmsException {
  const violations: string[] = []
  for (const issue of issues) {
    const value = valueAt(request, issue.path)
    const isAbsent = value === undefined || value === null
    if (!isAbsent) {
      const fault = faultOf(issue, value)
      if (fault !== undefined) return serializationException(fault)
    }
    if (violations.length < violationsMax) {
      violations.push(violation(issue.path, value, isAbsent ? notNull : issue.message))
    }
  }
  const errors = violations.length === 1 ? '1 validation error' : `${violations.length} validation errors`
  return validation(`${errors} detected: ${violations.join('; ')}`)
}

/** What the request has at `path`; undefined where it ends before. */
export function valueAt(request: object, path: readonly PropertyKey[]): unknown {
  let value: unknown = request
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<PropertyKey, unknown>)[name]
  }
  return value
}

/** Why `value` cannot be deserialized; undefined where it can and breaks a constraint. */
function faultOf(issue: z.core.$ZodIssue, value: unknown): string | undefined {
  if (isTypeFault(issue)) return issue.message
  if (issue.code === 'invalid_type') return typeFault(value, memberTypeOf(issue.expected))
  // An enumeration reports a number as it reports a name that it does not know.
  if (issue.code === 'invalid_value' && typeof value !== 'string') return typeFault(value, 'String')
  return undefined
}

function memberTypeOf(expected: z.core.$ZodIssueInvalidType['expected']): MemberType {
  switch (expected) {
    case 'number':
      return 'Integer'
    case 'boolean':
      return 'Boolean'
    case 'array':
      return 'List'
    case 'object':
      return 'Structure'
    default:
      return 'String'
  }
}

function violation(path: readonly PropertyKey[], value: unknown, constraint: string): string {
  const shown = hiddenMembers.has(path.at(-1)) ? '' : ` ${shownValue(value)}`
  return `Value${shown} at '${shownPath(path)}' failed to satisfy constraint: ${constraint}`
}

/** Such as `tags.1.member.tagKey`: AWS counts from one. */
function shownPath(path: readonly PropertyKey[]): string {
  return path
    .map((name) => (typeof name === 'number' ? `${name + 1}.member` : lowerCamel(String(name))))
    .join('.')
}

function lowerCamel(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1)
}

function shownValue(value: unknown): string {
  if (value === undefined || value === null) return 'null'
  const whole = shownText(value)
  return `'${whole.length > shownMax ? `${whole.slice(0, shownMax)}...` : whole}'`
}

function shownText(value: unknown): string {
  if (typeof value === 'number') return String(integerOf(value))
  if (Array.isArray(value)) return `[${shownItems(value)}]`
  if (typeof value === 'object' && value !== null) {
    return `{${shownItems(Object.entries(value).map(([key, item]) => `${key}=${String(item)}`))}}`
  }
  return String(value)
}

/** No more of them than can be seen. */
function shownItems(items: readonly unknown[]): string {
  return items
    .slice(0, shownMax)
    .map((item) => String(item).slice(0, shownMax + 1))
    .join(', ')
}
