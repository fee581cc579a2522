/**
 * Start- and StopStreamEncryption as CloudTrail would log them, beside the KMS
 * calls that they lead to.
 *
 * @module
 */
import { createHash } from 'node:crypto'

import { uuidOf } from '../kms/uuid.ts'
import type { ManagementEvent } from '../record-path/stream.ts'
import type { Scenario } from '../scenario/schema.ts'

/** Of the embedded KMS, the only one whose runs are audited. */
const account = '123456789012'

/** `epochMs` is the time of day at 0 of the stream's clock. */
export function cloudTrailOf(event: ManagementEvent, { kms: { region } }: Scenario, epochMs: number): object {
  const { principalId } = event.userIdentity
  const id = (kind: string) => repeatableUuid(`${kind} ${JSON.stringify(event)}`)
  return {
    eventVersion: '1.08',
    userIdentity: {
      type: 'IAMUser',
      principalId,
      arn: `arn:aws:iam::${account}:user/${principalId}`,
      accountId: account,
      userName: principalId,
    },
    eventTime: new Date(epochMs + event.eventTimeNs / 1e6).toISOString(),
    eventSource: event.eventSource,
    eventName: event.eventName,
    awsRegion: region,
    sourceIPAddress: '127.0.0.1',
    userAgent: 'sealbench',
    ...(event.errorCode !== undefined && { errorCode: event.errorCode }),
    requestParameters: event.requestParameters,
    responseElements: null,
    requestID: id('request'),
    eventID: id('event'),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
  }
}

/** The same in every run of a scenario; marked as random, version 4. */
function repeatableUuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return uuidOf(`${hex.slice(0, 12)}4${hex.slice(13, 16)}8${hex.slice(17, 32)}`)
}
