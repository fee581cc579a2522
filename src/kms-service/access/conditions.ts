/**
 * The conditions of a policy statement, compiled when the policy is read, so
 * that a call to KMS only compares strings.
 *
 * @module
 */
import { kindOf, malformed, membersOf } from './policy-value.ts'
import { compileWildcard, type TextMatcher } from './wildcard.ts'

/**
 * The values of a condition key in the request, or undefined where it has none.
 * `key` is in lower case. A lookup rather than a map: most calls meet no
 * condition at all, and a map would be made for each.
 */
export type ConditionLookup = (key: string) => readonly string[] | undefined

/** One operator with one condition key. All conditions of a statement must hold. */
export interface Condition {
  /** As written, such as `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string
  /**
   * In lower case, because names of condition keys are case-insensitive. For
   * `kms:EncryptionContext:KEY` this includes KEY, as on AWS: whoever cares for
   * its case adds a condition on the values of `kms:EncryptionContextKeys`.
   */
  readonly key: string
  readonly values: readonly string[]
  readonly holds: (lookup: ConditionLookup) => boolean
}

/**
 * Reads the `Condition` of a statement, found at `where`. With `hasVariables`,
 * `${…}` is a policy variable, which this service cannot fill in and refuses.
 */
export function parseConditions(value: unknown, hasVariables: boolean, where: string): readonly Condition[] {
  return membersOf(value, where).flatMap(([name, keys]) => {
    const operator = operatorOf(name, where)
    return membersOf(keys, `${where}.${name}`).map(([key, listed]) => {
      const place = `${where}.${name}.${key}`
      const values = valuesOf(listed, place)
      if (hasVariables) refuseVariables(values, place)
      return conditionOf(operator, key.toLowerCase(), values, place)
    })
  })
}

export function allHold(conditions: readonly Condition[], lookup: ConditionLookup): boolean {
  for (const condition of conditions) if (!condition.holds(lookup)) return false
  return true
}

/** Refuses what would need values of the request before it can be compared. */
export function refuseVariables(values: readonly string[], where: string): void {
  const found = values.find((value) => value.includes('${'))
  if (found !== undefined)
    throw malformed(where, `has a policy variable in '${found}', which this service does not fill in.`)
}

type SetQualifier = 'ForAllValues' | 'ForAnyValue'

/** Makes the comparison with one value of the policy, or undefined where that is not of the type. */
type Comparison = (value: string) => TextMatcher | undefined

interface Operator {
  readonly name: string
  readonly compare: Comparison
  readonly isNegated: boolean
  readonly isIfExists: boolean
  readonly isNullCheck: boolean
  readonly qualifier: SetQualifier | undefined
}

const equals: Comparison = (value) => (text) => text === value

const equalsIgnoreCase: Comparison = (value) => {
  const lower = value.toLowerCase()
  return (text) => text.toLowerCase() === lower
}

const bool: Comparison = (value) => (isBoolean(value) ? equalsIgnoreCase(value) : undefined)

/** Part by part, because a wildcard does not reach across the colons of an ARN. */
const arnLike: Comparison = (value) => {
  if (value === '*') return compileWildcard(value)
  const parts = arnPartsOf(value)?.map(compileWildcard)
  if (parts === undefined) return undefined
  return (text) => arnPartsOf(text)?.every((part, index) => parts[index]!(part)) ?? false
}

const comparisons = new Map<string, readonly [Comparison, isNegated: boolean]>([
  ['StringEquals', [equals, false]],
  ['StringNotEquals', [equals, true]],
  ['StringEqualsIgnoreCase', [equalsIgnoreCase, false]],
  ['StringNotEqualsIgnoreCase', [equalsIgnoreCase, true]],
  ['StringLike', [compileWildcard, false]],
  ['StringNotLike', [compileWildcard, true]],
  ['ArnEquals', [arnLike, false]],
  ['ArnLike', [arnLike, false]],
  ['ArnNotEquals', [arnLike, true]],
  ['ArnNotLike', [arnLike, true]],
  ['Bool', [bool, false]],
  ['NumericEquals', [numeric((given, value) => given === value), false]],
  ['NumericNotEquals', [numeric((given, value) => given === value), true]],
  ['NumericLessThan', [numeric((given, value) => given < value), false]],
  ['NumericLessThanEquals', [numeric((given, value) => given <= value), false]],
  ['NumericGreaterThan', [numeric((given, value) => given > value), false]],
  ['NumericGreaterThanEquals', [numeric((given, value) => given >= value), false]],
  ['Null', [bool, false]],
])

/** Operators of IAM that compare what this service does not know of a request. */
const unsupported = /^(Date\w+|Binary\w+|IpAddress|NotIpAddress)$/

function operatorOf(written: string, where: string): Operator {
  const [, prefix, name = '', suffix] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(written) ?? []
  const comparison = comparisons.get(name)
  // IAM has no NullIfExists, which would always hold.
  if (comparison === undefined || (name === 'Null' && suffix !== undefined))
    throw malformed(
      where,
      unsupported.test(name)
        ? `has the condition operator '${written}', which this service does not evaluate.`
        : `has the unknown condition operator '${written}'.`,
    )
  const [compare, isNegated] = comparison
  return {
    name: written,
    compare,
    isNegated,
    isIfExists: suffix !== undefined,
    isNullCheck: name === 'Null',
    qualifier: prefix as SetQualifier | undefined,
  }
}

function conditionOf(operator: Operator, key: string, values: readonly string[], where: string): Condition {
  const matchers = values.map((value) => {
    const matcher = operator.compare(value)
    if (matcher === undefined)
      throw malformed(where, `has a value that ${operator.name} cannot compare: '${value}'.`)
    return matcher
  })
  const matches: TextMatcher = (text) => {
    for (const matcher of matchers) if (matcher(text)) return true
    return false
  }
  return {
    operator: operator.name,
    key,
    values,
    holds: operator.isNullCheck
      ? (lookup) => matches(String(isAbsent(lookup(key))))
      : (lookup) => holdsFor(operator, matches, lookup(key)),
  }
}

/** Whether a condition holds for what the request has, where `matches` tells of one value alone. */
function holdsFor(operator: Operator, matches: TextMatcher, given: readonly string[] | undefined): boolean {
  const { isNegated, isIfExists, qualifier } = operator
  if (isAbsent(given)) {
    if (qualifier === 'ForAllValues' || isIfExists) return true
    return qualifier === undefined && isNegated
  }
  if (qualifier === 'ForAllValues') return given.every((text) => matches(text) !== isNegated)
  if (qualifier === 'ForAnyValue') return given.some((text) => matches(text) !== isNegated)
  // IAM asks for a qualifier where there are several values and does not say what holds without.
  return given.some(matches) !== isNegated
}

function isAbsent(given: readonly string[] | undefined): given is undefined | readonly [] {
  return given === undefined || given.length === 0
}

/** Values as strings: people also write numbers and booleans. An empty list is allowed and matches nothing. */
function valuesOf(value: unknown, where: string): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  return values.map((item) => {
    if (typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean') return String(item)
    throw malformed(where, `must be a string, a number, a boolean or a list of these, not ${kindOf(item)}.`)
  })
}

function numeric(compare: (given: number, value: number) => boolean): Comparison {
  return (text) => {
    const value = numberOf(text)
    if (value === undefined) return undefined
    return (given) => {
      const number = numberOf(given)
      return number !== undefined && compare(number, value)
    }
  }
}

function numberOf(text: string): number | undefined {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined
}

function isBoolean(text: string): boolean {
  return /^(true|false)$/i.test(text)
}

/** The six parts of an ARN, the last with all that follows. */
function arnPartsOf(text: string): readonly string[] | undefined {
  const parts = text.split(':')
  return parts.length < 6 ? undefined : [...parts.slice(0, 5), parts.slice(5).join(':')]
}
