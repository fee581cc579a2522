/**
 * What an operation of KMS is: how its request is read, and what it does. All
 * that is before and after is the same for all of them.
 *
 * @module
 */
import type { z } from '../../schema.ts'
import { readRequest } from '../requests/read-request.ts'
import type { CallContext } from './call-context.ts'

/** The members of an answer: text, numbers, booleans, and bytes, which become base64. */
export type Answer = Readonly<Record<string, unknown>>

export interface Operation {
  /** AWS's name, such as `GenerateDataKey`. */
  readonly name: string
  /** @throws {KmsException} SerializationException or ValidationException */
  readonly read: (body: Uint8Array) => object
  /** Given what `read` gave. @throws {KmsException} */
  readonly perform: (context: CallContext, request: object) => Answer
}

export function operation<Request extends object>(
  name: string,
  schema: z.ZodType<Request>,
  perform: (context: CallContext, request: Request) => Answer,
): Operation {
  return {
    name,
    read: (body) => readRequest(schema, body),
    perform: perform as Operation['perform'],
  }
}

/** Seconds since 1970, as AWS sends dates in JSON. */
export function secondsOf(ms: number): number {
  return ms / 1000
}
