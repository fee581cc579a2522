/**
 * The last calls of a KMS as CloudTrail would log them, so that people can
 * audit a run with what they know from AWS. Key bytes never come here.
 *
 * @module
 */
import type { Nanoseconds } from '../units/units.ts'
import type { Caller, EncryptionContext, KmsError, KmsErrorName, KmsOperation } from './key-service.ts'
import { principalArnOf } from './principal-arn.ts'

/** One event, in CloudTrail's shape and with its field names. */
export interface CloudTrailEvent {
  readonly eventVersion: '1.08'
  readonly userIdentity: {
    readonly type: 'IAMUser'
    readonly principalId: string
    readonly arn: string
    readonly accountId: string
    readonly userName: string
    readonly invokedBy: 'kinesis.amazonaws.com'
  }
  /** When the call arrived: ISO 8601, the scenario's clock counted from 1970-01-01. */
  readonly eventTime: string
  readonly eventSource: 'kms.amazonaws.com'
  readonly eventName: KmsOperation
  readonly awsRegion: string
  readonly sourceIPAddress: 'kinesis.amazonaws.com'
  readonly userAgent: 'kinesis.amazonaws.com'
  readonly errorCode?: KmsErrorName
  readonly errorMessage?: string
  readonly requestParameters: {
    readonly keyId: string
    readonly keySpec?: 'AES_256'
    readonly encryptionAlgorithm?: 'SYMMETRIC_DEFAULT'
    readonly encryptionContext: EncryptionContext
  }
  readonly responseElements: null
  /** The front end or consumer that asked. */
  readonly additionalEventData: { readonly source: string }
  readonly requestID: string
  readonly eventID: string
  readonly readOnly: true
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
  /** Ordinal of the call in order of arrival, from 1. */
  readonly ordinal: number
  readonly arrivedAt: Nanoseconds
  readonly operation: KmsOperation
  /** As the request named it. */
  readonly keyId: string
  /** Undefined where there is no such key. */
  readonly keyArn: string | undefined
  readonly encryptionContext: EncryptionContext
  readonly caller: Caller
  readonly error: KmsError | undefined
}

export interface AuditTrailOptions {
  readonly region: string
  readonly account: string
  /** Events kept; older ones are dropped. */
  readonly capacity: number
}

export class AuditTrail {
  readonly #region: string
  readonly #account: string
  readonly #capacity: number
  /** A ring once it is full: the oldest stands at `#next`. */
  readonly #calls: AuditedCall[] = []
  #next = 0

  constructor({ region, account, capacity }: AuditTrailOptions) {
    this.#region = region
    this.#account = account
    this.#capacity = capacity
  }

  add(call: AuditedCall): void {
    if (this.#capacity === 0) return
    this.#calls[this.#next] = call
    this.#next = (this.#next + 1) % this.#capacity
  }

  /** The events still kept, in the order in which they were answered. */
  events(): CloudTrailEvent[] {
    const isFull = this.#calls.length === this.#capacity
    const start = isFull ? this.#next : 0
    return [...this.#calls.slice(start), ...this.#calls.slice(0, start)].map((call) => this.#eventOf(call))
  }

  #eventOf(call: AuditedCall): CloudTrailEvent {
    const { principal, source } = call.caller
    return {
      eventVersion: '1.08',
      userIdentity: {
        type: 'IAMUser',
        principalId: principal,
        arn: principalArnOf(principal, this.#account),
        accountId: this.#account,
        userName: principal,
        invokedBy: 'kinesis.amazonaws.com',
      },
      eventTime: new Date(call.arrivedAt / 1e6).toISOString(),
      eventSource: 'kms.amazonaws.com',
      eventName: call.operation,
      awsRegion: this.#region,
      sourceIPAddress: 'kinesis.amazonaws.com',
      userAgent: 'kinesis.amazonaws.com',
      ...(call.error && { errorCode: call.error.kmsErrorName, errorMessage: call.error.message }),
      requestParameters: requestParametersOf(call),
      responseElements: null,
      additionalEventData: { source },
      requestID: uuidOf(1, call.ordinal),
      eventID: uuidOf(2, call.ordinal),
      readOnly: true,
      resources:
        call.keyArn === undefined
          ? []
          : [{ accountId: this.#account, type: 'AWS::KMS::Key', ARN: call.keyArn }],
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: this.#account,
      eventCategory: 'Management',
    }
  }
}

function requestParametersOf(call: AuditedCall): CloudTrailEvent['requestParameters'] {
  const encryptionContext = { ...call.encryptionContext }
  return call.operation === 'GenerateDataKey'
    ? { keyId: call.keyId, keySpec: 'AES_256', encryptionContext }
    : { keyId: call.keyId, encryptionAlgorithm: 'SYMMETRIC_DEFAULT', encryptionContext }
}

/** Repeats with the run, which a random UUID would not. */
function uuidOf(kind: number, ordinal: number): string {
  return `00000000-0000-4000-800${kind}-${ordinal.toString(16).padStart(12, '0')}`
}
