/**
 * Every call of a KMS as CloudTrail would log it, so that people can audit a
 * run with what they know from AWS. Neither plaintexts nor keys come here.
 *
 * @module
 */
import type { Principal } from './access/principals.ts'

/** One event, in CloudTrail's shape and with its field names. */
export interface CloudTrailEvent {
  readonly eventVersion: '1.08'
  readonly userIdentity: {
    readonly type: 'IAMUser' | 'AssumedRole' | 'Root'
    readonly principalId: string
    readonly arn: string
    readonly accountId: string
    readonly accessKeyId: string
    readonly userName?: string
    readonly invokedBy?: string
  }
  /** When the call arrived: ISO 8601. On the virtual clock counted from 1970-01-01. */
  readonly eventTime: string
  readonly eventSource: 'kms.amazonaws.com'
  readonly eventName: string
  readonly awsRegion: string
  readonly sourceIPAddress: string
  readonly userAgent: string
  readonly errorCode?: string
  readonly errorMessage?: string
  readonly requestParameters: Readonly<Record<string, unknown>> | null
  readonly responseElements: null
  readonly requestID: string
  readonly eventID: string
  readonly readOnly: boolean
  /** Empty where the request named no key that exists. */
  readonly resources: readonly {
    readonly accountId: string
    readonly type: 'AWS::KMS::Key'
    readonly ARN: string
  }[]
  readonly eventType: 'AwsApiCall'
  readonly managementEvent: true
  readonly recipientAccountId: string
  readonly eventCategory: 'Management'
}

/** What is known of a call when it has been answered. */
export interface AuditedCall {
  /** ms since 1970. */
  readonly arrivedAt: number
  readonly operation: string
  readonly principal: Principal
  readonly region: string
  readonly viaService: string | undefined
  readonly userAgent: string
  /** Undefined where it could not be read. */
  readonly request: object | undefined
  /** Of the keys that it was about, as far as they exist. */
  readonly keyArns: readonly string[]
  /** Undefined where it succeeded. */
  readonly error: { readonly errorName: string; readonly message: string } | undefined
  readonly requestId: string
}

export function cloudTrailEvent(call: AuditedCall): CloudTrailEvent {
  const { principal, viaService, error } = call
  return {
    eventVersion: '1.08',
    userIdentity: identityOf(principal, viaService),
    eventTime: new Date(call.arrivedAt).toISOString(),
    eventSource: 'kms.amazonaws.com',
    eventName: call.operation,
    awsRegion: call.region,
    sourceIPAddress: viaService ?? '127.0.0.1',
    userAgent: viaService ?? call.userAgent,
    ...(error && { errorCode: error.errorName, errorMessage: error.message }),
    requestParameters: call.request === undefined ? null : parametersOf(call.request),
    responseElements: null,
    requestID: call.requestId,
    eventID: eventIdOf(call.requestId),
    readOnly: readOnlyPattern.test(call.operation),
    resources: call.keyArns.map((arn) => ({
      accountId: arn.split(':', 5)[4]!,
      type: 'AWS::KMS::Key',
      ARN: arn,
    })),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: principal.accountId,
    eventCategory: 'Management',
  }
}

/** As CloudTrail marks them: the use of a key changes nothing about it. */
const readOnlyPattern = /^(Decrypt|Describe|Encrypt|Generate|Get|List|ReEncrypt|Verify)/

function identityOf(principal: Principal, invokedBy: string | undefined): CloudTrailEvent['userIdentity'] {
  const { arn, accountId, accessKeyId, isRoot } = principal
  const name = arn.slice(arn.indexOf('/') + 1)
  const type = isRoot ? 'Root' : arn.includes(':user/') ? 'IAMUser' : 'AssumedRole'
  return {
    type,
    principalId: isRoot ? accountId : name,
    arn,
    accountId,
    accessKeyId,
    ...(type === 'IAMUser' && { userName: name }),
    ...(invokedBy !== undefined && { invokedBy }),
  }
}

/** What may be told of a request. Whatever AWS adds to one is left out until it is named here. */
const toldMembers: ReadonlySet<string> = new Set([
  'AliasName',
  'BypassPolicyLockoutSafetyCheck',
  'Constraints',
  'CustomerMasterKeySpec',
  'Description',
  'DestinationEncryptionAlgorithm',
  'DestinationEncryptionContext',
  'DestinationKeyId',
  'DryRun',
  'EncryptionAlgorithm',
  'EncryptionContext',
  'GrantId',
  'GranteePrincipal',
  'KeyId',
  'KeySpec',
  'KeyUsage',
  'Limit',
  'MacAlgorithm',
  'MultiRegion',
  'Name',
  'NumberOfBytes',
  'Operations',
  'Origin',
  'PendingWindowInDays',
  'PolicyName',
  'RetiringPrincipal',
  'RotationPeriodInDays',
  'SourceEncryptionAlgorithm',
  'SourceEncryptionContext',
  'SourceKeyId',
  'TagKeys',
  'Tags',
  'TargetKeyId',
])

function parametersOf(request: object): Record<string, unknown> {
  const told = Object.entries(request).filter(([name, value]) => value !== undefined && toldMembers.has(name))
  return Object.fromEntries(told.map(([name, value]) => [name[0]!.toLowerCase() + name.slice(1), value]))
}

/** Another UUID of the same call. */
function eventIdOf(requestId: string): string {
  return `${requestId.slice(0, 14)}8${requestId.slice(15)}`
}
