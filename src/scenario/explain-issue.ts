/**
 * Says in the words of this project what the schema found wrong, about the one
 * branch of a union that the author meant.
 *
 * @module
 */
import type { z } from '../schema.ts'
import type { Draft, FaultPath } from './faults.ts'
import { isDictionary, valueAt } from './paths.ts'
import { listOf, quote } from './printable.ts'
import { parameterPaths, shapesAt } from './schema-tree.ts'
import { nearest } from './suggest.ts'

type Issue = z.core.$ZodIssue

/** Unknown keys told of one map: more of them say that the file is something else. */
const keysMax = 100

/** What the schema found, reduced to issues of one branch each. Paths are relative to the parsed data. */
export function flattenIssues(issues: readonly Issue[], path: FaultPath = []): readonly Issue[] {
  return issues.flatMap((issue) => {
    const fullPath = [...path, ...(issue.path as FaultPath)]
    const isUnion = issue.code === 'invalid_union' && issue.errors.length > 0
    return isUnion ? flattenIssues(meantBranch(issue.errors), fullPath) : [{ ...issue, path: fullPath }]
  })
}

/**
 * Explains one flattened issue; several drafts where it is about several keys.
 * `data` is what was parsed and stands at `base` in the scenario.
 */
export function explainIssue(issue: Issue, data: unknown, base: FaultPath): readonly Draft[] {
  const inner = issue.path as FaultPath
  const path = [...base, ...inner]
  if (issue.code === 'unrecognized_keys') {
    const whole = wrap(data, base)
    return issue.keys
      .slice(0, keysMax)
      .map((key) => ({ path: [...path, key], at: 'key', ...explainKey(key, path, whole) }))
  }
  const value = valueAt(data, inner)
  if (value === undefined)
    return [{ path, at: 'key', message: `is missing: it ${explainValue(issue, value).message}` }]
  if (value === null)
    return [{ path, at: 'key', message: `is empty: it ${explainValue(issue, value).message}` }]
  return [{ path, at: 'value', ...explainValue(issue, value) }]
}

/** The candidate that a misspelt word of a closed list was meant to be. */
export function meantOption(issue: Issue, value: unknown): string | undefined {
  return nearest(value, optionsOf(issue) ?? [])
}

/** A branch that at least accepts the kind of value that is there; of these, the one with the fewest faults. */
function meantBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const fitting = branches.filter((issues) => !issues.some(isWrongKind))
  const [best] = fitting.toSorted((one, other) => weight(one) - weight(other))
  return best ?? branches[0] ?? []
}

function isWrongKind(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.path.length === 0
}

function weight(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0)
}

interface Advice {
  readonly message: string
  readonly suggestion?: string | undefined
}

function explainKey(key: string, path: FaultPath, whole: unknown): Advice {
  const shapes = shapesAt(path, whole)
  const chosen = shapes.filter((shape) => shape.isChosen)
  const owners = shapes.filter((shape) => !shape.isChosen && shape.keys.includes(key))
  const ownerNames = owners.flatMap((shape) => shape.selector ?? [])
  if (ownerNames.length > 0) {
    const current = chosen.flatMap((shape) => shape.selector ?? [])
    return { message: `goes with ${listOf(ownerNames)}, not with ${listOf(current)}: remove it` }
  }
  const known = [...new Set(chosen.flatMap((shape) => shape.keys))]
  if (known.includes(key)) {
    const mates = new Set(chosen.filter((shape) => shape.keys.includes(key)).flatMap((shape) => shape.keys))
    const rivals = Object.keys(valueAt(whole, path) ?? {}).filter(
      (other) => known.includes(other) && !mates.has(other),
    )
    return { message: `does not go together with ${listOf(rivals)}: keep one` }
  }
  const suggestion = nearest(key, known)
  if (suggestion !== undefined) return { message: 'unknown key', suggestion }
  const elsewhere = parameterPaths.filter((other) => other.endsWith(`.${key}`)).slice(0, 3)
  if (elsewhere.length > 0) return { message: 'unknown key', suggestion: listOf(elsewhere) }
  return { message: `unknown key: known here ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}` }
}

/** More than these are listed only where no name comes near to what was meant. */
const optionsShown = 16

function explainValue(issue: Issue, value: unknown): Advice {
  const options = optionsOf(issue)
  if (options !== undefined) {
    const must = options.length === 1 ? `must be ${options[0]}` : `must be one of ${options.join(', ')}`
    if (value === undefined || value === null) return { message: must }
    const suggestion = nearest(value, options)
    const isListed = suggestion === undefined || options.length <= optionsShown
    return {
      message: isListed
        ? `${must}, not ${quote(value)}`
        : `${quote(value)} is none of the ${options.length} names that it may be`,
      suggestion,
    }
  }
  switch (issue.code) {
    case 'invalid_type':
      return isOwnMessage(issue) ? { message: issue.message } : explainKind(issue.expected, value)
    case 'too_small':
      return { message: explainLimit(issue.origin, 'least', issue.minimum, issue.inclusive ?? true, value) }
    case 'too_big':
      return { message: explainLimit(issue.origin, 'most', issue.maximum, issue.inclusive ?? true, value) }
    default:
      return { message: isOwnMessage(issue) ? issue.message : `cannot be ${quote(value)}` }
  }
}

function optionsOf(issue: Issue): readonly string[] | undefined {
  if (issue.code === 'invalid_value') return issue.values.map(String)
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options)) {
    return issue.options.map(String)
  }
  return undefined
}

/** The schema library's own messages are not written for people who write scenarios. */
function isOwnMessage(issue: Issue): boolean {
  return !/^(Invalid|Too|Unrecognized)\b/.test(issue.message)
}

const kindNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  object: 'a map of keys and values',
  record: 'a map of keys and values',
  array: 'a list',
}

function explainKind(expected: string, value: unknown): Advice {
  const must = `must be ${kindNames[expected] ?? expected}`
  if (value === undefined || value === null) return { message: must }
  const suggestion = expected === 'array' ? `[${shown(value)}]` : meantNumber(expected, value)
  return { message: `${must}, not ${kindOf(value)}`, suggestion }
}

/** Of text that is one but for quotes or commas between thousands, or is a share in percent. */
function meantNumber(expected: string, value: unknown): string | undefined {
  if (typeof value !== 'string' || !['number', 'int'].includes(expected)) return undefined
  const trimmed = value.trim()
  const text = /^\d{1,3}(,\d{3})+$/.test(trimmed) ? trimmed.replaceAll(',', '') : trimmed
  if (text !== '' && Number.isFinite(Number(text))) return text
  const [, percent] = /^(\d+(?:\.\d+)?) ?%$/.exec(text) ?? []
  return percent === undefined || expected === 'int' ? undefined : String(Number(percent) / 100)
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : quote(value)
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (isDictionary(value)) return 'a map'
  return typeof value === 'string' ? `the text ${quote(value)}` : quote(value)
}

function explainLimit(
  origin: string,
  side: 'least' | 'most',
  limit: number | bigint,
  isInclusive: boolean,
  value: unknown,
): string {
  if (origin === 'array') return `must have at ${side} ${limit} ${limit === 1 ? 'entry' : 'entries'}`
  if (origin === 'string') {
    return limit === 1 ? 'must not be empty' : `must be at ${side} ${limit} characters long`
  }
  const bound = isInclusive ? `at ${side}` : side === 'least' ? 'more than' : 'less than'
  return `must be ${bound} ${limit}, not ${quote(value)}`
}

/** `data` put where `base` says it stands, so that paths from the root find it. */
function wrap(data: unknown, base: FaultPath): unknown {
  return base.reduceRight<unknown>((inner, segment) => {
    if (typeof segment !== 'number') return { [segment]: inner }
    const list: unknown[] = []
    list[segment] = inner
    return list
  }, data)
}
