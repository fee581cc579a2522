/**
 * Whom a statement of a key policy is about, because a principal has more than
 * one name and an account named there only delegates.
 *
 * @module
 */
import { malformed, membersOf, stringsOf } from './policy-value.ts'

/** The names of whoever makes a call. */
export interface Caller {
  /** Of a user, a role, a session or an account's root; or the name of an AWS service. */
  readonly arn: string
  readonly accountId: string
  readonly isRoot: boolean
  /** The role of an assumed-role session. */
  readonly roleArn: string | undefined
}

/** `account`: only the account of the caller is named, not the caller. */
export type PrincipalMatch = 'none' | 'account' | 'named'

export interface PrincipalElement {
  /** As written: `*`, account ids, ARNs and names of services. */
  readonly names: readonly string[]
  /** Whether it was written as `NotPrincipal`. */
  readonly isNegated: boolean
  readonly match: (caller: Caller) => PrincipalMatch
}

/** Reads `Principal`, or `NotPrincipal` where `isNegated`, found at `where`. */
export function parsePrincipal(value: unknown, isNegated: boolean, where: string): PrincipalElement {
  const { names, services } = namesOf(value, where)
  const listed: ListedNames = {
    everyone: names.includes('*'),
    accounts: new Set(names.flatMap((name) => accountOf(name) ?? [])),
    // Root has no name but that of its account.
    arns: new Set(names.filter((name) => accountOf(name) === undefined)),
    services: new Set(services),
  }
  return {
    names: [...names, ...services],
    isNegated,
    match: isNegated
      ? (caller) => (isExcepted(listed, caller) ? 'none' : 'named')
      : (caller) => matchOf(listed, caller),
  }
}

/**
 * The role that the session `arn` runs under, or undefined where `arn` is no
 * session. STS leaves out the path of a role, so what names a role with a path
 * does not meet its sessions.
 */
export function roleArnOf(arn: string): string | undefined {
  const at = arn.indexOf(':assumed-role/')
  if (at < 0) return undefined
  const [role] = arn.slice(at + ':assumed-role/'.length).split('/', 1)
  return `${arn.slice(0, at).replace(':sts:', ':iam:')}:role/${role}`
}

interface ListedNames {
  readonly everyone: boolean
  readonly accounts: ReadonlySet<string>
  readonly arns: ReadonlySet<string>
  readonly services: ReadonlySet<string>
}

const rootArn = /^arn:aws[a-z-]*:iam::(\d{12}):root$/
// A part of a name cannot be a wildcard: AWS takes `*` alone.
const principalArn =
  /^arn:aws[a-z-]*:(?:iam::\d{12}:(?:user|role)|sts::\d{12}:(?:assumed-role|federated-user))\/[^\s*?]+$/

function namesOf(value: unknown, where: string): { names: readonly string[]; services: readonly string[] } {
  if (value === '*') return { names: ['*'], services: [] }
  if (typeof value === 'string')
    throw malformed(where, `must be "*", {"AWS": …} or {"Service": …}, not the string '${value}'.`)
  const members = membersOf(value, where)
  if (members.length === 0) throw malformed(where, 'names no principal.')
  let names: readonly string[] = []
  let services: readonly string[] = []
  for (const [type, listed] of members)
    if (type === 'AWS') names = stringsOf(listed, `${where}.AWS`).map((name) => checkedName(name, where))
    else if (type === 'Service') services = stringsOf(listed, `${where}.Service`)
    else throw malformed(where, `has the type '${type}'; this service knows AWS and Service.`)
  return { names, services }
}

function checkedName(name: string, where: string): string {
  if (name === '*' || accountOf(name) !== undefined || principalArn.test(name)) return name
  throw malformed(
    `${where}.AWS`,
    `has the invalid principal '${name}'; it must be "*", an account id of 12 digits or the ARN of a principal.`,
  )
}

function accountOf(name: string): string | undefined {
  return /^\d{12}$/.test(name) ? name : rootArn.exec(name)?.[1]
}

function matchOf(listed: ListedNames, { arn, roleArn, accountId }: Caller): PrincipalMatch {
  if (listed.everyone || listed.arns.has(arn) || listed.services.has(arn)) return 'named'
  if (roleArn !== undefined && listed.arns.has(roleArn)) return 'named'
  return listed.accounts.has(accountId) ? 'account' : 'none'
}

/**
 * Whether `NotPrincipal` leaves the caller alone. AWS looks at the account
 * first, and of a session at its role, so both must be listed. To list an
 * account alone excepts its root and nobody else.
 */
function isExcepted(listed: ListedNames, { arn, roleArn, accountId, isRoot }: Caller): boolean {
  if (listed.everyone || listed.services.has(arn)) return true
  return listed.accounts.has(accountId) && (isRoot || listed.arns.has(roleArn ?? arn))
}
