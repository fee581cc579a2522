/**
 * Who may call this KMS: principals with their access keys, as AWS's identity
 * service would know them.
 *
 * @module
 */
import { z } from '../../schema.ts'
import { InputUnreadableError } from '../../errors.ts'
import { KmsException } from '../kms-exception.ts'
import { parseIdentityPolicy, type PolicyDocument } from './policy-document.ts'

export interface Principal {
  readonly arn: string
  readonly accountId: string
  /** Whether it is the account itself. */
  readonly isRoot: boolean
  readonly policies: readonly PolicyDocument[]
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Where its credentials are temporary. */
  readonly sessionToken?: string | undefined
  /** ms since 1970, where its credentials are temporary. */
  readonly expiresAt?: number | undefined
}

export interface PrincipalDirectory {
  /** The principal that owns this access key. */
  find(accessKeyId: string): Principal | undefined
}

const principalArnPattern =
  /^arn:aws[\w-]*:(?:iam::(\d{12}):(?:root|user\/[\w+=,.@/-]+|role\/[\w+=,.@/-]+)|sts::(\d{12}):assumed-role\/[\w+=,.@/-]+)$/

/** One principal as people write it into a file. */
const principalSchema = z.strictObject({
  arn: z.string().regex(principalArnPattern, 'must be the ARN of a root, a user, a role or an assumed role'),
  accessKeyId: z.string().regex(/^[\w.-]{1,128}$/, 'must be letters, digits, dots and hyphens'),
  secretAccessKey: z.string().min(1).max(256),
  sessionToken: z.string().min(1).max(8192).optional(),
  expiresAt: z.iso.datetime({ error: 'must be a time such as 2026-12-01T00:00:00Z' }).optional(),
  policies: z.array(z.record(z.string(), z.unknown())).max(20).optional(),
})

const fileSchema = z.strictObject({ principals: z.array(principalSchema).min(1).max(10_000) })

/**
 * The principals in a file's content, already parsed. Who has no policies may
 * do everything, as administrators; an empty list allows nothing by itself.
 *
 * @throws {InputUnreadableError} that names what is wrong; never with a secret.
 */
export function readPrincipals(content: unknown, file: string): Principal[] {
  const read = fileSchema.safeParse(content)
  if (!read.success) {
    const [issue] = read.error.issues
    const where = issue!.path.join('.') || 'the file'
    throw new InputUnreadableError(
      `${file} names no principals that can be used: ${where}: ${issue!.message}. It holds a list ` +
        'principals, each with arn, accessKeyId, secretAccessKey and, if it is no administrator, policies.',
    )
  }
  const principals = read.data.principals.map((given) => {
    const { arn, accessKeyId, secretAccessKey, sessionToken, expiresAt, policies } = given
    return {
      ...namedPrincipal(arn),
      accessKeyId,
      secretAccessKey,
      sessionToken,
      expiresAt: expiresAt === undefined ? undefined : Date.parse(expiresAt),
      ...(policies !== undefined && { policies: policies.map((policy) => readPolicy(policy, arn, file)) }),
    }
  })
  const seen = new Set<string>()
  const twice = principals.find(({ accessKeyId }) => seen.size === seen.add(accessKeyId).size)?.accessKeyId
  if (twice !== undefined)
    throw new InputUnreadableError(`${file} gives two principals the access key ${twice}. Give each its own.`)
  return principals
}

function readPolicy(policy: object, arn: string, file: string): PolicyDocument {
  try {
    return parseIdentityPolicy(policy)
  } catch (cause) {
    if (!(cause instanceof KmsException)) throw cause
    throw new InputUnreadableError(
      `${file} gives ${arn} a policy that AWS would refuse: ${cause.message} Correct it.`,
      { cause },
    )
  }
}

const everything = parseIdentityPolicy({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
})

/** An administrator by `arn`, whose account it names. */
export function namedPrincipal(arn: string): Pick<Principal, 'arn' | 'accountId' | 'isRoot' | 'policies'> {
  const [, iamAccount, stsAccount] = principalArnPattern.exec(arn) ?? []
  return {
    arn,
    accountId: iamAccount ?? stsAccount ?? '',
    isRoot: /^arn:[\w-]+:iam::\d{12}:root$/.test(arn),
    policies: [everything],
  }
}

export function directoryOf(principals: readonly Principal[]): PrincipalDirectory {
  const byAccessKey = new Map(principals.map((principal) => [principal.accessKeyId, principal]))
  return { find: (accessKeyId) => byAccessKey.get(accessKeyId) }
}

/** Gives everyone an access key of that name: for the KMS in the process, which no stranger reaches. */
export function openDirectory(account: string): PrincipalDirectory {
  const known = new Map<string, Principal>()
  return {
    find: (name) => {
      let principal = known.get(name)
      if (principal === undefined) {
        const arn = `arn:aws:iam::${account}:user/${name}`
        principal = { ...namedPrincipal(arn), accessKeyId: name, secretAccessKey: name }
        known.set(name, principal)
      }
      return principal
    },
  }
}
