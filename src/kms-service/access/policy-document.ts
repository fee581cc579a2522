/**
 * Reads key policies and identity policies, so that what does not mean anything
 * is refused when it is written and nothing is left to read on each call.
 *
 * @module
 */
import { parseConditions, refuseVariables, type Condition } from './conditions.ts'
import { malformed, membersOf, stringOf, stringsOf } from './policy-value.ts'
import { parsePrincipal, type PrincipalElement } from './principal-element.ts'
import { compileWildcards, type TextMatcher } from './wildcard.ts'

/** A policy with its wildcards and conditions compiled. To store it, store its text. */
export interface PolicyDocument {
  readonly version: PolicyVersion
  readonly id: string | undefined
  readonly statements: readonly PolicyStatement[]
}

export type PolicyVersion = '2008-10-17' | '2012-10-17'

export interface PolicyStatement {
  readonly sid: string | undefined
  readonly effect: 'Allow' | 'Deny'
  /** In a key policy always, in an identity policy never. */
  readonly principal: PrincipalElement | undefined
  /** Matches actions in lower case, because actions are case-insensitive. */
  readonly action: PatternElement
  /** Undefined in a key policy that does not name its key. */
  readonly resource: PatternElement | undefined
  readonly conditions: readonly Condition[]
}

/** `Action`, `Resource`, or their `Not` forms. */
export interface PatternElement {
  /** As written. */
  readonly patterns: readonly string[]
  readonly isNegated: boolean
  /** With the negation applied. */
  readonly matches: TextMatcher
}

/** The longest key policy, in characters. */
export const keyPolicyLengthMax = 32_768

/** Throws `MalformedPolicyDocumentException` that says what is wrong, and in which statement. */
export function parseKeyPolicy(text: string): PolicyDocument {
  if (text.length > keyPolicyLengthMax)
    throw malformed('The policy', `has ${text.length} characters; at most ${keyPolicyLengthMax} are allowed.`)
  return documentOf(jsonOf(text), 'key')
}

/** Like `parseKeyPolicy`, of JSON text or of what it says. */
export function parseIdentityPolicy(value: unknown): PolicyDocument {
  return documentOf(typeof value === 'string' ? jsonOf(value) : value, 'identity')
}

type PolicyKind = 'key' | 'identity'

type Members = ReadonlyMap<string, unknown>

const documentMembers = ['Version', 'Id', 'Statement']
const statementMembers = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw malformed('The policy', `is not valid JSON: ${(error as SyntaxError).message}.`)
  }
}

function documentOf(value: unknown, kind: PolicyKind): PolicyDocument {
  const members = knownMembersOf(value, documentMembers, 'The policy')
  const version = versionOf(members.get('Version'))
  const written = members.get('Statement')
  const statements: readonly unknown[] = Array.isArray(written) ? written : [written]
  if (written === undefined || statements.length === 0) throw malformed('The policy', 'has no Statement.')
  return {
    version,
    id: members.has('Id') ? stringOf(members.get('Id'), 'Id') : undefined,
    statements: statements.map((statement, index) =>
      statementOf(statement, kind, version, `Statement[${index}]`),
    ),
  }
}

/** AWS takes a policy without a version for one of the old. */
function versionOf(value: unknown = '2008-10-17'): PolicyVersion {
  if (value === '2008-10-17' || value === '2012-10-17') return value
  throw malformed('Version', `must be 2012-10-17 or 2008-10-17, not ${JSON.stringify(value)}.`)
}

function statementOf(
  value: unknown,
  kind: PolicyKind,
  version: PolicyVersion,
  where: string,
): PolicyStatement {
  const members = knownMembersOf(value, statementMembers, where)
  const hasVariables = version === '2012-10-17'
  const effect = effectOf(members.get('Effect'), where)
  return {
    sid: members.has('Sid') ? sidOf(members.get('Sid'), `${where}.Sid`) : undefined,
    effect,
    principal: kind === 'key' ? principalOf(members, effect, where) : withoutPrincipal(members, where),
    action: actionOf(members, where),
    resource: resourceOf(members, kind, hasVariables, where),
    conditions: members.has('Condition')
      ? parseConditions(members.get('Condition'), hasVariables, `${where}.Condition`)
      : [],
  }
}

/** Refuses members that do not exist: a misspelt `Condition` would allow more than was meant. */
function knownMembersOf(value: unknown, known: readonly string[], where: string): Members {
  const members = new Map(membersOf(value, where))
  for (const name of members.keys())
    if (!known.includes(name)) throw malformed(where, `has the unknown element '${name}'.`)
  return members
}

function effectOf(value: unknown, where: string): 'Allow' | 'Deny' {
  if (value === 'Allow' || value === 'Deny') return value
  throw malformed(
    where,
    value === undefined
      ? 'has no Effect.'
      : `has the Effect ${JSON.stringify(value)}; it must be Allow or Deny.`,
  )
}

/** An empty Sid is what some tools write for none. */
function sidOf(value: unknown, where: string): string {
  return value === '' ? value : stringOf(value, where)
}

function principalOf(members: Members, effect: 'Allow' | 'Deny', where: string): PrincipalElement {
  const name = oneOf(members, 'Principal', 'NotPrincipal', where)
  if (name === undefined) throw malformed(where, 'has no Principal, which a key policy must name.')
  if (name === 'NotPrincipal' && effect === 'Allow')
    throw malformed(where, 'has NotPrincipal with the Effect Allow; AWS supports it with Deny alone.')
  return parsePrincipal(members.get(name), name === 'NotPrincipal', `${where}.${name}`)
}

function withoutPrincipal(members: Members, where: string): undefined {
  const name = oneOf(members, 'Principal', 'NotPrincipal', where)
  if (name !== undefined)
    throw malformed(
      where,
      `has ${name}, which an identity policy must not: it is about whom it is attached to.`,
    )
}

function actionOf(members: Members, where: string): PatternElement {
  const name = oneOf(members, 'Action', 'NotAction', where)
  if (name === undefined) throw malformed(where, 'has no Action.')
  const patterns = stringsOf(members.get(name), `${where}.${name}`)
  const wrong = patterns.find((pattern) => pattern !== '*' && !/^[\w-]+:[\w*?]+$/.test(pattern))
  if (wrong !== undefined)
    throw malformed(`${where}.${name}`, `must be * or like kms:Decrypt or kms:Describe*, not '${wrong}'.`)
  return patternElement(
    patterns,
    patterns.map((pattern) => pattern.toLowerCase()),
    name === 'NotAction',
  )
}

function resourceOf(
  members: Members,
  kind: PolicyKind,
  hasVariables: boolean,
  where: string,
): PatternElement | undefined {
  const name = oneOf(members, 'Resource', 'NotResource', where)
  if (name === undefined) {
    if (kind === 'key') return undefined
    throw malformed(where, 'has no Resource, which an identity policy must name.')
  }
  const place = `${where}.${name}`
  const patterns = stringsOf(members.get(name), place)
  if (hasVariables) refuseVariables(patterns, place)
  const wrong = patterns.find((pattern) => pattern !== '*' && !pattern.startsWith('arn:'))
  if (wrong !== undefined && kind === 'identity')
    throw malformed(place, `must be * or an ARN, which may have wildcards, not '${wrong}'.`)
  return patternElement(patterns, patterns, name === 'NotResource')
}

function oneOf(members: Members, name: string, notName: string, where: string): string | undefined {
  if (members.has(name) && members.has(notName)) throw malformed(where, `has both ${name} and ${notName}.`)
  if (members.has(name)) return name
  return members.has(notName) ? notName : undefined
}

function patternElement(
  patterns: readonly string[],
  comparable: readonly string[],
  isNegated: boolean,
): PatternElement {
  const matches = compileWildcards(comparable)
  return { patterns, isNegated, matches: isNegated ? (text) => !matches(text) : matches }
}
