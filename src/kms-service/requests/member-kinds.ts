/**
 * The kinds of members that requests are made of, each refusing a value in
 * AWS's words, so that the members themselves are declared in one line.
 *
 * @module
 */
import { z } from '../../schema.ts'
import {
  eachElement,
  eachValue,
  inPattern,
  inValueSet,
  lengthAtLeast,
  lengthAtMost,
  notNull,
  valueAtLeast,
  valueAtMost,
} from './constraints.ts'
import { integerOf, typeFault } from './serialization.ts'

/** Lengths of text are in UTF-16 code units, those of blobs in bytes. */
export interface TextBounds {
  readonly min: number
  readonly max: number
  /** As AWS writes it; the whole text must match. */
  readonly pattern?: string
}

/** What holds for each element of a list of texts. */
export interface ElementRule<T extends string> {
  readonly isMetBy: (text: string) => text is T
  readonly constraints: readonly string[]
}

/** What {@link isTypeFault} finds on an issue. */
interface TypeFault {
  readonly typeFault: true
}

export function text(bounds: TextBounds) {
  const { min, max, pattern } = bounds
  const anyText = z.string()
  const matching = pattern === undefined ? anyText : anyText.regex(wholly(pattern), inPattern(pattern))
  const bounded = matching.max(max, lengthAtMost(max))
  return min === 0 ? bounded : bounded.min(min, lengthAtLeast(min))
}

export function integer(min: number, max: number) {
  return z.number().overwrite(integerOf).max(max, valueAtMost(max)).min(min, valueAtLeast(min))
}

export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, inValueSet(values))
}

/** Base64 in canonical form, as bytes. */
export function blob(min: number, max: number) {
  return z.string().transform((base64, { issues }): Buffer => {
    const bytes = Buffer.from(base64, 'base64')
    // Node skips what is not base64, so the way back tells.
    if (bytes.toString('base64') !== base64) return refuseType(issues, base64, typeFault(base64, 'Blob'))
    if (bytes.length > max) return refuse(issues, base64, lengthAtMost(max))
    if (bytes.length < min) return refuse(issues, base64, lengthAtLeast(min))
    return bytes
  })
}

/** Characters of all names and values together: what AWS says of encryption contexts. */
export const textMapMax = 8192

/**
 * Pairs of texts, without a prototype: any key is a pair of its own, even
 * `__proto__`, and a key that was not sent is absent, even `constructor`.
 */
export function textMap() {
  return z.unknown().transform((value, { issues }): Readonly<Record<string, string>> => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return refuseType(issues, value, typeFault(value, 'Map'))
    }
    const pairs = Object.create(null) as Record<string, string>
    let hasNull = false
    let length = 0
    for (const [key, item] of Object.entries(value)) {
      length += key.length
      if (typeof item === 'string') {
        pairs[key] = item
        length += item.length
      } else if (item === null) hasNull = true
      else return refuseType(issues, value, typeFault(item, 'String'))
    }
    if (length > textMapMax) return refuse(issues, value, lengthAtMost(textMapMax))
    return hasNull ? refuse(issues, value, eachValue([notNull])) : pairs
  })
}

/** At most one issue, however many elements are at fault, as AWS has it. */
export function textList<T extends string>(element: ElementRule<T>, max = Number.POSITIVE_INFINITY) {
  return z.unknown().transform((value, { issues }): readonly T[] => {
    if (!Array.isArray(value)) return refuseType(issues, value, typeFault(value, 'List'))
    let broken: string | undefined
    for (const item of value as readonly unknown[]) {
      if (item === null) broken = eachElement([notNull])
      else if (typeof item !== 'string') return refuseType(issues, value, typeFault(item, 'String'))
      else if (!element.isMetBy(item)) broken ??= eachElement(element.constraints)
    }
    if (value.length > max) return refuse(issues, value, lengthAtMost(max))
    if (broken !== undefined) return refuse(issues, value, broken)
    return value as readonly T[]
  })
}

export function textElement({ min, max }: TextBounds): ElementRule<string> {
  return {
    isMetBy: (item): item is string => item.length >= min && item.length <= max,
    constraints: [lengthAtMost(max), lengthAtLeast(min)],
  }
}

export function oneOfElement<const T extends readonly string[]>(values: T): ElementRule<T[number]> {
  const known: ReadonlySet<string> = new Set(values)
  return { isMetBy: (item): item is T[number] => known.has(item), constraints: [inValueSet(values)] }
}

/** Whether an issue is about the type of a value rather than about a constraint. */
export function isTypeFault(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'custom' && (issue.params as TypeFault | undefined)?.typeFault === true
}

/** AWS's patterns must match as a whole, whether or not they are anchored. */
function wholly(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`)
}

function refuse(issues: z.core.$ZodRawIssue[], input: unknown, message: string): never {
  issues.push({ code: 'custom', input, message })
  return z.NEVER
}

function refuseType(issues: z.core.$ZodRawIssue[], input: unknown, message: string): never {
  issues.push({ code: 'custom', input, message, params: { typeFault: true } satisfies TypeFault })
  return z.NEVER
}
