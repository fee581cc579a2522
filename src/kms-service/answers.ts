/**
 * How answers look on the wire: AWS JSON 1.1, and the one XML document that
 * STS gives.
 *
 * @module
 */
import type { Principal } from './access/principals.ts'
import type { KmsException } from './kms-exception.ts'
import type { Answer } from './operations/operation.ts'
import type { WholeAnswer, WireAnswer, WireMessage } from './wire.ts'

const jsonType = 'application/x-amz-json-1.1'

/** The body of `answer`; wipes the plaintext that went into it. */
export function answerBody(answer: Answer): string {
  const members: Record<string, unknown> = {}
  // Only here are bytes found, and not inside of other members.
  for (const name in answer) {
    const value = answer[name]
    members[name] = value instanceof Uint8Array ? (value as Buffer).toString('base64') : value
  }
  const { Plaintext: plaintext } = answer
  if (plaintext instanceof Uint8Array) new Uint8Array(plaintext.buffer).fill(0)
  return JSON.stringify(members)
}

export function answerOf(body: string, requestId: string): WholeAnswer {
  return { kind: 'whole', status: 200, headers: headersOf(requestId), body }
}

/** AWS writes `Message` with a capital in these two. */
const capitalised: ReadonlySet<string> = new Set(['AccessDeniedException', 'UnsupportedOperationException'])

export function errorAnswer({ errorName, message, status }: KmsException, requestId: string): WholeAnswer {
  const member = capitalised.has(errorName) ? 'Message' : 'message'
  const text = JSON.stringify({ __type: errorName, ...(message !== '' && { [member]: message }) })
  return { kind: 'whole', status, headers: headersOf(requestId), body: text }
}

function headersOf(requestId: string): WireMessage['headers'] {
  return { 'content-type': jsonType, 'x-amzn-requestid': requestId, 'cache-control': 'no-cache, no-store' }
}

/** STS GetCallerIdentity, with which people see whom they are. */
export function identityAnswer({ arn, accountId, accessKeyId }: Principal, requestId: string): WireAnswer {
  const body =
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
    `<Arn>${escaped(arn)}</Arn><UserId>${escaped(accessKeyId)}</UserId><Account>${escaped(accountId)}</Account>` +
    '</GetCallerIdentityResult><ResponseMetadata>' +
    `<RequestId>${requestId}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`
  return {
    kind: 'whole',
    status: 200,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body,
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
